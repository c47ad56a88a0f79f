//! The errors of drivers, and the server's error fields in them.

use std::error::Error as StdError;
use std::fmt;

use super::sqlstate::class;

/// Any error, as callbacks and drivers return it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// An error that a driver reports: the server's refusal, or a failure of the connection or the driver itself.
#[derive(Debug)]
pub struct DriverError {
    cause: Cause,
    /// True if the connection is lost.
    lost: bool,
}

#[derive(Debug)]
enum Cause {
    /// The server refused a statement.
    Refused(Box<ServerError>),
    /// The connection or the driver failed.
    Failed(BoxError),
}

impl DriverError {
    /// Makes the error of a server that refused a statement.
    pub fn refused(server: ServerError) -> Self {
        Self {
            lost: server.is_fatal(),
            cause: Cause::Refused(Box::new(server)),
        }
    }

    /// Makes the error of a failed connection or driver.
    pub fn failed(source: impl Into<BoxError>) -> Self {
        Self {
            cause: Cause::Failed(source.into()),
            lost: true,
        }
    }

    /// Marks the connection as lost. Use it for an error of the server after which the connection cannot be used.
    #[must_use]
    pub fn with_connection_lost(mut self) -> Self {
        self.lost = true;
        self
    }

    /// The server's error, if there is one.
    pub fn server(&self) -> Option<&ServerError> {
        match &self.cause {
            Cause::Refused(server) => Some(server),
            Cause::Failed(_) => None,
        }
    }

    /// Returns true if the connection is lost.
    pub(crate) fn is_connection_lost(&self) -> bool {
        self.lost
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Refused(server) => server.fmt(f),
            Cause::Failed(source) => source.fmt(f),
        }
    }
}

impl StdError for DriverError {
    /// Returns the cause of the driver's error, since `Display` already shows the driver's error itself.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Refused(_) => None,
            Cause::Failed(source) => source.source(),
        }
    }
}

/// The server's error, field by field ([Error and Notice Message
/// Fields](https://www.postgresql.org/docs/current/protocol-error-fields.html)).
///
/// An adapter, which connects Blink with a driver, begins with [`ServerError::new`] and sets what else the server said:
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
    /// `ERROR`, `FATAL` or `PANIC`, never translated (field V). After the last two the server ends the connection.
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

    /// Returns true if the server ends the connection after this error: its severity is FATAL or PANIC, or its code
    /// says so (class 08, and the shutdowns of class 57; [Error
    /// Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)). An adapter may give no severity.
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
