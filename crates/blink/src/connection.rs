//! The interface between Blink and a driver.
//!
//! Each adapter is one file. For another driver, implement [`Connection`] and [`CopySink`]. They have few methods and
//! need no encoding, since Blink passes SQL and encoded chunks of COPY data.

use std::future::Future;

use bytes::Bytes;

use crate::error::DriverError;

pub(crate) mod deadline;
pub(crate) mod pooled;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod session;
#[cfg(feature = "sqlx")]
mod sqlx;
#[cfg(feature = "tokio-postgres")]
mod tokio_postgres;

/// Makes the transaction one that can only be rolled back.
pub(crate) const MAKE_UNCOMMITTABLE: &str =
    "DO $blink$ BEGIN RAISE EXCEPTION 'the run of Blink that joined this transaction failed'; END $blink$";

/// Ends the session in any state. A failed transaction accepts only ROLLBACK. After SET SESSION AUTHORIZATION, only the
/// user who logged in may end the session.
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
pub(crate) const TERMINATE_BACKEND: &str = "ROLLBACK; RESET SESSION AUTHORIZATION; \
    SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())";

/// A row of a query's answer; each value is the text that the server sent for it.
pub type TextRow = Vec<Option<String>>;

/// The rows of a query, and the COPY behind it; None if the rows were not accepted.
pub type RowsThenCopy<Sink> = (Vec<TextRow>, Option<Result<Sink, DriverError>>);

/// The owner of the transaction that a run is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transaction {
    /// Blink began the transaction.
    Own,
    /// The caller began the transaction, and the run joined it.
    Callers,
}

/// A connection to PostgreSQL that a run can use.
///
/// Implemented for the connections and transactions of `tokio-postgres` and `sqlx`, each behind the feature of its
/// name, and for `&mut` of any implementation; [`Seeder::insert`](crate::Seeder::insert) takes `&mut` of it. SQL is
/// sent verbatim, without parameters or prepared statements, so that poolers that share connections by the transaction
/// work.
///
/// An example of an adapter for another driver, whose `run` returns the server's answer and whose `copy` a writer of
/// COPY data:
///
/// ```
/// use blink::{Connection, CopySink, DriverError, TextRow, Transaction};
/// use bytes::Bytes;
/// # struct Driver;
/// # struct Answer { changed: u64, rows: Vec<TextRow> }
/// # struct Writer;
/// # impl Driver {
/// #     async fn run(&mut self, _: &str) -> Result<Answer, std::io::Error> { unimplemented!() }
/// #     async fn copy(&mut self, _: &str) -> Result<Writer, std::io::Error> { unimplemented!() }
/// #     fn close(&mut self) {}
/// # }
/// # impl Writer {
/// #     async fn write(&mut self, _: Bytes) -> Result<(), std::io::Error> { unimplemented!() }
/// #     async fn done(self) -> Result<u64, std::io::Error> { unimplemented!() }
/// #     async fn fail(self) -> Result<(), std::io::Error> { unimplemented!() }
/// # }
///
/// struct Mine(Driver);
///
/// impl Connection for Mine {
///     type Sink<'c> = Copying;
///
///     async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
///         // An error of the server's becomes `DriverError::refused`, with all that it said.
///         Ok(self.0.run(sql).await.map_err(DriverError::failed)?.changed)
///     }
///
///     async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
///         Ok(self.0.run(sql).await.map_err(DriverError::failed)?.rows)
///     }
///
///     async fn copy_in(&mut self, sql: &str) -> Result<Copying, DriverError> {
///         self.0.copy(sql).await.map(Copying).map_err(DriverError::failed)
///     }
///
///     fn abandon(&mut self, _: Transaction) {
///         self.0.close();
///     }
/// }
///
/// struct Copying(Writer);
///
/// impl CopySink for Copying {
///     async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
///         self.0.write(chunk).await.map_err(DriverError::failed)
///     }
///
///     async fn finish(self) -> Result<u64, DriverError> {
///         self.0.done().await.map_err(DriverError::failed)
///     }
///
///     async fn abort(self) -> Result<(), DriverError> {
///         self.0.fail().await.map_err(DriverError::failed)
///     }
/// }
/// ```
pub trait Connection: Send {
    /// The COPY in progress.
    type Sink<'c>: CopySink
    where
        Self: 'c;

    /// Runs one or more statements and returns the number of rows that the last of them changed.
    ///
    /// # Errors
    /// The error of the server or the driver.
    fn execute(&mut self, sql: &str) -> impl Future<Output = Result<u64, DriverError>> + Send;

    /// Runs one or more statements by the simple query protocol and returns the rows of all of them as text.
    ///
    /// # Errors
    /// The error of the server or the driver.
    fn query(&mut self, sql: &str) -> impl Future<Output = Result<Vec<TextRow>, DriverError>> + Send;

    /// Starts a `COPY … FROM STDIN`.
    ///
    /// # Errors
    /// The error of the server or the driver; with [`DriverError::with_connection_lost`] if the driver does not recover from
    /// it.
    fn copy_in(&mut self, sql: &str) -> impl Future<Output = Result<Self::Sink<'_>, DriverError>> + Send;

