//! Errors, and the part of the data in which they occurred.

mod diagnostic;
mod driver;
mod kind;
mod location;
pub(crate) mod partial;
pub(crate) mod sqlstate;
pub(crate) mod unwind;
mod violations;

use std::error::Error as StdError;
use std::fmt;
use std::ops::RangeInclusive;

use crate::error::partial::{CommittedRows, PartialResult};
use crate::error::sqlstate::ends_run;
pub use diagnostic::Diagnostic;
pub use driver::{BoxError, DriverError, ServerError};
pub(crate) use kind::ErrorKind;
pub(crate) use location::{ErrorLocation, ErrorStep, row_location, rows_location};
pub use violations::{ViolatingKey, ViolatingRow, Violations};

/// The reason why a run did not start or was rolled back.
///
/// The database is unchanged, with three exceptions: [`is_commit_unknown`](Error::is_commit_unknown); a run that was
/// [not atomic](crate::NonAtomic), of which [`committed_rows`](Error::committed_rows) returns the rows that stay; and
/// sequences, which no rollback moves back.
///
/// `{}` prints the location and the message, `{:#}` the causes as well. `{:?}` is the same as `{:#}`, so that an error
/// returned from `main` is readable.
///
/// ```no_run
/// # use blink::{Error, Report, Seeder};
/// # async fn seed(seeder: Seeder, client: &mut tokio_postgres::Client) -> Result<Report, Error> {
/// match seeder.insert(client).await {
///     Err(error) if error.sqlstate() == Some("23505") => {
///         println!("{:?}: row {:?} of {:?} already exists", error.constraint(), error.row(), error.table());
///         Err(error)
///     }
///     Err(error) if error.is_commit_unknown() => {
///         println!("look for one of the run's rows before running it again");
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
    /// True if the connection is lost or was given up.
    lost: bool,
    /// The part of the run in which the connection was lost or COMMIT was refused. It is printed after the message.
    phase: Option<&'static str>,
    help: Option<&'static str>,
    /// The keys that kept an index or a foreign key from being rebuilt.
    violations: Option<Box<Violations>>,
    /// The committed part of a run that is not atomic.
    partial: Option<PartialResult>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            location: ErrorLocation::default(),
            source: None,
            lost: false,
            phase: None,
            help: None,
            violations: None,
            partial: None,
        }))
    }

    /// Makes an error with its cause.
    pub(crate) fn caused_by(kind: ErrorKind, source: impl Into<BoxError>) -> Self {
        let mut error = Self::new(kind);
        error.0.source = Some(source.into());
        error
    }

    /// Makes an error of the run's own connection: a refusal of the server, or a failure of the connection. Do not use
    /// it for a callback's error, which may come from another connection.
    pub(crate) fn driver(error: DriverError) -> Self {
        let kind = if error.server().is_some() {
            ErrorKind::Server
        } else {
            ErrorKind::Connection
        };
        let lost = error.is_connection_lost();
        Self::caused_by(kind, error).with_connection_lost(lost)
    }

    /// Marks the connection as lost if `lost` is true. A mark is never removed.
    pub(crate) fn with_connection_lost(mut self, lost: bool) -> Self {
        self.0.lost |= lost;
        self
    }

    /// Adds the part of the run if the connection is marked as lost, unless a part is known.
    pub(crate) fn during(mut self, phase: &'static str) -> Self {
        if self.0.lost {
            self.0.phase.get_or_insert(phase);
        }
        self
    }

    /// Replaces the part of the run: the server raised the error at COMMIT.
    pub(crate) fn at_commit(mut self) -> Self {
        self.0.phase = Some("at COMMIT");
        self
    }

    /// Adds the advice, unless the error has some.
    pub(crate) fn with_help(mut self, help: &'static str) -> Self {
        self.0.help.get_or_insert(help);
        self
    }

    /// Adds the committed part of the run.
    pub(crate) fn with_partial(mut self, partial: PartialResult) -> Self {
        self.0.partial = Some(partial);
        self
    }

    /// Adds the keys.
    pub(crate) fn with_violations(mut self, violations: Option<Violations>) -> Self {
        self.0.violations = violations.map(Box::new);
        self
    }

    /// Adds the rows of a step, unless they are known.
    pub(crate) fn with_rows(mut self, step: ErrorStep, rows: RangeInclusive<u64>) -> Self {
        if self.0.location.rows.is_none() {
            self.0.location.step = Some(step);
            self.0.location.rows = Some(rows);
        }
        self
    }

    /// Adds the step and its table, unless the error is known to be another table's.
    pub(crate) fn in_step(mut self, step: ErrorStep, table: &str) -> Self {
        let location = &mut self.0.location;
        if location.table.is_none() {
            location.table = Some(table.to_owned());
            location.step.get_or_insert(step);
        }
        self
    }

    /// Replaces the numbers of the rows by those that a function gives for a [step](Self::step) and the number of a row: those
    /// of a file, for example, of which rows were left out. Of a range of rows, the first and the last are asked for. The
    /// rows of [`violations`](Self::violations) are replaced, too.
    ///
    /// ```no_run
    /// # async fn run(seeder: blink::Seeder, client: &mut tokio_postgres::Client) -> Result<(), blink::Error> {
    /// // The first 1,000 rows of the file were not sent.
    /// seeder.insert(client).await.map_err(|error| error.renumber_rows(|_step, row| row + 1_000))?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn renumber_rows(mut self, number: impl Fn(usize, u64) -> u64) -> Self {
        let location = &mut self.0.location;
        if let (Some(step), Some(rows)) = (location.step, &location.rows) {
            let of_step = |row| number(step.number, row);
            location.rows = Some(of_step(*rows.start())..=of_step(*rows.end()));
        }
        if let Some(violations) = &mut self.0.violations {
            violations.renumber_rows(number);
        }
        self
    }

    /// Replaces the whole location.
    pub(crate) fn with_location(mut self, location: ErrorLocation) -> Self {
        self.0.location = location;
        self
    }

    /// Replaces the kind.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Adds the table, unless it is known.
    pub(crate) fn with_table(mut self, table: &str) -> Self {
        self.0.location.table.get_or_insert_with(|| table.to_owned());
        self
    }

    /// The table in which the error occurred, as it was declared.
    pub fn table(&self) -> Option<&str> {
        self.0.location.table.as_deref()
    }

    /// The number of the step whose rows [`row`](Self::row) and [`rows`](Self::rows) are, counted from 1 in the order in
    /// which the steps were added. Several steps may fill a table. None if no row is named.
    ///
    /// ```no_run
    /// # use blink::{Error, Handle, Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # async fn run(client: &mut tokio_postgres::Client, old: Vec<User>, new: Vec<User>) {
    /// let mut seeder = Seeder::new();
    /// seeder.add_table(Table::from_rows(old));
    /// let new = seeder.add_table(Table::from_rows(new).append());
    /// if let Err(error) = seeder.insert(client).await {
    ///     if error.step() == Some(new.step()) {
    ///         println!("row {:?} of the new ones", error.row());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn step(&self) -> Option<usize> {
        let location = &self.0.location;
        location
            .step
            .filter(|_| location.rows.is_some())
            .map(|step| step.number)
    }

    /// The row's number among those of its [`step`](Self::step), counted from 1, if exactly one row is known to be the
    /// cause.
    pub fn row(&self) -> Option<u64> {
        let rows = self.0.location.rows.as_ref()?;
        (rows.start() == rows.end()).then_some(*rows.start())
    }

    /// The rows of the [`step`](Self::step) that contain the cause, counted from 1; a single row if it is known.
    pub fn rows(&self) -> Option<RangeInclusive<u64>> {
        self.0.location.rows.clone()
    }

    /// The column, if the cause is known to be in one.
    pub fn column(&self) -> Option<&str> {
        self.0.location.column.as_deref()
    }

    /// The server's error, if it refused a statement.
    pub fn server(&self) -> Option<&ServerError> {
        self.0.source.as_ref()?.downcast_ref::<DriverError>()?.server()
    }

    /// The five characters of the server's SQLSTATE, such as `23505` for a value that already exists.
    pub fn sqlstate(&self) -> Option<&str> {
        self.server().map(|server| server.code.as_str())
    }

    /// The constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server()?.constraint.as_deref()
    }

    /// All keys that kept a unique index, a primary key or a foreign key from being rebuilt, or that break a foreign key that
    /// the run deferred, at most as many as
    /// [`Seeder::max_violations`](crate::Seeder::max_violations) says. None for every other error, and where the server
    /// could not be asked.
    ///
    /// ```no_run
    /// # fn tell(error: &blink::Error) {
    /// if let Some(violations) = error.violations() {
    ///     for key in violations.keys() {
    ///         println!("{key}: {} rows", key.row_count());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_deref()
    }

    /// All mistakes that were found before loading; empty for every other error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &self.0.kind {
            ErrorKind::Invalid(mistakes) => mistakes,
            _ => &[],
        }
    }

    /// The rows of each table that a run that is [not atomic](crate::NonAtomic) had committed before it failed. Empty
    /// if it had committed none, and for a run that is one transaction.
    pub fn committed_rows(&self) -> &[CommittedRows] {
        self.0.partial.as_ref().map_or(&[], |partial| &partial.tables)
    }

    /// The statements that create again the indexes, constraints and foreign keys that a run that is
    /// [not atomic](crate::NonAtomic) dropped for [`Indexes::Rebuild`](crate::Indexes::Rebuild) and could not rebuild,
    /// for example because rows are not unique, referenced rows are missing, or the server could not be reached. Run
    /// them once the cause is fixed. Empty for every other error.
    pub fn unrestored_sql(&self) -> &[String] {
        self.0.partial.as_ref().map_or(&[], |partial| &partial.unrestored_sql)
    }

    /// The server's error, if it concerns only the refused statement and the run can go on without that. None if the
    /// run has to end: the statement was cancelled, the transaction cannot be committed any more, or the connection is
    /// lost. Event triggers and extensions may raise any other code, and one statement may lack memory or disk that the
    /// others do not need.
    pub(crate) fn ignorable_refusal(&self) -> Option<&ServerError> {
        self.server()
            .filter(|server| !self.is_connection_lost() && !ends_run(&server.code))
    }

    /// Returns true if the error is reported as a refusal of the server, and not as a more exact kind.
    pub(crate) fn is_server_refusal(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Server)
    }

    pub(crate) fn is_rolled_back_after_copy(&self) -> bool {
        matches!(self.0.kind, ErrorKind::RolledBackAfterCopy)
    }

    /// Returns true if the run, or its source of rows, exceeded its time limit.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout(_) | ErrorKind::Stalled(_))
    }

    /// Returns true if a callback panicked.
    pub fn is_panic(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Panic(_))
    }

    /// Returns true if the connection must be discarded: it is lost, or was given up during a statement because the
    /// server did not answer. After any other error it is usable.
    pub fn is_connection_lost(&self) -> bool {
        self.0.lost
    }

    /// Returns true if the connection was lost after COMMIT was sent and before its answer arrived. Either all rows are
    /// stored or none; query for a row of the run to find out.
    pub fn is_commit_unknown(&self) -> bool {
        matches!(self.0.kind, ErrorKind::CommitUnknown)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.0.location.to_string();
        if !location.is_empty() {
            write!(f, "{location}: ")?;
        }
        write!(f, "{}", self.0.kind)?;
        // The other kinds say where in the run they occur.
        if let (ErrorKind::Server | ErrorKind::Connection | ErrorKind::Timeout(_), Some(phase)) =
            (&self.0.kind, self.0.phase)
        {
            write!(f, " {phase}")?;
        }
        if let Some(help) = self.0.help {
            write!(f, "; {help}")?;
        }
        if f.alternate() {
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, ": {error}")?;
                cause = error.source();
            }
        }
        if let Some(violations) = &self.0.violations {
            write!(f, "; {violations}")?;
        }
        match &self.0.partial {
            Some(partial) => write!(f, "; {partial}"),
            None => Ok(()),
        }
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
