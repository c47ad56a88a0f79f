//! The decision about each table's indexes and keys while its rows are copied.

mod facts;
mod lock_budget;
pub(super) mod rule;
mod tree;

use std::collections::HashMap;

use postgres_types::Oid;

pub(crate) use super::draft::MIN_ROWS_TO_REBUILD;
use super::forward::ForwardKey;
use super::keep_reason::{KeepReason, Untouchable};
use crate::sql::TableName;
pub(super) use facts::Facts;

/// The decision about a table's indexes and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rebuild {
    /// The table has neither.
    Nothing,
    Keep(KeepReason),
    /// Only the foreign keys to tables that are filled later are dropped and rebuilt.
    ForwardReferences {
        kept: KeepReason,
    },
    /// All are dropped and rebuilt if more rows come, or more bytes.
    Above {
        rows: u64,
        bytes: u64,
    },
    Always,
}

/// The part of a table's indexes and keys that is dropped before its rows come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RebuildScope {
    Nothing,
    Kept(KeepReason),
    /// The foreign keys to tables that are filled later; all else is kept for this reason.
    ForwardReferences(KeepReason),
    All,
}

/// The rows of a table that were made before the first was copied.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FirstRows {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

/// The decisions for a run: one for each partition tree, even if several steps fill it.
#[derive(Debug)]
pub(crate) struct Rebuilds {
    rebuilds: Vec<TableRebuild>,
    /// The place of each table's rebuild.
    places: HashMap<Oid, usize>,
}

/// A table of a run with all its partitions, and the decision about their indexes and keys.
#[derive(Debug)]
pub(crate) struct TableRebuild {
    pub(crate) table: Oid,
    pub(crate) name: TableName,
    /// The table and its partitions at any depth; just the table if it has none.
    pub(crate) tree: Vec<Oid>,
    /// The tables of the tree that hold rows of their own.
    leaves: Vec<Oid>,
    /// The rows that all steps bring to the partitions of the tree, as far as is known; 0 for a table without any.
    known_rows: u64,
    pub(crate) declared: String,
    pub(crate) policy: Rebuild,
    /// True if the user asked for it: then Blink waits for locks and locks any table.
    pub(crate) is_forced: bool,
    /// True if it had no row before the run; None if that is not known.
    pub(crate) empty: Option<bool>,
    /// True if filling it may use any index: it runs the user's code on the server, or has ON CONFLICT.
    pub(crate) runs_code: bool,
    /// True if its indexes call the user's code: for each row, where they are kept.
    pub(crate) index_code: bool,
    /// Foreign keys to tables that are filled later; they must be dropped, or no row could reference anything.
    /// Each with the OID of its table.
    pub(super) forward: Vec<(Oid, String)>,
    /// All foreign keys to rows that come later, of which some may have to stay.
    pub(crate) forward_keys: Vec<ForwardKey>,
    /// The other tables of the run that have a foreign key to it.
    pub(crate) children: Vec<Oid>,
    /// The tables that it has a foreign key to.
    parents: Vec<Oid>,
}

impl Rebuilds {
    fn add(&mut self, rebuild: TableRebuild) {
        let place = self.rebuilds.len();
        self.places.extend(rebuild.tree.iter().map(|table| (*table, place)));
        self.rebuilds.push(rebuild);
    }

    /// Returns the decision about the tree that has this table.
    pub(crate) fn get(&self, table: Oid) -> Option<&TableRebuild> {
        self.rebuilds.get(*self.places.get(&table)?)
    }

