//! What a row's function asks of its [`Draw`](super::Draw) that there is no answer to.
//!
//! A callback that makes one row has no way to return an error, and giving it one would put a `?` behind every draw. So
//! these leave it as a panic does, but with a value that says what is wrong, and without a word on stderr.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What is wrong with a row's function, or with what it was given, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Misuse {
    pub(crate) what: String,
    pub(crate) advice: String,
}

/// A value was read that only a run gives.
struct NotYet;

thread_local! {
    /// Whether this thread is in a callback that [`catch`] runs.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Leaves the callback.
#[track_caller]
pub(crate) fn misuse(what: impl Into<String>, advice: impl Into<String>) -> ! {
    let misuse = Misuse {
        what: what.into(),
        advice: advice.into(),
    };
    if caught() {
        resume_unwind(Box::new(misuse))
    }
    panic!("{}; {}", misuse.what, misuse.advice)
}

/// Leaves a callback that reads what is not there yet: it is run before its time, to see whether it is right.
#[track_caller]
pub(crate) fn not_yet() -> ! {
    if caught() {
        resume_unwind(Box::new(NotYet))
    }
    panic!("nothing was kept of this step, or it has not run: its value is there only in a run")
}

/// Whether somebody reads the value with which a callback is left. Where a panic ends the process nobody does, nor where
/// the caller makes rows again by himself, out of a preview or a report: he is told by a panic like any other.
fn caught() -> bool {
    cfg!(panic = "unwind") && CATCHING.get()
}

/// How a callback ended early.
pub(crate) enum Left {
    Misuse(Misuse),
    /// It reads what only a run gives.
    NotYet,
    Panic(Box<dyn Any + Send>),
}

impl Left {
    pub(crate) fn of(payload: Box<dyn Any + Send>) -> Self {
        match payload.downcast::<Misuse>() {
            Ok(misuse) => Self::Misuse(*misuse),
            Err(payload) if payload.is::<NotYet>() => Self::NotYet,
            Err(payload) => Self::Panic(payload),
        }
    }
}

/// Runs a callback here.
pub(crate) fn catch<R>(callback: impl FnOnce() -> R) -> Result<R, Left> {
    let outer = CATCHING.replace(true);
    // What a panic may leave half-changed is the callback's own, and dropped with it.
    let result = catch_unwind(AssertUnwindSafe(callback));
    CATCHING.set(outer);
    result.map_err(Left::of)
}
