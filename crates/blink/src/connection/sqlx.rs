//! `sqlx`: a connection, on its own or out of a pool, its transaction, and a pool.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgCopyIn, PgDatabaseError, PgPool, PgRow, PgSeverity};
use sqlx::{AssertSqlSafe, Error, Executor, Postgres, Row as _};

use super::{Connection, CopySink, IntoConnection, TERMINATE_BACKEND, TextRow, Transaction};
use crate::error::{DriverError, ServerError};

macro_rules! connection {
    ($type:ty, $close:expr) => {
        impl Connection for $type {
            type Sink<'c>
                = Sink<'c>
            where
                Self: 'c;

            async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
                let done = Executor::execute(as_connection(self), sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
                Ok(done.rows_affected())
            }

            async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
                let rows =
                    Executor::fetch_all(as_connection(self), sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
                rows.iter().map(text_row).collect()
            }

            async fn copy_in(&mut self, sql: &str) -> Result<Sink<'_>, DriverError> {
                Ok(Sink(self.copy_in_raw(sql).await?))
            }

            fn abandon(&mut self, _: Transaction) {
                end_session(self);
                let close: fn(&mut Self) = $close;
                close(self);
            }
        }
    };
}

connection!(PgConnection, |_| ());
connection!(PoolConnection<Postgres>, |conn| conn.close_on_drop());
connection!(sqlx::Transaction<'_, Postgres>, |_| ());

/// By deref coercion, what each of them is.
fn as_connection(conn: &mut PgConnection) -> &mut PgConnection {
    conn
}

/// Ends the session: what is queued here reaches the server at the latest with the connection's next use, and every use
/// fails.
///
/// sqlx does not count the answer to a COPY among those that are still to come, so that after a future was dropped in the
/// middle of one, the statement after it would be given the COPY's answer. Of what this queues, and sqlx counts, the
/// server answers nothing, so that sqlx waits for one answer more than there will ever be, and sends no statement again.
///
/// The only text of one's own that can be queued without waiting is that which begins a transaction. Where one is open it
/// is refused, which takes that one back. The server may be in the middle of a COPY, where a query is a breach of the
/// protocol that ends the session as well.
fn end_session(conn: &mut PgConnection) {
    let mut queued = 0;
    while queued < 2 {
        let end = AssertSqlSafe(TERMINATE_BACKEND);
        if !matches!(
            poll_once(sqlx::Connection::begin_with(conn, end)),
            Poll::Ready(Err(Error::InvalidSavePointStatement))
        ) {
            queued += 1;
        }
    }
}

fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

impl IntoConnection for &PgPool {
    type Connection = PoolConnection<Postgres>;

    async fn into_connection(self) -> Result<Self::Connection, DriverError> {
        Ok(self.acquire().await?)
    }
}

/// A COPY through sqlx.
#[expect(missing_debug_implementations, reason = "the driver's has none")]
pub struct Sink<'c>(PgCopyIn<&'c mut PgConnection>);

impl CopySink for Sink<'_> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        self.0.send(chunk).await?;
        Ok(())
    }

    async fn finish(self) -> Result<u64, DriverError> {
        Ok(self.0.finish().await?)
    }

    /// An error here leaves an answer unread, after which the connection is not fit for anything.
    async fn abort(self) -> Result<(), DriverError> {
        Ok(self.0.abort("given up").await?)
    }
}

fn text_row(row: &PgRow) -> Result<TextRow, DriverError> {
    let value = |n| {
        let value = row.try_get_raw(n)?;
        if sqlx::ValueRef::is_null(&value) {
            return Ok(None);
        }
        value
            .as_str()
            .map(|text| Some(text.to_owned()))
            .map_err(DriverError::failed)
    };
    (0..row.len()).map(value).collect()
}

impl From<Error> for DriverError {
    fn from(error: Error) -> Self {
        let server = match &error {
            Error::Database(server) => server.try_downcast_ref::<PgDatabaseError>(),
            _ => None,
        };
        let Some(server) = server else {
            return Self::failed(error);
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self::refused(ServerError {
            severity: match server.severity() {
                PgSeverity::Fatal => "FATAL",
                PgSeverity::Panic => "PANIC",
                _ => "ERROR",
            }
            .to_owned(),
            code: server.code().to_owned(),
            message: server.message().to_owned(),
            detail: owned(server.detail()),
            hint: owned(server.hint()),
            context: owned(server.r#where()),
            schema: owned(server.schema()),
            table: owned(server.table()),
            column: owned(server.column()),
            constraint: owned(server.constraint()),
        })
    }
}
