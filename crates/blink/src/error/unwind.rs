//! What a row's function asks of its [`Draw`](super::Draw) that there is no answer to.
//!
//! A callback that makes one row has no way to return an error, and giving it one would put a `?` behind every draw. So
//! these leave it as a panic does, but with a value that says what is wrong, and without a word on stderr.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What is wrong with a row's function, or with what it was given, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct DrawError {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A value was read that only a run gives.
struct Unavailable;

thread_local! {
    /// Whether this thread is in a callback that [`catch`] runs.
    static IN_CATCH_FRAME: Cell<bool> = const { Cell::new(false) };
}

/// Leaves the callback.
#[track_caller]
pub(crate) fn fail_draw(what: impl Into<String>, advice: impl Into<String>) -> ! {
    let misuse = DrawError {
        message: what.into(),
        help: advice.into(),
    };
    if has_catch_frame() {
        resume_unwind(Box::new(misuse))
    }
    panic!("{}; {}", misuse.message, misuse.help)
}

/// Leaves a callback that reads what is not there yet: it is run before its time, to see whether it is right.
#[track_caller]
pub(crate) fn unavailable() -> ! {
    if has_catch_frame() {
        resume_unwind(Box::new(Unavailable))
    }
    panic!("nothing was kept of this step, or it has not run: its value is there only in a run")
}

/// Whether somebody reads the value with which a callback is left. Where a panic ends the process nobody does, nor where
/// the caller makes rows again by himself, out of a preview or a report: he is told by a panic like any other.
fn has_catch_frame() -> bool {
    cfg!(panic = "unwind") && IN_CATCH_FRAME.get()
}

/// How a callback ended early.
pub(crate) enum Unwound {
    DrawError(DrawError),
    /// It reads what only a run gives.
    Unavailable,
    Panic(Box<dyn Any + Send>),
}

impl Unwound {
    pub(crate) fn from_payload(payload: Box<dyn Any + Send>) -> Self {
        match payload.downcast::<DrawError>() {
            Ok(misuse) => Self::DrawError(*misuse),
            Err(payload) if payload.is::<Unavailable>() => Self::Unavailable,
            Err(payload) => Self::Panic(payload),
        }
    }
}

/// Runs a callback here.
pub(crate) fn catch<R>(callback: impl FnOnce() -> R) -> Result<R, Unwound> {
    let outer = IN_CATCH_FRAME.replace(true);
    // What a panic may leave half-changed is the callback's own, and dropped with it.
    let result = catch_unwind(AssertUnwindSafe(callback));
    IN_CATCH_FRAME.set(outer);
    result.map_err(Unwound::from_payload)
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no message".to_owned())
}
