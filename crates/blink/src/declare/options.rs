//! The options of a run.

use std::num::NonZero;
use std::sync::OnceLock;
use std::time::Duration;

use super::indexes::Indexes;
use super::progress::OnProgress;
use super::stored_rows::RecordRows;
use super::table::{BatchSize, Threads};

/// The treatment of tables outside the run that reference one of its tables, when TRUNCATE runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truncate {
    Restrict,
    Cascade,
}

/// The tables to analyze at the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AnalyzeScope {
    /// Tables that got many rows.
    #[default]
    Large,
    /// All tables that got rows.
    All,
    None,
}

#[derive(Clone)]
pub(crate) struct RunOptions {
    pub(crate) seed: u64,
    pub(crate) threads: Option<Threads>,
    pub(crate) batch_size: Option<BatchSize>,
    pub(crate) indexes: Indexes,
    pub(crate) timeout: Option<Duration>,
    pub(crate) stall_timeout: Option<Duration>,
    pub(crate) on_progress: Option<OnProgress>,
    pub(crate) record_rows: Option<RecordRows>,
    pub(crate) truncate: Option<Truncate>,
    /// The statement in the transaction of TRUNCATE, before it.
    pub(crate) before_truncate: Option<String>,
    pub(crate) advance_sequences: bool,
    pub(crate) analyze: AnalyzeScope,
    /// The most keys of an error that are asked for.
    pub(crate) max_violations: usize,
    /// The maximum number of connections, if the run is not one transaction.
    pub(crate) connections: Option<usize>,
    /// True if rows of the tables' sources were stored by an earlier run.
    pub(crate) resumes: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            threads: None,
            batch_size: None,
            indexes: Indexes::default(),
            timeout: None,
            stall_timeout: None,
            on_progress: None,
            record_rows: None,
            truncate: None,
            before_truncate: None,
            advance_sequences: true,
            analyze: AnalyzeScope::default(),
            max_violations: 20,
            connections: None,
            resumes: false,
        }
    }
}

impl RunOptions {
    /// Returns the number of threads that make generated rows.
    pub(crate) fn threads(&self) -> Threads {
        self.threads.unwrap_or_else(default_parallelism)
    }
}

/// Returns the number of processors, or 1 if the system does not report it.
///
/// The system is asked once: on Linux the answer comes from a handful of files, and reading them can take milliseconds,
/// longer than a small table takes.
pub(crate) fn default_parallelism() -> usize {
    static DEFAULT_PARALLELISM: OnceLock<usize> = OnceLock::new();
    *DEFAULT_PARALLELISM.get_or_init(|| std::thread::available_parallelism().map_or(1, NonZero::get))
}
