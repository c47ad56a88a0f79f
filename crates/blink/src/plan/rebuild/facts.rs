//! The facts that decide about indexes and keys.

use crate::catalog::rebuild_blockers::ServerAnswers;
use crate::catalog::{RelKind, TableInfo};
use crate::declare::indexes::Indexes;
use crate::plan::mode::Mode;

/// The facts that decide, apart from the steps themselves.
pub(in crate::plan) struct Facts<'a> {
    /// The state of the tables; None if it was not read, because no table can gain.
    pub(in crate::plan) answers: Option<&'a ServerAnswers>,
    /// True if the run empties its tables first.
    pub(in crate::plan) truncated: bool,
    pub(in crate::plan) mode: Mode,
    /// The setting of tables that have none of their own.
    pub(in crate::plan) default_indexes: Indexes,
}

impl Facts<'_> {
    /// True if the table has no row when its first rows come; None if that is not known.
    pub(super) fn empty(&self, table: &TableInfo) -> Option<bool> {
        if self.truncated {
            return matches!(table.kind, RelKind::Table | RelKind::PartitionedTable).then_some(true);
        }
        let probed = self.answers.and_then(|answers| answers.empty(table.oid));
        table.empty.or(probed)
    }
}
