//! The server that the tools fill, and its databases.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use blink_testdb::Cluster;
use futures_util::TryStreamExt as _;
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::csv_files::{Compression, CsvFiles};
use crate::data::{Filled, Spec};
use crate::measure::Stat;
use crate::target::{Files, Kept, Target, connect, one};
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
                csv: None,
                shares_connection: false,
                kept: Kept::default(),
            })
        })
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
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

    /// Writes the rows of the tables into files, with the columns that tools send, in the order in which they send the
    /// rows; `None` if the user may not.
    pub(crate) fn write_files(&self, tables: &[Filled]) -> anyhow::Result<Option<Files>> {
        self.runtime.block_on(async {
            let client = &self.client;
            let directory = PathBuf::from(one(client, "SHOW data_directory").await?);
            let files = Files { directory };
            let Spec { compared, made, .. } = self.spec;
            for Filled { name, columns, .. } in tables {
                let columns = columns.join(", ");
                let rows = format!("SELECT {columns} FROM {name} {compared} {made}");
                let write = format!("COPY ({rows}) TO {} (FORMAT binary)", files.of(name));
                if let Err(error) = client.batch_execute(&write).await {
                    eprintln!("left out, what copies files of the server: {error}");
                    return Ok(None);
                }
            }
            Ok(Some(files))
        })
    }

    /// Writes the rows of the tables into CSV files in this directory, and compresses each for these programs.
    pub(crate) fn write_csv(
        &self,
        tables: &[Filled],
        directory: &Path,
        compressions: &HashSet<Compression>,
    ) -> anyhow::Result<CsvFiles> {
        let files = CsvFiles {
            directory: directory.to_owned(),
        };
        for Filled { name, columns, .. } in tables {
            let Spec { compared, made, .. } = self.spec;
            let rows = format!("SELECT {} FROM {name} {compared} {made}", columns.join(", "));
            let copy = format!("COPY ({rows}) TO STDOUT (FORMAT csv, HEADER)");
            self.runtime.block_on(async {
                let mut file = BufWriter::new(File::create(files.of(name))?);
                let mut out = std::pin::pin!(self.client.copy_out(&copy).await?);
                while let Some(bytes) = out.try_next().await? {
                    file.write_all(&bytes)?;
                }
                anyhow::Ok(file.flush()?)
            })?;
            for compression in compressions {
                files.compress(name, *compression)?;
            }
        }
        Ok(files)
    }

    /// The number of rows in each table, and a checksum of their content in the order of the first two columns, which
    /// contain the key. The physical order says less: a short row may go to a page before that of the last.
    pub(crate) fn fingerprint(&self) -> anyhow::Result<String> {
        self.runtime.block_on(async {
            let mut parts = Vec::new();
            for table in self.spec.tables {
                let columns = one(&self.client, &columns(table)).await?;
                let rows = format!("SELECT {columns} FROM {table} {} ORDER BY 1, 2", self.spec.compared);
                let rows = format!("SELECT row_number() OVER () AS n, t::text AS t FROM ({rows}) t");
                let sql = format!("SELECT count(*) || ':' || coalesce(sum(hashtextextended(t, n)), 0) FROM ({rows}) r");
                parts.push(format!("{table} {}", one(&self.client, &sql).await?));
            }
            Ok(parts.join(", "))
        })
    }
}

/// Asks for the columns of a table, but not for those that have the time of the run.
fn columns(table: &str) -> String {
    format!(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped
            AND pg_get_expr(adbin, adrelid) IS DISTINCT FROM 'now()'"
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::all::Data;
    use crate::data::partitioned::Partitioned;
    use crate::data::{Dataset as _, filled};
    use crate::tools::Tool;

    #[test]
    fn the_files_of_partitioned_tables_are_in_the_order_in_which_rows_are_made() {
        let Ok(server) = Server::start() else {
            blink_testdb::leave_out("the order of files", "no server of its own");
            return;
        };
        let data = Partitioned::of_rows(2_000);
        let database = server.database(Data::Partitioned.spec(), true, 0).unwrap();
        let mut target = database.target().unwrap();
        let tool = Tool::named("binary-copy-in-writer").unwrap();
        database.block_on(tool.run(&target, data)).unwrap();
        let tables = database.block_on(filled(data)).unwrap();
        target.files = database.write_files(&tables).unwrap();
        let Some(files) = &target.files else {
            blink_testdb::leave_out("the order of files", "the server may not write any");
            return;
        };

        let stored = format!(
            "CREATE TEMP TABLE stored (id int8, meter_id int8, taken_at timestamptz, kwh float8);
            COPY stored FROM {} (FORMAT binary)",
            files.of("readings")
        );
        database.block_on(database.client.batch_execute(&stored)).unwrap();
        let order = "SELECT array_agg(id ORDER BY ctid) = array_agg(id ORDER BY id) AND count(*) > 1000 FROM stored";
        assert_eq!(database.block_on(one(&database.client, order)).unwrap(), "t");
        let partitions = "SELECT count(DISTINCT tableoid) FROM readings";
        assert_eq!(database.block_on(one(&database.client, partitions)).unwrap(), "24");
    }
}
