//! The counters of a run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::build::Build;
use crate::stage::{Stage, Work};

/// The counters of a run.
#[derive(Debug)]
pub struct Meter {
    started: Instant,
    /// The bytes of all files; None if that is not known, as of standard input.
    total: Option<u64>,
    /// The bytes that were read of each file, before anything is decoded.
    read: Vec<Arc<AtomicU64>>,
    /// The number of all rows, of a run without files.
    total_rows: Option<u64>,
    stage: Arc<Stage>,
    builds: Mutex<Option<(Work, Vec<Build>)>>,
}

/// The state of a run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The time since the run began.
    pub elapsed: Duration,
    /// The bytes of the files that were read.
    pub read: u64,
    /// The bytes of all files, if they are known.
    pub total: Option<u64>,
    /// The rows that were sent.
    pub rows: u64,
    /// The number of all rows, of a run without files.
    pub total_rows: Option<u64>,
    /// The work that the server was last asked to do.
    pub work: Work,
    /// The indexes that the server builds.
    pub builds: Vec<Build>,
}

impl Snapshot {
    /// The part of the work that is done: in rows where their number is known, else in bytes.
    pub(super) fn done(&self) -> u64 {
        if self.total_rows.is_some() {
            self.rows
        } else {
            self.read
        }
    }

    /// All of the work, if it is known: in rows, or in bytes.
    pub(super) fn all(&self) -> Option<u64> {
        self.total_rows.or(self.total)
    }
}

impl Meter {
    /// Makes a meter for files of so many bytes, of which these count what was read, and starts its clock.
    pub fn new(total: Option<u64>, read: Vec<Arc<AtomicU64>>, stage: Arc<Stage>) -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            total,
            read,
            total_rows: None,
            stage,
            builds: Mutex::default(),
        })
    }

    /// Makes a meter for so many rows that come from no file, and starts its clock.
    pub fn of_rows(total: u64, stage: Arc<Stage>) -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            total: None,
            read: Vec::new(),
            total_rows: Some(total),
            stage,
            builds: Mutex::default(),
        })
    }

    /// Notes the rows of a table that were sent: [`blink::Seeder::on_progress`] takes
    /// `move |progress| meter.sent(progress)`.
    pub fn sent(&self, progress: &blink::Progress) {
        self.stage.sent(&progress.table, progress.rows);
    }

    /// Notes what the server builds in the course of this work.
    pub fn builds(&self, work: Work, builds: Vec<Build>) {
        *self.builds.lock().unwrap_or_else(PoisonError::into_inner) = Some((work, builds));
    }

    /// Returns the state of now.
    pub fn snapshot(&self) -> Snapshot {
        let work = self.stage.work();
        let noted = self.builds.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // The next answer about builds may come later than the next work.
        let builds = noted.filter(|(during, _)| *during == work);
        Snapshot {
            elapsed: self.started.elapsed(),
            read: self.read.iter().map(|bytes| bytes.load(Ordering::Relaxed)).sum(),
            total: self.total,
            rows: self.stage.rows(),
            total_rows: self.total_rows,
            work,
            builds: builds.map(|(_, builds)| builds).unwrap_or_default(),
        }
    }
}
