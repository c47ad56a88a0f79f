//! Constraints about values that are not made for them: those of a row that a reference leads to, and those that a
//! trigger sets.

use std::collections::BTreeMap;

use super::checks::{Checked, Met, Rung, of_domains};
use super::columns::{Draft, Source};
use super::options::Options;
use super::planning::{Planning, until};
use super::references::Reference;
use super::scope::Place;
use crate::domain::Domain;
use crate::facts::{Column, Facts};

impl Planning<'_, '_> {
    /// Lets rows be made again until constraints hold that limit what references bring, and says of those about what
    /// triggers set that they are not certain.
    pub(super) fn mind_brought_values(&mut self) {
        for table in 0..self.scope.filled.len() {
            let brought = self.brought(table);
            let drafts = &self.drafts[table];
            let is_set = |name: &String| {
                let mut drafts = drafts.iter();
                drafts.any(|draft| draft.column.name == *name && draft.is_not_ours())
            };
            let checked = &mut self.checked[table];
            for met in &mut checked.met {
                met.is_of_ours = !met.condition.columns().iter().any(is_set);
            }
            checked.judge_brought(&brought);
        }
    }

    /// The values that the references of a table bring, by the columns.
    fn brought(&self, table: usize) -> BTreeMap<String, Domain> {
        let sources = self.drafts[table].iter().filter_map(|draft| match &draft.source {
            Source::Reference { place, column } => Some((draft.column.name.clone(), *place, column)),
            _ => None,
        });
        let brought = sources.filter_map(|(own, place, column)| {
            let reference = self.references.of[table].get(place)?;
            Some((own, self.domain_above(reference, column)?))
        });
        brought.collect()
    }

    fn domain_above(&self, reference: &Reference<'_>, column: &str) -> Option<Domain> {
        match reference.parent? {
            Place::Filled(parent) => {
                let mut drafts = self.drafts[parent].iter();
                drafts
                    .find(|draft| draft.column.name == *column)
                    .map(|draft| draft.domain.clone())
            }
            Place::WithRows(parent) => {
                let mut columns = self.scope.with_rows[parent].columns.iter();
                let column = columns.find(|one| one.name == *column)?;
                Some(of_stored(self.scope.facts, column, self.options))
            }
        }
    }
}

fn of_stored(facts: &Facts, column: &Column, options: &Options) -> Domain {
    of_domains(facts, &column.ty, until(options))
}

impl Checked {
    /// Lets rows be made again until the constraints hold that limit these values further than they are limited already.
    fn judge_brought(&mut self, brought: &BTreeMap<String, Domain>) {
        let limits = |(name, said): &(String, Domain)| {
            // NULL alone is a matter of the row's way, by which it refers to none.
            let of_values = !said.values.is_empty();
            let values = brought.get(name);
            of_values && values.is_some_and(|values| !values.is_within(said))
        };
        for met in &mut self.met {
            let is_unsure = met.rung.is_certain() && met.said.iter().any(limits);
            if is_unsure {
                met.rung = Rung::Evaluated;
                if !self.conditions.contains(&met.condition) {
                    self.conditions.push(met.condition.clone());
                }
            }
        }
    }
}

impl Met {
    /// Returns true if every row meets the constraint by the way in which it is made.
    pub(super) fn is_certain(&self) -> bool {
        self.rung.is_certain() && self.is_of_ours
    }
}

impl Draft<'_> {
    /// Returns true if a trigger or a default decides on the value, whatever is sent.
    fn is_not_ours(&self) -> bool {
        self.is_set || (self.source == Source::Server && self.column.generated_by().is_none())
    }
}
