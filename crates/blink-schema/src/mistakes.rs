//! Requests that cannot be met.

use std::error::Error;
use std::fmt;

use blink::__private::counted;

/// Something that was asked for and cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place and what is wrong.
    pub message: String,
    /// The advice.
    pub help: String,
}

impl Mistake {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Prints `there is no table user (did you mean users?)`.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.help)
    }
}

/// All that was asked for and cannot be done: at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Returns an error if there are any.
    pub(crate) fn none_in(mistakes: Vec<Mistake>) -> Result<(), Self> {
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Self(mistakes))
        }
    }

    pub(crate) fn one(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }

    /// The mistakes.
    pub fn all(&self) -> &[Mistake] {
        &self.0
    }
}

/// Prints each on a line.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", counted(self.0.len() as u64, "mistake"))?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  - {mistake}"))
    }
}

impl Error for Mistakes {}
