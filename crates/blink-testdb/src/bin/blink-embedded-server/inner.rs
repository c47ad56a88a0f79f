//! The inner server, and the lock on its only connection.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use pglite_oxide::{PgliteServer, extensions};

/// The time that a client waits for the previous one to disconnect.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server, which takes one connection at a time.
pub(crate) struct Inner {
    server: Mutex<Option<PgliteServer>>,
    taken: Mutex<bool>,
    freed: Condvar,
}

/// The right to the one connection.
pub(crate) struct Turn<'a> {
    inner: &'a Inner,
}

impl Inner {
    pub(crate) fn start() -> anyhow::Result<Inner> {
        Ok(Inner {
            server: Mutex::new(Some(start()?)),
            taken: Mutex::new(false),
            freed: Condvar::new(),
        })
    }

    /// Waits for the connection to be free; `None` if another client keeps it.
    pub(crate) fn turn(&self) -> Option<Turn<'_>> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_timeout_while(taken, PATIENCE, |taken| *taken);
        let (mut taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *taken {
            return None;
        }
        *taken = true;
        Some(Turn { inner: self })
    }
}

impl Turn<'_> {
    /// Opens a connection and sends `startup`; returns the connection and the beginning of the answer.
    pub(crate) fn connect(&self, startup: &[u8]) -> anyhow::Result<(TcpStream, Vec<u8>)> {
        let mut place = self.inner.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = place.as_ref().and_then(|server| connect(server, startup).ok()) {
            return Ok(connected);
        }
        // The server ends when a connection breaks in the middle of a COPY. Its files are as after a crash, and locked
        // until it is dropped.
        drop(place.take());
        connect(place.insert(start()?), startup)
    }
}

fn connect(server: &PgliteServer, startup: &[u8]) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(server.tcp_addr().context("no address")?)?;
    stream.set_nodelay(true)?;
    stream.write_all(startup)?;
    let mut answer = vec![0; 8192];
    let length = stream.read(&mut answer)?;
    // A server that is about to end still accepts a connection, and closes it.
    ensure!(length > 0, "the server within closed the connection");
    answer.truncate(length);
    Ok((stream, answer))
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.inner.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.inner.freed.notify_one();
    }
}

/// Starts the server in this process's own directory. The builder's temporary directory cannot be reopened.
fn start() -> anyhow::Result<PgliteServer> {
    PgliteServer::builder()
        .path(std::env::temp_dir().join("root"))
        .database("postgres")
        // The extensions that tests of column types need. CREATE EXTENSION finds the code of no other one.
        .extensions([extensions::CITEXT, extensions::HSTORE])
        .start()
}
