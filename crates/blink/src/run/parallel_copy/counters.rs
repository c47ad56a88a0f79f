//! The outcome of a table's rows, over all connections.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

/// The outcome of a table's rows.
#[derive(Debug, Default)]
pub(in crate::run) struct CommitCounters {
    pub(super) sent: AtomicU64,
    pub(super) bytes: AtomicU64,
    stored: AtomicU64,
    /// Rows whose COMMIT was sent, or is about to be sent, and was not answered.
    in_doubt_rows: AtomicU64,
}

impl CommitCounters {
    pub(in crate::run) fn begin_commit(&self, rows: u64) {
        self.in_doubt_rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Called when a transaction with this many rows ended, or could not be ended.
    pub(super) fn ended(&self, rows: u64, outcome: Result<(), &Error>) {
        match outcome {
            Ok(()) => {
                self.stored.fetch_add(rows, Ordering::Relaxed);
            }
            Err(error) if error.is_commit_unknown() => return,
            Err(_) => {}
        }
        self.in_doubt_rows.fetch_sub(rows, Ordering::Relaxed);
    }

    /// Called when the only transaction of a table ended.
    pub(in crate::run) fn committed(&self, outcome: Result<u64, &Error>) {
        self.ended(self.unknown(), outcome.map(drop));
    }

    pub(in crate::run) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    pub(in crate::run) fn unknown(&self) -> u64 {
        self.in_doubt_rows.load(Ordering::Relaxed)
    }
}
