//! The state that the dispatcher of batches and the workers share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tokio::sync::{Semaphore, mpsc};

use super::counters::CommitCounters;
use crate::connection::deadline::Deadline;
use crate::declare::options::RunOptions;
use crate::declare::progress::{OnProgress, Progress};
use crate::declare::table::Threads;
use crate::plan::{Plan, TablePlan};
use crate::produce::stall_timeout::StallTimeout;
use crate::produce::{BufferPool, Chunk, RowProgress};
use crate::run::rebuild::Rebuilder;
use crate::run::row_recorder::RowRecorder;
use crate::run::session_state::SessionState;

/// A batch for a connection.
pub(super) struct Job {
    /// The number of the table's rows before the batch.
    pub(super) before: u64,
    pub(super) chunks: mpsc::Receiver<Chunk>,
}

/// The copying of one table over several connections.
pub(in crate::run) struct ParallelCopy<'t> {
    pub(super) plan: &'t Plan,
    pub(super) table: &'t TablePlan,
    pub(super) state: &'t SessionState,
    pub(super) sql: String,
    pub(super) stall: StallTimeout,
    pub(super) threads: Threads,
    pub(super) buffers: BufferPool,
    /// True if a foreign key exists that rows may break.
    pub(super) has_foreign_keys: bool,
    /// The indexes and keys that this run has dropped.
    pub(super) rebuilt: Vec<String>,
    pub(super) on_progress: Option<OnProgress>,
    pub(super) started: Instant,
    pub(super) stopped: AtomicBool,
    pub(super) connections_wanted: Semaphore,
    pub(super) counters: &'t CommitCounters,
    pub(super) recorder: RowRecorder<'t>,
}

impl<'t> ParallelCopy<'t> {
    pub(in crate::run) fn new(
        plan: &'t Plan,
        table: &'t TablePlan,
        state: &'t SessionState,
        options: &RunOptions,
        rebuilding: &Rebuilder<'_>,
        (deadline, counters, recorder): (Deadline, &'t CommitCounters, RowRecorder<'t>),
    ) -> Self {
        Self {
            plan,
            table,
            state,
            sql: table.copy_sql().unwrap_or_default(),
            stall: StallTimeout {
                limit: options.stall_timeout,
                deadline,
                progress: RowProgress::default(),
            },
            threads: options.threads(),
            buffers: BufferPool::new(options.threads()),
            has_foreign_keys: rebuilding.has_foreign_keys(table),
            rebuilt: rebuilding.rebuilt(table.oid).to_vec(),
            on_progress: options.on_progress.clone(),
            started: Instant::now(),
            stopped: AtomicBool::new(false),
            connections_wanted: Semaphore::new(0),
            counters,
            recorder,
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(super) fn report(&self, done: bool) {
        if let Some(on_progress) = &self.on_progress {
            on_progress(&Progress {
                table: self.table.declared.clone(),
                rows: self.counters.sent.load(Ordering::Relaxed),
                bytes: self.counters.bytes.load(Ordering::Relaxed),
                elapsed: self.started.elapsed(),
                done,
            });
        }
    }
}
