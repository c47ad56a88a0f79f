//! The tools: they fill a database, from making the rows to COMMIT, or only make and encode rows.
//!
//! A tool is one file. Its function connects in its own way, starts the measurement, does all in one transaction, and
//! stops after COMMIT.

pub(crate) mod blink;
pub(crate) mod chunks;
pub(crate) mod csv;
pub(crate) mod diesel;
pub(crate) mod generate;
pub(crate) mod insert;
pub(crate) mod insert_many;
pub(crate) mod pgbench;
pub(crate) mod program;
pub(crate) mod psql;
pub(crate) mod schema;
pub(crate) mod sea_orm;
pub(crate) mod server_copy;
pub(crate) mod sqlx;
pub(crate) mod text;
pub(crate) mod writer;

use ::blink::Indexes;
use anyhow::Context as _;
use tokio::runtime::{Builder, Runtime};

use self::blink::{Batch, Options};
use self::csv::{Loader, Through};
use crate::csv_files::Compression;
use crate::data::Dataset;
use crate::measure::Run;
use crate::target::Target;
use server_copy::Around;

/// A tool that is compared with others.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    flavor: Flavor,
    /// The number of threads that make rows.
    pub(crate) threads: usize,
    kind: Kind,
}

/// The threads of the client's runtime.
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

#[derive(Clone, Copy)]
enum Kind {
    Server(Around),
    Writer,
    Chunks,
    Insert { at_once: usize },
    InsertMany,
    SqlxPushValues,
    SqlxUnnest,
    SqlxCopyIn,
    Diesel(diesel::Way),
    SeaOrm,
    Psql,
    Csv(Loader, Through),
    Pgbench(pgbench::Steps),
    Blink(Options),
    Schema,
    NonAtomic(Options, usize),
    EncodeByHand,
    EncodeBlink(Options),
}

/// All tools. A work names those that it measures.
const ALL: &[Tool] = &[
    tool("server-copy-binary", Kind::Server(Around::Nothing)),
    tool("server-in-place-binary", Kind::Server(Around::InPlace)),
    tool("server-dump-order-binary", Kind::Server(Around::DumpOrder)),
    tool("server-rebuild-binary", Kind::Server(Around::Rebuild)),
    tool("server-rebuild-freeze-binary", Kind::Server(Around::RebuildFreeze)),
    tool("tokio-postgres-chunks", Kind::Chunks),
    tool("binary-copy-in-writer", Kind::Writer),
    tool("binary-copy-in-writer-current-thread", Kind::Writer).current_thread(),
    tool("tokio-postgres-insert", Kind::Insert { at_once: 1 }),
    tool("tokio-postgres-insert-pipelined", Kind::Insert { at_once: 256 }),
    tool("tokio-postgres-insert-many", Kind::InsertMany),
    tool("sqlx-push-values", Kind::SqlxPushValues),
    tool("sqlx-unnest", Kind::SqlxUnnest),
    tool("sqlx-copy-in-raw", Kind::SqlxCopyIn),
    tool("diesel-insert-into", Kind::Diesel(diesel::Way::InsertInto)),
    tool("diesel-copy-from", Kind::Diesel(diesel::Way::CopyFrom)),
    tool("sea-orm-insert-many", Kind::SeaOrm),
    tool("psql-copy", Kind::Psql),
    tool("psql-copy-csv", Kind::Csv(Loader::Psql, Through::Files)),
    tool("psql-copy-csv-gzip", Kind::Csv(Loader::Psql, GZIP)),
    tool("psql-copy-csv-zstd", Kind::Csv(Loader::Psql, ZSTD)),
    tool("blink-load", Kind::Csv(Loader::Blink, Through::Files)),
    tool("blink-load-gzip", Kind::Csv(Loader::Blink, GZIP)),
    tool("blink-load-zstd", Kind::Csv(Loader::Blink, ZSTD)),
    tool("pgbench", Kind::Pgbench(pgbench::Steps::All)),
    tool("pgbench-gvp", Kind::Pgbench(pgbench::Steps::AfterTables)),
    tool("blink", Kind::Blink(Options::DEFAULTS)),
    tool("blink-schema", Kind::Schema),
    tool("blink-current-thread", Kind::Blink(Options::DEFAULTS)).current_thread(),
    tool("blink-keep", Kind::Blink(indexes(Indexes::Keep))),
    tool("blink-rebuild", Kind::Blink(indexes(Indexes::Rebuild))),
    tool("blink-1-thread", Kind::Blink(threads(1))),
    tool("blink-2-threads", Kind::Blink(threads(2))).threads(2),
    tool("blink-non-atomic-1", Kind::NonAtomic(Options::DEFAULTS, 1)),
    tool("blink-non-atomic-2", Kind::NonAtomic(Options::DEFAULTS, 2)),
    tool("blink-non-atomic-4", Kind::NonAtomic(Options::DEFAULTS, 4)),
    tool(
        "blink-non-atomic-2-rebuild",
        Kind::NonAtomic(indexes(Indexes::Rebuild), 2),
    ),
    tool("blink-whole-table", Kind::Blink(batch(Batch::WholeTable))),
    tool("blink-1000000", Kind::Blink(batch(Batch::Rows(1_000_000)))),
    tool("blink-250000", Kind::Blink(batch(Batch::Rows(250_000)))),
    tool("blink-100000", Kind::Blink(batch(Batch::Rows(100_000)))),
    tool("blink-50000", Kind::Blink(batch(Batch::Rows(50_000)))),
    tool("blink-10000", Kind::Blink(batch(Batch::Rows(10_000)))),
    tool("blink-5000", Kind::Blink(batch(Batch::Rows(5_000)))),
    tool("blink-1000", Kind::Blink(batch(Batch::Rows(1_000)))),
    tool("encode-by-hand", Kind::EncodeByHand),
    tool("encode-blink", Kind::EncodeBlink(batch(Batch::WholeTable))),
    tool("encode-blink-1-thread", Kind::EncodeBlink(threads(1))),
    tool("encode-blink-2-threads", Kind::EncodeBlink(threads(2))).threads(2),
];

