//! Rows that the user's own function inserts.

mod row_batches;

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::connection::deadline::Elapsed;
use crate::connection::{Connection, CopySink as _, TextRow, send_split, server_error_or};
use crate::error::{BoxError, DriverError};
use crate::produce::drive::drive;
use crate::produce::spawn::{self, TaskError};
use crate::produce::stall_timeout::StallTimeout;
use crate::produce::{Collector, ProduceError, RowProgress};
use crate::rows::source::Source;
use crate::rows::store::{Slot, Store};
use row_batches::{Position, RowBatches, produce};

/// The message for a function that goes on after it dropped a statement's future.
pub(crate) const STATEMENT_IN_FLIGHT: &str = "the future of a statement was dropped before it ended";

/// The rows and the connection for the function given to [`Table::insert_with`](crate::Table::insert_with).
///
/// The connection is inside the run's transaction. Do not end that transaction, and await every statement to its end:
/// otherwise the run fails.
pub struct CustomInsert<'a, T> {
    session: &'a mut dyn DynConnection,
    state: &'a mut ConnectionState,
    batches: &'a mut RowBatches<T>,
    store: &'a Store,
}

impl<T> CustomInsert<'_, T> {
    /// Returns the next batch of rows, or None at the end.
    ///
    /// A batch has as many rows as the table's `batch_size`, or 1,000 if none is set.
    pub async fn next(&mut self) -> Option<&[T]> {
        self.batches.next().await
    }

    /// Returns the values that earlier steps kept.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Runs one or more statements and returns the number of rows that the last of them changed.
    ///
    /// # Errors
    /// The error of the server or the driver.
    pub async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.state.begin()?;
        let done = self.session.execute(sql).await;
        self.state.end(done)
    }

    /// Runs one statement and returns its rows as text.
    ///
    /// # Errors
    /// The error of the server or the driver.
    pub async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        self.state.begin()?;
        let rows = self.session.query(sql).await;
        self.state.end(rows)
    }

    /// Runs a `COPY … FROM STDIN` with this data and returns the number of rows that were stored.
    ///
    /// # Errors
    /// The error of the server or the driver. With `tokio-postgres` and `postgres`, a COPY that the server refuses to
    /// begin (the table does not exist, for example) loses the connection, because the driver is then out of
    /// step with the server.
    pub async fn copy(&mut self, sql: &str, data: Bytes) -> Result<u64, DriverError> {
        self.state.begin()?;
        let stored = self.session.copy(sql, data).await;
        self.state.end(stored)
    }
}

impl<T> fmt::Debug for CustomInsert<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomInsert").finish_non_exhaustive()
    }
}

/// The state of the run's connection while the user's function has it.
#[derive(Default)]
struct ConnectionState {
    /// True while a statement is in flight: the next answer on the connection would belong to it.
    in_flight: bool,
    lost: bool,
}

impl ConnectionState {
    fn begin(&mut self) -> Result<(), DriverError> {
        if std::mem::replace(&mut self.in_flight, true) {
            return Err(DriverError::failed(STATEMENT_IN_FLIGHT));
        }
        Ok(())
    }

    fn end<T>(&mut self, answer: Result<T, DriverError>) -> Result<T, DriverError> {
        self.in_flight = false;
        self.lost |= answer.as_ref().is_err_and(DriverError::is_connection_lost);
        answer
    }
}

/// A [`Connection`] without its type.
pub(crate) trait DynConnection: Send {
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, DriverError>>;
    fn query<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, DriverError>>;
    fn copy<'a>(&'a mut self, sql: &'a str, data: Bytes) -> BoxFuture<'a, Result<u64, DriverError>>;
}

impl<C: Connection> DynConnection for C {
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, DriverError>> {
        Box::pin(Connection::execute(self, sql))
    }

    fn query<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, DriverError>> {
        Box::pin(Connection::query(self, sql))
    }

    fn copy<'a>(&'a mut self, sql: &'a str, data: Bytes) -> BoxFuture<'a, Result<u64, DriverError>> {
        Box::pin(async move {
            let mut sink = self.copy_in(sql).await?;
            match send_split(&mut sink, data).await {
                Ok(()) => sink.finish().await,
                Err(error) => Err(server_error_or(sink, error).await),
            }
        })
    }
}

