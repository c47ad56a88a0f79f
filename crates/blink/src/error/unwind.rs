//! Errors of row functions, which leave the function by unwinding.
//!
//! A callback that makes one row cannot return an error; if it could, every draw would need a `?`. A wrong use of its
//! [`Draw`](crate::Draw) therefore unwinds as a panic does, but with a payload that describes the mistake, and without
//! output on stderr.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// A mistake in a row function or in its input, with advice on how to fix it.
#[derive(Clone, Debug)]
pub(crate) struct DrawError {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// The payload for a value that exists only during a run.
struct Unavailable;

thread_local! {
    /// True while this thread runs a callback inside [`catch`].
    static IN_CATCH_FRAME: Cell<bool> = const { Cell::new(false) };
}

/// Leaves the callback of a draw with an error.
///
/// # Panics
/// Outside of a run, where nobody receives the error.
#[track_caller]
pub fn fail_draw(message: impl Into<String>, help: impl Into<String>) -> ! {
    let error = DrawError {
        message: message.into(),
        help: help.into(),
    };
    if has_catch_frame() {
        resume_unwind(Box::new(error))
    }
    panic!("{}; {}", error.message, error.help)
}

/// Leaves a callback that reads a step without a value. Dry runs and previews do not have the value of every step.
#[track_caller]
pub(crate) fn fail_unavailable() -> ! {
    if has_catch_frame() {
        resume_unwind(Box::new(Unavailable))
    }
    panic!("this step has no value here: its value exists only during a run")
}

/// Returns true if a [`catch`] on this thread receives the payload. There is none with `panic = "abort"`, in an
/// asynchronous callback, and when the caller makes rows of a preview or report again. An ordinary panic is raised
/// there.
fn has_catch_frame() -> bool {
    cfg!(panic = "unwind") && IN_CATCH_FRAME.get()
}

/// The cause of a callback's early end.
pub(crate) enum Unwound {
    DrawError(DrawError),
    /// The callback reads a value that exists only during a run.
    Unavailable,
    Panic(Box<dyn Any + Send>),
}

impl Unwound {
    pub(crate) fn from_payload(payload: Box<dyn Any + Send>) -> Self {
        match payload.downcast::<DrawError>() {
            Ok(error) => Self::DrawError(*error),
            Err(payload) if payload.is::<Unavailable>() => Self::Unavailable,
            Err(payload) => Self::Panic(payload),
        }
    }
}

/// Runs a callback, and catches its panic or [`DrawError`].
pub(crate) fn catch<R>(callback: impl FnOnce() -> R) -> Result<R, Unwound> {
    let outer = IN_CATCH_FRAME.replace(true);
    // Unwind safe: a panic can only leave the callback's own state half-changed, and that is dropped with the callback.
    let result = catch_unwind(AssertUnwindSafe(callback));
    IN_CATCH_FRAME.set(outer);
    result.map_err(Unwound::from_payload)
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
