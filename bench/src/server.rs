//! The server that the tools fill, and its databases.

use std::path::PathBuf;

use anyhow::Context as _;
use blink_testdb::Cluster;
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::data::Spec;
use crate::measure::Stat;
use crate::target::{Files, Target, connect, one};
use crate::tools::Flavor;

/// Settings that a server for development might have. `blink-testdb` turns fsync, `full_page_writes` and
/// `synchronous_commit` off, so that the disk, which is not compared here, matters little. Neither checkpoints nor
/// autovacuum after one tool may slow the next tool.
const SETTINGS: &[&str] = &[
    "shared_buffers = 256MB",
    "max_wal_size = 8GB",
    "checkpoint_timeout = 1h",
    "autovacuum = off",
];

/// Settings for the checks between the runs: rows are read in the order in which they are stored, look the same
/// everywhere, and are sorted in memory.
const SESSION: &str = "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0; SET timezone = 'UTC';
    SET work_mem = '1GB'";

/// The benchmark's own server, or `None` for that of `DATABASE_URL`.
pub(crate) struct Server(Option<Cluster>);

impl Server {
    pub(crate) fn start() -> anyhow::Result<Self> {
        if std::env::var_os("DATABASE_URL").is_some_and(|url| !url.is_empty()) {
            return Ok(Self(None));
        }
        let cluster = blink_testdb::own_cluster_with(SETTINGS);
        let cluster = cluster.context("install PostgreSQL's server programs, or set DATABASE_URL")?;
        Ok(Self(Some(cluster)))
    }

    /// Creates a database with these tables; `before` is the number of rows that exist in the tables that have some.
    pub(crate) fn database(&self, spec: Spec, keyed: bool, before: u64) -> anyhow::Result<Database> {
        let database = self.empty_database()?;
        let runtime = Flavor::CurrentThread.runtime()?;
        let client = runtime.block_on(async {
            let client = connect(&url(&database)).await?;
            client.batch_execute(SESSION).await?;
            client.batch_execute(if keyed { spec.keyed } else { spec.bare }).await?;
            if let Some(fill) = spec.before {
                client.batch_execute(&fill(before)).await?;
            }
            anyhow::Ok(client)
        })?;
        Ok(Database {
            client,
            runtime,
            handle: database,
            spec,
        })
    }

    fn empty_database(&self) -> anyhow::Result<blink_testdb::Database> {
        match &self.0 {
            Some(cluster) => Ok(cluster.database()),
            None => blink_testdb::try_server()?.try_database(),
        }
    }

    /// Describes the server, for people.
    pub(crate) fn describe(&self) -> anyhow::Result<String> {
        let database = self.empty_database()?;
        Flavor::CurrentThread.runtime()?.block_on(async {
            let client = connect(&url(&database)).await?;
            let version = one(&client, "SHOW server_version").await?;
            let buffers = one(&client, "SHOW shared_buffers").await?;
            let fsync = one(&client, "SHOW fsync").await?;
            let whose = match self.0 {
                Some(_) => "a server of its own",
                None => "the server of DATABASE_URL",
            };
            let way = match database.socket_dir() {
                Some(_) => "Unix socket",
                None => "TCP",
            };
            Ok(format!(
                "PostgreSQL {version}, {whose}, over {way}; shared_buffers {buffers}, fsync {fsync}"
            ))
        })
    }
}

/// A database that tools fill.
pub(crate) struct Database {
    // One connection does everything between the runs: one that ended could be counted as a run's.
    client: Client,
    runtime: Runtime,
    // Dropped after the client, which is connected to it.
    handle: blink_testdb::Database,
    spec: Spec,
}

impl Database {
    pub(crate) fn target(&self) -> anyhow::Result<Target> {
        self.runtime.block_on(async {
            let backend = one(&self.client, "SELECT pg_backend_pid()").await?.parse()?;
            let here = Stat::of(backend).filter(|stat| stat.name.starts_with("postgres"));
            // Only a superuser may read this.
            let programs = one(&self.client, "SELECT setting FROM pg_config() WHERE name = 'BINDIR'").await;
            Ok(Target {
                url: url(&self.handle),
                postmaster: here.map(|stat| stat.parent),
                programs: programs.ok().map(PathBuf::from),
                files: None,
            })
        })
    }

    /// Empties the tables, and makes the server write everything that former runs left unwritten.
    pub(crate) fn empty(&self) -> anyhow::Result<()> {
        self.runtime.block_on(async {
            for statement in self.spec.empty {
                self.client.batch_execute(statement).await?;
            }
            Ok(self.client.batch_execute("CHECKPOINT").await?)
        })
    }

    /// Writes the rows of the tables into files; `None` if the user may not.
    pub(crate) fn write_files(&self) -> anyhow::Result<Option<Files>> {
        self.runtime.block_on(async {
            let client = &self.client;
            let directory = PathBuf::from(one(client, "SHOW data_directory").await?);
            let files = Files { directory };
            for table in self.spec.tables {
                let compared = self.spec.compared;
                let rows = format!("SELECT * FROM {table} {compared}");
                let write = format!("COPY ({rows}) TO {} (FORMAT binary)", files.of(table));
                if let Err(error) = client.batch_execute(&write).await {
                    eprintln!("left out, what copies files of the server: {error}");
                    return Ok(None);
                }
            }
            Ok(Some(files))
        })
    }

    /// The number of rows in each table, and a checksum of their content in the order of the first column. The physical
    /// order says less: a short row may go to a page before that of the last.
    pub(crate) fn fingerprint(&self) -> anyhow::Result<String> {
        self.runtime.block_on(async {
            let mut parts = Vec::new();
            for table in self.spec.tables {
                let rows = format!("SELECT * FROM {table} {} ORDER BY 1", self.spec.compared);
                let rows = format!("SELECT row_number() OVER () AS n, t::text AS t FROM ({rows}) t");
                let sql = format!("SELECT count(*) || ':' || coalesce(sum(hashtextextended(t, n)), 0) FROM ({rows}) r");
                parts.push(format!("{table} {}", one(&self.client, &sql).await?));
            }
            Ok(parts.join(", "))
        })
    }
}

/// The URL of the database, through the socket if there is one.
fn url(database: &blink_testdb::Database) -> String {
    let url = database.url();
    match database.socket_dir() {
        // The host of the query wins over that of the URL.
        Some(directory) => {
            let directory = directory.display().to_string().replace('/', "%2F");
            let host = url.split_once('@').map_or(url, |(_, rest)| rest);
            let port = host.split(['/', '?']).next().and_then(|host| host.rsplit_once(':'));
            let port = port.map_or("5432", |(_, port)| port);
            format!("postgres://postgres@{directory}:{port}/{}", database.name())
        }
        None => url.to_owned(),
    }
}
