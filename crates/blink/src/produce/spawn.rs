//! Runs user code on separate threads, so that it blocks no runtime, and catches its panics.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::error::unwind::{self, DrawError, Unwound, panic_message};
use crate::error::{Error, ErrorKind};

/// The failure of a task that returned no result.
#[derive(Debug)]
pub(crate) enum TaskError {
    /// The task panicked, with this message.
    Panic(String),
    /// The task made an invalid draw.
    DrawError(DrawError),
    /// The task read a value that exists only during a run.
    Unavailable,
    /// The thread could not be started.
    Spawn(std::io::Error),
}

/// Runs `work` on a new thread. Dropping the future does not stop the work, but its result is dropped.
pub(crate) fn spawn<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> BoxFuture<'static, Result<R, TaskError>> {
    try_spawn(work).unwrap_or_else(|error| Box::pin(async { Err(TaskError::Spawn(error)) }))
}

/// Like [`spawn`], but returns an error at once if the thread cannot be started.
pub(crate) fn try_spawn<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> std::io::Result<BoxFuture<'static, Result<R, TaskError>>> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().name("blink".to_owned()).spawn(move || {
        let _unwanted = sender.send(catch(work));
    })?;
    Ok(Box::pin(async {
        receiver
            .await
            .unwrap_or_else(|_| Err(TaskError::Panic("the thread ended without a result".to_owned())))
    }))
}

/// Runs `work` on this thread, and turns a panic into an error.
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Result<R, TaskError> {
    unwind::catch(work).map_err(task_error)
}

/// Runs the user's future, and turns a panic into an error.
pub(crate) async fn catch_panic<F: Future>(future: F) -> Result<F::Output, TaskError> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .map_err(|payload| task_error(Unwound::from_payload(payload)))
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Panic(message) => Self::new(ErrorKind::Panic(message)),
            TaskError::DrawError(error) => Self::new(ErrorKind::InvalidDraw(error)),
            TaskError::Unavailable => Self::new(ErrorKind::Unavailable),
            TaskError::Spawn(error) => Self::caused_by(ErrorKind::ThreadStart, error),
        }
    }
}

pub(crate) fn task_error(unwound: Unwound) -> TaskError {
    match unwound {
        Unwound::DrawError(error) => TaskError::DrawError(error),
        Unwound::Unavailable => TaskError::Unavailable,
        Unwound::Panic(payload) => TaskError::Panic(panic_message(&*payload)),
    }
}
