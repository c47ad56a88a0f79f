//! Errors of reading.

use std::fmt;

use blink::DriverError;

/// An error of [`Facts::read`](crate::facts::Facts::read).
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The server refused a question, or the connection failed.
    Driver(DriverError),
    /// The server's version is below 12: its number, such as 110022.
    TooOld(u32),
    /// Other sessions changed the schema each time that it was read.
    Changed,
    /// The catalog's answer is not as expected, and what about it is not.
    Unexpected(&'static str),
}

impl ReadError {
    /// Returns true if the schema was changed between two questions.
    pub(super) fn is_of_a_change(&self) -> bool {
        match self {
            Self::Changed => true,
            // A table or its schema is gone; an internal error is that of a function which looks for what is gone.
            Self::Driver(error) => error
                .server()
                .is_some_and(|server| ["42P01", "3F000", "XX000"].contains(&server.code.as_str())),
            _ => false,
        }
    }
}

impl From<DriverError> for ReadError {
    fn from(error: DriverError) -> Self {
        Self::Driver(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Driver(_) => f.write_str("the schema could not be read"),
            Self::TooOld(version) => write!(
                f,
                "the server is PostgreSQL {}; 12 or later is needed",
                version / 10_000
            ),
            Self::Changed => f.write_str("other sessions changed the schema while it was read; try again"),
            Self::Unexpected(what) => write!(f, "the catalog's answer is not as expected: {what}"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Driver(error) => Some(error),
            _ => None,
        }
    }
}