    /// Runs a query and, if its answer is accepted, starts a COPY. Returns the rows, and what became of the COPY.
    ///
    /// The default calls [`query`](Self::query) and [`copy_in`](Self::copy_in). A driver that asks the server for something
    /// before a COPY, such as to prepare it, can do so in the same round trip as the query.
    ///
    /// # Errors
    /// Those of the query. Those of the COPY are in the answer.
    fn query_then_copy_in(
        &mut self,
        query: &str,
        copy: &str,
        accepts: impl FnOnce(&[TextRow]) -> bool + Send,
    ) -> impl Future<Output = Result<RowsThenCopy<Self::Sink<'_>>, DriverError>> + Send {
        async {
            let rows = self.query(query).await?;
            if accepts(&rows) {
                let sink = self.copy_in(copy).await;
                Ok((rows, Some(sink)))
            } else {
                Ok((rows, None))
            }
        }
    }

    /// Ends the run without waiting: its future was dropped, or the connection is no longer trusted.
    ///
    /// A statement or a COPY in flight may be half-sent. Afterwards the transaction must not be committable, and the
    /// connection must either work or fail at every use. It must never return the answer of one statement for another.
    fn abandon(&mut self, transaction: Transaction);
}

/// A `COPY … FROM STDIN` that has begun and takes data.
///
/// The rows become part of the transaction only with [`finish`](Self::finish). If the sink is dropped before, the
/// server must discard the rows.
pub trait CopySink: Send {
    /// Sends some data, which may be cut at any byte. Waits while the server is behind.
    ///
    /// # Errors
    /// The error of the server or the driver.
    fn send(&mut self, chunk: Bytes) -> impl Future<Output = Result<(), DriverError>> + Send;

    /// Ends the COPY and returns the number of rows that the server reports as stored.
    ///
    /// # Errors
    /// The error of the server or the driver.
    fn finish(self) -> impl Future<Output = Result<u64, DriverError>> + Send;

    /// Gives up the COPY (`CopyFail`). Afterwards the connection accepts `ROLLBACK`.
    ///
    /// # Errors
    /// If the connection is lost.
    fn abort(self) -> impl Future<Output = Result<(), DriverError>> + Send;
}

/// The maximum size of the pieces into which a chunk is cut. The server refuses a message of more than 1 GiB, and a
/// driver may copy its input.
const MAX_MESSAGE_LEN: usize = 1024 * 1024;

/// Sends a chunk of any size.
pub(crate) async fn send_split(sink: &mut impl CopySink, mut chunk: Bytes) -> Result<(), DriverError> {
    while chunk.len() > MAX_MESSAGE_LEN {
        sink.send(chunk.split_to(MAX_MESSAGE_LEN)).await?;
    }
    sink.send(chunk).await
}

/// Returns the server's error for a COPY that accepts no more data. Most drivers report only a closed connection; the
/// server's error arrives at the end of the COPY.
pub(crate) async fn server_error_or(sink: impl CopySink, error: DriverError) -> DriverError {
    let last = sink.finish().await.err();
    last.filter(|last| last.server().is_some()).unwrap_or(error)
}

impl<C: Connection> Connection for &mut C {
    type Sink<'c>
        = C::Sink<'c>
    where
        Self: 'c;

    fn execute(&mut self, sql: &str) -> impl Future<Output = Result<u64, DriverError>> + Send {
        (**self).execute(sql)
    }

    fn query(&mut self, sql: &str) -> impl Future<Output = Result<Vec<TextRow>, DriverError>> + Send {
        (**self).query(sql)
    }

    fn copy_in(&mut self, sql: &str) -> impl Future<Output = Result<Self::Sink<'_>, DriverError>> + Send {
        (**self).copy_in(sql)
    }

    fn query_then_copy_in(
        &mut self,
        query: &str,
        copy: &str,
        accepts: impl FnOnce(&[TextRow]) -> bool + Send,
    ) -> impl Future<Output = Result<RowsThenCopy<Self::Sink<'_>>, DriverError>> + Send {
        (**self).query_then_copy_in(query, copy, accepts)
    }

    fn abandon(&mut self, transaction: Transaction) {
        (**self).abandon(transaction);
    }
}

/// A value that gives a run its connection: `&mut` of a [`Connection`], or a pool, which is asked for exactly one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that Blink can use",
    label = "expected `&mut` of a connection, a client or a transaction, or `&` of an sqlx pool",
    note = "`tokio_postgres::Client` and `Transaction` need the feature `tokio-postgres` (on by default), sqlx's the feature `sqlx`, for sqlx 0.9",
    note = "the object of a pool such as deadpool or bb8 is handed over as `&mut **object`",
    note = "the blocking `postgres::Client` goes to `insert_blocking`"
)]
pub trait IntoConnection: Send {
    /// The type of the connection.
    type Connection: Connection;

    /// Returns the connection.
    ///
    /// # Errors
    /// If no connection is available.
    fn into_connection(self) -> impl Future<Output = Result<Self::Connection, DriverError>> + Send;
}

impl<C: Connection> IntoConnection for &mut C {
    type Connection = Self;

    async fn into_connection(self) -> Result<Self, DriverError> {
        Ok(self)
    }
}
