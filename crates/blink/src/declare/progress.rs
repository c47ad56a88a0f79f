//! How far a run is.

use std::sync::Arc;
use std::time::Duration;

/// How far a run is with a table, for the callback of [`Seeder::on_progress`](crate::Seeder::on_progress).
///
/// ```
/// # use blink::Seeder;
/// let mut seed = Seeder::new();
/// seed.on_progress(|progress| {
///     let rate = progress.rows as f64 / progress.elapsed.as_secs_f64();
///     eprint!("\r{}: {} rows, {rate:.0} rows/s", progress.table, progress.rows);
///     if progress.done {
///         eprintln!();
///     }
/// });
/// # let _ = seed;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The table, as it was declared.
    pub table: String,
    /// Its rows that were handed to the server so far.
    pub rows: u64,
    /// Its bytes that were handed to the server so far.
    pub bytes: u64,
    /// The time since the table was begun.
    pub elapsed: Duration,
    /// Whether this was the last of the table.
    pub done: bool,
}

pub(crate) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;
