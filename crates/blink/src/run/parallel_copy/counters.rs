//! The outcome of a table's rows, over all connections.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::run::copy_command::RowCounts;

/// The outcome of a table's rows.
#[derive(Debug, Default)]
pub(in crate::run) struct CommitCounters {
    pub(super) sent: AtomicU64,
    pub(super) bytes: AtomicU64,
    stored: AtomicU64,
    /// Rows whose COMMIT was sent, or is about to be sent, and was not answered.
    in_doubt_rows: AtomicU64,
    /// Rows that a trigger dropped in transactions that were committed, or may be.
    dropped: AtomicU64,
}

impl CommitCounters {
    pub(in crate::run) fn begin_commit(&self, rows: u64) {
        self.in_doubt_rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Called when a transaction with these rows ended, or could not be ended.
    pub(in crate::run) fn ended(&self, rows: RowCounts, outcome: Result<(), &Error>) {
        let in_doubt = outcome.is_err_and(Error::is_commit_unknown);
        if outcome.is_ok() || in_doubt {
            self.dropped.fetch_add(rows.dropped(), Ordering::Relaxed);
        }
        if outcome.is_ok() {
            self.stored.fetch_add(rows.stored, Ordering::Relaxed);
        }
        if !in_doubt {
            self.in_doubt_rows.fetch_sub(rows.stored, Ordering::Relaxed);
        }
    }

    pub(in crate::run) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// The rows of the transactions that were committed, or may be.
    pub(in crate::run) fn may_be_stored(&self) -> RowCounts {
        let stored = self.stored() + self.in_doubt();
        RowCounts {
            sent: stored + self.dropped(),
            stored,
        }
    }

    pub(in crate::run) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(in crate::run) fn in_doubt(&self) -> u64 {
        self.in_doubt_rows.load(Ordering::Relaxed)
    }
}