const GZIP: Through = Through::Pipe(Compression::Gzip);
const ZSTD: Through = Through::Pipe(Compression::Zstd);

const fn tool(name: &'static str, kind: Kind) -> Tool {
    Tool {
        name,
        flavor: Flavor::MultiThread,
        threads: 1,
        kind,
    }
}

const fn indexes(indexes: Indexes) -> Options {
    Options {
        indexes,
        ..Options::DEFAULTS
    }
}

const fn threads(threads: usize) -> Options {
    Options {
        threads: Some(threads),
        ..Options::DEFAULTS
    }
}

const fn batch(batch: Batch) -> Options {
    Options {
        batch,
        ..Options::DEFAULTS
    }
}

impl Tool {
    const fn current_thread(mut self) -> Self {
        self.flavor = Flavor::CurrentThread;
        self
    }

    const fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    pub(crate) fn named(name: &str) -> anyhow::Result<&'static Self> {
        let tool = ALL.iter().find(|tool| tool.name == name);
        tool.with_context(|| format!("there is no tool {name}"))
    }

    pub(crate) fn runtime(&self) -> anyhow::Result<Runtime> {
        self.flavor.runtime()
    }

    /// Returns true if the tool copies files that are on the server.
    pub(crate) fn needs_files(&self) -> bool {
        matches!(self.kind, Kind::Server(_))
    }

    /// Returns true if the runs of a process can share the tool's connection ([`Target::client`]).
    pub(crate) fn shares_connection(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Diesel(_)
                | Kind::SeaOrm
                | Kind::Psql
                | Kind::Csv(..)
                | Kind::Pgbench(_)
                | Kind::NonAtomic(..)
                | Kind::EncodeByHand
                | Kind::EncodeBlink(_)
        )
    }

    /// Returns true if the tool makes rows of its own, not those of the dataset.
    pub(crate) fn has_own_rows(&self) -> bool {
        matches!(self.kind, Kind::Schema)
    }

    /// Returns true if the tool loads CSV files.
    pub(crate) fn needs_csv(&self) -> bool {
        matches!(self.kind, Kind::Csv(..))
    }

    /// The compression of the files that the tool loads.
    pub(crate) fn compression(&self) -> Option<Compression> {
        match self.kind {
            Kind::Csv(_, Through::Pipe(compression)) => Some(compression),
            _ => None,
        }
    }

    /// The programs that the tool starts.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &'static str> {
        let client = match self.kind {
            Kind::Psql | Kind::Csv(Loader::Psql, _) => Some("psql"),
            Kind::Pgbench(_) => Some("pgbench"),
            _ => None,
        };
        client.into_iter().chain(self.compression().map(Compression::program))
    }

    pub(crate) async fn run<D: Dataset>(&self, target: &Target, data: D) -> anyhow::Result<Run> {
        match self.kind {
            Kind::Server(around) => server_copy::fill(target, data, around).await,
            Kind::Writer => writer::fill(target, data).await,
            Kind::Chunks => chunks::fill(target, data).await,
            Kind::Insert { at_once } => insert::fill(target, data, at_once).await,
            Kind::InsertMany => insert_many::fill(target, data).await,
            Kind::SqlxPushValues => sqlx::push_values::fill(target, data).await,
            Kind::SqlxUnnest => sqlx::unnest::fill(target, data).await,
            Kind::SqlxCopyIn => sqlx::copy_in::fill(target, data).await,
            Kind::Diesel(way) => diesel::fill(target, data, way).await,
            Kind::SeaOrm => sea_orm::fill(target, data).await,
            Kind::Psql => psql::fill(target, data).await,
            Kind::Csv(loader, through) => csv::fill(target, data, loader, through).await,
            Kind::Pgbench(steps) => pgbench::fill(target, data, steps),
            Kind::Blink(options) => blink::fill(target, data, options).await,
            Kind::Schema => schema::fill(target, data).await,
            Kind::NonAtomic(options, connections) => blink::non_atomic(target, data, options, connections).await,
            Kind::EncodeByHand => chunks::encode(target, data).await,
            Kind::EncodeBlink(options) => blink::encode(target, data, options).await,
        }
    }
}
