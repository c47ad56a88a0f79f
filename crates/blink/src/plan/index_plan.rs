//! The decision about a table's indexes and keys.

use std::collections::BTreeSet;

use postgres_types::Oid;

use super::decide::{Decider, Decision};
use super::forward::ForwardKey;
use super::keep_reason::KeptObject;
use super::rebuild::{FirstRows, Rebuild, RebuildScope, TableRebuild};
use super::trial::to_try;
use crate::catalog::keys::IndexOrConstraint;

/// The decision about a table's indexes and keys, as far as it is known before the run.
#[derive(Debug)]
pub(crate) struct IndexPlan {
    /// The policy; without a condition if the number of rows is known.
    pub(crate) policy: Rebuild,
    /// The objects that this policy drops and rebuilds.
    pub(crate) dropped: Vec<IndexOrConstraint>,
    pub(crate) kept: Vec<KeptObject>,
    /// The foreign keys to rows that come later which are not dropped.
    pub(super) forward: Vec<ForwardKey>,
    /// The tables, as SQL, that are locked against all other sessions until the run ends.
    pub(crate) locked: Vec<String>,
    /// True if the empty table is truncated, so that its rows can be frozen.
    pub(crate) truncates: bool,
    /// The objects that are rebuilt once before the first row; None if there are rows already.
    pub(crate) tried: Option<Vec<String>>,
    /// True if its rows cannot be frozen, since they come through a partitioned table.
    pub(crate) through_parent: bool,
    /// The number of partitions, at any depth, whose indexes and keys go with these.
    pub(crate) partitions: usize,
}

impl IndexPlan {
    pub(super) fn new(
        rebuild: &TableRebuild,
        (table, rows): (Oid, Option<u64>),
        may_truncate: bool,
        decider: &Decider<'_>,
    ) -> Self {
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
        for object in dropped.iter().filter(|object| object.parent.is_none()) {
            locked.insert(object.table_name.clone());
            locked.extend(object.reference.as_ref().map(|to| to.table_name.clone()));
        }
        let drops_all = rebuild.empty == Some(true) && scope == RebuildScope::All && !dropped.is_empty();
        let tried = to_try(&dropped).into_iter().filter(|object| object.parent.is_none());
        let tried = tried.map(|object| object.name.clone()).collect();
        let forward = rebuild.forward_keys.iter();
        let forward = forward.filter(|key| !contains_foreign_key(&dropped, key.table, key.name.table()));
        let forward = forward.cloned().collect();
        let own = dropped.into_iter();
        // What is attached to another object goes without saying.
        let own = own.filter(|object| rebuild.tree.contains(&object.table) && object.parent.is_none());
        Self {
            tried: (rebuild.empty == Some(true)).then_some(tried),
            truncates: may_truncate && drops_all && rebuild.is_leaf(table),
            through_parent: may_truncate && drops_all && !rebuild.is_leaf(table),
            partitions: rebuild.tree.len() - 1,
            policy,
            forward,
            dropped: own.collect(),
            kept,
            locked: locked.into_iter().collect(),
        }
    }
}

pub(super) fn contains_foreign_key(objects: &[IndexOrConstraint], table: Oid, name: &str) -> bool {
    let mut objects = objects.iter();
    objects.any(|object| object.is_foreign_key() && object.table == table && object.name == name)
}
