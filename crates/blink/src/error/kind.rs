//! The kinds of errors, each with its message.

use std::fmt;
use std::time::Duration;

use super::diagnostic::Diagnostic;
use super::unwind::DrawError;
use crate::human::{counted, with_thousands};

#[derive(Debug)]
pub(crate) enum ErrorKind {
    /// Mistakes found before a row was made.
    Invalid(Vec<Diagnostic>),
    /// A value that cannot be sent as its column's type.
    Value,
    /// A source of rows or a context that returned an error.
    Source,
    /// A callback panicked; its message.
    Panic(String),
    /// A callback read a value that exists only during a run.
    Unavailable,
    /// A thread could not be started.
    ThreadStart,
    /// A row function asked its draw for something that does not exist.
    InvalidDraw(DrawError),
    /// The user's own insertion function failed.
    Insertion,
    /// The server refused a statement.
    Server,
    /// The server refused the caller's statement about rows that were stored.
    NotRecorded,
    /// The table has changed since it was compared with the catalog.
    SchemaChanged,
    /// The driver or the connection failed.
    Connection,
    /// The connection failed while COMMIT was in flight.
    CommitUnknown,
    /// The run exceeded its time limit.
    Timeout(Duration),
    /// The source of rows gave none within its time limit.
    Stalled(Duration),
    /// The server cancelled a COPY.
    Cancelled,
    /// The server answered a COPY and then rolled back the transaction, because `statement_timeout` expired in between.
    RolledBackAfterCopy,
    /// An earlier row has the same key: one command would have updated a row twice.
    DuplicateConflictKey {
        first: u64,
        /// The columns of ON CONFLICT.
        on: String,
    },
    /// An index or a key that was dropped for the load could not be rebuilt.
    RebuildFailed(String),
    /// An index or a key was rebuilt with a different definition.
    RebuildMismatch(String),
    /// A trigger left a column NULL whose domain forbids that.
    NotFilled { triggers: String },
    /// The server stored a different number of rows than it was sent.
    RowCountMismatch { sent: u64, stored: u64 },
}

/// The message, without the location and the cause.
impl fmt::Display for ErrorKind {
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(mistakes) => {
                let n = mistakes.len();
                write!(f, "{} found before loading", counted(n as u64, "mistake"))?;
                for mistake in mistakes {
                    write!(f, "\n  {mistake}")?;
                }
                Ok(())
            }
            Self::Value => f.write_str("the value cannot be sent"),
            Self::Source => f.write_str("the callback returned an error"),
            Self::Panic(message) => write!(f, "the callback panicked: {message}"),
            Self::Unavailable => f.write_str(
                "the callback reads a step that has no value here: its value exists only during a run, for the steps after it; insert the rows, and read this one from the report",
            ),
            Self::ThreadStart => {
                f.write_str("a thread could not be started; raise the limits on the process's threads and memory")
            }
            Self::InvalidDraw(error) => write!(f, "{}; {}", error.message, error.help),
            Self::Insertion => f.write_str("the custom insert returned an error"),
            Self::Server => f.write_str("the server refused"),
            Self::NotRecorded => f.write_str("the rows could not be recorded"),
            Self::SchemaChanged => {
                f.write_str("the table changed after the preflight check; run again")
            }
            Self::Connection => f.write_str("the connection failed"),
            Self::CommitUnknown => f.write_str(
                "the connection failed after COMMIT was sent: it is unknown whether the rows were committed; check for one of them",
            ),
            Self::Timeout(limit) => write!(f, "the run took longer than its timeout of {limit:?}"),
            Self::Stalled(limit) => write!(
                f,
                "the source produced no row for {limit:?}; speed it up, or raise stall_timeout"
            ),
            Self::Cancelled => f.write_str(
                "the server cancelled the COPY (statement_timeout); raise statement_timeout, or send fewer rows per COPY with batch_size",
            ),
            Self::RolledBackAfterCopy => f.write_str(
                "the server rolled back the transaction after COPY finished (statement_timeout); raise statement_timeout",
            ),
            Self::DuplicateConflictKey { first, on } => write!(
                f,
                "row {first} has the same key ({on}), and one command cannot update a row twice; send each key once"
            ),
            Self::RebuildFailed(name) => write!(
                f,
                "{name}, dropped for the load, could not be rebuilt"
            ),
            Self::RebuildMismatch(name) => write!(
                f,
                "{name}, dropped for the load, was rebuilt with a different definition; use Indexes::Keep for this table"
            ),
            Self::NotFilled { triggers } => write!(
                f,
                "the column's domain forbids NULL, and a row of the table has NULL in it: no trigger has filled it ({triggers}); send a value for it"
            ),
            Self::RowCountMismatch { sent, stored } => write!(
                f,
                "{} sent, but the server stored {}; a trigger that was made meanwhile, or the server of a foreign table, may drop rows",
                counted(*sent, "row"),
                with_thousands(*stored)
            ),
        }
    }
}
