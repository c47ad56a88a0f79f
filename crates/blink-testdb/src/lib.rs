//! A PostgreSQL server for Blink's examples and tests.
//!
//! ```no_run
//! let db = blink_testdb::database(); // a new, empty database
//! println!("{}", db.url());          // postgres://postgres@127.0.0.1:41043/blink_…
//! drop(db);                          // and it is gone
//! ```
//!
//! # Choice of the server
//!
//! The first of these that is available. `BLINK_TESTDB` = `url`, `programs` or `embedded` forces one, and a number from
//! 12 to 18 forces a temporary cluster of that version of PostgreSQL, which `scripts/servers` fetches once with npm.
//! The process reports its choice once, on stderr.
//!
//! 1. **`DATABASE_URL`**, if it is set: a user who may create databases, on any server.
//! 2. **A temporary cluster** of PostgreSQL programs found on the machine: on the PATH, in `pg_config --bindir`, in
//!    `/usr/lib/postgresql/*/bin`, or in Homebrew's directories. Works as root too: the server then runs as
//!    `postgres` or `nobody`. `initdb` and start took 0.5 s here, once for each process; a database 0.03 s to make,
//!    0.01 s to drop.
//! 3. **An embedded server**, PostgreSQL 17.5 as WebAssembly. It needs only cargo and Rust 1.93, but is compiled at
//!    first use, which took five minutes here. It serves one connection at a time: each database is a separate server
//!    in a separate process of some 200 MB. A database took 0.03 s here, the first connection to it 0.4 s, each later
//!    one 0.1 s. A second connection at the same time is refused after 10 s. No timeout and no cancel request stops a
//!    running statement. The only extensions are `citext` and `hstore`, already created.
//!
//! # Cleanup
//!
//! Nothing is left behind, even if the process is killed: a guardian process outlives it, stops the server and removes
//! its files; an embedded server ends with its standard input. The exception is a server named by `DATABASE_URL`, on
//! which a killed process leaves its databases; the next run on the same machine drops them.
//!
//! Unix only.

mod admin;
pub mod catalog;
mod cluster;
mod database;
mod directory;
mod embedded;
pub mod golden;
mod guardian;
mod leftovers;
mod programs;
mod server;

use std::io::Write as _;

use server::Wanted;

pub use cluster::Cluster;
pub use database::Database;
pub use server::{Kind, Server};

/// Returns the server of this process, which is started at first use.
///
/// # Panics
///
/// If no server is available; the message says how to get one.
pub fn server() -> &'static Server {
    match try_server() {
        Ok(server) => server,
        Err(error) => panic!("no PostgreSQL server for the tests: {error:#}"),
    }
}

/// Does the same as [`server`], but returns an error instead of panicking.
///
/// # Errors
///
/// If no server is available; the message says how to get one. All calls in one process return the same result.
pub fn try_server() -> anyhow::Result<&'static Server> {
    server::shared()
}

/// Creates a new, empty database on [`server`], which is dropped with the handle.
///
/// # Panics
///
/// If no server is available, or the server refuses.
pub fn database() -> Database {
    server().database()
}

/// Starts a separate cluster, for a test that stops the server. Returns `None` if no programs are available, and
/// reports that as [`needs_several_connections`] does.
///
/// # Panics
///
/// If programs are available but the cluster does not start.
pub fn own_cluster() -> Option<Cluster> {
    own_cluster_with(&[])
}

/// Does the same as [`own_cluster`], with lines for its `postgresql.conf`: `&["wal_level=minimal",
/// "max_wal_senders=0"]`.
///
/// # Panics
///
/// If programs are available but the cluster does not start.
pub fn own_cluster_with(settings: &[&str]) -> Option<Cluster> {
    let programs = match server::wanted() {
        // `embedded` simulates a machine without PostgreSQL.
        Ok(Some(Wanted::Embedded)) => None,
        Ok(Some(Wanted::Fetched(major))) => match programs::fetched(major) {
            Ok(programs) => Some(programs),
            Err(error) => panic!("no cluster of its own for a test: {error:#}"),
        },
        _ => programs::first(),
    };
    let Some(programs) = programs else {
        let thread = std::thread::current();
        // libtest names the thread after the test.
        let test = thread.name().unwrap_or("a test");
        leave_out(test, "needs a cluster of its own, and there are no PostgreSQL programs");
        return None;
    };
    match Cluster::start(&programs, settings) {
        Ok(cluster) => Some(cluster),
        Err(error) => panic!("no cluster of its own for a test: {error:#}"),
    }
}

/// Returns true if the server accepts several connections at once; if not, reports on stderr that `test` is left out.
///
/// ```no_run
/// if !blink_testdb::needs_several_connections("two_writers") {
///     return;
/// }
/// ```
///
/// The line, `LEFT OUT: two_writers: …`, is visible without `--nocapture`. It is also appended to the file that
/// `BLINK_TESTDB_LEFT_OUT` names, for runners that hide the output of passing tests.
/// # Panics
///
/// If no server is available.
pub fn needs_several_connections(test: &str) -> bool {
    let several = server().several_connections();
    if !several {
        leave_out(test, "needs several connections, and the embedded server serves one");
    }
    several
}

/// Returns true if the server has all of PostgreSQL's features; if not, reports on stderr that `test` is left out, as
/// [`needs_several_connections`] does.
///
/// The embedded server gets no signals, so that nothing can be cancelled, and has neither the libraries that convert between
/// encodings nor the files of text search. It catches no error in PL/pgSQL. An ANALYZE that fails is its last. In binary
/// form its `inet` and `cidr` number the address families differently from every other server, since the numbers are those
/// of the system it was compiled for.
///
/// # Panics
///
/// If no server is available.
pub fn needs_a_whole_server(test: &str) -> bool {
    let whole = server().several_connections();
    if !whole {
        leave_out(
            test,
            "needs what the embedded server has not: signals, encodings, errors caught in PL/pgSQL, the binary form of addresses, or \
             text search's files",
        );
    }
    whole
}

/// Reports on stderr that `test` is left out, and the reason, as [`needs_several_connections`] does.
pub fn leave_out(test: &str, why: &str) {
    let line = format!("LEFT OUT: {test}: {why}");
    if let Some(path) = std::env::var_os("BLINK_TESTDB_LEFT_OUT") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes())) {
            say(&format!("blink-testdb: BLINK_TESTDB_LEFT_OUT: {error}"));
        }
    }
    say(&line);
}

/// Writes to the real stderr: the test harness hides the output of `eprintln!` when the test passes.
fn say(line: &str) {
    // A single write, so that lines of several threads do not mix. An error is ignored: it could not be reported.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
