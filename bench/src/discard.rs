//! A connection that answers questions and drops what is copied.

use blink::{Connection, CopySink, DriverError, TextRow, Transaction};
use bytes::Bytes;
use tokio_postgres::Client;

/// Asks a real server everything but COPY, whose data it drops.
pub(crate) struct Discarding<'c> {
    pub(crate) client: &'c mut Client,
    /// The number of rows that each COPY is going to have: nobody here reads them.
    pub(crate) rows: u64,
}

impl Connection for Discarding<'_> {
    type Sink<'s>
        = Nowhere
    where
        Self: 's;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        Connection::execute(self.client, sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        Connection::query(self.client, sql).await
    }

    async fn copy_in(&mut self, _: &str) -> Result<Nowhere, DriverError> {
        Ok(Nowhere { rows: self.rows })
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.abandon(transaction);
    }
}

pub(crate) struct Nowhere {
    rows: u64,
}

impl CopySink for Nowhere {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        drop(chunk);
        Ok(())
    }

    async fn finish(self) -> Result<u64, DriverError> {
        Ok(self.rows)
    }

    async fn abort(self) -> Result<(), DriverError> {
        Ok(())
    }
}
