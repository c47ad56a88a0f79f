//! A connection that answers questions and drops what is copied.

use std::collections::VecDeque;

use anyhow::Context as _;
use blink::{Connection, CopySink, DriverError, TextRow, Transaction};
use bytes::Bytes;
use tokio_postgres::Client;

use crate::data::{Dataset, Fill, Make, Row};

/// Asks a real server everything but COPY, whose data it drops.
pub(crate) struct Discarding<'c> {
    client: &'c mut Client,
    /// The number of rows that each COPY is going to have: nobody here reads them.
    rows: VecDeque<u64>,
}

impl<'c> Discarding<'c> {
    /// For one COPY a table.
    pub(crate) async fn new(client: &'c mut Client, data: impl Dataset) -> anyhow::Result<Self> {
        let mut rows = Counts(VecDeque::new());
        data.fill(&mut rows).await?;
        Ok(Self::of(client, rows.0))
    }

    pub(crate) fn of(client: &'c mut Client, rows: impl IntoIterator<Item = u64>) -> Self {
        let rows = rows.into_iter().collect();
        Self { client, rows }
    }
}

struct Counts(VecDeque<u64>);

impl Fill for Counts {
    async fn table<R: Row>(&mut self, _: &'static str, count: u64, _: impl Make<R>) -> anyhow::Result<()> {
        self.0.push_back(count);
        Ok(())
    }
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

    async fn copy_in(&mut self, sql: &str) -> Result<Nowhere, DriverError> {
        let rows = self.rows.pop_front();
        let rows = rows.with_context(|| format!("one COPY too many: {sql}"));
        let rows = rows.map_err(DriverError::failed)?;
        Ok(Nowhere { rows })
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
