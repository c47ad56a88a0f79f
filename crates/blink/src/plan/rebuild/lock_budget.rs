//! The choice of the tables that are rebuilt where the server's memory for locks does not suffice for all.
//!
//! A transaction holds every lock to its end, and an index that is built again has another OID than before. Without room
//! for another lock any session fails (SQLSTATE 53200).

use postgres_types::Oid;

use super::facts::Facts;
use super::{Rebuild, TableRebuild};
use crate::catalog::rebuild_blockers::RebuildBlockers;
use crate::plan::keep_reason::KeepReason;

/// The locks that an index takes: when it is dropped, with its constraint, and when it is built again.
const OF_DROPPED_INDEX: u64 = 3;

/// The locks that a foreign key takes: when it is dropped, with its four triggers, and when it is added and checked.
const OF_DROPPED_KEY: u64 = 13;

/// The locks of a table's TOAST table and of its index.
const OF_TOAST: u64 = 2;

/// The locks of a table and its partitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct TreeLocks {
    /// To fill it with its indexes and keys in place.
    to_fill: u64,
    /// To drop and build these, apart from the locks to fill it.
    to_rebuild: u64,
}

impl TreeLocks {
    fn of(rebuild: &TableRebuild, facts: &Facts<'_>) -> Self {
        let blockers = |table: &Oid| facts.answers?.blockers(*table);
        let tables = rebuild.tree.iter().filter_map(blockers).map(Self::of_table);
        tables.fold(Self::default(), |sum, table| Self {
            to_fill: sum.to_fill + table.to_fill,
            to_rebuild: sum.to_rebuild + table.to_rebuild,
        })
    }

    fn of_table(table: &RebuildBlockers) -> Self {
        let toast = if table.has_toast_table { OF_TOAST } else { 0 };
        Self {
            to_fill: 1 + table.indexes + toast,
            to_rebuild: table.indexes * OF_DROPPED_INDEX + table.foreign_keys * OF_DROPPED_KEY,
        }
    }
}

/// Keeps the indexes of so many tables that the run takes at most half of the locks that are free. Those that are known to
/// get the most rows are rebuilt.
pub(super) fn keep_within(rebuilds: &mut [TableRebuild], rows: impl Fn(Oid) -> Option<u64>, facts: &Facts<'_>) {
    let Some(answers) = facts.answers.filter(|_| facts.mode.is_atomic()) else {
        return;
    };
    let locks = rebuilds.iter().map(|rebuild| TreeLocks::of(rebuild, facts));
    let locks = locks.collect::<Vec<_>>();
    let to_fill = locks.iter().map(|locks| locks.to_fill).sum::<u64>();
    let mut left = (answers.shared_locks.free() / 2).saturating_sub(to_fill);
    for n in by_gain(rebuilds, rows) {
        let needed = locks[n].to_rebuild;
        if needed <= left {
            left -= needed;
            continue;
        }
        let reason = KeepReason::LockMemory {
            needed,
            all: answers.shared_locks.all,
        };
        rebuilds[n].policy = Rebuild::keep_indexes(reason, &rebuilds[n].forward);
    }
}

/// The places of those that are rebuilt, those first that gain most. Of an unknown number of rows many are expected.
fn by_gain(rebuilds: &[TableRebuild], rows: impl Fn(Oid) -> Option<u64>) -> Vec<usize> {
    let expected = |rebuild: &TableRebuild| rows(rebuild.table).map_or(u64::MAX, |rows| rows.max(rebuild.known_rows));
    let places = 0..rebuilds.len();
    let mut places = places
        .filter(|&n| match rebuilds[n].policy {
            Rebuild::Always => true,
            Rebuild::Above { rows, .. } => expected(&rebuilds[n]) > rows,
            Rebuild::Nothing | Rebuild::Keep(_) | Rebuild::ForwardReferences { .. } => false,
        })
        .collect::<Vec<_>>();
    places.sort_by_cached_key(|&n| std::cmp::Reverse(expected(&rebuilds[n])));
    places
}
