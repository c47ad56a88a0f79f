//! The progress of a run.

use std::sync::Arc;
use std::time::Duration;

/// The progress of one table, as given to the callback of [`Seeder::on_progress`](crate::Seeder::on_progress).
///
/// ```
/// # use blink::Seeder;
/// let mut seeder = Seeder::new();
/// seeder.on_progress(|progress| {
///     let rate = progress.rows as f64 / progress.elapsed.as_secs_f64();
///     eprint!("\r{}: {} rows, {rate:.0} rows/s", progress.table, progress.rows);
///     if progress.done {
///         eprintln!();
///     }
/// });
/// # let _ = seeder;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The table's name, as it was declared.
    pub table: String,
    /// The number of its rows that were sent to the server so far.
    pub rows: u64,
    /// The number of bytes that were sent to the server so far for this table.
    pub bytes: u64,
    /// The time since the run began with this table.
    pub elapsed: Duration,
    /// True in the last call for this table.
    pub done: bool,
}

pub(crate) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;
