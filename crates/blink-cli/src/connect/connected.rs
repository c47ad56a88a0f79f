//! A connection that was made.

use std::fmt;
use std::future::poll_fn;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, CancelToken, Client, Connection, NoTls, Socket};

use super::error::ConnectError;
use super::failure::Cause;
use super::host::Host;
use super::notices::Notices;
use super::target::Target;
use super::tls::Connector;

/// The limit of a cancel request where `connect_timeout` gives none.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection, and all that belongs to it. It lives until its client is dropped.
pub struct Connected {
    /// The client.
    pub client: Client,
    /// The way to stop what the server is doing for this client.
    pub cancel: Cancel,
    /// The target at the host that answered: its `connect` makes another connection to the same server.
    pub target: Target,
    /// The host that answered; its address or its socket is known.
    pub host: Host,
    /// True if the connection is encrypted.
    pub encrypted: bool,
    /// The notices that the server sent.
    pub notices: Notices,
    /// The task that runs the connection; its error says why the connection was lost.
    pub task: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl fmt::Debug for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connected")
            .field("target", &self.target)
            .field("host", &self.host.to_string())
            .field("encrypted", &self.encrypted)
            .finish_non_exhaustive()
    }
}

/// The way to stop what a server is doing for a client.
#[derive(Clone)]
pub struct Cancel {
    pub(crate) token: CancelToken,
    /// None for a connection without TLS.
    pub(crate) tls: Option<Connector>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) host: String,
}

impl Cancel {
    /// Sends a CancelRequest over a connection of its own, encrypted as the first is. Whether there was something to
    /// stop is not known.
    ///
    /// # Errors
    ///
    /// If the request cannot be sent within `connect_timeout`, or ten seconds.
    pub async fn send(&self) -> Result<(), ConnectError> {
        let limit = self.timeout.unwrap_or(CANCEL_TIMEOUT);
        let sending = async {
            match &self.tls {
                Some(tls) => self.token.cancel_query(tls.anew()).await,
                None => self.token.cancel_query(NoTls).await,
            }
        };
        let cause = match tokio::time::timeout(limit, sending).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => Cause::of(&error),
            Err(_) => Cause::TimedOut(limit),
        };
        Err(ConnectError::refused(format!(
            "{}: the cancel request was not sent: {cause}",
            self.host
        )))
    }
}

impl fmt::Debug for Cancel {
    // Not the key, by which anyone could stop the statement.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// Runs a connection until its end, and keeps its notices.
pub(crate) fn run<S>(
    mut connection: Connection<Socket, S>,
    notices: Notices,
) -> JoinHandle<Result<(), tokio_postgres::Error>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notice(notice) = message? {
                notices.add(notice);
            }
        }
        Ok(())
    })
}
