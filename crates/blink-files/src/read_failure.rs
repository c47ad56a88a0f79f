//! The reason why a file could not be read.

use crate::csv::ReadError;

/// The reason why a file could not be read, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFailure {
    /// The line, from 1, if it has one.
    pub line: Option<u64>,
    /// The reason, without the line.
    pub what: String,
}

impl std::fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for ReadFailure {}

impl From<&ReadError> for ReadFailure {
    fn from(error: &ReadError) -> Self {
        let mut what = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            what.push_str(": ");
            what.push_str(&error.to_string());
            cause = error.source();
        }
        Self {
            line: error.line(),
            what,
        }
    }
}
