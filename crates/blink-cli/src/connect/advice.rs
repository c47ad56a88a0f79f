//! Advice: a sentence that says what to do about a failure.

use std::io;

use tokio_postgres::error::SqlState;

use super::failure::Cause;
use super::host::{Host, PasswordSource, Place};
use super::mask::shown;
use super::settings::Source;
use super::ssl::{Roots, SslMode};
use super::target::Target;

/// The sentence that says what to do about a failure at a host.
pub(crate) fn advice(cause: &Cause, host: &Host, target: &Target) -> Option<String> {
    match cause {
        Cause::Lookup(_) => Some("Check the spelling of the host.".to_owned()),
        Cause::Unreachable(error) => unreachable_advice(error, host),
        Cause::TimedOut(_) => Some(
            "Check the host and the port; a firewall that drops connections looks like this. The limit is \
             connect_timeout."
                .to_owned(),
        ),
        Cause::NoTls => Some(format!(
            "sslmode={} wants TLS: switch ssl on in the server's postgresql.conf, or write sslmode=prefer if the \
             network between is trusted.",
            target.ssl.mode.word()
        )),
        Cause::Tls(error) => tls_advice(error, target),
        Cause::NoPassword => Some(no_password(host, target)),
        Cause::Server(error) => {
            let code = error.code();
            if *code == SqlState::INVALID_PASSWORD {
                Some(wrong_password(host, target))
            } else if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
                Some(not_let_in(error.message(), target))
            } else if *code == SqlState::UNDEFINED_DATABASE {
                Some(no_database(target))
            } else if *code == SqlState::TOO_MANY_CONNECTIONS {
                Some("End other sessions, or raise max_connections.".to_owned())
            } else if *code == SqlState::CANNOT_CONNECT_NOW {
                Some("The server starts, stops or recovers: try again soon.".to_owned())
            } else {
                None
            }
        }
        Cause::Unwanted(_) => Some(format!(
            "target_session_attrs={} wants another server: name it, or leave target_session_attrs out.",
            target.session.wanted.word()
        )),
        Cause::Other(text) => other_advice(text, target),
    }
}

fn unreachable_advice(error: &io::Error, host: &Host) -> Option<String> {
    let socket = matches!(host.place, Place::Socket(_));
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused if socket => Some(
            "Is the server running? One in a container, or one that listens on TCP alone, is reached by \
             --db postgres://user@localhost/database; a socket elsewhere by host=/its/directory."
                .to_owned(),
        ),
        io::ErrorKind::ConnectionRefused => Some(
            "Is the server running there, and does it listen on this address and port (listen_addresses, port)? A \
             container has to publish its port."
                .to_owned(),
        ),
        _ => None,
    }
}

fn tls_advice(error: &rustls::Error, target: &Target) -> Option<String> {
    use rustls::CertificateError as Certificate;

    let roots = match &target.ssl.roots {
        Roots::File(file) => format!("The roots are those of {}.", shown(&file.path.display().to_string())),
        Roots::System => "The roots are those of this system.".to_owned(),
        Roots::None => String::new(),
    };
    match error {
        rustls::Error::InvalidCertificate(Certificate::UnknownIssuer) => Some(format!(
            "{roots} Name the certificate of the authority that signed the server's by sslrootcert."
        )),
        rustls::Error::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => Some(
            "Connect by a name that the certificate has (hostaddr may give another address), or write \
             sslmode=verify-ca, which does not check the name."
                .to_owned(),
        ),
        rustls::Error::InvalidCertificate(Certificate::Other(other)) if other.to_string().contains("UnsupportedCertVersion") => Some(
            "Have it signed anew with extensions (openssl x509 -req -extfile, with subjectAltName=DNS:host), or name the \
             certificate itself by sslrootcert if it is signed by its own key."
                .to_owned(),
        ),
        rustls::Error::AlertReceived(_) => Some(match &target.ssl.client {
            Some(client) => format!(
                "The server may not trust the client certificate {}.",
                shown(&client.path.display().to_string())
            ),
            None => "The server may want a client certificate: sslcert and sslkey.".to_owned(),
        }),
        _ if target.ssl.direct => Some("sslnegotiation=direct needs PostgreSQL 17; leave it out.".to_owned()),
        _ => None,
    }
}

/// The line of a password file for a host.
fn file_line(host: &Host, target: &Target) -> String {
    let escaped = |text: &str| shown(&text.replace('\\', "\\\\").replace(':', "\\:"));
    let place = match &host.place {
        Place::Socket(_) if host.name.is_none() => "localhost".to_owned(),
        _ => host.key(),
    };
    format!(
        "{}:{}:{}:{}:PASSWORD",
        escaped(&place),
        host.port,
        escaped(target.database()),
        escaped(target.user())
    )
}

fn no_password(host: &Host, target: &Target) -> String {
    let line = file_line(host, target);
    match &host.password_source {
        PasswordSource::None {
            file: Some(file),
            unreadable,
        } => {
            let file = shown(&file.display().to_string());
            match unreadable {
                None => format!("Set PGPASSWORD; or {file}, in which no line fits, gets the line {line}"),
                Some(why) => {
                    format!("Set PGPASSWORD; or write the line {line} into {file}, which was not read ({why}).")
                }
            }
        }
        _ => "Set PGPASSWORD.".to_owned(),
    }
}

fn wrong_password(host: &Host, target: &Target) -> String {
    match &host.password_source {
        PasswordSource::Setting(source) => {
            let whose = match source {
                Source::Variable(name) => format!("the environment variable {name}"),
                source => source.to_string(),
            };
            format!("The password comes from {whose}.")
        }
        PasswordSource::File { path, line } => {
            format!(
                "The password comes from line {line} of {}.",
                shown(&path.display().to_string())
            )
        }
        PasswordSource::None { .. } => no_password(host, target),
    }
}

fn not_let_in(message: &str, target: &Target) -> String {
    let user = match &target.session.user_source {
        Some(source) => format!("The role comes from {source}."),
        None => "No role is named, so it is the system's user; --db postgres://role@… or PGUSER names one.".to_owned(),
    };
    let plain = matches!(target.ssl.mode, SslMode::Disable | SslMode::Allow);
    if message.contains("no encryption") && plain {
        return format!("The server may want TLS: write sslmode=require. {user}");
    }
    if message.contains("client certificate") {
        return "The server wants a client certificate: name it by sslcert, and its key by sslkey.".to_owned();
    }
    user
}

fn no_database(target: &Target) -> String {
    match &target.session.database_source {
        Some(source) => {
            format!("The name comes from {source}. createdb makes a database; psql -l lists those there are.")
        }
        None => "No database is named, so it has the role's name; --db postgres://…/database or PGDATABASE names one."
            .to_owned(),
    }
}

fn other_advice(text: &str, target: &Target) -> Option<String> {
    if text.contains("unsupported authentication method") || text.contains("unsupported SASL mechanism") {
        return Some(
            "The server asks for a login by GSSAPI, SSPI or OAuth, which Blink has not: a line of its pg_hba.conf has \
             to let this role in by scram-sha-256 or by a certificate."
                .to_owned(),
        );
    }
    if text.contains("channel binding") {
        return Some("channel_binding=require needs TLS and a login by scram-sha-256.".to_owned());
    }
    if target.ssl.direct {
        return Some("sslnegotiation=direct needs PostgreSQL 17; leave it out.".to_owned());
    }
    None
}
