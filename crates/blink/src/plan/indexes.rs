//! The part of a plan about a table's indexes and keys.

use super::decide::Decider;
use super::index_plan::{IndexPlan, contains_foreign_key};
use super::rebuild::Rebuild;
use super::{Mode, Plan, TablePlan};
use crate::catalog::keys::IndexOrConstraint;

impl Plan {
    /// Decides for each table which objects would be dropped, given the objects of all tables. A run reads the objects
    /// when it comes to the table, under its locks.
    pub(crate) fn decide_indexes(&mut self, objects: &[IndexOrConstraint]) {
        let decider = Decider::new(&self.rebuilds, objects, self.mode == Mode::Joined, &[]);
        let may_truncate = self.truncate.is_none() && self.mode.is_atomic();
        let tables = self.tables.iter().map(|table| table.oid).collect::<Vec<_>>();
        for (n, table) in self.tables.iter_mut().enumerate() {
            let rebuild = self.rebuilds.get(table.oid);
            let rebuild = rebuild.filter(|rebuild| rebuild.policy != Rebuild::Nothing);
            table.indexes = rebuild
                .filter(|rebuild| !tables[..n].iter().any(|earlier| rebuild.tree.contains(earlier)))
                .map(|rebuild| IndexPlan::new(rebuild, (table.oid, table.rows), may_truncate, &decider));
        }
    }
}

impl TablePlan {
    /// Returns true if its batches wait for those before, as far as is known before the run.
    pub(super) fn waits_in_order(&self) -> bool {
        let dropped = self.indexes.as_ref().map_or(&[][..], |indexes| &indexes.dropped);
        let mut keys = self.foreign_keys.iter();
        self.needs_earlier_batches && keys.any(|(name, _)| !contains_foreign_key(dropped, self.oid, name))
    }
}