    /// Returns the topmost table of the tree that has this table.
    pub(crate) fn topmost(&self, table: Oid) -> Oid {
        self.get(table).map_or(table, |rebuild| rebuild.table)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &TableRebuild> {
        self.rebuilds.iter()
    }

    /// Returns true if anything may be dropped.
    pub(crate) fn may_drop(&self) -> bool {
        let mut policies = self.all().map(|rebuild| &rebuild.policy);
        policies.any(|policy| !matches!(policy, Rebuild::Nothing | Rebuild::Keep(_)))
    }

    /// Returns true if the foreign keys of a table are dropped if it gets many rows, as far as is known before.
    pub(super) fn drops_keys_of(&self, table: Oid) -> bool {
        self.get(table).is_some_and(|rebuild| match rebuild.policy {
            Rebuild::Always => true,
            Rebuild::Above { .. } => {
                let mut parents = rebuild.parents.iter();
                parents.all(|parent| self.untouchable(*parent).is_none())
            }
            Rebuild::Nothing | Rebuild::Keep(_) | Rebuild::ForwardReferences { .. } => false,
        })
    }

    /// Returns the reason not to lock a table for a foreign key that references it. A table whose own keys are dropped
    /// whatever it holds may be locked.
    pub(super) fn untouchable(&self, table: Oid) -> Option<Untouchable> {
        let Some(rebuild) = self.get(table) else {
            return Some(Untouchable::NotInRun);
        };
        match rebuild.empty {
            _ if rebuild.policy == Rebuild::Always => None,
            Some(true) => None,
            Some(false) => Some(Untouchable::HasRows),
            None => Some(Untouchable::MayHaveRows),
        }
    }
}

impl TableRebuild {
    pub(crate) fn is_partitioned(&self) -> bool {
        self.tree.len() > 1
    }

    /// Returns true if the table holds rows of its own: it is not partitioned.
    pub(crate) fn is_leaf(&self, table: Oid) -> bool {
        self.leaves.contains(&table)
    }

    /// Returns the objects to drop, given the first rows.
    pub(crate) fn now(&self, ahead: FirstRows) -> RebuildScope {
        self.policy_for(ahead).scope()
    }

    /// Returns the policy without a condition.
    pub(super) fn policy_for(&self, ahead: FirstRows) -> Rebuild {
        let expected = ahead.rows.max(self.known_rows);
        match self.policy {
            Rebuild::Above { rows, bytes } if expected > rows || ahead.bytes > bytes => Rebuild::Always,
            Rebuild::Above { .. } => Rebuild::keep_indexes(KeepReason::TooFewRows(expected), &self.forward),
            _ => self.policy.clone(),
        }
    }

    /// Returns true if the run defers this foreign key, unless it is dropped.
    pub(super) fn defers(&self, key: &str) -> bool {
        self.forward_keys
            .iter()
            .any(|forward| forward.may_defer && forward.name.table() == key)
    }

    /// Returns true if more rows than these may change the decision.
    pub(crate) fn depends_on_more_than(&self, ahead: FirstRows) -> bool {
        let expected = ahead.rows.max(self.known_rows);
        matches!(self.policy, Rebuild::Above { rows, bytes } if expected <= rows && ahead.bytes <= bytes)
    }

    /// Returns the reason for which its own indexes are not dropped, however many rows come.
    pub(crate) fn indexes_kept_because(&self) -> Option<&KeepReason> {
        match &self.policy {
            Rebuild::Keep(reason) | Rebuild::ForwardReferences { kept: reason } => Some(reason),
            Rebuild::Nothing | Rebuild::Above { .. } | Rebuild::Always => None,
        }
    }

    /// Returns the reason for which nothing of it is dropped, not even a foreign key to a table whose keys are.
    pub(crate) fn all_kept_because(&self) -> Option<&KeepReason> {
        match &self.policy {
            Rebuild::Keep(reason) if !reason.spares_foreign_keys() => Some(reason),
            _ => None,
        }
    }

    /// Returns true if the user's code runs on the server for its rows, and its indexes are not dropped for them.
    pub(crate) fn needs_indexes(&self, ahead: FirstRows) -> bool {
        let all_dropped = matches!(self.policy, Rebuild::Above { .. } | Rebuild::Always);
        self.runs_code && !all_dropped || self.index_code && self.policy_for(ahead) != Rebuild::Always
    }
}

impl Rebuild {
    /// Returns the objects to drop if the condition is met.
    pub(super) fn scope(&self) -> RebuildScope {
        match self {
            Self::Nothing => RebuildScope::Nothing,
            Self::Keep(reason) => RebuildScope::Kept(reason.clone()),
            Self::ForwardReferences { kept } => RebuildScope::ForwardReferences(kept.clone()),
            Self::Above { .. } | Self::Always => RebuildScope::All,
        }
    }

    fn keep_indexes(kept: KeepReason, forward: &[(Oid, String)]) -> Self {
        if forward.is_empty() {
            Self::Keep(kept)
        } else {
            Self::ForwardReferences { kept }
        }
    }
}
