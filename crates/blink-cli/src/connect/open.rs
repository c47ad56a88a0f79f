//! Connecting: the hosts one after another, until one lets Blink in.

use std::net::IpAddr;

use super::advice::advice;
use super::attempt::{Attempt, Failed};
use super::connected::Connected;
use super::error::ConnectError;
use super::failure::{Cause, Next};
use super::host::{Host, Place};
use super::session::Wanted;
use super::ssl::SslMode;
use super::target::Target;
use super::tls::{Connector, configuration};

/// A host that was tried in vain.
struct Tried {
    host: Host,
    failed: Failed,
}

impl Target {
    /// Connects to the first host that answers and is what `target_session_attrs` wants. A server that refuses the
    /// login is the end, as in libpq: the others are not asked.
    ///
    /// # Errors
    ///
    /// If no host lets Blink in; the message says what each of them said, and what to do.
    pub async fn connect(&self) -> Result<Connected, ConnectError> {
        let by_tcp = self.hosts.iter().any(|host| !matches!(host.place, Place::Socket(_)));
        let tls = if by_tcp && self.ssl.mode != SslMode::Disable {
            Some(Connector::new(configuration(&self.ssl)?))
        } else {
            None
        };
        let mut tried = Vec::new();
        let passes: &[Wanted] = match self.session.wanted {
            Wanted::PreferStandby => &[Wanted::PreferStandby, Wanted::Any],
            ref wanted => std::slice::from_ref(wanted),
        };
        for wanted in passes {
            let mut hosts = self.hosts.iter().collect::<Vec<_>>();
            if self.shuffled {
                fastrand::shuffle(&mut hosts);
            }
            for host in hosts {
                match self.try_host(host, *wanted, tls.as_ref(), &mut tried).await {
                    Ok(connected) => return Ok(connected),
                    Err(Next::Nothing) => return Err(self.explain(&tried)),
                    Err(Next::Address | Next::Host) => {}
                }
            }
        }
        Err(self.explain(&tried))
    }

    /// Tries a host at each of its addresses.
    async fn try_host(
        &self,
        host: &Host,
        wanted: Wanted,
        tls: Option<&Connector>,
        tried: &mut Vec<Tried>,
    ) -> Result<Connected, Next> {
        let places = match self.places(host).await {
            Ok(places) => places,
            Err(cause) => {
                let next = cause.next();
                tried.push(Tried {
                    host: host.clone(),
                    failed: Failed {
                        cause,
                        encrypted: false,
                    },
                });
                return Err(next);
            }
        };
        let mut next = Next::Host;
        for host in places {
            let attempt = Attempt {
                target: self,
                tls: tls.filter(|_| !matches!(host.place, Place::Socket(_))),
                host: host.clone(),
                wanted,
            };
            let failures = match Box::pin(attempt.run()).await {
                Ok(connected) => return Ok(connected),
                Err(failures) => failures,
            };
            next = failures.last().map_or(Next::Nothing, |failed| failed.cause.next());
            tried.extend(failures.into_iter().map(|failed| Tried {
                host: host.clone(),
                failed,
            }));
            if next != Next::Address {
                break;
            }
        }
        Err(next)
    }

    /// The host at each of its addresses.
    async fn places(&self, host: &Host) -> Result<Vec<Host>, Cause> {
        let Place::Name(name) = &host.place else {
            return Ok(vec![host.clone()]);
        };
        let found = tokio::net::lookup_host((name.as_str(), host.port))
            .await
            .map_err(Cause::Lookup)?;
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in found.map(|address| address.ip()) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() {
            let error = std::io::Error::new(std::io::ErrorKind::NotFound, "it has no address");
            return Err(Cause::Lookup(error));
        }
        if self.shuffled {
            fastrand::shuffle(&mut addresses);
        }
        Ok(addresses.into_iter().map(|address| host.at(address)).collect())
    }

    /// The error of hosts that were tried in vain.
    fn explain(&self, tried: &[Tried]) -> ConnectError {
        let mut message = format!("cannot connect to {self}");
        let mut advices: Vec<String> = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        for Tried { host, failed } in tried {
            let (host_text, cause) = (host.to_string(), self.mask(&failed.cause.to_string()));
            // Said by the same host both with and without TLS: one line, of neither.
            let other_way = tried
                .iter()
                .find(|other| other.failed.encrypted != failed.encrypted && other.host.to_string() == host_text);
            let way = match other_way {
                Some(other) if self.mask(&other.failed.cause.to_string()) == cause => "",
                Some(_) if failed.encrypted => ", with TLS",
                Some(_) => ", without TLS",
                None => "",
            };
            let line = format!("\n  {host_text}{way}: {cause}");
            if !lines.contains(&line) {
                lines.push(line);
            }
            let advice = advice(&failed.cause, host, self).filter(|advice| !advices.contains(advice));
            advices.extend(advice);
        }
        message.extend(lines);
        let error = ConnectError::refused(message);
        advices.into_iter().fold(error, ConnectError::help)
    }
}
