//! The tables of a run's steps, and which of them fill a table: by itself, through its parent, or through its partitions.

use std::collections::HashMap;

use postgres_types::Oid;

use super::draft::TableDraft;
use crate::catalog::ForeignKey;
use crate::catalog::partitions::Partitions;

/// The places of the steps by the tables that they fill.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The first step that fills each table.
    firsts: HashMap<Oid, usize>,
    /// The topmost table of each table's tree all of whose rows come from the run.
    topmost: HashMap<Oid, Oid>,
    /// The steps of each such tree.
    of_trees: HashMap<Oid, Vec<usize>>,
}

impl Places {
    pub(super) fn new(tables: &[TableDraft<'_>], partitions: &Partitions) -> Self {
        let mut places = Self::default();
        for (n, step) in tables.iter().enumerate() {
            places.firsts.entry(step.oid()).or_insert(n);
        }
        let mut known = HashMap::new();
        for (n, step) in tables.iter().enumerate() {
            let is_filled = |table| places.firsts.contains_key(&table);
            let topmost = partitions.topmost_filled(step.oid(), is_filled, &mut known);
            places.topmost.insert(step.oid(), topmost);
            places.of_trees.entry(topmost).or_default().push(n);
        }
        places
    }
}

/// The tables of the steps, in their order, with the partition trees that they belong to.
#[derive(Clone, Copy)]
pub(super) struct Steps<'s, 'a> {
    pub(super) tables: &'s [TableDraft<'a>],
    pub(super) partitions: &'a Partitions,
    pub(super) places: &'s Places,
}

impl<'s> Steps<'s, '_> {
    /// The first step that fills this very table.
    pub(super) fn first(&self, table: Oid) -> Option<usize> {
        self.places.firsts.get(&table).copied()
    }

    /// The topmost table of a step's table's tree all of whose rows come from the run.
    pub(super) fn topmost(&self, table: Oid) -> Oid {
        self.places.topmost.get(&table).copied().unwrap_or(table)
    }

    /// The places of the steps that fill a table of the tree with this topmost table.
    pub(super) fn of_tree(&self, topmost: Oid) -> &'s [usize] {
        self.places.of_trees.get(&topmost).map_or(&[], Vec::as_slice)
    }

    /// Returns true if rows of one table may be those of the other: they are the same, or one is a partition of the other.
    fn share_rows(&self, one: Oid, other: Oid) -> bool {
        one == other || self.partitions.is_part(one, other) || self.partitions.is_part(other, one)
    }

    /// Returns true if rows of the step `n` may refer to rows that a later step, or a later batch, stores.
    pub(super) fn comes_later(&self, n: usize, key: &ForeignKey) -> bool {
        let mut later = n + 1..self.tables.len();
        later.any(|later| {
            let table = self.tables[later].oid();
            self.share_rows(table, key.to) && self.first(table) == Some(later)
        }) || self.refers_to_itself(n, key) && self.tables[n].comes_in_batches()
    }

    /// Returns true if rows of the step `n` may refer to rows of this step or of a later one.
    pub(super) fn may_refer_forward(&self, n: usize) -> bool {
        let mut keys = self.tables[n].info.foreign_keys.iter();
        keys.any(|key| {
            let mut later = self.tables[n..].iter();
            later.any(|step| self.share_rows(step.oid(), key.to))
        })
    }

    /// Returns true if rows of the step `n` may refer to others of the step.
    fn refers_to_itself(&self, n: usize, key: &ForeignKey) -> bool {
        self.share_rows(self.tables[n].oid(), key.to)
    }
}
