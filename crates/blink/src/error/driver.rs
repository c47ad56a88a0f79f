//! The errors of drivers, and what the server says in them.

use std::error::Error as StdError;
use std::fmt;

use super::sqlstate::class;

/// Any error, as callbacks and drivers hand it over.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What a driver reports: the server's refusal, or a failure of the connection or the driver itself.
#[derive(Debug)]
pub struct DriverError {
    server: Option<Box<ServerError>>,
    source: Option<BoxError>,
    lost: bool,
}

impl DriverError {
    /// The server refused.
    pub fn refused(server: ServerError) -> Self {
        Self {
            lost: server.is_fatal(),
            server: Some(Box::new(server)),
            source: None,
        }
    }

    /// The connection or the driver failed.
    pub fn failed(source: impl Into<BoxError>) -> Self {
        Self {
            server: None,
            source: Some(source.into()),
            lost: true,
        }
    }

    /// Says that the connection is unusable from now on, though it was the server that refused.
    #[must_use]
    pub fn connection_lost(mut self) -> Self {
        self.lost = true;
        self
    }

    /// What the server said, if it was the server.
    pub fn server(&self) -> Option<&ServerError> {
        self.server.as_deref()
    }

    /// Whether the connection is unusable from now on.
    pub(crate) fn is_fatal(&self) -> bool {
        self.lost
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.server, &self.source) {
            (Some(server), _) => server.fmt(f),
            (None, Some(source)) => source.fmt(f),
            (None, None) => f.write_str("the driver failed"),
        }
    }
}

impl StdError for DriverError {
    /// The driver's error is shown in its place, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref()?.source()
    }
}

/// What the server said, field by field
/// ([Error and Notice Message Fields](https://www.postgresql.org/docs/current/protocol-error-fields.html)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerError {
    /// `ERROR`, or `FATAL` or `PANIC`, after which the server ends the connection; not in the server's language.
    pub severity: String,
    /// SQLSTATE.
    pub code: String,
    /// The message.
    pub message: String,
    /// More about it, such as the key that is there already.
    pub detail: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where it happened, such as `COPY users, line 3`.
    pub context: Option<String>,
    /// The schema of the table.
    pub schema: Option<String>,
    /// The table.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The constraint.
    pub constraint: Option<String>,
}

impl ServerError {
    /// The connection ends after these. Where an adapter gives no severity: class 08, and the shutdowns of class 57
    /// ([Error Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)).
    fn is_fatal(&self) -> bool {
        ["FATAL", "PANIC"].contains(&self.severity.as_str())
            || self.code.starts_with(class::CONNECTION_EXCEPTION)
            || self.code.starts_with(class::SHUTDOWN)
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.code)?;
        if let Some(detail) = &self.detail {
            write!(f, "; {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "; hint: {hint}")?;
        }
        Ok(())
    }
}
