//! The adapter for `tokio-postgres`: a client, also from deadpool or bb8, and its transaction.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::SinkExt as _;
use futures_util::future::join;
use tokio_postgres::error::{Error, Severity};
use tokio_postgres::{Client, CopyInSink, SimpleQueryMessage};

use super::{Connection, CopySink, MAKE_UNCOMMITTABLE, RowsThenCopy, TERMINATE_BACKEND, TextRow, Transaction};
use crate::error::{DriverError, ServerError};

macro_rules! connection {
    ($type:ty) => {
        impl Connection for $type {
            type Sink<'c>
                = Sink
            where
                Self: 'c;

            async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
                let messages = self.simple_query(sql).await?;
                Ok(messages.iter().rev().find_map(rows_affected).unwrap_or(0))
            }

            async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
                Ok(self
                    .simple_query(sql)
                    .await?
                    .iter()
                    .filter_map(text_row)
                    .collect())
            }

            async fn copy_in(&mut self, sql: &str) -> Result<Sink, DriverError> {
                let statement = self.prepare(sql).await?;
                start(Self::copy_in(self, &statement).await, |sql| {
                    send_detached(self.batch_execute(sql))
                })
            }

            /// The driver sends requests as they are polled, and gets their answers in order.
            async fn query_then_copy_in(
                &mut self,
                query: &str,
                copy: &str,
                accepts: impl FnOnce(&[TextRow]) -> bool + Send,
            ) -> Result<RowsThenCopy<Sink>, DriverError> {
                let (answer, statement) = join(self.simple_query(query), self.prepare(copy)).await;
                let rows = answer?.iter().filter_map(text_row).collect::<Vec<_>>();
                if !accepts(&rows) {
                    return Ok((rows, None));
                }
                let sink = match statement {
                    Ok(statement) => {
                        let started = Self::copy_in(self, &statement).await;
                        start(started, |sql| send_detached(self.batch_execute(sql)))
                    }
                    Err(error) => Err(error.into()),
                };
                Ok((rows, Some(sink)))
            }

            /// Sends ROLLBACK, or makes the caller's transaction uncommittable. Statements in flight need no care,
            /// since requests are queued at their first poll and answered in order: a dropped COPY sends CopyFail, and
            /// this request follows it.
            fn abandon(&mut self, transaction: Transaction) {
                let sql = match transaction {
                    Transaction::Own => "ROLLBACK",
                    Transaction::Callers => MAKE_UNCOMMITTABLE,
                };
                send_detached(self.batch_execute(sql));
            }
        }
    };
}

/// The COPY, unless it failed to start.
fn start(started: Result<CopyInSink<Bytes>, Error>, detached: impl FnOnce(&str)) -> Result<Sink, DriverError> {
    match started {
        Ok(sink) => Ok(Sink(Box::pin(sink))),
        Err(error) => {
            detached(TERMINATE_BACKEND);
            Err(copy_start_failed(error))
        }
    }
}

/// Queues a request without waiting for its answer.
fn send_detached(request: impl Future) {
    let _queued: Poll<_> = pin!(request).poll(&mut Context::from_waker(Waker::noop()));
}

/// Returns the error of a COPY that failed to start, after which the session is ended. The driver sends Sync both after
/// the command and after the CopyFail of the dropped sink
/// (<https://github.com/rust-postgres/rust-postgres/issues/789>). During a COPY the server ignores the first; if none
/// has begun, it answers both, and every later statement would receive the answer of the one before.
pub(super) fn copy_start_failed(error: Error) -> DriverError {
    DriverError::from(error).with_connection_lost()
}

connection!(Client);
connection!(tokio_postgres::Transaction<'_>);

/// A COPY through tokio-postgres.
#[expect(missing_debug_implementations, reason = "the driver's has none")]
pub struct Sink(Pin<Box<CopyInSink<Bytes>>>);

impl CopySink for Sink {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        Ok(self.0.feed(chunk).await?)
    }

    async fn finish(mut self) -> Result<u64, DriverError> {
        Ok(self.0.as_mut().finish().await?)
    }

    /// Drops the COPY, which sends CopyFail. The driver takes its answer before that of the next statement.
    async fn abort(self) -> Result<(), DriverError> {
        drop(self);
        Ok(())
    }
}

pub(super) fn rows_affected(message: &SimpleQueryMessage) -> Option<u64> {
    match message {
        SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
        _ => None,
    }
}

pub(super) fn text_row(message: &SimpleQueryMessage) -> Option<TextRow> {
    match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|n| row.get(n).map(str::to_owned)).collect()),
        _ => None,
    }
}

impl From<Error> for DriverError {
    fn from(error: Error) -> Self {
        let Some(server) = error.as_db_error() else {
            return Self::failed(error);
        };
        Self::refused(ServerError {
            severity: match server.parsed_severity() {
                Some(Severity::Fatal) => "FATAL".to_owned(),
                Some(Severity::Panic) => "PANIC".to_owned(),
                _ => server.severity().to_owned(),
            },
            code: server.code().code().to_owned(),
            message: server.message().to_owned(),
            detail: owned(server.detail()),
            hint: owned(server.hint()),
            context: owned(server.where_()),
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
