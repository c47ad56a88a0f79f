//! `Facts::read`, and facts that are written by hand.

mod by_hand;
mod columns;
mod constraints;
mod functions;
mod mixed;
mod partitions;
mod session;
mod show;
mod tables;
mod thousand;
mod types;

use blink_schema::facts::{Column, Facts, Table};
use blink_testdb::Database;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// A database of a test's own, with one connection.
struct Db {
    client: Client,
    database: Database,
}

impl Db {
    /// A new database with this schema.
    async fn new(schema: &str) -> Self {
        let database = blink_testdb::database();
        let client = connect(database.url()).await;
        client.batch_execute(schema).await.expect("the schema is created");
        Self { client, database }
    }

    async fn facts(&mut self) -> Facts {
        Facts::read(&mut self.client).await.expect("the facts are read")
    }

    /// The values of a query's rows, with `|` between those of a row; NULL is `∅`.
    async fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.client, sql).await
    }
}

async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            let values = (0..row.len()).map(|place| row.get(place).unwrap_or("∅"));
            Some(values.collect::<Vec<_>>().join("|"))
        }
        _ => None,
    });
    rows.collect()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the server takes a connection");
    tokio::spawn(connection);
    client
}

/// The facts of a database with this schema.
async fn facts_of(schema: &str) -> Facts {
    Db::new(schema).await.facts().await
}

fn table<'f>(facts: &'f Facts, name: &str) -> &'f Table {
    let found = facts.table(&name.into());
    found.unwrap_or_else(|| panic!("no table {name} in {:?}", names(facts)))
}

fn names(facts: &Facts) -> Vec<String> {
    facts.tables.iter().map(|table| table.name.to_string()).collect()
}

fn column<'t>(table: &'t Table, name: &str) -> &'t Column {
    let found = table.columns.iter().find(|column| column.name == name);
    found.unwrap_or_else(|| panic!("no column {name} in {}", table.name))
}

/// Returns true if the server has what came with this version of PostgreSQL; else says that the test is left out.
fn since(test: &str, what: &str, version: u32) -> bool {
    let has = blink_testdb::server().version() >= version;
    if !has {
        blink_testdb::leave_out(test, &format!("no {what} before PostgreSQL {version}"));
    }
    has
}
