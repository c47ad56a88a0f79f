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
    /// True while this thread is in a callback that [`catch`] runs.
    static IN_CATCH_FRAME: Cell<bool> = const { Cell::new(false) };
}

/// Leaves the callback with a [`DrawError`].
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

/// Leaves a callback that reads a value that does not exist yet, since it is called before the run to be checked.
#[track_caller]
pub(crate) fn unavailable() -> ! {
    if has_catch_frame() {
        resume_unwind(Box::new(Unavailable))
    }
    panic!("this step keeps nothing, or has not run: its value exists only during a run")
}

/// Returns true if a [`catch`] frame will receive the payload. With `panic = "abort"`, and if the caller regenerates
/// rows outside a run (preview, report), there is none, and an ordinary panic is raised.
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
            Ok(misuse) => Self::DrawError(*misuse),
            Err(payload) if payload.is::<Unavailable>() => Self::Unavailable,
            Err(payload) => Self::Panic(payload),
        }
    }
}

/// Runs a callback and catches its panic.
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
