//! Mistakes about a file that are found before its first row is sent.

use std::fmt;

/// A mistake, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    what: String,
    advice: String,
}

impl Mistake {
    pub(crate) fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
        }
    }

    /// The mistake in words.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The advice.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.advice)
    }
}

impl std::error::Error for Mistake {}
