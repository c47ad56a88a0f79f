//! What can go wrong, and where it did.

mod driver;
pub(crate) mod partial;
pub(crate) mod sqlstate;
pub(crate) mod unwind;

use std::error::Error as StdError;
use std::fmt;
use std::ops::RangeInclusive;
use std::panic::Location;
use std::time::Duration;

use crate::error::partial::{CommittedRows, PartialResult};
use crate::error::unwind::DrawError;
use crate::human::plural;
pub use driver::{BoxError, DriverError, ServerError};

/// Why a run did not happen or was taken back.
///
/// Unless [`is_commit_unknown`](Error::is_commit_unknown) says otherwise, the database is as it was before; after a run that
/// was [not atomic](crate::NonAtomic), [`committed_rows`](Error::committed_rows) says what stays.
/// `{}` prints where it happened and what, `{:#}` the causes as well; `{:?}` is the same as `{:#}`, so that an error
/// that leaves `main` reads well.
///
/// ```no_run
/// # use blink::{Error, Report, Seeder};
/// # async fn seed(seed: Seeder, client: &mut tokio_postgres::Client) -> Result<Report, Error> {
/// match seed.insert(client).await {
///     Err(error) if error.sqlstate() == Some("23505") => {
///         println!("{:?}: row {:?} of {:?} is there already", error.constraint(), error.row(), error.table());
///         Err(error)
///     }
///     Err(error) if error.is_commit_unknown() => {
///         println!("look for a row of the run before it is run again");
///         Err(error)
///     }
///     // Such as "table posts, row 17, column user_id: the value cannot be sent: …".
///     other => other,
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    location: ErrorLocation,
    source: Option<BoxError>,
    /// Whether the connection is gone, or was given up.
    lost: bool,
    /// What stays of a run that is not atomic.
    partial: Option<PartialResult>,
}

/// Where in the data it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorLocation {
    pub(crate) table: Option<String>,
    pub(crate) rows: Option<RangeInclusive<u64>>,
    pub(crate) column: Option<String>,
    /// Where in the source code a context was declared.
    pub(crate) context: Option<String>,
}

/// One row, counted from 1.
pub(crate) fn row_location(row: u64) -> ErrorLocation {
    rows_location(row..=row)
}

/// Some rows, counted from 1.
pub(crate) fn rows_location(rows: RangeInclusive<u64>) -> ErrorLocation {
    ErrorLocation {
        rows: Some(rows),
        ..ErrorLocation::default()
    }
}

impl ErrorLocation {
    pub(crate) fn of_context(declared_at: &Location<'_>) -> Self {
        Self {
            context: Some(declared_at.to_string()),
            ..Self::default()
        }
    }
}

