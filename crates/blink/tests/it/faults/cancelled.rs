//! A transaction that the server takes back when it has answered a COPY already.
//!
//! It does where `statement_timeout` is over just then, which no test can have happen: here the connection does it.

use std::pin::Pin;

use blink::{BoxError, Connection, CopySink, DriverError, Error, TextRow, Transaction};
use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, CopyInSink};

use crate::drivers::scenarios::{COUNTS, SCHEMA, seed};
use crate::support::{Db, connect};

/// A client whose transaction is aborted behind the answer to its second COPY.
struct Cancelled {
    client: Client,
    copies: usize,
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
            cancelled: self.copies == 2,
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

async fn cancelled(db: &Db) -> Cancelled {
    Cancelled {
        client: connect(db.database.url()).await,
        copies: 0,
    }
}

fn assert_told(error: &Error) {
    assert_eq!((error.table(), error.rows()), (Some("parents"), Some(8..=14)));
    let told =
        "table parents, rows 8 to 14: the server rolled back the transaction after COPY finished (statement_timeout)";
    assert!(error.to_string().starts_with(told), "{error}");
}

#[tokio::test]
async fn rows_that_are_taken_back_behind_the_answer_are_not_said_to_be_stored() {
    let test = "rows_that_are_taken_back_behind_the_answer_are_not_said_to_be_stored";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let mut conn = cancelled(&db).await;
    assert_told(&seed().insert(&mut conn).await.unwrap_err());
    assert_eq!(db.one(COUNTS).await, "0|0");
    // The connection is fit for the next run.
    seed().insert(&mut conn).await.unwrap();
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    // Where it is the last COPY of a transaction of the caller's.
    let mut conn = cancelled(&db).await;
    conn.client.batch_execute("BEGIN").await.unwrap();
    assert_told(&seed().insert(&mut conn).await.unwrap_err());
    conn.client.batch_execute("ROLLBACK").await.unwrap();
    // Of a run that is not atomic, the batch is not counted.
    let connecting = || async { Ok::<_, BoxError>(cancelled(&db).await) };
    let error = seed().non_atomic().concurrency(1).insert(connecting).await.unwrap_err();
    assert_told(&error);
    assert_eq!(error.committed_rows()[0].rows(), 7);
    assert_eq!(db.one(COUNTS).await, "7|0");
}
