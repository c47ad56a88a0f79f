//! A connection that a user has written: tokio-postgres, with a record of all that is asked of it.

use std::pin::Pin;

use blink::{Connection, CopySink, DriverError, Error, Plan, Report, Seeder, TextRow, Transaction};
use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, CopyInSink, SimpleQueryMessage};

use super::{Driver, on_tokio, scenarios, suite};
use crate::support::connect;

suite!(recording, Recording, on_tokio);

pub struct Recording {
    client: Client,
    pub asked: Vec<String>,
}

impl Recording {
    async fn messages(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, DriverError> {
        self.asked.push(sql.to_owned());
        Ok(self.client.simple_query(sql).await?)
    }
}

impl Connection for Recording {
    type Sink<'c> = Copying;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        let changed = self.messages(sql).await?;
        Ok(match changed.last() {
            Some(SimpleQueryMessage::CommandComplete(rows)) => *rows,
            _ => 0,
        })
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        let messages = self.messages(sql).await?;
        let row = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|n| row.get(n).map(str::to_owned)).collect()),
            _ => None,
        };
        Ok(messages.iter().filter_map(row).collect())
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Copying, DriverError> {
        self.asked.push(sql.to_owned());
        Ok(Copying(Box::pin(self.client.copy_in(sql).await?)))
    }

    fn abandon(&mut self, _: Transaction) {
        panic!("no run of these tests is dropped");
    }
}

pub struct Copying(Pin<Box<CopyInSink<Bytes>>>);

impl CopySink for Copying {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        Ok(self.0.send(chunk).await?)
    }

    async fn finish(mut self) -> Result<u64, DriverError> {
        Ok(self.0.as_mut().finish().await?)
    }

    async fn abort(self) -> Result<(), DriverError> {
        Ok(())
    }
}

impl Driver for Recording {
    async fn open(url: &str) -> Self {
        Self {
            client: connect(url).await,
            asked: Vec::new(),
        }
    }

    async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        seeder.insert(self).await
    }

    async fn plan(&mut self, seeder: &Seeder) -> Result<Plan, Error> {
        seeder.plan(self).await
    }

    async fn answers(&mut self) -> bool {
        self.client.answers().await
    }

    async fn sql(&mut self, sql: &str) -> Vec<String> {
        self.client.sql(sql).await
    }

    async fn joined(
        &mut self,
        before: &str,
        seeder: Seeder,
        question: &str,
        commit: bool,
    ) -> (Result<Report, Error>, Vec<String>) {
        self.sql(&format!("BEGIN; {before}")).await;
        let report = seeder.insert(&mut *self).await;
        let answer = match &report {
            Ok(_) => self.sql(question).await,
            Err(_) => Vec::new(),
        };
        self.sql(if commit { "COMMIT" } else { "ROLLBACK" }).await;
        (report, answer)
    }
}

#[tokio::test]
async fn a_connection_of_ones_own_is_asked_in_plain_sql() {
    let database = blink_testdb::database();
    let mut conn = Recording::open(database.url()).await;
    scenarios::batches_are_stored(&mut conn).await;
    let told = |sql: &&String| !sql.starts_with("SELECT ") && !sql.starts_with("WITH");
    // Behind the lock, the types are asked for in the same breath.
    let first = |sql: &String| sql.split("; SELECT '").next().unwrap().to_owned();
    let asked = conn.asked.iter().filter(told).map(first).collect::<Vec<_>>();
    let parents = "COPY \"public\".\"parents\" (\"id\", \"name\") FROM STDIN (FORMAT binary)";
    let children = "COPY \"public\".\"children\" (\"id\", \"parent_id\") FROM STDIN (FORMAT binary)";
    // The lock that the COPY will need, before the first.
    let mut expected = vec![
        "BEGIN; SET LOCAL client_min_messages = 'error'; EXPLAIN INSERT INTO \"public\".\"parents\" (\"id\", \"name\") OVERRIDING SYSTEM VALUE \
         SELECT (NULL::\"public\".\"parents\").\"id\", (NULL::\"public\".\"parents\").\"name\" WHERE false",
    ];
    expected.extend([parents; 3]);
    expected.push(
        "EXPLAIN INSERT INTO \"public\".\"children\" (\"id\", \"parent_id\") OVERRIDING SYSTEM VALUE \
         SELECT (NULL::\"public\".\"children\").\"id\", (NULL::\"public\".\"children\").\"parent_id\" WHERE false",
    );
    expected.extend([children; 3]);
    expected.push("SELECT; COMMIT");
    assert_eq!(asked, expected);
}