#[derive(Debug)]
pub(crate) enum ErrorKind {
    /// Found before a row was made.
    Invalid(Vec<Diagnostic>),
    /// A value that cannot be sent as its column's type.
    Value,
    /// A source of rows or a context that returned an error.
    Source,
    /// A callback panicked; its message.
    Panic(String),
    /// The function of a row asked its draw for what there is not.
    InvalidDraw(DrawError),
    /// The user's own insertion failed.
    Insertion,
    /// The server refused.
    Server,
    /// The table is not any more as it was when it was compared with the catalog.
    SchemaChanged,
    /// The driver or the connection failed.
    Connection,
    /// The connection failed while COMMIT was under way.
    CommitUnknown,
    /// The run took longer than it may.
    Timeout(Duration),
    /// The source of rows gave none for longer than it may.
    Stalled(Duration),
    /// The server cancelled a COPY.
    Cancelled,
    /// The server cancelled the transaction when it had answered a COPY already.
    RolledBackAfterCopy,
    /// An earlier row has the same key, and one command would have updated one row twice.
    DuplicateConflictKey { first: u64, on: String },
    /// An index or a key, which was dropped for the load, could not be built again.
    RebuildFailed(String),
    /// It was built, but not as it had been.
    RebuildMismatch(String),
    /// The server stored another number of rows than it was sent.
    RowCountMismatch { sent: u64, stored: u64 },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            location: ErrorLocation::default(),
            source: None,
            lost: false,
            partial: None,
        }))
    }

    pub(crate) fn with_source(kind: ErrorKind, source: impl Into<BoxError>) -> Self {
        let mut error = Self::new(kind);
        error.0.source = Some(source.into());
        error
    }

    /// An error of the run's own connection: a refusal of the server, or a failure of the connection. A callback may
    /// return the error of another connection, which says nothing of the run's.
    pub(crate) fn driver(error: DriverError) -> Self {
        let kind = if error.server().is_some() {
            ErrorKind::Server
        } else {
            ErrorKind::Connection
        };
        let lost = error.is_fatal();
        let error = Self::with_source(kind, error);
        if lost { error.with_connection_lost() } else { error }
    }

    /// The connection is not to be used any more.
    pub(crate) fn with_connection_lost(mut self) -> Self {
        self.0.lost = true;
        self
    }

    pub(crate) fn with_partial(mut self, stays: PartialResult) -> Self {
        self.0.partial = Some(stays);
        self
    }

    pub(crate) fn among(mut self, rows: RangeInclusive<u64>) -> Self {
        self.0.location.rows.get_or_insert(rows);
        self
    }

    pub(crate) fn with_location(mut self, place: ErrorLocation) -> Self {
        self.0.location = place;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_table(mut self, table: &str) -> Self {
        self.0.location.table.get_or_insert_with(|| table.to_owned());
        self
    }

    /// The table that it happened in, as it was declared.
    pub fn table(&self) -> Option<&str> {
        self.0.location.table.as_deref()
    }

    /// The row's number in the whole table, counted from 1, where one row is to blame and known.
    pub fn row(&self) -> Option<u64> {
        let rows = self.0.location.rows.as_ref()?;
        (rows.start() == rows.end()).then_some(*rows.start())
    }

    /// The rows among which the cause is, counted from 1; one row where it is known.
    pub fn rows(&self) -> Option<RangeInclusive<u64>> {
        self.0.location.rows.clone()
    }

    /// The column.
    pub fn column(&self) -> Option<&str> {
        self.0.location.column.as_deref()
    }

    /// What the server said, if it was the server that refused.
    pub fn server(&self) -> Option<&ServerError> {
        self.0.source.as_ref()?.downcast_ref::<DriverError>()?.server()
    }

    /// The five characters of the server's SQLSTATE, such as `23505` for a value that is there already.
    pub fn sqlstate(&self) -> Option<&str> {
        self.server().map(|server| server.code.as_str())
    }

    /// The constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server()?.constraint.as_deref()
    }

    /// All that was found wrong before the start; empty for every other error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &self.0.kind {
            ErrorKind::Invalid(mistakes) => mistakes,
            _ => &[],
        }
    }

    /// What stays of a run that is [not atomic](crate::NonAtomic): the rows of each table that were stored before it failed.
    /// Empty if nothing was, and for a run that is one transaction.
    pub fn committed_rows(&self) -> &[CommittedRows] {
        self.0.partial.as_ref().map_or(&[], |stays| &stays.tables)
    }

    /// The statements that build what a run that is [not atomic](crate::NonAtomic) dropped for
    /// [`Indexes::Rebuild`](crate::Indexes::Rebuild) and could not build again: an index whose rows are not unique, a foreign
    /// key whose rows are missing, anything if the server could not be reached any more. Run them once the cause is mended.
    /// Empty for every other error.
    pub fn unrestored_sql(&self) -> &[String] {
        self.0.partial.as_ref().map_or(&[], |stays| &stays.unrestored_sql)
    }

    pub(crate) fn is_rolled_back_after_copy(&self) -> bool {
        matches!(self.0.kind, ErrorKind::RolledBackAfterCopy)
    }

    /// Whether the run, or its source of rows, took longer than it may.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout(_) | ErrorKind::Stalled(_))
    }

    /// Whether a callback panicked.
    pub fn is_panic(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Panic(_))
    }

    /// Whether the connection is gone, or was given up in the middle of something because the server did not answer: do not
    /// use it any more. After every other error it is as good as before.
    pub fn is_connection_lost(&self) -> bool {
        self.0.lost
    }

    /// Whether the connection was lost after COMMIT was sent and before the answer came: everything is stored, or
    /// nothing is. Look for a row of the run to know which.
    pub fn is_commit_unknown(&self) -> bool {
        matches!(self.0.kind, ErrorKind::CommitUnknown)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.0.location.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        match &self.0.kind {
            ErrorKind::Invalid(mistakes) => {
                let n = mistakes.len();
                write!(f, "{n} mistake{} found before the start", plural(n))?;
                for mistake in mistakes {
                    write!(f, "\n  {mistake}")?;
                }
                Ok(())
            }
            ErrorKind::Value => f.write_str("the value cannot be sent"),
            ErrorKind::Source => f.write_str("the callback returned an error"),
            ErrorKind::Panic(message) => write!(f, "the callback panicked: {message}"),
            ErrorKind::InvalidDraw(misuse) => write!(f, "{}; {}", misuse.message, misuse.help),
            ErrorKind::Insertion => f.write_str("the custom insertion returned an error"),
            ErrorKind::Server => f.write_str("the server refused"),
            ErrorKind::SchemaChanged => {
                f.write_str("the table was changed after the run had compared it with the catalog; run it again")
            }
            ErrorKind::Connection => f.write_str("the connection failed"),
            ErrorKind::CommitUnknown => f.write_str(
                "the connection failed after COMMIT was sent: whether the rows are stored is not known; look for one of them",
            ),
            ErrorKind::Timeout(limit) => write!(f, "the run took longer than its timeout of {limit:?}"),
            ErrorKind::Stalled(limit) => write!(
                f,
                "the source gave no row for {limit:?}; speed it up, or raise stall_timeout"
            ),
            ErrorKind::Cancelled => f.write_str(
                "the server cancelled the COPY, as it does once statement_timeout is over; raise that, or send fewer rows with each by batch_size",
            ),
            ErrorKind::RolledBackAfterCopy => f.write_str(
                "the server took the transaction back when it had answered the COPY already, as it does once statement_timeout is over; raise that",
            ),
            ErrorKind::DuplicateConflictKey { first, on } => write!(
                f,
                "row {first} has the same ({on}), and a row cannot be updated twice by one run; send each once"
            ),
            ErrorKind::RebuildFailed(name) => write!(
                f,
                "{name}, dropped for the load, could not be built again"
            ),
            ErrorKind::RebuildMismatch(name) => write!(
                f,
                "{name}, dropped for the load, was built otherwise than it had been; use Indexes::Keep for this table"
            ),
            ErrorKind::RowCountMismatch { sent, stored } => write!(
                f,
                "{sent} rows were sent, but the server stored {stored}; a trigger or a rule of the table may drop rows"
            ),
        }?;
        if f.alternate() {
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, ": {error}")?;
                cause = error.source();
            }
        }
        match &self.0.partial {
            Some(stays) => write!(f, "; {stays}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ErrorLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(table) = &self.table {
            write!(f, "table {table}")?;
            separator = ", ";
        }
        if let Some(rows) = &self.rows {
            if rows.start() == rows.end() {
                write!(f, "{separator}row {}", rows.start())?;
            } else {
                write!(f, "{separator}rows {} to {}", rows.start(), rows.end())?;
            }
            separator = ", ";
        }
        if let Some(column) = &self.column {
            write!(f, "{separator}column {column}")?;
            separator = ", ";
        }
        if let Some(context) = &self.context {
            write!(f, "{separator}context declared at {context}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Something that was found wrong before a row was made, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) table: String,
    pub(crate) column: Option<String>,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Diagnostic {
    pub(crate) fn new(table: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            table: table.to_string(),
            column: None,
            message: what.into(),
            help: advice.into(),
        }
    }

    pub(crate) fn column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// The table, as it was declared; empty where the mistake is the whole run's.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The column, if the mistake is one column's.
    pub fn column_name(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.table.is_empty() {
            write!(f, "table {}", self.table)?;
            if let Some(column) = &self.column {
                write!(f, ", column {column}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}; {}", self.message, self.help)
    }
}
