//! The time limit of a run.
//!
//! The server's `statement_timeout` does not run while the server waits for data, so Blink keeps the limit itself.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use crate::error::DriverError;
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind};

/// The time that a server past the deadline has for reporting it, before its connection is given up.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// The limit that was exceeded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Elapsed {
    Run(Duration),
    Stalled(Duration),
}

impl From<Elapsed> for ErrorKind {
    fn from(late: Elapsed) -> Self {
        match late {
            Elapsed::Run(limit) => Self::Timeout(limit),
            Elapsed::Stalled(limit) => Self::Stalled(limit),
        }
    }
}

impl From<Elapsed> for Error {
    fn from(late: Elapsed) -> Self {
        Self::new(late.into())
    }
}

/// The time at which a run must have ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadline(Option<(Instant, Duration)>);

impl Deadline {
    /// Starts the clock.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit))))
    }

    pub(crate) fn remaining(self) -> Option<Duration> {
        self.0.map(|(end, _)| end.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn elapsed(self) -> Option<Elapsed> {
        self.0
            .and_then(|(end, limit)| (Instant::now() >= end).then_some(Elapsed::Run(limit)))
    }

    /// Waits for the answer to one request. An error of the driver becomes the run's.
    pub(crate) async fn answer<T>(self, answer: impl Future<Output = Result<T, DriverError>>) -> Result<T, Error> {
        self.wait(answer).await?.map_err(Error::driver)
    }

    /// Waits for whatever needs the server. If that is not ready in time, the connection is given up, since the state
    /// of the server is unknown.
    pub(crate) async fn wait<F: Future>(self, future: F) -> Result<F::Output, Error> {
        let output = self.timeout(GRACE, future).await;
        output.map_err(|late| Error::from(late).with_connection_lost(true))
    }

    /// Turns the error of a statement that the server's timer ended, set to the run's limit, into the run's timeout. If
    /// the session's own limit ended it, the error names the setting.
    pub(crate) fn map_statement_timeout(self, error: Error) -> Error {
        match self.elapsed() {
            Some(late) if error.sqlstate() == Some(sqlstate::QUERY_CANCELED) || error.is_rolled_back_after_copy() => {
                error.with_kind(late.into())
            }
            None if error.sqlstate() == Some(sqlstate::QUERY_CANCELED) && error.is_server_refusal() => {
                error.with_help("if it was statement_timeout that ended the statement, raise that")
            }
            _ => error,
        }
    }

    /// Waits for `future` until the deadline plus `grace`.
    pub(crate) async fn timeout<F: Future>(self, grace: Duration, future: F) -> Result<F::Output, Elapsed> {
        match self.0 {
            None => Ok(future.await),
            Some((end, limit)) => within(end.saturating_duration_since(Instant::now()) + grace, future)
                .await
                .ok_or(Elapsed::Run(limit)),
        }
    }
}

pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    match select(pin!(future), Delay::new(limit)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}
