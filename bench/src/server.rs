//! The server that is filled, and databases on it.

use std::path::PathBuf;

use anyhow::Context as _;
use blink_testdb::Cluster;
use tokio_postgres::Client;

use crate::data::Spec;
use crate::measure::Stat;
use crate::target::{Files, Target, connect, one};
use crate::tools::Flavor;

/// What a server for development might have. `blink-testdb` turns fsync, `full_page_writes` and `synchronous_commit` off, so
/// that the disk, which is not what is compared here, has little part in it. Neither checkpoints nor autovacuum of one
/// tool's rows are to hit the next tool.
const SETTINGS: &[&str] = &[
    "shared_buffers = 256MB",
    "max_wal_size = 8GB",
    "checkpoint_timeout = 1h",
    "autovacuum = off",
];

/// One of its own, or that of `DATABASE_URL`.
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

    /// A new database with these tables.
    pub(crate) fn database(&self, spec: Spec, keyed: bool) -> anyhow::Result<Database> {
        let database = self.empty_database()?;
        let schema = if keyed { spec.keyed } else { spec.bare };
        block_on(async {
            let client = connect(&url(&database)).await?;
            Ok(client.batch_execute(schema).await?)
        })?;
        Ok(Database { database, spec })
    }

    fn empty_database(&self) -> anyhow::Result<blink_testdb::Database> {
        match &self.0 {
            Some(cluster) => Ok(cluster.database()),
            None => blink_testdb::try_server()?.try_database(),
        }
    }

    /// What it is, for people.
    pub(crate) fn describe(&self) -> anyhow::Result<String> {
        let database = self.empty_database()?;
        block_on(async {
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

/// What a tool fills.
pub(crate) struct Database {
    database: blink_testdb::Database,
    spec: Spec,
}

impl Database {
    async fn connect(&self) -> anyhow::Result<Client> {
        connect(&url(&self.database)).await
    }

    pub(crate) fn target(&self) -> anyhow::Result<Target> {
        block_on(async {
            let client = self.connect().await?;
            let backend = one(&client, "SELECT pg_backend_pid()").await?.parse()?;
            let here = Stat::of(backend).filter(|stat| stat.name.starts_with("postgres"));
            Ok(Target {
                url: url(&self.database),
                postmaster: here.map(|stat| stat.parent),
                files: None,
            })
        })
    }

    /// Empties the tables, and has everything written that former runs left to be written.
    pub(crate) fn empty(&self) -> anyhow::Result<()> {
        block_on(async {
            let client = self.connect().await?;
            for statement in self.spec.empty {
                client.batch_execute(statement).await?;
            }
            Ok(client.batch_execute("CHECKPOINT").await?)
        })
    }

    /// Writes what is in the tables into files; None where the user may not.
    pub(crate) fn write_files(&self) -> anyhow::Result<Option<Files>> {
        block_on(async {
            let client = self.connect().await?;
            let directory = PathBuf::from(one(&client, "SHOW data_directory").await?);
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

    /// The number of rows in each table, and a checksum of their content in their order: that in which they are stored,
    /// else that of the first column.
    pub(crate) fn fingerprint(&self, in_order: bool) -> anyhow::Result<String> {
        block_on(async {
            let client = self.connect().await?;
            let stored =
                "SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0; SET timezone = 'UTC'";
            client.batch_execute(stored).await?;
            let mut parts = Vec::new();
            for table in self.spec.tables {
                let which = if in_order { self.spec.compared } else { "ORDER BY 1" };
                let rows = format!("SELECT * FROM {table} {which}");
                let rows = format!("SELECT row_number() OVER () AS n, t::text AS t FROM ({rows}) t");
                let sql = format!("SELECT count(*) || ':' || coalesce(sum(hashtextextended(t, n)), 0) FROM ({rows}) r");
                parts.push(format!("{table} {}", one(&client, &sql).await?));
            }
            Ok(parts.join(", "))
        })
    }
}

/// By the socket where there is one.
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

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    Flavor::CurrentThread.runtime()?.block_on(work)
}
