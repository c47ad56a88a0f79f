//! What Blink needs of a driver.
//!
//! One file an adapter. For a driver that has none, implement [`Connection`] and [`CopySink`]: a handful of methods, and
//! no encoding, since Blink speaks to them in SQL and in ready chunks of COPY data.

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

/// Makes a transaction that can only be rolled back.
pub(crate) const MAKE_UNCOMMITTABLE: &str =
    "DO $blink$ BEGIN RAISE EXCEPTION 'the run of Blink that joined this transaction failed'; END $blink$";

/// Ends the session, whatever it is in: where a transaction has failed only ROLLBACK is heard, and where the caller is
/// somebody else for a while, only the one who logged in may end it.
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
pub(crate) const TERMINATE_BACKEND: &str = "ROLLBACK; RESET SESSION AUTHORIZATION; \
    SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())";

/// A row of a query's answer, each value as the text that the server sent for it.
pub type TextRow = Vec<Option<String>>;

/// Whose transaction a run is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// Blink began it.
    Own,
    /// The caller began it, and the run joined.
    Callers,
}

/// A connection to PostgreSQL that a run can use.
///
/// Implemented for the connections and transactions of `tokio-postgres` and `sqlx`, each behind the feature of its
/// name, and for `&mut` of any implementation; [`Seeder::insert`](crate::Seeder::insert) takes `&mut` of it. All SQL is sent as it is, without parameters or prepared statements, so
/// that poolers that share connections by the transaction work.
///
/// An adapter for a driver of one's own, whose `run` gives the server's answers and whose `copy` a writer of COPY data:
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

    /// Runs one or more statements and gives the number of rows that the last of them changed.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn execute(&mut self, sql: &str) -> impl Future<Output = Result<u64, DriverError>> + Send;

    /// Runs one statement by the simple query protocol and gives its rows as text.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn query(&mut self, sql: &str) -> impl Future<Output = Result<Vec<TextRow>, DriverError>> + Send;

    /// Starts a `COPY … FROM STDIN`.
    ///
    /// # Errors
    /// What the server or the driver said; with [`DriverError::connection_lost`] if the driver does not recover from that.
    fn copy_in(&mut self, sql: &str) -> impl Future<Output = Result<Self::Sink<'_>, DriverError>> + Send;

    /// Begins a transaction. Asked only on a connection that is in none.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn begin(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        async { self.execute("BEGIN").await.map(drop) }
    }

    /// Commits the transaction that [`begin`](Self::begin) began.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn commit(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        async { self.execute("COMMIT").await.map(drop) }
    }

    /// Rolls back the transaction that [`begin`](Self::begin) began.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn rollback(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        async { self.execute("ROLLBACK").await.map(drop) }
    }

    /// The run ends here and cannot wait: its future was dropped, or the connection is no longer to be trusted.
    ///
    /// Whatever was under way may be half-sent. Afterwards the transaction must not be committable, and the connection
    /// must either work or fail at every use; it must never give one statement's answer to another.
    fn abandon(&mut self, transaction: Transaction);
}

/// A `COPY … FROM STDIN` that has begun and takes data.
///
/// Only [`finish`](Self::finish) makes the rows part of the transaction. Dropping it without must make the server drop
/// the rows.
pub trait CopySink: Send {
    /// Hands over some data; it may be cut anywhere. Waits while the server is behind.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn send(&mut self, chunk: Bytes) -> impl Future<Output = Result<(), DriverError>> + Send;

    /// Ends the COPY and gives the number of rows that the server says it stored.
    ///
    /// # Errors
    /// What the server or the driver said.
    fn finish(self) -> impl Future<Output = Result<u64, DriverError>> + Send;

    /// Gives up the COPY (`CopyFail`), after which the connection is fit for `ROLLBACK`.
    ///
    /// # Errors
    /// If the connection is not fit for anything.
    fn abort(self) -> impl Future<Output = Result<(), DriverError>> + Send;
}

/// A chunk is cut into pieces of this size at the most: a message of more than 1 GiB is refused, and a driver may copy
/// what it is given.
const MAX_MESSAGE_LEN: usize = 1024 * 1024;

/// Hands over a chunk of any size.
pub(crate) async fn send_split(sink: &mut impl CopySink, mut chunk: Bytes) -> Result<(), DriverError> {
    while chunk.len() > MAX_MESSAGE_LEN {
        sink.send(chunk.split_to(MAX_MESSAGE_LEN)).await?;
    }
    sink.send(chunk).await
}

/// The error of a COPY that takes no more data. Most drivers say only that the connection is gone; the server's last words
/// come at the end.
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

    fn begin(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        (**self).begin()
    }

    fn commit(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        (**self).commit()
    }

    fn rollback(&mut self) -> impl Future<Output = Result<(), DriverError>> + Send {
        (**self).rollback()
    }

    fn abandon(&mut self, transaction: Transaction) {
        (**self).abandon(transaction);
    }
}

/// What a run can take a connection from: `&mut` of a [`Connection`], or a pool, which is asked for exactly one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that Blink can use",
    label = "expected `&mut` of a connection, a client or a transaction, or `&` of an sqlx pool",
    note = "`tokio_postgres::Client` and `Transaction` need the feature `tokio-postgres` (on by default), sqlx's the feature `sqlx`",
    note = "the object of a pool such as deadpool or bb8 is handed over as `&mut **object`",
    note = "the blocking `postgres::Client` goes to `insert_blocking`"
)]
pub trait IntoConnection: Send {
    /// The connection that it gives.
    type Connection: Connection;

    /// Gives the connection.
    ///
    /// # Errors
    /// If none can be had.
    fn into_connection(self) -> impl Future<Output = Result<Self::Connection, DriverError>> + Send;
}

impl<C: Connection> IntoConnection for &mut C {
    type Connection = Self;

    async fn into_connection(self) -> Result<Self, DriverError> {
        Ok(self)
    }
}
