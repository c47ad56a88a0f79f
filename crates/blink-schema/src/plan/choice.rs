//! The decisions by which the carriers of a table are chosen.

use super::columns::Draft;
use super::kept::{How, Kept, kept};
use super::shapes::Relations;
use crate::domain::Comparison;
use crate::facts::{KeyPart, PartOptions, Table, Types, UniqueSet};

/// The decisions by which the carriers of a table are chosen.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'c, 'f> {
    pub(crate) table: &'f Table,
    pub(crate) types: &'f Types,
    pub(crate) drafts: &'c [Draft<'f>],
    pub(crate) relations: &'c Relations,
    pub(crate) owner: Option<usize>,
    /// The number of rows that is wanted, and that of the owner's.
    pub(crate) rows: u64,
    pub(crate) parents: Option<u64>,
    pub(crate) until: i64,
}

/// Parts that no two rows may have in common.
pub(super) struct Set<'s> {
    pub(super) name: &'s str,
    pub(super) parts: Vec<KeyPart>,
    pub(super) options: &'s [PartOptions],
    pub(super) predicate: Option<&'s str>,
}

impl<'s> Set<'s> {
    pub(super) fn of(set: &'s UniqueSet) -> Self {
        Self {
            name: &set.name,
            parts: set.parts.clone(),
            options: &set.part_options,
            predicate: set.predicate.as_deref(),
        }
    }
}

impl Choice<'_, '_> {
    pub(super) fn kept(&self, set: &Set<'_>) -> Vec<Kept> {
        kept(&set.parts, set.options, self.drafts)
    }

    /// Returns true if a part is a column that is not generated.
    pub(super) fn is_plain(&self, part: &KeyPart) -> bool {
        match part {
            KeyPart::Column(name) => {
                let mut drafts = self.drafts.iter();
                drafts.any(|draft| draft.column.name == *name && draft.column.generated_by().is_none())
            }
            KeyPart::Expression(_) => false,
        }
    }

    /// Returns true if the columns hold all those of the owning reference, so that rows of different owners differ.
    pub(super) fn has_owner_columns(&self, kept: &[Kept]) -> bool {
        self.owner.is_some_and(|owner| self.has_columns_of(owner, kept))
    }

    /// Returns true if the columns hold all those of a reference, as they are.
    fn has_columns_of(&self, reference: usize, kept: &[Kept]) -> bool {
        let mut own = self
            .relations
            .sources
            .iter()
            .filter(|(_, (place, _))| *place == reference);
        let exactly = |one: &Kept| one.is_certain && one.how == How::Compared(Comparison::Exact);
        let has = |name: &String| {
            let mut exact = kept.iter().filter(|one| exactly(one));
            exact.any(|one| self.drafts[one.place].column.name == *name)
        };
        own.clone().next().is_some() && own.all(|(name, _)| has(name))
    }

    /// The references whose columns are all among these.
    pub(super) fn references(&self, kept: &[Kept]) -> Vec<usize> {
        let references = 0..self.relations.shapes.len();
        references
            .filter(|reference| self.has_columns_of(*reference, kept))
            .collect()
    }
}
