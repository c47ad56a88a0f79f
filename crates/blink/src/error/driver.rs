//! The errors of drivers, and the server's error fields in them.

use std::error::Error as StdError;
use std::fmt;

use super::sqlstate::class;

/// Any error, as callbacks and drivers return it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// An error that a driver reports: the server's refusal, or a failure of the connection or the driver itself.
#[derive(Debug)]
pub struct DriverError {
    server: Option<Box<ServerError>>,
    source: Option<BoxError>,
    lost: bool,
}

impl DriverError {
    /// Makes the error of a server that refused a statement.
    pub fn refused(server: ServerError) -> Self {
        Self {
            lost: server.is_fatal(),
            server: Some(Box::new(server)),
            source: None,
        }
    }

    /// Makes the error of a failed connection or driver.
    pub fn failed(source: impl Into<BoxError>) -> Self {
        Self {
            server: None,
            source: Some(source.into()),
            lost: true,
        }
    }

    /// Marks the connection as unusable, although the server refused.
    #[must_use]
    pub fn connection_lost(mut self) -> Self {
        self.lost = true;
        self
    }

    /// The server's message, if the error is the server's.
    pub fn server(&self) -> Option<&ServerError> {
        self.server.as_deref()
    }

    /// Returns true if the connection is unusable.
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
    /// Returns the cause of the driver's error, since `Display` already shows the driver's error itself.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref()?.source()
    }
}

/// The server's error, field by field ([Error and Notice Message
/// Fields](https://www.postgresql.org/docs/current/protocol-error-fields.html)).
///
/// An adapter begins with [`ServerError::new`] and sets what else the server said:
///
/// ```
/// use blink::{DriverError, ServerError};
///
/// let mut error = ServerError::new("23505", "duplicate key value violates unique constraint \"users_pkey\"");
/// error.severity = "ERROR".to_owned();
/// error.constraint = Some("users_pkey".to_owned());
/// let error = DriverError::refused(error);
/// assert_eq!(error.server().unwrap().code, "23505");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerError {
    /// `ERROR`, or `FATAL` or `PANIC`, after which the server ends the connection; never translated.
    pub severity: String,
    /// The SQLSTATE.
    pub code: String,
    /// The message.
    pub message: String,
    /// Details, such as the key that already exists.
    pub detail: Option<String>,
    /// The server's advice.
    pub hint: Option<String>,
    /// The context, such as `COPY users, line 3`.
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
    /// Makes an error of a SQLSTATE and a message. The other fields are empty, and can be set.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// Returns true if the server ends the connection after this error. If an adapter gives no severity, these are
    /// class 08 and the shutdowns of class 57 ([Error
    /// Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)).
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
