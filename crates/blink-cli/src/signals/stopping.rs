//! The end of a run that a signal stops.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::time::Duration;

use blink::{BoxError, Error, Report};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::listen::{Signal, Signals};
use crate::exit::{ExitStatus, Failure};
use crate::stage::Stage;

/// The time that the server has to roll back, or to answer COMMIT, after the first signal.
const PATIENCE: Duration = Duration::from_secs(10);

/// The kind of a run: all or nothing, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Atomicity {
    /// One transaction: dropping the run's future rolls everything back.
    Atomic,
    /// [`blink::NonAtomic`]: the run has to come to its own end, since it rebuilds what it has dropped.
    NonAtomic,
}

impl Atomicity {
    /// The time between two CancelRequests. One that arrives between two statements has no effect, and a run that is not
    /// atomic has many short ones.
    fn pause(self) -> Duration {
        match self {
            Self::Atomic => Duration::from_secs(1),
            Self::NonAtomic => Duration::from_millis(50),
        }
    }
}

/// The end of a run that was watched for signals.
#[derive(Debug)]
pub enum Watched<T> {
    /// The run came to its end; with the signal, if there was one.
    Ended(T, Option<Signal>),
    /// The run was dropped before COMMIT was sent; the ROLLBACK is to be waited for.
    Dropped(Stopping),
    /// The second signal, or the end of the patience with the server.
    Left(Failure),
}

/// A run that was dropped.
#[derive(Debug)]
pub struct Stopping {
    signal: Signal,
    deadline: Instant,
}

/// Watches a run for signals.
#[expect(missing_debug_implementations, reason = "closures have none")]
pub struct Stopper<'s, C, S> {
    /// The signals.
    pub signals: &'s mut Signals,
    /// The stage of the run.
    pub stage: &'s Stage,
    /// Sends a CancelRequest for each session of the run.
    pub cancel: C,
    /// Tells the user a line.
    pub say: S,
}

