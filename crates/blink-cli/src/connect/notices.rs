//! The notices of a server.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::error::DbError;

/// The number of notices that are kept until they are taken. A trigger may raise one for each row.
const KEPT: usize = 100;

/// The notices that a connection received and nobody took yet: the first hundred, and how many more there were.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    notices: VecDeque<DbError>,
    dropped: u64,
}

impl Notices {
    pub(crate) fn add(&self, notice: DbError) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.notices.len() < KEPT {
            kept.notices.push_back(notice);
        } else {
            kept.dropped += 1;
        }
    }

    /// Takes the notices, and the number of those that were dropped since the last call.
    pub fn take(&self) -> (Vec<DbError>, u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.notices.drain(..).collect(), std::mem::take(&mut kept.dropped))
    }
}
