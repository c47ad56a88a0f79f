//! The carriers of uniqueness: for each unique set a column that alone makes its rows distinct, or several that do
//! together.

use std::collections::BTreeSet;

use super::candidates::Candidate;
use super::carrier::Carrier;
use super::choice::{Choice, Set};
use super::kept::{How, Kept};
use super::limit::Limit;
use super::selected::Selection;
use crate::domain::Comparison;
use crate::make::group::Group;
use crate::make::shape::{Population, Shape};

/// The carriers of a table, and what they can hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carriers {
    /// Of each column by its place.
    pub(crate) of: Vec<Option<Carrier>>,
    pub(crate) limit: Limit,
    /// The predicates that at most the first row of each group meets.
    pub(crate) selections: Vec<Selection>,
    /// The references that lead the first rows to different rows.
    pub(crate) first_differ: BTreeSet<usize>,
    /// The unique sets that no column could carry, a sentence each.
    pub(crate) unresolved: Vec<String>,
    /// The unique sets of which only the server can say whether they hold.
    pub(crate) sampled: Vec<String>,
    /// The comparison by which the values of each carrier differ.
    compared: Vec<Comparison>,
    /// The columns of products, and true if these make only the rows of one owner distinct.
    products: Vec<(BTreeSet<usize>, bool)>,
}

impl Carriers {
    /// No carrier among so many columns.
    pub(crate) fn none(columns: usize) -> Self {
        Self {
            of: vec![None; columns],
            compared: vec![Comparison::Exact; columns],
            ..Self::default()
        }
    }

