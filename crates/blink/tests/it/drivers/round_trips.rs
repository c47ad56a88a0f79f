//! The round trips of a small run over tokio-postgres, of which test suites are made.

use blink::{Connection, CopySink, DriverError, Rows, RowsThenCopy, Seeder, Table, TextRow, Transaction};
use bytes::Bytes;
use tokio_postgres::Client;

use super::scenarios::{Child, Parent, SCHEMA, children, parents};
use crate::support::Db;

/// A client that counts the answers that a run waits for.
struct Counting {
    client: Client,
    waits: usize,
}

impl Connection for Counting {
    type Sink<'c> = Copying<'c>;

    async fn execute(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.waits += 1;
        Connection::execute(&mut self.client, sql).await
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, DriverError> {
        self.waits += 1;
        Connection::query(&mut self.client, sql).await
    }

    /// The driver prepares the COPY before.
    async fn copy_in(&mut self, sql: &str) -> Result<Copying<'_>, DriverError> {
        self.waits += 2;
        let Self { client, waits } = self;
        let sink = Connection::copy_in(client, sql).await?;
        Ok(Copying { sink, waits })
    }

    /// The driver prepares the COPY together with the query.
    async fn query_then_copy_in(
        &mut self,
        query: &str,
        copy: &str,
        accepts: impl FnOnce(&[TextRow]) -> bool + Send,
    ) -> Result<RowsThenCopy<Copying<'_>>, DriverError> {
        self.waits += 2;
        let Self { client, waits } = self;
        let (rows, sink) = client.query_then_copy_in(query, copy, accepts).await?;
        Ok((rows, sink.map(|sink| Ok(Copying { sink: sink?, waits }))))
    }

    fn abandon(&mut self, transaction: Transaction) {
        self.client.abandon(transaction);
    }
}

type Sink<'c> = <Client as Connection>::Sink<'c>;

struct Copying<'c> {
    sink: Sink<'c>,
    waits: &'c mut usize,
}

impl CopySink for Copying<'_> {
    async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
        self.sink.send(chunk).await
    }

    async fn finish(self) -> Result<u64, DriverError> {
        *self.waits += 1;
        self.sink.finish().await
    }

    async fn abort(self) -> Result<(), DriverError> {
        self.sink.abort().await
    }
}

/// Three of each table are the driver's own for a COPY: it prepares it together with the lock of the table, begins it and
/// ends it. The others are for the session with the tables, for what the tables are made of, and for COMMIT.
#[tokio::test]
async fn two_tables_take_nine_round_trips_and_one_more_if_their_rows_are_not_counted() {
    // The only connection, since the embedded server takes no other.
    let Db {
        database: _database,
        client,
    } = Db::new(SCHEMA).await;
    let mut counting = Counting { client, waits: 0 };
    assert_eq!(fewest(&mut counting, generated).await, 9);
    assert_eq!(fewest(&mut counting, iterated).await, 10);
}

/// The round trips of a run during which no other session ends a transaction. Other tests do all the time, and a table is
/// compared with the plan then, so that it takes some attempts.
async fn fewest(counting: &mut Counting, seeder: fn() -> Seeder) -> usize {
    let mut fewest = usize::MAX;
    for _ in 0..200 {
        let empty = counting.client.batch_execute("TRUNCATE parents, children");
        empty.await.unwrap();
        counting.waits = 0;
        seeder().insert(&mut *counting).await.unwrap();
        fewest = fewest.min(counting.waits);
    }
    fewest
}

fn generated() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::generate(20, |draw| Parent {
        id: i32::try_from(draw.number()).unwrap(),
        name: String::new(),
    }));
    seeder.add_table(Table::generate(15, |draw| Child {
        id: draw.number(),
        parent_id: 1,
    }));
    seeder
}

fn iterated() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_fn(|_| Rows::new(parents(20))));
    seeder.add_table(Table::from_fn(|_| Rows::new(children(15))));
    seeder
}
