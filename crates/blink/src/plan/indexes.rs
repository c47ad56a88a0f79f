//! The part of a plan about a table's indexes and keys.

use std::collections::BTreeSet;

use super::rebuild::{FirstRows, Rebuild, RebuildScope, TableRebuild};
use super::{Decider, Decision, KeptObject, Mode, Plan, TablePlan};
use crate::catalog::keys::IndexOrConstraint;

/// The decision about a table's indexes and keys, as far as it is known before the run.
#[derive(Debug)]
pub(crate) struct IndexPlan {
    /// The policy; without a condition if the number of rows is known.
    pub(crate) policy: Rebuild,
    /// The objects that this policy drops and rebuilds.
    pub(crate) dropped: Vec<IndexOrConstraint>,
    pub(crate) kept: Vec<KeptObject>,
    /// The tables, as SQL, that are locked against all other sessions until the run ends.
    pub(crate) locked: Vec<String>,
    /// True if the empty table is truncated, so that its rows can be frozen.
    pub(crate) truncates: bool,
}

impl Plan {
    /// Decides for each table which objects would be dropped, given the objects of all tables. A run reads the objects
    /// when it comes to the table, under its locks.
    pub(crate) fn decide_indexes(&mut self, objects: &[IndexOrConstraint]) {
        let decider = Decider {
            rebuilds: &self.rebuilds,
            objects,
            joined: self.mode == Mode::Joined,
            refusals: &[],
        };
        let may_truncate = self.truncate.is_none() && self.mode.is_atomic();
        let tables = self.tables.iter().map(|table| table.oid).collect::<Vec<_>>();
        for (n, table) in self.tables.iter_mut().enumerate() {
            let rebuild = self.rebuilds.get(table.oid);
            let rebuild = rebuild.filter(|rebuild| rebuild.policy != Rebuild::Nothing);
            table.indexes = rebuild
                .filter(|_| !tables[..n].contains(&table.oid))
                .map(|rebuild| IndexPlan::new(rebuild, table.rows, may_truncate, &decider));
        }
    }
}

impl TablePlan {
    /// Returns true if its batches wait for those before, as far as is known before the run.
    pub(super) fn waits_in_order(&self) -> bool {
        let is_gone = |name: &String| {
            let mut dropped = self.indexes.iter().flat_map(|indexes| &indexes.dropped);
            dropped.any(|object| object.is_foreign_key() && object.name == *name)
        };
        self.self_referencing && !self.foreign_keys.iter().all(|(name, _)| is_gone(name))
    }
}

impl IndexPlan {
    fn new(rebuild: &TableRebuild, rows: Option<u64>, may_truncate: bool, decider: &Decider<'_>) -> Self {
        let policy = match rows {
            Some(rows) => rebuild.policy_for(FirstRows { rows, bytes: 0 }),
            None => rebuild.policy.clone(),
        };
        let scope = policy.scope();
        let Decision { dropped, mut kept } = decider.decide(rebuild, &scope);
        if let RebuildScope::Kept(reason) | RebuildScope::ForwardReferences(reason) = &scope {
            kept.push(KeptObject::all(reason));
        }
        let mut locked = BTreeSet::new();
        for object in &dropped {
            locked.insert(object.table_name.clone());
            locked.extend(object.reference.as_ref().map(|to| to.table_name.clone()));
        }
        Self {
            truncates: may_truncate && rebuild.empty == Some(true) && scope == RebuildScope::All && !dropped.is_empty(),
            policy,
            dropped: dropped
                .into_iter()
                .filter(|object| object.table == rebuild.table)
                .collect(),
            kept,
            locked: locked.into_iter().collect(),
        }
    }
}
