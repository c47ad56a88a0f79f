//! A connection that answers queries and drops the data of COPY: making and encoding rows without a server.

use std::collections::{HashMap, VecDeque};

use anyhow::Context as _;
use blink::{Connection, CopySink, DriverError, Report, Seeder, TextRow, Transaction};
use bytes::Bytes;
use tokio_postgres::Client;

use crate::data::{Dataset, filled};
use crate::measure::Run;
use crate::target::Target;

/// Recorded answers of a server.
#[derive(Debug, Default)]
pub(crate) struct Answers(HashMap<String, Answer>);

#[derive(Clone, Debug)]
enum Answer {
    Changed(u64),
    Rows(Vec<TextRow>),
}

/// Sends everything but COPY to a server, or replays its answers.
pub(crate) struct Discarding<'a> {
    server: Option<&'a mut Client>,
    answers: &'a mut Answers,
    /// The number of rows of each COPY to come: the copied rows themselves are not read.
    rows: VecDeque<u64>,
}

impl Answers {
    /// Records the answers to a run with one COPY for each table, of these numbers of rows.
    pub(crate) async fn of(target: &Target, seeder: Seeder, counts: &[u64]) -> anyhow::Result<Self> {
        let mut client = target.connect().await?;
        let mut answers = Self::default();
        let rows = counts.iter().copied().collect();
        let mut asking = Discarding {
            server: Some(&mut client),
            answers: &mut answers,
            rows,
        };
        seeder.insert(&mut asking).await?;
        Ok(answers)
    }

    /// Repeats the run without the server.
    pub(crate) async fn run(&mut self, seeder: Seeder, counts: &[u64]) -> Result<Report, blink::Error> {
        let rows = counts.iter().copied().collect();
        let mut alone = Discarding {
            server: None,
            answers: self,
            rows,
        };
        seeder.insert(&mut alone).await
    }
}

/// Runs twice, and measures the second run, which has no server.
pub(crate) async fn measured(
    target: &Target,
    counts: &[u64],
    declare: impl AsyncFn() -> anyhow::Result<Seeder>,
) -> anyhow::Result<Run> {
    let mut answers = Answers::of(target, declare().await?, counts).await?;
    let watch = target.watch();
    let report = answers.run(declare().await?, counts).await?;
    let run = watch.stop()?;
    Ok(Run {
        bytes: Some(report.bytes()),
        server_cpu: None,
        ..run
    })
}

/// The number of rows of each table.
pub(crate) async fn counts(data: impl Dataset) -> anyhow::Result<Vec<u64>> {
    let tables = filled(data).await?;
    Ok(tables.iter().map(|table| table.rows).collect())
}

impl Discarding<'_> {
    fn known(&self, sql: &str) -> Result<Answer, DriverError> {
        let known = self.answers.0.get(sql).cloned();
        known
            .with_context(|| format!("no server was asked this before: {sql}"))
            .map_err(DriverError::failed)
    }
}

impl Connection for Discarding<'_> {
    type Sink<'s>
        = Nowhere
    where
        Self: 's;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        if let Some(client) = &mut self.server {
            let changed = Connection::execute(*client, sql).await?;
            self.answers.0.insert(sql.to_owned(), Answer::Changed(changed));
        }
        match self.known(sql)? {
            Answer::Changed(rows) => Ok(rows),
            Answer::Rows(rows) => Ok(rows.len() as u64),
        }
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        if let Some(client) = &mut self.server {
            let rows = Connection::query(*client, sql).await?;
            self.answers.0.insert(sql.to_owned(), Answer::Rows(rows));
        }
        match self.known(sql)? {
            Answer::Changed(_) => Ok(Vec::new()),
            Answer::Rows(rows) => Ok(rows),
        }
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Nowhere, DriverError> {
        let rows = self.rows.pop_front();
        let rows = rows.with_context(|| format!("one COPY too many: {sql}"));
        let rows = rows.map_err(DriverError::failed)?;
        Ok(Nowhere { rows })
    }

    fn abandon(&mut self, transaction: Transaction) {
        if let Some(client) = &mut self.server {
            client.abandon(transaction);
        }
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
