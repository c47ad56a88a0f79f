//! A database for one test.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::embedded::Child;
use crate::{admin, leftovers, say};

/// A separate database. It is dropped with the handle, even if other sessions are connected to it.
#[derive(Debug)]
pub struct Database {
    url: String,
    name: String,
    socket_dir: Option<PathBuf>,
    owner: Owner,
}

#[derive(Debug)]
enum Owner {
    /// A server with several databases, which are dropped by SQL over this URL.
    Server { url: String, version: u32 },
    /// A server that has only this database, and ends with it.
    Child { _child: Child },
}

impl Database {
    /// The URL, `postgres://…`, for tokio-postgres, sqlx and `psql`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The directory of the server's Unix socket, if there is one; the port is that of the URL.
    pub fn socket_dir(&self) -> Option<&Path> {
        self.socket_dir.as_deref()
    }

    pub(crate) fn create(server: &str, version: u32, socket_dir: Option<&Path>) -> anyhow::Result<Database> {
        let name = unique_name();
        let url = admin::url_of(server, &name)?;
        // `template1` may contain user tables, and is locked while another session is connected to it.
        admin::execute(server, vec![format!("CREATE DATABASE {name} TEMPLATE template0")])?;
        let owner = Owner::Server {
            url: server.to_owned(),
            version,
        };
        Ok(Database {
            url,
            name,
            socket_dir: socket_dir.map(Path::to_owned),
            owner,
        })
    }

    pub(crate) fn of_child(child: Child) -> Database {
        let name = "postgres".to_owned();
        let url = format!("postgres://postgres@127.0.0.1:{}/{name}", child.port());
        Database {
            url,
            name,
            socket_dir: None,
            owner: Owner::Child { _child: child },
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Owner::Server { url, version } = &self.owner else {
            return;
        };
        let name = &self.name;
        let statements = if *version >= 13 {
            vec![format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]
        } else {
            vec![
                format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
                format!("DROP DATABASE IF EXISTS {name}"),
            ]
        };
        // Must not panic: this runs while a failed test unwinds, and the test may have killed the server.
        if let Err(error) = admin::drop_database(url, statements) {
            say(&format!("blink-testdb: {name} stays behind: {error:#}"));
        }
    }
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // The standard library's random key prevents clashes with another machine that has the same pids on the same
    // server.
    let random = RandomState::new().hash_one(count) >> 40;
    format!("{}{}_{count}_{random:06x}", leftovers::prefix(), std::process::id())
}
