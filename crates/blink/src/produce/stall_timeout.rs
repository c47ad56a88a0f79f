//! The limit of time for a source that gives no rows.
//!
//! The server's own `statement_timeout` does not run while it waits for data, so the limit is kept on this side.

use std::time::Duration;

use tokio::sync::mpsc;

use super::RowProgress;
use crate::connection::deadline::{Deadline, Elapsed, within};

/// How long a source may give nothing.
#[derive(Clone, Debug)]
pub(crate) struct StallTimeout {
    pub(crate) limit: Option<Duration>,
    pub(crate) deadline: Deadline,
    pub(crate) rows_produced: RowProgress,
}

impl StallTimeout {
    /// The next of what is made of the source's rows. The clock starts again whenever the source has given a row.
    pub(crate) async fn timeout<T>(&self, receiver: &mut mpsc::Receiver<T>) -> Result<Option<T>, Elapsed> {
        loop {
            if let Ok(ready) = receiver.try_recv() {
                return Ok(Some(ready));
            }
            let made = self.rows_produced.get();
            let patience = match (self.limit, self.deadline.remaining()) {
                (Some(limit), Some(remaining)) => limit.min(remaining),
                (Some(limit), None) => limit,
                (None, Some(remaining)) => remaining,
                (None, None) => return Ok(receiver.recv().await),
            };
            if let Some(received) = within(patience, receiver.recv()).await {
                return Ok(received);
            }
            if let Some(late) = self.deadline.elapsed() {
                return Err(late);
            }
            if self.limit == Some(patience) && self.rows_produced.get() == made {
                return Err(Elapsed::Stalled(patience));
            }
        }
    }
}
