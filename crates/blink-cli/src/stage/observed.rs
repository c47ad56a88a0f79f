//! A connection that tells what it is asked to do.

use std::sync::Arc;

use blink::{Connection, DriverError, RowsThenCopy, TextRow, Transaction};

use super::current::Stage;
use super::work::Work;

/// A connection that notes in a [`Stage`] what the server is asked to do, and hands everything on.
///
/// So a signal that comes while COMMIT is in flight is told from one that comes before.
#[derive(Debug)]
pub struct Observed<C> {
    connection: C,
    stage: Arc<Stage>,
}

impl<C: Connection> Observed<C> {
    /// Wraps a connection.
    pub fn new(connection: C, stage: Arc<Stage>) -> Self {
        Self { connection, stage }
    }
}

impl<C: Connection> Connection for Observed<C> {
    type Sink<'c>
        = C::Sink<'c>
    where
        Self: 'c;

    fn execute(&mut self, sql: &str) -> impl Future<Output = Result<u64, DriverError>> + Send {
        self.stage.begins(Work::of(sql));
        self.connection.execute(sql)
    }

    fn query(&mut self, sql: &str) -> impl Future<Output = Result<Vec<TextRow>, DriverError>> + Send {
        self.stage.begins(Work::of(sql));
        self.connection.query(sql)
    }

    fn copy_in(&mut self, sql: &str) -> impl Future<Output = Result<Self::Sink<'_>, DriverError>> + Send {
        self.stage.begins(Work::Copying);
        self.connection.copy_in(sql)
    }

    fn query_then_copy_in(
        &mut self,
        query: &str,
        copy: &str,
        accepts: impl FnOnce(&[TextRow]) -> bool + Send,
    ) -> impl Future<Output = Result<RowsThenCopy<Self::Sink<'_>>, DriverError>> + Send {
        self.stage.begins(Work::Copying);
        self.connection.query_then_copy_in(query, copy, accepts)
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.connection.abandon(transaction);
    }
}
