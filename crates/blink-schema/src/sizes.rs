//! The bytes that tables will take, from those that were measured with fewer rows.

use std::collections::BTreeMap;

use blink::__private::MIN_ROWS_TO_REBUILD;
use blink::__private::storage::PAGE;
use blink::TableName;

use crate::rehearse::Measured;

/// The sizes of tables, each measured with some numbers of rows.
#[derive(Clone, Debug)]
pub(crate) struct Sizes {
    of: BTreeMap<TableName, OfTable>,
    /// The rows of a table that are enough to know how it grows.
    enough: u64,
}

#[derive(Clone, Debug, Default)]
struct OfTable {
    /// By the numbers of rows.
    measured: BTreeMap<u64, Measured>,
    /// The partitions that have rows of their own; 0 of a table that has none.
    leaves: u64,
}

impl Sizes {
    /// Nothing measured yet; so many rows of a table are enough to know how it grows.
    pub(crate) fn new(enough: u64) -> Self {
        Self {
            of: BTreeMap::new(),
            enough,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Returns true if a table was measured with so many rows, or with enough to know how it grows.
    pub(crate) fn knows(&self, table: &TableName, rows: u64) -> bool {
        let of_table = self.of.get(table);
        rows == 0
            || of_table.is_some_and(|of_table| {
                let last = of_table.measured.last_key_value().map_or(0, |(rows, _)| *rows);
                last >= self.enough || of_table.measured.contains_key(&rows)
            })
    }

    /// Adds what was measured of a table, which has so many partitions with rows of their own.
    pub(crate) fn add(&mut self, table: &TableName, measured: Measured, leaves: u64) {
        let of_table = self.of.entry(table.clone()).or_default();
        of_table.leaves = leaves;
        of_table.measured.insert(measured.rows, measured);
    }

    /// The bytes of a table with so many rows; None if it was never measured.
    pub(crate) fn of(&self, table: &TableName, rows: u64) -> Option<u64> {
        self.of.get(table)?.with(rows)
    }

    /// The bytes of all these tables. One that was never measured counts for nothing.
    pub(crate) fn total(&self, rows: &[(TableName, u64)]) -> u64 {
        let sizes = rows.iter().filter_map(|(table, rows)| self.of(table, *rows));
        sizes.fold(0, u64::saturating_add)
    }
}

impl OfTable {
    fn with(&self, rows: u64) -> Option<u64> {
        let not_below = self.measured.range(rows..).next();
        let (_, last) = not_below.or_else(|| self.measured.last_key_value())?;
        let size = |measured: &Measured| {
            if rows < MIN_ROWS_TO_REBUILD {
                measured.filled
            } else {
                measured.rebuilt
            }
        };
        let is_far_below = |measured: &&Measured| measured.rows <= rows && measured.rows <= last.rows / 2;
        let before = self.measured.values().rev().find(is_far_below);
        let (from, start) = before.map_or((0, last.empty), |before| (before.rows, size(before)));
        let grown = u128::from(size(last).saturating_sub(start));
        let more = grown * u128::from(rows.saturating_sub(from)) / u128::from(last.rows.saturating_sub(from).max(1));
        let whole = start.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
        Some(whole.saturating_add(of_partitions(self.leaves, last.empty)))
    }
}

/// The bytes that so many partitions take beyond one table with all their rows, if one without rows takes `empty`: each
/// has files of its own, whose last pages are half full.
pub(crate) fn of_partitions(leaves: u64, empty: u64) -> u64 {
    let more = leaves.saturating_sub(1);
    let files = (empty / PAGE).saturating_add(1);
    more.saturating_mul(empty.saturating_add(files.saturating_mul(PAGE / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(rows: u64, empty: u64, filled: u64, rebuilt: u64) -> Measured {
        Measured {
            rows,
            empty,
            filled,
            rebuilt,
        }
    }

    #[test]
    fn sizes_grow_as_they_grew_where_they_were_measured() {
        let table = TableName::from("shop.orders");
        let mut sizes = Sizes::new(5_000);
        assert_eq!((sizes.of(&table, 10), sizes.knows(&table, 10)), (None, false));
        sizes.add(&table, measured(1_000, 16_384, 116_384, 106_384), 0);
        assert_eq!(sizes.of(&table, 1_000), Some(116_384));
        assert_eq!(sizes.of(&table, 2_000), Some(216_384));
        assert_eq!([1_000, 2_000].map(|rows| sizes.knows(&table, rows)), [true, false]);
        assert_eq!(sizes.of(&table, 0), Some(16_384));
        // From here on indexes are built afterwards.
        assert_eq!(sizes.of(&table, 10_000), Some(916_384));
        sizes.add(&table, measured(10_000, 16_384, 2_000_000, 1_006_384), 0);
        assert_eq!(sizes.of(&table, 10_000), Some(1_006_384));
        assert!(sizes.knows(&table, 19_000));
        assert_eq!(sizes.of(&table, 19_000), Some(1_906_384));
        assert_eq!(sizes.of(&table, 500), Some(66_384));
        assert_eq!(sizes.total(&[(table.clone(), 19_000), ("a".into(), 7)]), 1_906_384);
        assert_eq!(sizes.of(&table, u64::MAX).map(|size| size > u64::MAX / 2), Some(true));
    }

    #[test]
    fn partitions_have_files_of_their_own() {
        let table = TableName::from("log");
        let mut sizes = Sizes::new(5_000);
        sizes.add(&table, measured(1_000, PAGE, 100 * PAGE, 100 * PAGE), 3);
        assert_eq!(sizes.of(&table, 1_000), Some(104 * PAGE));
    }
}
