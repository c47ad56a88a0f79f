//! User code on threads of the run's own, so that it blocks no runtime and its panics end there.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::error::{Error, Kind};
use crate::generate::misuse::{self, Left, Misuse};

/// The work did not end.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It panicked, with this message.
    Panic(String),
    /// It asked for what there is not.
    Misuse(Misuse),
    /// No thread could be had.
    Thread(std::io::Error),
}

/// Runs some work on a new thread. Dropping the future does not stop the work, whose result is then dropped.
pub(crate) fn run<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> BoxFuture<'static, Result<R, Fault>> {
    start(work).unwrap_or_else(|error| Box::pin(async { Err(Fault::Thread(error)) }))
}

/// [`run`] that says at once if no thread could be had.
pub(crate) fn start<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> std::io::Result<BoxFuture<'static, Result<R, Fault>>> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().name("blink".to_owned()).spawn(move || {
        let _unwanted = sender.send(catch(work));
    })?;
    Ok(Box::pin(async {
        receiver
            .await
            .unwrap_or_else(|_| Err(Fault::Panic("the thread ended without a word".to_owned())))
    }))
}

/// Runs some work here, and turns its panic into an error.
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Result<R, Fault> {
    misuse::catch(work).map_err(fault)
}

/// Runs a future of the user's, and turns its panic into an error.
pub(crate) async fn guard<F: Future>(future: F) -> Result<F::Output, Fault> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .map_err(|payload| fault(Left::of(payload)))
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Panic(message) => Self::new(Kind::Panic(message)),
            Fault::Misuse(misuse) => Self::new(Kind::Misuse(misuse)),
            Fault::Thread(error) => Self::caused(Kind::Source, error),
        }
    }
}

pub(crate) fn fault(left: Left) -> Fault {
    match left {
        Left::Misuse(misuse) => Fault::Misuse(misuse),
        Left::NotYet => Fault::Panic("it reads a step that has not run".to_owned()),
        Left::Panic(payload) => Fault::Panic(message(&*payload)),
    }
}

pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no message".to_owned())
}
