//! The blocking `postgres`: a client and its transaction, by
//! [`Seeder::insert_blocking`](crate::Seeder::insert_blocking).
//!
//! Its calls block the thread that polls the future, which is the caller's own, inside `insert_blocking`.

use std::io::{self, Write as _};

use bytes::Bytes;
use postgres::{CopyInWriter, Error, GenericClient, SimpleQueryMessage};

use super::tokio_postgres::{copy_start_failed, rows_affected, text_row};
use super::{Connection, CopySink, MAKE_UNCOMMITTABLE, TERMINATE_BACKEND, TextRow, Transaction};
use crate::error::DriverError;

/// A connection of the blocking `postgres` crate: its `Client` or its `Transaction`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking connection",
    label = "expected `postgres::Client` or `postgres::Transaction`",
    note = "connections of tokio-postgres and sqlx go to `insert`, which is awaited"
)]
pub trait BlockingConnection: GenericClient + Send {}

impl<C: GenericClient + Send> BlockingConnection for C {}

/// A blocking connection as an asynchronous one that is always ready.
pub(crate) struct Blocking<'c, C> {
    conn: &'c mut C,
    /// True if the connection is lost: a COPY failed to start, so that later answers would belong to other statements.
    lost: bool,
}

impl<'c, C: BlockingConnection> Blocking<'c, C> {
    pub(crate) fn new(conn: &'c mut C) -> Self {
        Self { conn, lost: false }
    }

    fn messages(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, DriverError> {
        if self.lost {
            return Err(DriverError::failed(
                "the connection is lost: an earlier COPY could not begin",
            ));
        }
        Ok(self.conn.simple_query(sql)?)
    }
}

impl<C: BlockingConnection> Connection for Blocking<'_, C> {
    type Sink<'c>
        = Sink<'c>
    where
        Self: 'c;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        Ok(self.messages(sql)?.iter().rev().find_map(rows_affected).unwrap_or(0))
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        Ok(self.messages(sql)?.iter().filter_map(text_row).collect())
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Sink<'_>, DriverError> {
        let statement = self.conn.prepare(sql)?;
        self.conn.copy_in(&statement).map(Sink).map_err(|error| {
            self.lost = true;
            copy_start_failed(error)
        })
    }

    fn abandon(&mut self, transaction: Transaction) {
        let sql = match transaction {
            _ if self.lost => TERMINATE_BACKEND,
            Transaction::Own => "ROLLBACK",
            Transaction::Callers => MAKE_UNCOMMITTABLE,
        };
        let _refused = self.conn.batch_execute(sql);
    }
}

/// A COPY through the blocking driver.
pub(crate) struct Sink<'c>(CopyInWriter<'c>);

impl CopySink for Sink<'_> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        // The writer buffers its input; a flush passes each chunk on separately.
        self.0.write_all(&chunk).and_then(|()| self.0.flush()).map_err(|error| {
            let error: Result<Error, io::Error> = error.downcast();
            error.map_or_else(DriverError::failed, DriverError::from)
        })
    }

    async fn finish(self) -> Result<u64, DriverError> {
        Ok(self.0.finish()?)
    }

    async fn abort(self) -> Result<(), DriverError> {
        drop(self.0);
        Ok(())
    }
}
