//! A database for an example, which is gone with it.

use blink_testdb::Database;
use tokio_postgres::{Client, NoTls};

/// A new database with this schema, and a client of it.
pub(crate) async fn database(schema: &str) -> anyhow::Result<(Database, Client)> {
    let database = blink_testdb::database();
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(schema).await?;
    Ok((database, client))
}
