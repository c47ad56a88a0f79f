//! The choice of the server that this process uses.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, bail};

use crate::cluster::Cluster;
use crate::database::Database;
use crate::embedded::Embedded;
use crate::programs::Programs;
use crate::{admin, leftovers, programs, say};

/// The source of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The server that `DATABASE_URL` names.
    Url,
    /// A temporary cluster of PostgreSQL's programs, found on the machine or fetched.
    Programs,
    /// PostgreSQL as WebAssembly, one connection at a time.
    Embedded,
}

/// A PostgreSQL server on which databases are made.
#[derive(Debug)]
pub struct Server {
    source: Source,
    version: u32,
    bindir: Option<PathBuf>,
}

#[derive(Debug)]
enum Source {
    Url(String),
    Cluster(Box<Cluster>),
    Embedded(Embedded),
}

impl Server {
    /// The source of the server.
    pub fn kind(&self) -> Kind {
        match self.source {
            Source::Url(_) => Kind::Url,
            Source::Cluster(_) => Kind::Programs,
            Source::Embedded(_) => Kind::Embedded,
        }
    }

    /// Returns true if a database accepts more than one connection at a time; the embedded one does not.
    pub fn several_connections(&self) -> bool {
        self.kind() != Kind::Embedded
    }

    /// The directory of PostgreSQL's programs for clients, such as `psql`, that are new enough for this server.
    pub fn bindir(&self) -> Option<&Path> {
        self.bindir.as_deref()
    }

    /// The major version: 15, 18.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Creates a new, empty database, which is dropped with the handle.
    ///
    /// # Panics
    ///
    /// If the server refuses.
    pub fn database(&self) -> Database {
        match self.try_database() {
            Ok(database) => database,
            Err(error) => panic!("no database for the tests: {error:#}"),
        }
    }

    /// Does the same as [`Server::database`], but returns an error instead of panicking.
    ///
    /// # Errors
    ///
    /// If the server refuses, or does not answer.
    pub fn try_database(&self) -> anyhow::Result<Database> {
        match &self.source {
            Source::Url(url) => Database::create(url, self.version, None)
                .context("DATABASE_URL: its user has to be one who may create databases (CREATEDB)"),
            Source::Cluster(cluster) => cluster.try_database(),
            Source::Embedded(embedded) => embedded.start().map(Database::of_child),
        }
    }

    fn of_url(url: String) -> anyhow::Result<(Server, String)> {
        const WHAT_TO_DO: &str = "DATABASE_URL; unset it to have a temporary server";
        let (number, text) = admin::version(&url).context(WHAT_TO_DO)?;
        leftovers::drop_all(&url).context(WHAT_TO_DO)?;
        let version = number / 10_000;
        let bindir = programs::client(version);
        let told = format!("PostgreSQL {text}, of DATABASE_URL");
        Ok((
            Server {
                source: Source::Url(url),
                version,
                bindir,
            },
            told,
        ))
    }

    fn of_programs(programs: &Programs) -> anyhow::Result<(Server, String)> {
        let cluster = Cluster::start(programs, &[]).with_context(|| {
            format!(
                "the PostgreSQL programs in {} did not start (set DATABASE_URL to use a server of yours, or \
                 BLINK_TESTDB=embedded to do without)",
                programs.bindir.display()
            )
        })?;
        let told = format!(
            "PostgreSQL {}, temporary cluster of {}",
            programs.version,
            programs.bindir.display()
        );
        let server = Server {
            version: programs.major,
            bindir: (programs.bindir.join("psql").is_file().then(|| programs.bindir.clone()))
                .or_else(|| programs::client(programs.major)),
            source: Source::Cluster(Box::new(cluster)),
        };
        Ok((server, told))
    }

    fn embedded() -> anyhow::Result<(Server, String)> {
        let embedded = Embedded::built()?;
        let version = Embedded::VERSION;
        let told = "PostgreSQL 17.5, embedded: one connection at a time".to_owned();
        Ok((
            Server {
                source: Source::Embedded(embedded),
                version,
                bindir: programs::client(version),
            },
            told,
        ))
    }
}

/// The server that `BLINK_TESTDB` requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Url,
    Programs,
    /// The programs of this major version, fetched by `scripts/servers`.
    Fetched(u32),
    Embedded,
}

/// Reads `BLINK_TESTDB`.
pub(crate) fn wanted() -> anyhow::Result<Option<Wanted>> {
    let Some(value) = std::env::var_os("BLINK_TESTDB").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match value.to_str() {
        Some("url") => Ok(Some(Wanted::Url)),
        Some("programs") => Ok(Some(Wanted::Programs)),
        Some("embedded") => Ok(Some(Wanted::Embedded)),
        text => match text.and_then(|text| text.parse().ok()) {
            Some(major) if programs::FETCHED.contains(&major) => Ok(Some(Wanted::Fetched(major))),
            _ => bail!(
                "BLINK_TESTDB is {value:?}; it may be `url`, `programs`, `embedded`, or a version of PostgreSQL from {} to {}",
                programs::FETCHED.start(),
                programs::FETCHED.end()
            ),
        },
    }
}

fn choose() -> anyhow::Result<(Server, String)> {
    let url = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
    match wanted()? {
        Some(Wanted::Url) => {
            Server::of_url(url.context("BLINK_TESTDB=url, and DATABASE_URL is not set: set it, or unset BLINK_TESTDB")?)
        }
        Some(Wanted::Programs) => Server::of_programs(&programs::first().with_context(|| {
            format!(
                "BLINK_TESTDB=programs, and there are none: {}",
                programs::HOW_TO_GET_THEM
            )
        })?),
        Some(Wanted::Fetched(major)) => Server::of_programs(&programs::fetched(major)?),
        Some(Wanted::Embedded) => Server::embedded(),
        None => match (url, programs::first()) {
            (Some(url), _) => Server::of_url(url),
            (None, Some(programs)) => Server::of_programs(&programs),
            (None, None) => Server::embedded(),
        },
    }
}

/// The server of this process.
pub(crate) fn shared() -> anyhow::Result<&'static Server> {
    static SHARED: OnceLock<Result<Server, String>> = OnceLock::new();
    SHARED
        .get_or_init(|| match choose() {
            Ok((server, told)) => {
                say(&format!("blink-testdb: {told}"));
                Ok(server)
            }
            // A later test gets the same answer at once.
            Err(error) => Err(format!("{error:#}")),
        })
        .as_ref()
        .map_err(|error| anyhow::anyhow!("{error}"))
}
