//! Where a tool stores, as it is told to the process that runs it.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::measure::Watch;

/// An empty database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) url: String,
    /// The process whose children work for the database; None where the server is not on this machine, as far as can be
    /// seen.
    pub(crate) postmaster: Option<u32>,
    /// Where the server's programs are, if it tells.
    pub(crate) programs: Option<PathBuf>,
    /// None where the server may not read files.
    pub(crate) files: Option<Files>,
}

impl Target {
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        connect(&self.url).await
    }

    /// Measures from now on.
    pub(crate) fn watch(&self) -> Watch {
        Watch::start(self.postmaster)
    }
}

pub(crate) async fn connect(url: &str) -> anyhow::Result<Client> {
    let config: Config = url.parse()?;
    let (client, connection) = config.connect(NoTls).await.context("connecting")?;
    tokio::spawn(connection);
    Ok(client)
}

/// The only value of a query.
pub(crate) async fn one(client: &Client, sql: &str) -> anyhow::Result<String> {
    for message in client.simple_query(sql).await? {
        if let SimpleQueryMessage::Row(row) = message {
            return Ok(row.get(0).unwrap_or_default().to_owned());
        }
    }
    bail!("no row: {sql}")
}

/// A file for each table, which the server reads and writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Files {
    pub(crate) directory: PathBuf,
}

impl Files {
    /// As SQL.
    pub(crate) fn of(&self, table: &str) -> String {
        let file = self.directory.join(format!("blink-bench-{table}"));
        blink::quote_literal(&file.display().to_string())
    }
}
