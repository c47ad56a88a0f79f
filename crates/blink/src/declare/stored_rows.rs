//! Rows of a transaction, for a statement of the caller's about them.

use std::ops::RangeInclusive;
use std::sync::Arc;

/// Rows that a transaction has stored and is about to commit, as given to the function of
/// [`Seeder::record_rows`](crate::Seeder::record_rows).
///
/// ```
/// # use blink::Seeder;
/// let mut seeder = Seeder::new();
/// seeder.record_rows(|stored| {
///     let table = blink::quote_literal(&stored.table);
///     let (first, last) = (stored.rows.start(), stored.rows.end());
///     format!("INSERT INTO loads (table_name, first_row, last_row) VALUES ({table}, {first}, {last})")
/// });
/// # let _ = seeder;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredRows {
    /// The table's name, as it was declared.
    pub table: String,
    /// The step of the run that fills the table, as [`Handle::step`](crate::Handle::step) gives it.
    pub step: usize,
    /// The numbers of the rows in the whole step, from 1, as they were sent; `1..=0` if there are none. With `on_conflict`
    /// some of them may be skipped.
    pub rows: RangeInclusive<u64>,
}

pub(crate) type RecordRows = Arc<dyn Fn(&StoredRows) -> String + Send + Sync>;
