//! The connector that tokio-postgres calls for TLS, which notes whether it was called.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::ClientConfig;
use tokio_postgres::Socket;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The connector of `tokio-postgres-rustls`, with a note of whether TLS was begun: a server may have none, and
/// `sslmode=prefer` goes back to a connection without TLS only where there was one with it.
#[derive(Clone)]
pub(crate) struct Connector {
    inner: MakeRustlsConnect,
    begun: Arc<AtomicBool>,
}

impl Connector {
    pub(crate) fn new(config: ClientConfig) -> Self {
        Self {
            inner: MakeRustlsConnect::new(config),
            begun: Arc::default(),
        }
    }

    /// The same connector for another connection.
    pub(crate) fn anew(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            begun: Arc::default(),
        }
    }

    /// Returns true if TLS was begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }
}

impl MakeTlsConnect<Socket> for Connector {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type TlsConnect = Noting;
    type Error = Infallible;

    fn make_tls_connect(&mut self, host: &str) -> Result<Noting, Infallible> {
        Ok(Noting {
            inner: MakeTlsConnect::<Socket>::make_tls_connect(&mut self.inner, host)?,
            begun: self.begun.clone(),
        })
    }
}

/// One connection's connector.
pub(crate) struct Noting {
    inner: <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect,
    begun: Arc<AtomicBool>,
}

impl TlsConnect<Socket> for Noting {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type Error = <<MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect as TlsConnect<Socket>>::Error;
    type Future = <<MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect as TlsConnect<Socket>>::Future;

    fn connect(self, stream: Socket) -> Self::Future {
        self.begun.store(true, Ordering::Relaxed);
        self.inner.connect(stream)
    }
}