impl<C, S> Stopper<'_, C, S>
where
    C: AsyncFn() -> Result<(), BoxError>,
    S: Fn(&str),
{
    /// Waits for the run, or for a signal.
    pub async fn watch<T>(&mut self, run: impl Future<Output = T>, atomicity: Atomicity) -> Watched<T> {
        let mut run = Box::pin(run);
        let signal = tokio::select! {
            // A run that has ended has ended, whatever was pressed meanwhile.
            biased;
            ended = &mut run => return Watched::Ended(ended, None),
            signal = self.signals.next() => signal,
        };
        let deadline = Instant::now() + PATIENCE;
        (self.say)(&format!("stopping ({signal}); once more leaves at once"));
        // The run is polled by nobody else, so that it cannot begin to commit between these lines.
        if atomicity == Atomicity::Atomic && !self.stage.is_commit_sent() {
            drop(run);
            return Watched::Dropped(Stopping { signal, deadline });
        }
        self.wait_for_end(run, signal, deadline, atomicity).await
    }

    /// Waits for a run that must not be dropped: COMMIT was sent, or it has to clean up.
    async fn wait_for_end<T>(
        &mut self,
        mut run: Pin<Box<impl Future<Output = T>>>,
        signal: Signal,
        deadline: Instant,
        atomicity: Atomicity,
    ) -> Watched<T> {
        let mut cancelling = pin!(cancel_until_dropped(&self.cancel, &self.say, atomicity.pause()));
        tokio::select! {
            biased;
            ended = &mut run => Watched::Ended(ended, Some(signal)),
            second = self.signals.next() => Watched::Left(unknown(atomicity, &format!("left at once ({second})"))),
            () = sleep_until(deadline) => Watched::Left(unknown(atomicity, &format!(
                "stopped by {signal}, and the server has not answered for {} s", PATIENCE.as_secs()
            ))),
            never = &mut cancelling => match never {},
        }
    }

    /// Waits until the server has rolled back a run that was dropped, and tells the end of the program.
    ///
    /// The driver has sent CopyFail and ROLLBACK when the run was dropped. The server answers in order, so that its
    /// answer to another ROLLBACK says that all before it is done.
    pub async fn confirm(&mut self, stopping: Stopping, client: &Client) -> Failure {
        let Stopping { signal, deadline } = stopping;
        let unconfirmed = |why: &str| {
            Failure::new(
                ExitStatus::Stopped,
                format!(
                    "stopped by {signal}: COMMIT was not sent, so nothing will be written, but {why}; the server rolls \
                     back as soon as it notices, and holds its locks until then"
                ),
            )
        };
        let mut cancelling = pin!(cancel_until_dropped(&self.cancel, &self.say, Atomicity::Atomic.pause()));
        tokio::select! {
            biased;
            rolled_back = roll_back(client) => match rolled_back {
                Ok(()) => Failure::new(ExitStatus::Stopped, self.stopped(signal, None)),
                Err(error) => unconfirmed(&format!("the connection failed ({error})")),
            },
            second = self.signals.next() => unconfirmed(&format!("ROLLBACK was not waited for ({second})")),
            () = sleep_until(deadline) => unconfirmed(&format!(
                "the server has not confirmed ROLLBACK for {} s", PATIENCE.as_secs()
            )),
            never = &mut cancelling => match never {},
        }
    }

    /// The message of a run that was rolled back, and of one that was not atomic what stays.
    fn stopped(&self, signal: Signal, error: Option<&Error>) -> String {
        let committed = error.map_or(&[][..], Error::committed_rows);
        let missing = error.map_or(&[][..], Error::unrestored_sql);
        if committed.is_empty() && missing.is_empty() {
            return match self.stage.sent_rows() {
                Some(rows) => format!("stopped by {signal}: rolled back {rows}; nothing was written"),
                None => format!("stopped by {signal}: rolled back; nothing was written"),
            };
        }
        let committed = committed.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut text = format!("stopped by {signal}; committed before that: {}", committed.join(", "));
        for (n, sql) in missing.iter().enumerate() {
            let intro = if n == 0 {
                "; indexes or keys are missing; recreate them with"
            } else {
                ""
            };
            text = format!("{text}{intro}\n  {sql};");
        }
        text
    }

    /// Turns the end of a run into that of the program: after a signal, the server's refusal of a cancelled statement is
    /// the user's own doing.
    ///
    /// # Errors
    /// The run's, with the status that belongs to it.
    pub fn outcome(&self, result: Result<Report, Error>, signal: Option<Signal>) -> Result<Report, Failure> {
        let Some(signal) = signal else {
            return result.map_err(Failure::from);
        };
        match result {
            Ok(report) => {
                (self.say)(&format!("{signal} came too late: everything was committed"));
                Ok(report)
            }
            Err(error) if error.sqlstate() == Some(SqlState::QUERY_CANCELED.code()) => {
                let mut failure = Failure::from(error);
                if failure.status != ExitStatus::CommitUnknown {
                    failure.message = self.stopped(signal, failure.error.as_deref());
                    failure.status = ExitStatus::Stopped;
                }
                Err(failure)
            }
            Err(error) => Err(Failure::from(error)),
        }
    }
}

/// Sends CancelRequests until it is dropped. A failure is told once: the run may end without it.
async fn cancel_until_dropped(
    cancel: &impl AsyncFn() -> Result<(), BoxError>,
    say: &impl Fn(&str),
    pause: Duration,
) -> Infallible {
    let mut told = false;
    loop {
        match cancel().await {
            Err(error) if !told => {
                told = true;
                say(&format!("the cancel request failed: {error}"));
            }
            _ => {}
        }
        sleep(pause).await;
    }
}

/// Rolls back, again if a CancelRequest was for the statement before and hits this one.
async fn roll_back(client: &Client) -> Result<(), tokio_postgres::Error> {
    loop {
        match client.batch_execute("ROLLBACK").await {
            Err(error) if error.code() == Some(&SqlState::QUERY_CANCELED) => {}
            other => return other,
        }
    }
}

/// The failure of a run whose end was not waited for, though it may have committed.
fn unknown(atomicity: Atomicity, why: &str) -> Failure {
    let what = match atomicity {
        Atomicity::Atomic => {
            "after COMMIT was sent: it is unknown whether the rows were committed; look for one of them"
        }
        Atomicity::NonAtomic => {
            "before the run ended: the batches that were committed stay, and indexes and keys that were dropped may be \
             missing; compare the tables with the plan"
        }
    };
    Failure::new(ExitStatus::CommitUnknown, format!("{why} {what}"))
}
