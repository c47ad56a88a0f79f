//! The server within, and whose turn it is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use pglite_oxide::{PgliteServer, extensions};

/// How long a client waits for the one before it to go away.
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

    /// Waits for the connection to be free; `None` where somebody keeps it.
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
    /// A connection that has been sent `startup`, and how the answer begins.
    pub(crate) fn connect(&self, startup: &[u8]) -> anyhow::Result<(TcpStream, Vec<u8>)> {
        let mut place = self.inner.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = place.as_ref().and_then(|server| connect(server, startup).ok()) {
            return Ok(connected);
        }
        // It ends when a connection breaks in the middle of a COPY. The files are as a crash leaves them, and locked
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
    // One that is about to end still takes a connection, and closes it.
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

/// In a directory of this process's own, and not in what the builder calls temporary, which cannot be opened again.
fn start() -> anyhow::Result<PgliteServer> {
    PgliteServer::builder()
        .path(std::env::temp_dir().join("root"))
        .database("postgres")
        // What tests of column types want. The code of any other one is not there for CREATE EXTENSION.
        .extensions([extensions::CITEXT, extensions::HSTORE])
        .start()
}
