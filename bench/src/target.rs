//! The database that a tool fills, as passed to the process that runs the tool.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::measure::Watch;

/// An empty database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) url: String,
    /// The process whose children work for the database; `None` if the server does not seem to be on this machine.
    pub(crate) postmaster: Option<u32>,
    /// The directory of the server's programs, if the server tells.
    pub(crate) programs: Option<PathBuf>,
    /// The tables' files; `None` if the server may not read files.
    pub(crate) files: Option<Files>,
}

impl Target {
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        connect(&self.url).await
    }

    /// Starts a measurement.
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

/// The only value that a query returns.
pub(crate) async fn one(client: &Client, sql: &str) -> anyhow::Result<String> {
    for message in client.simple_query(sql).await? {
        if let SimpleQueryMessage::Row(row) = message {
            return Ok(row.get(0).unwrap_or_default().to_owned());
        }
    }
    bail!("no row: {sql}")
}

/// Files, one for each table, which the server reads and writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Files {
    pub(crate) directory: PathBuf,
}

impl Files {
    /// The file of a table, as an SQL literal.
    pub(crate) fn of(&self, table: &str) -> String {
        let file = self.directory.join(format!("blink-bench-{table}"));
        blink::quote_literal(&file.display().to_string())
    }
}
