//! Signals that stop the program: SIGINT, SIGTERM and SIGHUP; Ctrl-C on Windows.
//!
//! The first one ends the run in good order: what was not committed is rolled back, and that is waited for. The second
//! leaves at once.

mod insert;
mod listen;
mod stopping;

pub use insert::{insert, rehearse};
pub use listen::{Signal, Signals};
pub use stopping::{Atomicity, Stopper, Stopping, Watched};

use crate::exit::{ExitStatus, Failure};

/// Does some work that writes nothing; a signal ends it.
///
/// # Errors
/// The work's own, or a failure of the status [`ExitStatus::Stopped`].
pub async fn before_writing<T>(
    signals: &mut Signals,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        done = work => done,
        signal = signals.next() => Err(Failure::new(
            ExitStatus::Stopped,
            format!("stopped by {signal}; nothing was written"),
        )),
    }
}
