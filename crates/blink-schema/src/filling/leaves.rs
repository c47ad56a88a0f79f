//! Partitions that have files of their own.

use blink::TableName;

use crate::facts::{Facts, TableKind};

/// The number of partitions that have rows of their own, of a partitioned table and of its partitions.
pub(super) fn leaves(facts: &Facts, table: &TableName) -> u64 {
    let partitions = facts.with_partitions(table).into_iter().skip(1);
    partitions.filter(|one| one.kind == TableKind::Ordinary).count() as u64
}
