//! The failure of a host to let Blink in.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use tokio_postgres::error::{DbError, SqlState};

use super::mask::{mask, shown};

/// The cause of a failure.
#[derive(Debug)]
pub(crate) enum Cause {
    /// Its name has no address.
    Lookup(io::Error),
    /// It takes no connection.
    Unreachable(io::Error),
    /// It did not answer in time.
    TimedOut(Duration),
    /// It has no TLS.
    NoTls,
    /// TLS failed: most often the certificate.
    Tls(rustls::Error),
    /// It asks for a password, and there is none.
    NoPassword,
    /// The server's own words.
    Server(Box<DbError>),
    /// It is not what `target_session_attrs` wants; with what it is.
    Unwanted(&'static str),
    /// Something else.
    Other(String),
}

/// The next thing to try after a failure, as in `PQconnectPoll` (fe-connect.c).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The host's next address, then the next host.
    Address,
    /// The next host.
    Host,
    /// Nothing: a server that answered and refused is the one that was meant.
    Nothing,
}

impl Cause {
    /// The cause of a driver's error.
    pub(crate) fn of(error: &tokio_postgres::Error) -> Self {
        if let Some(error) = error.as_db_error() {
            return Self::Server(Box::new(error.clone()));
        }
        if let Some(error) = tls_error(error) {
            return Self::Tls(error);
        }
        // The driver tells its kinds apart by these words alone; the tests against servers hold them.
        let (what, source) = (error.to_string(), error.source());
        let why = source.map(ToString::to_string).unwrap_or_default();
        match (what.as_str(), why.as_str()) {
            (_, "password missing") => Self::NoPassword,
            (_, "server does not support TLS") => Self::NoTls,
            ("error connecting to server", _) => match source.and_then(|source| source.downcast_ref::<io::Error>()) {
                Some(error) => Self::Unreachable(io_copy(error)),
                None => Self::Other(why),
            },
            (_, "") => Self::Other(what),
            _ => Self::Other(format!("{what}: {why}")),
        }
    }

    pub(crate) fn next(&self) -> Next {
        match self {
            Self::Lookup(_) | Self::Unwanted(_) => Next::Host,
            Self::Unreachable(_) | Self::TimedOut(_) => Next::Address,
            // A standby that takes no sessions yet.
            Self::Server(error) if *error.code() == SqlState::CANNOT_CONNECT_NOW => Next::Host,
            Self::NoTls | Self::Tls(_) | Self::NoPassword | Self::Server(_) | Self::Other(_) => Next::Nothing,
        }
    }
}

/// The kind and the text of an error that cannot be cloned.
fn io_copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// rustls's error, which may be wrapped as an error of input or output.
fn tls_error(error: &tokio_postgres::Error) -> Option<rustls::Error> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(error.clone());
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(error) = wrapped.and_then(|error| error.downcast_ref::<rustls::Error>()) {
            return Some(error.clone());
        }
        source = error.source();
    }
    None
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup(error) => write!(f, "its name is not known ({error})"),
            Self::Unreachable(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused => f.write_str("nothing listens there (connection refused)"),
                io::ErrorKind::NotFound => f.write_str("there is no such socket"),
                io::ErrorKind::PermissionDenied => f.write_str("this user may not open it (permission denied)"),
                _ => write!(f, "{error}"),
            },
            Self::TimedOut(limit) => write!(f, "no answer within {} s", limit.as_secs()),
            Self::NoTls => f.write_str("the server has no TLS"),
            Self::Tls(error) => write_tls(f, error),
            Self::NoPassword => f.write_str("the server asks for a password, and there is none"),
            Self::Server(error) => {
                write!(f, "{} ({})", line(error.message()), error.code().code())?;
                for more in [error.detail(), error.hint()].into_iter().flatten() {
                    write!(f, "; {}", line(more))?;
                }
                Ok(())
            }
            Self::Unwanted(what) => f.write_str(what),
            Self::Other(text) => f.write_str(&line(text)),
        }
    }
}

/// A foreign text on one line, without passwords.
fn line(text: &str) -> String {
    let mut shown = String::new();
    for letter in mask(text).chars() {
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

fn write_tls(f: &mut fmt::Formatter<'_>, error: &rustls::Error) -> fmt::Result {
    use rustls::CertificateError as Certificate;

    let rustls::Error::InvalidCertificate(error) = error else {
        return match error {
            rustls::Error::AlertReceived(alert) => write!(f, "the server ended TLS: {alert:?}"),
            error => write!(f, "TLS failed: {}", line(&error.to_string())),
        };
    };
    match error {
        Certificate::UnknownIssuer => f.write_str("no trusted root signed the server's certificate"),
        Certificate::BadSignature => f.write_str("the server does not hold the key of its certificate"),
        Certificate::Expired | Certificate::ExpiredContext { .. } => {
            f.write_str("the server's certificate has expired")
        }
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            f.write_str("the server's certificate is not valid yet; is the clock right?")
        }
        Certificate::Revoked => f.write_str("the server's certificate is revoked"),
        Certificate::ExpiredRevocationList | Certificate::ExpiredRevocationListContext { .. } => {
            f.write_str("the list of revoked certificates has expired")
        }
        Certificate::UnknownRevocationStatus => f.write_str("no list of sslcrl covers the server's certificate"),
        Certificate::NotValidForNameContext { expected, presented } => {
            let names = presented.iter().map(|name| general_name(name)).collect::<Vec<_>>();
            let expected = shown(&expected.to_str());
            if names.is_empty() {
                return write!(f, "the server's certificate is not {expected}'s: it names no host");
            }
            write!(
                f,
                "the server's certificate is not {expected}'s: it names {}",
                names.join(", ")
            )
        }
        error => {
            let text = format!("{error:?}");
            if text.contains("UnsupportedCertVersion") {
                return f.write_str("the server's certificate is of X.509 version 1, which rustls cannot check");
            }
            write!(
                f,
                "the server's certificate cannot be used: {}",
                line(&error.to_string())
            )
        }
    }
}

/// The name itself, out of rustls's `DnsName("db.example.com")`.
fn general_name(name: &str) -> String {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    shown(inner.unwrap_or(name).trim_matches('"'))
}
