//! A PostgreSQL server for Blink's examples and tests.
//!
//! ```no_run
//! let db = blink_testdb::database(); // a new, empty database
//! println!("{}", db.url());          // postgres://postgres@127.0.0.1:41043/blink_…
//! drop(db);                          // and it is gone
//! ```
//!
//! # Which server
//!
//! The first of these that is to be had; `BLINK_TESTDB` = `url`, `programs` or `embedded` forces one, and a number from
//! 12 to 18 a temporary cluster of that version of PostgreSQL, which `scripts/servers` fetches with npm, once. The process
//! says once, on stderr, which one it took.
//!
//! 1. **`DATABASE_URL`**, if it is set: a user who may create databases, on any server.
//! 2. **A temporary cluster** of PostgreSQL programs found on the machine: on the PATH, where `pg_config --bindir` says,
//!    in `/usr/lib/postgresql/*/bin`, or where Homebrew keeps them. Works as root too: the server then runs as `postgres`
//!    or `nobody`. `initdb` and start took 0.5 s here, once for each process; a database 0.03 s to make, 0.01 s to drop.
//! 3. **An embedded server**, PostgreSQL 17.5 as WebAssembly. It needs nothing but cargo and Rust 1.93, but is compiled
//!    the first time, which took five minutes here, and serves one connection at a time: each database is a server of its
//!    own, in a process of its own with some 200 MB. A database took 0.03 s here, the first connection to it 0.4 s, each
//!    later one 0.1 s. A second connection at the same time is refused after 10 s. No timeout and no cancelling stops a
//!    statement that runs; of the extensions there are `citext` and `hstore`, already created.
//!
//! # What is left behind
//!
//! Nothing, however the process ends: a guardian process outlives it, stops the server and removes its files; an embedded
//! server ends with its standard input. Only on a server named by `DATABASE_URL` a killed process leaves its
//! databases; the next run on the same machine drops them.
//!
//! Unix only.

mod admin;
pub mod catalog;
mod cluster;
mod database;
mod directory;
mod embedded;
mod guardian;
mod leftovers;
mod programs;
mod server;

use std::io::Write as _;

use server::Wanted;

pub use cluster::Cluster;
pub use database::Database;
pub use server::{Kind, Server};

/// The server this process uses, started when it is first asked for.
///
/// # Panics
///
/// Where none can be had, with what to do about it.
pub fn server() -> &'static Server {
    match try_server() {
        Ok(server) => server,
        Err(error) => panic!("no PostgreSQL server for the tests: {error:#}"),
    }
}

/// As [`server`], for a caller who wants to go on without.
///
/// # Errors
///
/// Where no server can be had, with what to do about it; the same for every call in one process.
pub fn try_server() -> anyhow::Result<&'static Server> {
    server::shared()
}

/// A new, empty database on [`server`], dropped with the handle.
///
/// # Panics
///
/// Where no server can be had, or where it refuses.
pub fn database() -> Database {
    server().database()
}

/// A cluster of its own, for a test that stops the server. Where no programs are to be had it is `None`, and says so as
/// [`needs_several_connections`] does.
///
/// # Panics
///
/// Where there are programs and the cluster does not start all the same.
pub fn own_cluster() -> Option<Cluster> {
    own_cluster_with(&[])
}

/// As [`own_cluster`], with lines for its `postgresql.conf`: `&["wal_level=minimal", "max_wal_senders=0"]`.
///
/// # Panics
///
/// Where there are programs and the cluster does not start all the same.
pub fn own_cluster_with(settings: &[&str]) -> Option<Cluster> {
    let programs = match server::wanted() {
        // A machine without PostgreSQL is what `embedded` stands for.
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

/// Whether the server serves several connections at once; if not, says on stderr that `test` is left out.
///
/// ```no_run
/// if !blink_testdb::needs_several_connections("two_writers") {
///     return;
/// }
/// ```
///
/// The line, `LEFT OUT: two_writers: …`, is seen without `--nocapture`. It is appended to the file that
/// `BLINK_TESTDB_LEFT_OUT` names, too, for runners that hide what passing tests say.
///
/// # Panics
///
/// Where no server can be had.
pub fn needs_several_connections(test: &str) -> bool {
    let several = server().several_connections();
    if !several {
        leave_out(test, "needs several connections, and the embedded server serves one");
    }
    several
}

/// Whether the server is all that PostgreSQL is elsewhere; if not, says on stderr that `test` is left out, as
/// [`needs_several_connections`] does.
///
/// The embedded one has no libraries that convert between encodings, and its `inet` and `cidr` name address families by
/// other numbers than every other server's in their binary form, which are those of the system that it was compiled for.
///
/// # Panics
///
/// Where no server can be had.
pub fn needs_a_whole_server(test: &str) -> bool {
    let whole = server().several_connections();
    if !whole {
        leave_out(
            test,
            "needs what the embedded server has not, encodings or the binary form of addresses",
        );
    }
    whole
}

/// Says on stderr that `test` is left out and why, as [`needs_several_connections`] does.
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

/// To the real stderr: what goes through `eprintln!` is hidden by the test harness when the test passes.
fn say(line: &str) {
    // One write, so that lines of several threads do not mix. There is nobody to tell that stderr is closed.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
