//! The tables of a run's steps, and which of them fill a table: by itself, through its parent, or through its partitions.

use postgres_types::Oid;

use super::draft::TableDraft;
use crate::catalog::ForeignKey;
use crate::catalog::partitions::Partitions;

/// The tables of the steps, in their order, with the partition trees that they belong to.
#[derive(Clone, Copy)]
pub(super) struct Steps<'s, 'a> {
    pub(super) tables: &'s [TableDraft<'a>],
    pub(super) partitions: &'a Partitions,
}

impl<'s, 'a> Steps<'s, 'a> {
    /// The first step that fills this very table.
    pub(super) fn first(&self, table: Oid) -> Option<usize> {
        self.tables.iter().position(|step| step.oid() == table)
    }

    /// The step that the number stands for, if none before it fills the same table.
    fn is_first(&self, n: usize) -> bool {
        self.first(self.tables[n].oid()) == Some(n)
    }

    /// The topmost table of a table's tree all of whose rows come from the run.
    pub(super) fn topmost(&self, table: Oid) -> Oid {
        self.partitions
            .topmost_filled(table, |table| self.first(table).is_some())
    }

    /// The steps that fill a table of this tree.
    pub(super) fn of_tree(&self, tree: &[Oid]) -> impl Iterator<Item = &'s TableDraft<'a>> {
        let steps = self.tables.iter();
        steps.filter(move |step| tree.contains(&step.oid()))
    }

    /// Returns true if rows of one table may be those of the other: they are the same, or one is a partition of the other.
    fn share_rows(&self, one: Oid, other: Oid) -> bool {
        let is_part = |part, of| self.partitions.get(part).is_some() && self.partitions.tree(of).contains(&part);
        one == other || is_part(one, other) || is_part(other, one)
    }

    /// Returns true if rows of the step `n` may refer to rows that a later step, or a later batch, stores.
    pub(super) fn comes_later(&self, n: usize, key: &ForeignKey) -> bool {
        let mut later = n + 1..self.tables.len();
        later.any(|later| self.share_rows(self.tables[later].oid(), key.to) && self.is_first(later))
            || self.refers_to_itself(n, key) && self.tables[n].comes_in_batches()
    }

    /// Returns true if rows of the step `n` may refer to rows of this step or of a later one.
    pub(super) fn may_refer_forward(&self, n: usize) -> bool {
        let mut keys = self.tables[n].info.foreign_keys.iter();
        keys.any(|key| self.tables[n..].iter().any(|step| self.share_rows(step.oid(), key.to)))
    }

    /// Returns true if rows of the step `n` may refer to others of the step.
    fn refers_to_itself(&self, n: usize, key: &ForeignKey) -> bool {
        self.share_rows(self.tables[n].oid(), key.to)
    }
}
