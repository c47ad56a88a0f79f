//! A database for each test, looked at with plain SQL.

use blink_testdb::Database;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// A database of a test's own, with one connection.
pub struct Db {
    pub client: Client,
    // Dropped last: a field is dropped after those above it.
    #[allow(dead_code, reason = "held until the test ends")]
    pub database: Database,
}

impl Db {
    /// A new database with this schema.
    pub async fn new(schema: &str) -> Self {
        let database = blink_testdb::database();
        let client = connect(database.url()).await;
        client.batch_execute(schema).await.expect("the schema is created");
        Self { client, database }
    }

    /// The rows of a query, each value as the server writes it; NULL is `∅`.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.client, sql).await
    }

    /// The only value of a query.
    pub async fn one(&self, sql: &str) -> String {
        let rows = self.rows(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows.into_iter().next().unwrap()
    }

    pub async fn count(&self, table: &str) -> u64 {
        self.one(&format!("SELECT count(*) FROM {table}"))
            .await
            .parse()
            .unwrap()
    }

    /// The connection answers as if nothing had happened, and is in no transaction.
    pub async fn works(&self) {
        assert_eq!(self.one("SELECT 1 + 1").await, "2");
        assert_eq!(self.one("SELECT now() = statement_timestamp()").await, "t");
    }
}

/// A connection, driven by a task.
pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the server takes a connection");
    tokio::spawn(connection);
    client
}

/// The rows of a query, its values separated by `|`; NULL is `∅`.
pub async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let values = (0..row.len()).map(|n| row.get(n).unwrap_or("∅"));
            Some(values.collect::<Vec<_>>().join("|"))
        }
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}
