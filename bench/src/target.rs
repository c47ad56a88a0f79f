//! The database that a tool fills, as passed to the process that runs the tool.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::csv_files::CsvFiles;
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
    /// The tables' CSV files, if a tool loads them.
    pub(crate) csv: Option<CsvFiles>,
    /// True if the runs of a process share a connection.
    pub(crate) shares_connection: bool,
    #[serde(skip)]
    pub(crate) kept: Kept,
}

/// The connections that wait for the next run of this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) client: Slot<Client>,
    pub(crate) sqlx: Slot<PgConnection>,
}

/// The place of a connection that no run is using.
#[derive(Debug)]
pub(crate) struct Slot<C>(Arc<Mutex<Option<C>>>);

impl<C> Default for Slot<C> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<C> Clone for Slot<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C> Slot<C> {
    pub(crate) fn take(&self) -> Option<C> {
        self.0.lock().ok()?.take()
    }
}

/// A connection for one run, which goes back to its place afterwards if the runs share it.
pub(crate) struct Lease<C> {
    // Empty only while it is dropped.
    connection: Option<C>,
    back_to: Option<Slot<C>>,
}

impl<C> Deref for Lease<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection.as_ref().expect("it is there until it is dropped")
    }
}

impl<C> DerefMut for Lease<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("it is there until it is dropped")
    }
}

impl<C> Drop for Lease<C> {
    fn drop(&mut self) {
        if let Some(slot) = &self.back_to
            && let Ok(mut place) = slot.0.lock()
        {
            *place = self.connection.take();
        }
    }
}

impl Target {
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        connect(&self.url).await
    }

    /// A connection for a run, which is new unless the runs share one.
    pub(crate) async fn client(&self) -> anyhow::Result<Lease<Client>> {
        let kept = &self.kept.client;
        match kept.take() {
            Some(client) => Ok(self.lease(client, kept)),
            None => Ok(self.lease(self.connect().await?, kept)),
        }
    }

    pub(crate) fn lease<C>(&self, connection: C, slot: &Slot<C>) -> Lease<C> {
        Lease {
            connection: Some(connection),
            back_to: self.shares_connection.then(|| slot.clone()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Flavor;

    #[test]
    fn runs_share_a_connection_if_they_should() {
        let test = "runs_share_a_connection_if_they_should";
        if !blink_testdb::needs_several_connections(test) {
            return;
        }
        let database = blink_testdb::database();
        for shares_connection in [false, true] {
            let target = Target {
                url: database.url().to_owned(),
                postmaster: None,
                programs: None,
                files: None,
                csv: None,
                shares_connection,
                kept: Kept::default(),
            };
            let pids = async {
                let mut pids = Vec::new();
                for _ in 0..2 {
                    let client = target.client().await?;
                    pids.push(one(&client, "SELECT pg_backend_pid()").await?);
                }
                anyhow::Ok(pids)
            };
            let pids = Flavor::CurrentThread.runtime().unwrap().block_on(pids).unwrap();
            assert_eq!(pids[0] == pids[1], shares_connection);
        }
    }
}
