//! Groups of columns that need one another, which are one group.

use std::collections::BTreeSet;

use super::{Follows, Group, Judging, picked};
use crate::plan::branching::Ways;
use crate::plan::columns::Draft;
use crate::plan::shapes::Relations;

impl Judging {
    /// Adds the columns that come with those of a group, and makes one group of those that share columns, or of which each
    /// needs to know in which attempt the other's conditions hold.
    pub(super) fn join(&mut self, drafts: &[Draft<'_>], relations: &Relations, ways: &[Ways]) {
        loop {
            let before = self.groups.len();
            for group in std::mem::take(&mut self.groups) {
                self.add(with_references(group, drafts, relations));
            }
            if let Some((one, other)) = self.mutual(drafts, ways) {
                let other = self.groups.remove(other);
                if let Some(group) = self.groups.get_mut(one) {
                    group.columns.extend(other.columns);
                    group.conditions.extend(other.conditions);
                }
            }
            if self.groups.len() == before {
                return;
            }
        }
    }

    /// Two groups that need one another, the first before the second.
    fn mutual(&self, drafts: &[Draft<'_>], ways: &[Ways]) -> Option<(usize, usize)> {
        let needed = self.groups.iter().map(|group| self.needed_by(group, drafts, ways));
        let needed = needed.collect::<Vec<_>>();
        let needs = |one: usize, other: usize| {
            let (needed, other) = (needed.get(one), self.groups.get(other));
            needed
                .zip(other)
                .is_some_and(|(needed, other)| !needed.is_disjoint(&other.columns))
        };
        let mut pairs = (0..self.groups.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
        pairs.find(|(one, other)| needs(*one, *other) && needs(*other, *one))
    }

    /// The columns that the conditions of a group need, directly or not.
    fn needed_by(&self, group: &Group, drafts: &[Draft<'_>], ways: &[Ways]) -> BTreeSet<usize> {
        let mut needed = BTreeSet::new();
        let mut pending = read_by(group, drafts);
        while let Some(place) = pending.pop() {
            if !needed.insert(place) {
                continue;
            }
            match self.follows.get(&place) {
                Some(Follows::Order { other, .. }) => pending.push(*other),
                Some(Follows::Equal { columns, .. }) => pending.extend(columns),
                None => {}
            }
            // The way that a row takes may be taken for a group's conditions.
            for ways in ways.iter().filter(|ways| ways.columns.contains(&place)) {
                pending.extend(ways.columns.iter().filter(|place| self.group_of(**place).is_some()));
            }
            let own = self.group_of(place).and_then(|group| self.groups.get(group));
            pending.extend(own.into_iter().flat_map(|group| read_by(group, drafts)));
        }
        needed
    }
}

/// The columns of a group, and those that its conditions name.
fn read_by(group: &Group, drafts: &[Draft<'_>]) -> Vec<usize> {
    let place = |name: &String| drafts.iter().position(|draft| draft.column.name == *name);
    let conditions = group.conditions.iter();
    let named = conditions.flat_map(|condition| condition.columns().iter().filter_map(place).collect::<Vec<_>>());
    group.columns.iter().copied().chain(named).collect()
}

/// A group with all columns of the references that are picked anew with one of its columns.
fn with_references(mut group: Group, drafts: &[Draft<'_>], relations: &Relations) -> Group {
    let references = group
        .columns
        .iter()
        .filter_map(|place| picked(&drafts[*place], relations));
    let references = references.collect::<BTreeSet<_>>();
    let of_these = |draft: &Draft<'_>| picked(draft, relations).is_some_and(|one| references.contains(&one));
    let more = drafts.iter().enumerate().filter(|(_, draft)| of_these(draft));
    group.columns.extend(more.map(|(place, _)| place));
    group
}
