//! The adapter for `sqlx`: a connection, single or from a pool, its transaction, and a pool.

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

/// The connection of each type, by deref coercion.
fn as_connection(conn: &mut PgConnection) -> &mut PgConnection {
    conn
}

/// Ends the session. The queued statements reach the server with the connection's next use at the latest, and every use
/// fails.
///
/// sqlx does not count the answer to a COPY among its outstanding answers. If a future is dropped in the middle of a
/// COPY, the next statement would receive the COPY's answer. The server never answers what is queued here, but sqlx
/// counts it and waits for it, so that the connection sends no further statement.
///
/// The only arbitrary text that can be queued without waiting is the statement that begins a transaction. In an open
/// transaction the server refuses it, which rolls that transaction back. In the middle of a COPY a query violates the
/// protocol, which ends the session as well.
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

    /// Gives up the COPY. An error here leaves an answer unread, so that the connection is lost.
    async fn abort(self) -> Result<(), DriverError> {
        Ok(self.0.abort("given up").await?)
    }
}

fn text_row(row: &PgRow) -> Result<TextRow, DriverError> {
    (0..row.len()).map(|n| text_value(row, n)).collect()
}

fn text_value(row: &PgRow, n: usize) -> Result<Option<String>, DriverError> {
    let value = row.try_get_raw(n)?;
    if sqlx::ValueRef::is_null(&value) {
        return Ok(None);
    }
    value
        .as_str()
        .map(|text| Some(text.to_owned()))
        .map_err(DriverError::failed)
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

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}
