//! Errors.

use std::error::Error as StdError;
use std::fmt;

use blink::{BoxError, DriverError};

use crate::facts::ReadError;
use crate::mistakes::{Mistake, Mistakes};

/// The error of reading, planning or filling a schema.
#[derive(Debug)]
pub struct Error {
    doing: &'static str,
    source: BoxError,
}

impl Error {
    pub(crate) fn new(doing: &'static str, source: impl Into<BoxError>) -> Self {
        Self {
            doing,
            source: source.into(),
        }
    }

    /// The error of the run, if rows were being stored.
    pub fn run(&self) -> Option<&blink::Error> {
        self.source.downcast_ref()
    }

    /// All that was asked for and cannot be done, if it is that; nothing was written.
    pub fn mistakes(&self) -> &[Mistake] {
        self.source.downcast_ref().map_or(&[], Mistakes::all)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.doing)?;
        if f.alternate() {
            let mut source = self.source();
            while let Some(error) = source {
                write!(f, ": {error}")?;
                source = error.source();
            }
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

impl From<blink::Error> for Error {
    fn from(error: blink::Error) -> Self {
        Self::new("the database was not filled", error)
    }
}

impl From<DriverError> for Error {
    fn from(error: DriverError) -> Self {
        Self::new("the schema could not be read", error)
    }
}

impl From<Mistakes> for Error {
    fn from(mistakes: Mistakes) -> Self {
        Self::new("not all that was asked for can be done", mistakes)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::new("the schema could not be read", error)
    }
}
