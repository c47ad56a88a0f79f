//! A transaction that the server takes back when it has answered a COPY already.
//!
//! It does where `statement_timeout` is over just then, which no test can have happen: here the connection does it.

use std::pin::Pin;

use blink::{BoxError, Connection, CopySink, DriverError, Error, Seeder, Table, TextRow, Transaction};
use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, CopyInSink};

use crate::drivers::scenarios::{COUNTS, SCHEMA, seed};
use crate::support::{Db, connect};

/// A client whose transaction is aborted behind the answer to one of its COPY commands.
struct Cancelled {
    client: Client,
    copies: usize,
    /// The number of that one.
    at: usize,
}

struct Copying<'c> {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    client: &'c Client,
    cancelled: bool,
}

impl Connection for Cancelled {
    type Sink<'c> = Copying<'c>;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        Connection::execute(&mut self.client, sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        Connection::query(&mut self.client, sql).await
    }

    async fn copy_in(&mut self, sql: &str) -> Result<Copying<'_>, DriverError> {
        self.copies += 1;
        Ok(Copying {
            sink: Box::pin(self.client.copy_in(sql).await?),
            client: &self.client,
            cancelled: self.copies == self.at,
        })
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.abandon(transaction);
    }
}

impl CopySink for Copying<'_> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        Ok(self.sink.feed(chunk).await?)
    }

    async fn finish(mut self) -> Result<u64, DriverError> {
        let rows = self.sink.as_mut().finish().await?;
        if self.cancelled {
            self.client.batch_execute("SELECT 1 / 0").await.unwrap_err();
        }
        Ok(rows)
    }

    async fn abort(self) -> Result<(), DriverError> {
        Ok(())
    }
}

async fn cancelled(db: &Db, at: usize) -> Cancelled {
    Cancelled {
        client: connect(db.database.url()).await,
        copies: 0,
        at,
    }
}

fn assert_told(error: &Error, (table, from, to): (&str, u64, u64)) {
    assert_eq!(
        (error.table(), error.rows()),
        (Some(table), Some(from..=to)),
        "{error:#}"
    );
    let told = ": the server rolled back the transaction after COPY finished (statement_timeout)";
    assert!(error.to_string().contains(told), "{error}");
}

/// The COPY commands of the seed.
const COPIES: [(&str, u64, u64); 6] = [
    ("parents", 1, 7),
    ("parents", 8, 14),
    ("parents", 15, 20),
    ("children", 1, 7),
    ("children", 8, 14),
    ("children", 15, 15),
];

/// It is noticed by another COPY, the lock of the next table, the statement that puts a setting back, ANALYZE, or COMMIT.
#[tokio::test]
async fn rows_that_are_taken_back_behind_the_answer_are_not_said_to_be_stored() {
    let test = "rows_that_are_taken_back_behind_the_answer_are_not_said_to_be_stored";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(SCHEMA).await;
    for (n, copy) in COPIES.into_iter().enumerate() {
        let mut conn = cancelled(&db, n + 1).await;
        assert_told(&seed().insert(&mut conn).await.unwrap_err(), copy);
        assert_eq!(db.one(COUNTS).await, "0|0");
        // The connection is fit for the next run.
        seed().insert(&mut conn).await.unwrap();
        db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
        // Where the tables are analyzed behind the last.
        let mut analyzing = seed();
        analyzing.analyze(true);
        let mut conn = cancelled(&db, n + 1).await;
        assert_told(&analyzing.insert(&mut conn).await.unwrap_err(), copy);
        // In a transaction of the caller's, with a setting to put back and without.
        for before in ["SELECT", "SET client_min_messages = 'error'"] {
            let mut conn = cancelled(&db, n + 1).await;
            conn.client.batch_execute(&format!("{before}; BEGIN")).await.unwrap();
            assert_told(&seed().insert(&mut conn).await.unwrap_err(), copy);
            conn.client.batch_execute("ROLLBACK").await.unwrap();
        }
    }
    // Of a run that is not atomic, the batch is not counted.
    let connecting = || async { Ok::<_, BoxError>(cancelled(&db, 2).await) };
    let error = seed().non_atomic().concurrency(1).insert(connecting).await.unwrap_err();
    assert_told(&error, COPIES[1]);
    assert_eq!(error.committed_rows()[0].rows(), 7);
    assert_eq!(db.one(COUNTS).await, "7|0");
}

/// The rows are kept, and the next thing is the user's own.
#[tokio::test]
async fn a_function_of_ones_own_is_not_called_behind_rows_that_were_taken_back() {
    let test = "a_function_of_ones_own_is_not_called_behind_rows_that_were_taken_back";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let mut conn = cancelled(&db, 1).await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records("parents", ["id", "name"], [["1", "a"]]));
    let children = Table::records("children", ["id", "parent_id"], [["1", "1"]]);
    seeder.add_table(children.insert_with(|_| Box::pin(async { panic!("called") })));
    assert_told(&seeder.insert(&mut conn).await.unwrap_err(), ("parents", 1, 1));
    assert_eq!(db.one(COUNTS).await, "0|0");
}
