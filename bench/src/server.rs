//! The server that is filled, and connections to it.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use blink_testdb::{Cluster, Database};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::data::{SCHEMA, TABLES};

/// What a server for development might have. `blink-testdb` turns fsync, `full_page_writes` and `synchronous_commit` off, so
/// that the disk, which is not what is compared here, has little part in it. Neither checkpoints nor autovacuum of one
/// tool's rows are to hit the next tool.
const SETTINGS: &[&str] = &[
    "shared_buffers = 256MB",
    "max_wal_size = 8GB",
    "checkpoint_timeout = 1h",
    "autovacuum = off",
];

/// A database on a server of its own, or on that of `DATABASE_URL`.
pub(crate) struct Server {
    // Dropped before its server.
    database: Database,
    cluster: Option<Arc<Cluster>>,
}

/// The threads of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavor {
    MultiThread,
    CurrentThread,
}

impl Flavor {
    pub(crate) fn runtime(self) -> anyhow::Result<Runtime> {
        let mut builder = match self {
            Self::MultiThread => Builder::new_multi_thread(),
            Self::CurrentThread => Builder::new_current_thread(),
        };
        Ok(builder.enable_all().build()?)
    }
}

impl Server {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let url = std::env::var_os("DATABASE_URL").is_some_and(|url| !url.is_empty());
        let (database, cluster) = if url {
            (blink_testdb::try_server()?.try_database()?, None)
        } else {
            let cluster = blink_testdb::own_cluster_with(SETTINGS)
                .context("install PostgreSQL's server programs, or set DATABASE_URL")?;
            (cluster.database(), Some(Arc::new(cluster)))
        };
        Self { database, cluster }.with_schema(SCHEMA)
    }

    /// The same server with another database, which has this schema.
    pub(crate) fn another(&self, schema: &str) -> anyhow::Result<Self> {
        let database = match &self.cluster {
            Some(cluster) => cluster.database(),
            None => blink_testdb::try_server()?.try_database()?,
        };
        let cluster = self.cluster.clone();
        Self { database, cluster }.with_schema(schema)
    }

    fn with_schema(self, schema: &str) -> anyhow::Result<Self> {
        Flavor::CurrentThread.runtime()?.block_on(async {
            let session = self.connect().await?;
            session.client.batch_execute(schema).await?;
            anyhow::Ok(())
        })?;
        Ok(self)
    }

    /// What it is, for people.
    pub(crate) async fn describe(&self) -> anyhow::Result<String> {
        let session = self.connect().await?;
        let version = session.one("SHOW server_version").await?;
        let buffers = session.one("SHOW shared_buffers").await?;
        let fsync = session.one("SHOW fsync").await?;
        let whose = if self.cluster.is_some() {
            "a server of its own"
        } else {
            "the server of DATABASE_URL"
        };
        let way = if self.database.socket_dir().is_some() {
            "Unix socket"
        } else {
            "TCP"
        };
        Ok(format!(
            "PostgreSQL {version}, {whose}, over {way}; shared_buffers {buffers}, fsync {fsync}"
        ))
    }

    /// How to get there; for another process, too.
    pub(crate) fn url(&self) -> String {
        let url = self.database.url();
        match self.database.socket_dir() {
            // The host of the query wins over that of the URL.
            Some(directory) => {
                let directory = directory.display().to_string().replace('/', "%2F");
                let host = url.split_once('@').map_or(url, |(_, rest)| rest);
                let port = host.split(['/', '?']).next().and_then(|host| host.rsplit_once(':'));
                let port = port.map_or("5432", |(_, port)| port);
                format!("postgres://postgres@{directory}:{port}/{}", self.database.name())
            }
            None => url.to_owned(),
        }
    }

    pub(crate) async fn connect(&self) -> anyhow::Result<Session> {
        connect(&self.url()).await
    }

    /// Where the server can read and write files, if the connection's user may use them.
    pub(crate) async fn file(&self, name: &str) -> Option<PathBuf> {
        let session = self.connect().await.ok()?;
        let directory = session.one("SHOW data_directory").await.ok()?;
        Some(PathBuf::from(directory).join(format!("blink-bench-{name}")))
    }

    /// Empties the tables, and has everything written that former runs left to be written.
    pub(crate) async fn empty(&self) -> anyhow::Result<()> {
        let session = self.connect().await?;
        let tables = TABLES.join(", ");
        session.client.batch_execute(&format!("TRUNCATE {tables}")).await?;
        session.client.batch_execute("CHECKPOINT").await?;
        Ok(())
    }

    /// The number of rows in each table, and a checksum of their content in their order.
    pub(crate) async fn fingerprint(&self) -> anyhow::Result<String> {
        let session = self.connect().await?;
        let in_order = "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0; SET timezone = 'UTC'";
        session.client.batch_execute(in_order).await?;
        let mut parts = Vec::new();
        for table in TABLES {
            let rows = format!("SELECT row_number() OVER () AS n, t::text AS t FROM {table} t");
            let sql = format!("SELECT count(*) || ':' || coalesce(sum(hashtextextended(t, n)), 0) FROM ({rows}) r");
            parts.push(format!("{table} {}", session.one(&sql).await?));
        }
        Ok(parts.join(", "))
    }
}

/// A connection, and the process at its other end.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// None where the server is not on this machine, as far as can be seen.
    pub(crate) backend: Option<u32>,
}

pub(crate) async fn connect(url: &str) -> anyhow::Result<Session> {
    let config: Config = url.parse()?;
    let (client, connection) = config.connect(NoTls).await.context("connecting")?;
    tokio::spawn(connection);
    let mut session = Session { client, backend: None };
    let pid = session.one("SELECT pg_backend_pid()").await?.parse()?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm"));
    session.backend = name.is_ok_and(|name| name.starts_with("postgres")).then_some(pid);
    Ok(session)
}

impl Session {
    /// The only value of a query.
    pub(crate) async fn one(&self, sql: &str) -> anyhow::Result<String> {
        for message in self.client.simple_query(sql).await? {
            if let SimpleQueryMessage::Row(row) = message {
                return Ok(row.get(0).unwrap_or_default().to_owned());
            }
        }
        bail!("no row: {sql}")
    }
}
