//! The parts that the examples share: a database, which is gone with them, and `--rows`.
#![allow(dead_code, reason = "not all of them use everything")]

use anyhow::Context as _;

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

/// The number that `--rows N` says, or the usual one.
pub(crate) fn rows(usual: u64) -> anyhow::Result<u64> {
    let mut rows = usual;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        anyhow::ensure!(arg == "--rows", "unknown argument {arg}; the only one is --rows N");
        let number = args.next().and_then(|number| number.parse().ok());
        rows = number.context("--rows wants a number")?;
    }
    Ok(rows)
}
