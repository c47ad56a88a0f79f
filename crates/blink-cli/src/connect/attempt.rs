//! An attempt to connect to one address, with and without TLS.

use rustls::pki_types::ServerName;
use tokio_postgres::config::{SslMode as DriverSslMode, SslNegotiation};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use super::connected::{Cancel, Connected, run};
use super::failure::{Cause, Next};
use super::host::{Host, Place};
use super::notices::Notices;
use super::session::Wanted;
use super::ssl::{SslMode, Verification};
use super::target::Target;
use super::tls::Connector;

/// An attempt to connect to one address.
pub(crate) struct Attempt<'a> {
    pub(crate) target: &'a Target,
    /// The host, with its address or its socket.
    pub(crate) host: Host,
    pub(crate) tls: Option<&'a Connector>,
    pub(crate) wanted: Wanted,
}

/// A failure of an attempt.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) cause: Cause,
    /// True once TLS was begun.
    pub(crate) encrypted: bool,
}

impl Attempt<'_> {
    /// Connects, with or without TLS as `sslmode` says, and falls back as libpq does.
    pub(crate) async fn run(&self) -> Result<Connected, Vec<Failed>> {
        let (first, second) = match (self.tls, self.target.ssl.mode) {
            (None, _) | (Some(_), SslMode::Disable) => (None, None),
            (Some(tls), SslMode::Allow) => (None, Some(tls)),
            (Some(tls), _) => (Some(tls), None),
        };
        let first_failed = match self.once(first).await {
            Ok(connected) => return Ok(connected),
            Err(failed) => failed,
        };
        // What no other way to connect can cure: an unknown password, or a host that cannot be reached.
        let reconsider = first_failed.cause.next() == Next::Nothing && !matches!(first_failed.cause, Cause::NoPassword);
        let again = match self.target.ssl.mode {
            SslMode::Allow => second.is_some(),
            SslMode::Prefer => first_failed.encrypted,
            _ => false,
        };
        if !(again && reconsider) {
            return Err(vec![first_failed]);
        }
        match self.once(second).await {
            Ok(connected) => Ok(connected),
            Err(failed) => Err(vec![first_failed, failed]),
        }
    }

    async fn once(&self, tls: Option<&Connector>) -> Result<Connected, Failed> {
        let connector = tls.map(Connector::anew);
        let connecting = self.open(connector.clone());
        let opened = match self.target.network.connect_timeout {
            None => connecting.await,
            Some(limit) => match tokio::time::timeout(limit, connecting).await {
                Ok(opened) => opened,
                Err(_) => Err(Cause::TimedOut(limit)),
            },
        };
        let encrypted = connector.as_ref().is_some_and(Connector::has_begun);
        match opened {
            Ok(mut connected) => {
                connected.encrypted = encrypted;
                Ok(connected)
            }
            Err(cause) => Err(Failed { cause, encrypted }),
        }
    }

    async fn open(&self, tls: Option<Connector>) -> Result<Connected, Cause> {
        let config = self.config(tls.is_some());
        let notices = Notices::default();
        let failed = |error| Cause::of(&error);
        let (client, task) = if let Some(tls) = &tls {
            let (client, connection) = config.connect(tls.clone()).await.map_err(failed)?;
            (client, run(connection, notices.clone()))
        } else {
            let (client, connection) = config.connect(NoTls).await.map_err(failed)?;
            (client, run(connection, notices.clone()))
        };
        check(&client, self.wanted).await?;
        Ok(Connected {
            cancel: Cancel {
                token: client.cancel_token(),
                tls,
                timeout: self.target.network.connect_timeout,
                host: self.host.to_string(),
            },
            client,
            target: self.target.at(self.host.clone()),
            host: self.host.clone(),
            encrypted: false,
            notices,
            task,
        })
    }

    fn config(&self, encrypted: bool) -> Config {
        let mut config = Config::new();
        self.target.session.configure(&mut config);
        self.target.network.configure(&mut config);
        config.port(self.host.port);
        match &self.host.place {
            Place::Address(address) => {
                config
                    .host(self.certificate_name(&address.to_string()))
                    .hostaddr(*address);
            }
            Place::Name(name) => {
                config.host(name);
            }
            #[cfg(unix)]
            Place::Socket(directory) => {
                config.host_path(directory);
            }
            #[cfg(not(unix))]
            Place::Socket(directory) => {
                config.host(directory.display().to_string());
            }
        }
        if let Some(password) = &self.host.password {
            config.password(password.reveal());
        }
        config.ssl_mode(match (encrypted, self.target.ssl.mode) {
            (false, _) => DriverSslMode::Disable,
            (true, SslMode::Disable | SslMode::Allow | SslMode::Prefer) => DriverSslMode::Prefer,
            (true, SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull) => DriverSslMode::Require,
        });
        if self.target.ssl.direct && encrypted {
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        config
    }

    /// The name that the server's certificate should have. Where it is not checked, a name that no certificate can have
    /// gives way to the address.
    fn certificate_name(&self, address: &str) -> String {
        let checked = self.target.ssl.verification == Verification::ChainAndName;
        let name = self.host.name.as_deref();
        let name = name.filter(|name| checked || ServerName::try_from(*name).is_ok());
        name.unwrap_or(address).to_owned()
    }
}

/// Checks that the server is what `target_session_attrs` wants.
async fn check(client: &Client, wanted: Wanted) -> Result<(), Cause> {
    let question = match wanted {
        Wanted::Any => return Ok(()),
        // On for a standby, too (check_transaction_read_only in variable.c).
        Wanted::ReadWrite | Wanted::ReadOnly => "SHOW transaction_read_only",
        Wanted::Primary | Wanted::Standby | Wanted::PreferStandby => {
            "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'on' ELSE 'off' END"
        }
    };
    let answer = client.simple_query(question).await.map_err(|error| Cause::of(&error))?;
    let on = answer.iter().any(|message| match message {
        SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten() == Some("on"),
        _ => false,
    });
    match (wanted, on) {
        (Wanted::ReadWrite, true) => Err(Cause::Unwanted("its sessions are read-only")),
        (Wanted::ReadOnly, false) => Err(Cause::Unwanted("its sessions are not read-only")),
        (Wanted::Primary, true) => Err(Cause::Unwanted("it is a standby")),
        (Wanted::Standby | Wanted::PreferStandby, false) => Err(Cause::Unwanted("it is not a standby")),
        _ => Ok(()),
    }
}