/// The user's function, waiting for the rows.
pub(crate) type ErasedInsertFn<T> = Box<dyn FnOnce(Source<T>, Box<dyn Collector<T>>) -> MakeInsertion + Send>;

type Function<T> = Box<dyn for<'a> FnOnce(CustomInsert<'a, T>) -> BoxFuture<'a, Result<u64, BoxError>> + Send>;

/// The parts of a run that an insertion borrows.
pub(crate) struct InsertContext<'s> {
    pub(crate) session: &'s mut dyn DynConnection,
    pub(crate) store: Arc<Store>,
    pub(crate) row_progress: RowProgress,
    pub(crate) batch_rows: usize,
    pub(crate) stall: StallTimeout,
}

/// An insertion that failed.
pub(crate) struct InsertError {
    pub(crate) kind: InsertErrorKind,
    /// The rows of the batch that the function was given last.
    pub(crate) rows: Option<RangeInclusive<u64>>,
    /// True if the run's connection failed, or was left with a statement in flight.
    pub(crate) connection_lost: bool,
}

impl InsertError {
    /// Returns the error for rows that could not be made.
    pub(crate) fn from_source(failure: ProduceError) -> Self {
        Self {
            kind: InsertErrorKind::Source(failure),
            rows: None,
            connection_lost: false,
        }
    }
}

pub(crate) enum InsertErrorKind {
    Source(ProduceError),
    Function(BoxError),
    Task(TaskError),
    Elapsed(Elapsed),
    StatementInFlight,
}

pub(crate) type MakeInsertion =
    Box<dyn for<'s> FnOnce(InsertContext<'s>) -> BoxFuture<'s, Result<(u64, Option<Slot>), InsertError>> + Send>;

pub(crate) fn custom<T: Send + 'static>(function: Function<T>) -> ErasedInsertFn<T> {
    Box::new(|source, retain| Box::new(|context| Box::pin(insert(function, source, retain, context))))
}

async fn insert<T: Send + 'static>(
    function: Function<T>,
    source: Source<T>,
    retain: Box<dyn Collector<T>>,
    context: InsertContext<'_>,
) -> Result<(u64, Option<Slot>), InsertError> {
    let InsertContext {
        session,
        store,
        row_progress,
        batch_rows,
        stall,
    } = context;
    let (sender, receiver) = mpsc::channel(1);
    let producer = produce(source, Arc::clone(&store), batch_rows, row_progress, sender);
    let mut batches = RowBatches::new(receiver, retain, stall);
    let mut state = ConnectionState::default();
    let consumer = async {
        let insert = CustomInsert {
            session,
            state: &mut state,
            batches: &mut batches,
            store: &store,
        };
        let inserted = spawn::catch_panic(function(insert)).await;
        match batches.position {
            // Only the producer can tell whether a failure was the end of the rows.
            Position::End => Ok(inserted),
            // The function stopped reading early, so that the end of the source does not matter.
            _ => Err(inserted),
        }
    };
    let (source_error, inserted) = match drive(producer, consumer).await {
        Ok((produced, inserted)) => (produced.err(), inserted),
        Err(early) => early,
    };
    let rows = batches.position.rows();
    let stored = match (&batches.position, source_error, inserted) {
        (Position::Elapsed(elapsed), ..) => Err(InsertErrorKind::Elapsed(*elapsed)),
        (_, Some(failure), _) => Err(InsertErrorKind::Source(failure)),
        (_, None, Err(fault)) => Err(InsertErrorKind::Task(fault)),
        (_, None, Ok(Err(error))) => Err(InsertErrorKind::Function(error)),
        (_, None, Ok(Ok(_))) if state.in_flight => Err(InsertErrorKind::StatementInFlight),
        (_, None, Ok(Ok(stored))) => Ok(stored),
    };
    let ended = stored.and_then(|stored| Ok((stored, batches.finish().map_err(InsertErrorKind::Task)?)));
    ended.map_err(|kind| InsertError {
        kind,
        rows,
        connection_lost: state.in_flight || state.lost,
    })
}
