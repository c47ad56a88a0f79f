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
    /// Opens a connection and sends `startup`; returns the connection and the answer.
    pub(crate) fn connect(&self, startup: &[u8]) -> anyhow::Result<(TcpStream, Vec<u8>)> {
        let mut place = self.inner.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = place.as_ref().and_then(|server| connect(server, startup).ok()) {
            return Ok(connected);
        }
        // The server ends when a connection breaks in the middle of a COPY. Its files are as after a crash, and locked
        // until it is shut down.
        if let Some(Err(error)) = place.take().map(PgliteServer::shutdown) {
            eprintln!("blink-embedded-server: the server within ended, and is started again: {error:#}");
        }
        connect(place.insert(start()?), startup)
    }
}

/// A query that changes nothing. With its first COPY a connection begins to read from the socket by itself.
///
/// Until then, the server hands it what the socket has, and if a COPY fails that is the connection's first, looks for
/// the COPY's end only in a few of the messages that follow: as many as would fit into those that began the COPY. If
/// the client has sent more by then, the server closes the connection and ends.
const FIRST_COPY: &[u8] = b"COPY (SELECT WHERE false) TO STDOUT\0";

fn connect(server: &PgliteServer, startup: &[u8]) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(server.tcp_addr().context("no address")?)?;
    stream.set_nodelay(true)?;
    stream.write_all(startup)?;
    // A server that is about to end still accepts a connection, and closes it.
    let started = answer(&stream).context("the server within closed the connection")?;
    if started.last == READY {
        stream.write_all(&message(b'Q', FIRST_COPY)?)?;
        let copied = answer(&stream).context("the first COPY")?;
        ensure!(
            copied.last == READY,
            "the first COPY: {}",
            String::from_utf8_lossy(&copied.bytes)
        );
    }
    Ok((stream, started.bytes))
}

/// The tag of ReadyForQuery.
const READY: u8 = b'Z';
/// The tag of ErrorResponse.
const ERROR: u8 = b'E';

/// The server's messages up to one that is the last.
struct Answer {
    bytes: Vec<u8>,
    /// The tag of the last message.
    last: u8,
}

/// Reads up to the first ReadyForQuery or ErrorResponse.
fn answer(mut stream: &TcpStream) -> anyhow::Result<Answer> {
    let mut bytes = Vec::new();
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let [last, length @ ..] = head;
        let length = u32::from_be_bytes(length)
            .checked_sub(4)
            .context("a message without a length")?;
        bytes.extend(head);
        let body = stream.take(length.into()).read_to_end(&mut bytes)?;
        ensure!(body == length as usize, "a message is cut off");
        if [READY, ERROR].contains(&last) {
            return Ok(Answer { bytes, last });
        }
    }
}

/// A message of the protocol: tag, length, body.
fn message(tag: u8, body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let length = u32::try_from(body.len() + 4)?;
    Ok([&[tag], &length.to_be_bytes()[..], body].concat())
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
