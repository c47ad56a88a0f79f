//! The time limit for a source that returns no rows.
//!
//! The server's `statement_timeout` does not run while the server waits for data, so the client enforces this limit.

use std::time::Duration;

use tokio::sync::mpsc;

use super::RowProgress;
use crate::connection::deadline::{Deadline, Elapsed, within};

/// The maximum time between two rows of a source.
#[derive(Clone, Debug)]
pub(crate) struct StallTimeout {
    pub(crate) limit: Option<Duration>,
    pub(crate) deadline: Deadline,
    pub(crate) progress: RowProgress,
}

impl StallTimeout {
    /// Receives the next item that is made from the source's rows. The clock restarts with every row of the source.
    pub(crate) async fn receive<T>(&self, receiver: &mut mpsc::Receiver<T>) -> Result<Option<T>, Elapsed> {
        loop {
            if let Ok(ready) = receiver.try_recv() {
                return Ok(Some(ready));
            }
            let rows_before = self.progress.rows_made();
            let wait = match (self.limit, self.deadline.remaining()) {
                (Some(limit), Some(remaining)) => limit.min(remaining),
                (Some(limit), None) => limit,
                (None, Some(remaining)) => remaining,
                (None, None) => return Ok(receiver.recv().await),
            };
            if let Some(received) = within(wait, receiver.recv()).await {
                return Ok(received);
            }
            if let Some(late) = self.deadline.elapsed() {
                return Err(late);
            }
            if self.limit == Some(wait) && self.progress.rows_made() == rows_before {
                return Err(Elapsed::Stalled(wait));
            }
        }
    }
}