    pub(crate) fn choose(choice: &Choice<'_, '_>) -> Self {
        let mut carriers = Self::none(choice.drafts.len());
        carriers.inherit_all(choice);
        let mut sets = carriers.exclude_all(choice);
        let plain = choice.table.unique_sets.iter().filter(|set| !set.without_overlaps);
        sets.extend(plain.map(Set::of));
        // What needs more comes first: others are carried by it then.
        let need = |set: &Set<'_>| {
            let kept = choice.kept(set);
            let compared = kept.iter().map(|one| match one.how {
                How::Compared(comparison) => comparison,
                How::Period(_) => Comparison::NotDeterministic,
            });
            (choice.has_owner_columns(&kept), std::cmp::Reverse(compared.max()))
        };
        sets.sort_by_cached_key(need);
        for set in sets {
            carriers.carry(choice, &set);
        }
        carriers
    }

    /// Gives all rows that may refer to one another the same value in the columns that such references have, too.
    fn inherit_all(&mut self, choice: &Choice<'_, '_>) {
        let in_run = choice.relations.shapes.contains(&Shape::Earlier { in_run: true });
        let group = if in_run { Group::Owner } else { Group::All };
        for (place, draft) in choice.drafts.iter().enumerate() {
            if draft.is_free() && choice.relations.inherited.contains(&draft.column.name) {
                self.set_carrier(place, Carrier::SameInGroup(group.clone()));
            }
        }
    }

    /// Returns true if a column lies in a slot, all columns of which are among these: it can be made anew within the slot.
    pub(crate) fn has_room(&self, place: usize, columns: &BTreeSet<usize>) -> bool {
        match self.of.get(place) {
            Some(Some(Carrier::Slot(slot))) => slot.columns.iter().all(|column| columns.contains(column)),
            _ => false,
        }
    }

    /// Returns true if the rows of a set are distinct already.
    pub(super) fn is_carried(&self, kept: &[Kept], of_owner: bool) -> bool {
        let alone = kept.iter().any(|one| match (&self.of[one.place], one.how) {
            (Some(Carrier::InPeriod(periods)), How::Period(period)) => {
                periods.period >= period && (of_owner || !periods.in_run)
            }
            (Some(carrier), How::Compared(comparison)) => {
                self.compared[one.place] >= comparison && carrier.carries(of_owner, kept)
            }
            _ => false,
        });
        let joint = |column: &usize| kept.iter().any(|one| one.place == *column && one.is_joint);
        let mut products = self.products.iter();
        alone || products.any(|(columns, in_run)| (of_owner || !in_run) && columns.iter().all(joint))
    }

    pub(super) fn carry(&mut self, choice: &Choice<'_, '_>, set: &Set<'_>) {
        let kept = choice.kept(set);
        let of_owner = choice.has_owner_columns(&kept);
        if self.is_carried(&kept, of_owner) {
            return;
        }
        let free = kept
            .iter()
            .filter(|one| self.is_free(choice, one))
            .cloned()
            .collect::<Vec<_>>();
        let has_expressions = !set.parts.iter().all(|part| choice.is_plain(part));
        if free.is_empty() && set.predicate.is_none() {
            // What consists of references alone is the relations' matter.
            if has_expressions {
                self.sampled.push(set.name.to_owned());
            }
            return;
        }
        if !of_owner && self.deal_positions(choice, set.name, &free) {
            return;
        }
        let candidates = free.iter().filter_map(|one| choice.candidate(one, of_owner));
        let mut best = candidates.max_by_key(Candidate::rank);
        if best.as_ref().is_none_or(|best| best.tier < 2)
            && let Some(product) = choice.product(set.name, &free, of_owner)
            && best.as_ref().is_none_or(|best| product.is_better(best))
        {
            best = Some(product);
        }
        match (best, set.predicate) {
            (Some(best), None) => self.take(set.name, best),
            (Some(best), Some(_)) if best.tier > 0 => self.take(set.name, best),
            (_, Some(predicate)) => self.select(choice, set.name, predicate, &kept, of_owner),
            (None, None) if has_expressions => self.sampled.push(set.name.to_owned()),
            (None, None) => {
                let problem = format!("no column can make the rows of {} differ", set.name);
                self.unresolved.push(problem);
            }
        }
    }

    /// Returns true if a column may become a carrier, or a better one.
    fn is_free(&self, choice: &Choice<'_, '_>, one: &Kept) -> bool {
        let is_weaker = match (&self.of[one.place], one.how) {
            (None, _) => true,
            (Some(Carrier::Values(_) | Carrier::Meaning), How::Compared(comparison)) => {
                self.compared[one.place] < comparison
            }
            _ => false,
        };
        choice.drafts[one.place].is_free() && is_weaker
    }

    /// Lets columns carry a set.
    pub(super) fn take(&mut self, set: &str, best: Candidate) {
        let capacity = u64::try_from(best.capacity).unwrap_or(u64::MAX);
        let in_run = best.carriers.iter().any(|(_, carrier)| carrier.is_in_run());
        self.limit(set, capacity, in_run);
        if !best.is_certain {
            self.sampled.push(set.to_owned());
        }
        if best.carriers.len() > 1 {
            let columns = best.carriers.iter().map(|(column, _)| *column).collect();
            self.products.push((columns, in_run));
        }
        for (column, carrier) in best.carriers {
            self.compared[column] = best.compared;
            self.of[column] = Some(carrier);
        }
    }

    /// Notes how many rows a set can hold, all or those of one owner.
    pub(super) fn limit(&mut self, set: &str, capacity: u64, in_run: bool) {
        let limit = if in_run {
            &mut self.limit.children
        } else {
            &mut self.limit.rows
        };
        if limit.as_ref().is_none_or(|(before, _)| capacity < *before) {
            *limit = Some((capacity, set.to_owned()));
        }
    }

    /// Lets at most the first row of each group meet a predicate.
    fn select(&mut self, choice: &Choice<'_, '_>, set: &str, predicate: &str, kept: &[Kept], of_owner: bool) {
        let references = choice.references(kept);
        let is_distinct = |place: &usize| match choice.relations.shapes.get(*place) {
            Some(Shape::Joint { joint, .. }) => {
                let joint = choice.relations.joints.get(*joint);
                joint.is_some_and(|joint| !joint.in_run && joint.populations.len() == 1)
            }
            Some(Shape::Previous) => true,
            _ => false,
        };
        if references.iter().any(is_distinct) {
            return;
        }
        let group = if of_owner {
            Group::Owner
        } else if references.is_empty() {
            Group::All
        } else {
            let is_picked = |place: &usize| {
                let shape = choice.relations.shapes.get(*place);
                matches!(shape, Some(Shape::Pick(Population::All(_) | Population::WithRows(_))))
            };
            let picked = references.iter().copied().find(is_picked);
            // One row alone is right for all others.
            picked.map_or(Group::All, Group::Referring)
        };
        if let Group::Referring(place) = group {
            self.first_differ.insert(place);
        }
        match Selection::new(set, predicate, group, choice.table, choice.types, choice.until) {
            Some(selection) => self.selections.push(selection),
            None => self.sampled.push(set.to_owned()),
        }
    }

    pub(super) fn set_carrier(&mut self, place: usize, carrier: Carrier) {
        self.compared[place] = Comparison::NotDeterministic;
        self.of[place] = Some(carrier);
    }
}
