//! The failure of reading a file.

use crate::csv::ReadError;
use crate::mistake::Mistake;

/// The reason why a file could not be read, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFailure {
    /// The line, from 1, if it has one.
    pub line: Option<u64>,
    /// The reason, without the line.
    pub what: String,
    /// The advice on what to do, if the reason has none.
    pub advice: Option<String>,
}

impl std::fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.what)?;
        match &self.advice {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ReadFailure {}

impl From<ReadFailure> for Mistake {
    fn from(mut failure: ReadFailure) -> Self {
        let advice = failure.advice.take();
        Self::new(
            failure.to_string(),
            advice.unwrap_or_else(|| "mend the file".to_owned()),
        )
    }
}

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
            advice: error.advice(),
        }
    }
}
