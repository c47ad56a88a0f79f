//! The outcome of a rehearsal.

use super::refusal::{Refusal, Refused};
use crate::error::Error;
use crate::plan::NotFilled;

/// The outcome of a rehearsal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rehearsal {
    /// The number of rows that the server accepted.
    pub rows: u64,
    /// The tables that were not rehearsed, each with the reason.
    pub not_rehearsed: Vec<NotFilled>,
    /// The rows that the server refuses.
    pub refusals: Vec<Refusal>,
}

impl Rehearsal {
    /// The error that says what is refused.
    ///
    /// # Errors
    /// If anything is.
    pub fn into_result(self) -> Result<Self, Error> {
        if self.refusals.is_empty() {
            return Ok(self);
        }
        Err(Error::new("the server would refuse rows", Refused(self.refusals)))
    }
}
