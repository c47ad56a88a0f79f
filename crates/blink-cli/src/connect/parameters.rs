//! libpq's parameters: their names, their environment variables, and which of them Blink supports.

use super::error::ConnectError;
use super::mask::shown;

/// A parameter of libpq (`PQconninfoOptions` in fe-connect.c, up to version 18).
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    /// The environment variable that gives it.
    pub(crate) variable: Option<&'static str>,
    pub(crate) support: Support,
}

/// The treatment of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    /// It is read.
    Read,
    /// It is ignored, since it can change nothing here; the table says why.
    WithoutEffect,
    /// It is refused, unless it is empty; with the reason, and what to do.
    Refused(&'static str),
}

const fn read(name: &'static str, variable: &'static str) -> Parameter {
    Parameter {
        name,
        variable: Some(variable),
        support: Support::Read,
    }
}

/// A parameter that has no environment variable.
const fn read_in_text(name: &'static str) -> Parameter {
    Parameter {
        name,
        variable: None,
        support: Support::Read,
    }
}

const fn without_effect(name: &'static str, variable: &'static str) -> Parameter {
    Parameter {
        name,
        variable: Some(variable),
        support: Support::WithoutEffect,
    }
}

const fn refused(name: &'static str, variable: Option<&'static str>, why: &'static str) -> Parameter {
    Parameter {
        name,
        variable,
        support: Support::Refused(why),
    }
}

const OAUTH: &str = "Blink cannot log in by OAuth; give a password or a client certificate";
const SCRAM_KEYS: &str = "Blink logs in by the password itself; give the password";

/// All parameters.
///
/// Those without effect: compression is a part of no TLS that rustls speaks. The parameters of Kerberos and GSSAPI are
/// read by libpq only where the server asks for that login, which Blink refuses by name.
pub(crate) static PARAMETERS: &[Parameter] = &[
    read("service", "PGSERVICE"),
    read("servicefile", "PGSERVICEFILE"),
    read("user", "PGUSER"),
    read("password", "PGPASSWORD"),
    read("passfile", "PGPASSFILE"),
    read("channel_binding", "PGCHANNELBINDING"),
    read("connect_timeout", "PGCONNECT_TIMEOUT"),
    read("dbname", "PGDATABASE"),
    read("host", "PGHOST"),
    read("hostaddr", "PGHOSTADDR"),
    read("port", "PGPORT"),
    read("client_encoding", "PGCLIENTENCODING"),
    read("options", "PGOPTIONS"),
    read("application_name", "PGAPPNAME"),
    read_in_text("fallback_application_name"),
    read_in_text("keepalives"),
    read_in_text("keepalives_idle"),
    read_in_text("keepalives_interval"),
    read_in_text("keepalives_count"),
    read_in_text("tcp_user_timeout"),
    read("sslmode", "PGSSLMODE"),
    read("sslnegotiation", "PGSSLNEGOTIATION"),
    without_effect("sslcompression", "PGSSLCOMPRESSION"),
    read("sslcert", "PGSSLCERT"),
    read("sslkey", "PGSSLKEY"),
    refused(
        "sslkeylogfile",
        None,
        "Blink writes no keys of a connection to a file; leave it out",
    ),
    read("sslcertmode", "PGSSLCERTMODE"),
    read_in_text("sslpassword"),
    read("sslrootcert", "PGSSLROOTCERT"),
    read("sslcrl", "PGSSLCRL"),
    refused(
        "sslcrldir",
        Some("PGSSLCRLDIR"),
        "join the lists of the directory into one file, and name it by sslcrl",
    ),
    read("sslsni", "PGSSLSNI"),
    refused(
        "requirepeer",
        Some("PGREQUIREPEER"),
        "Blink cannot ask which user runs the server behind a Unix socket; connect by TCP with sslmode=verify-full",
    ),
    refused(
        "require_auth",
        Some("PGREQUIREAUTH"),
        "Blink cannot refuse a kind of login; channel_binding=require or sslmode=verify-full make sure of the server",
    ),
    read("min_protocol_version", "PGMINPROTOCOLVERSION"),
    read("max_protocol_version", "PGMAXPROTOCOLVERSION"),
    read("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    read("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    read("gssencmode", "PGGSSENCMODE"),
    without_effect("krbsrvname", "PGKRBSRVNAME"),
    without_effect("gsslib", "PGGSSLIB"),
    without_effect("gssdelegation", "PGGSSDELEGATION"),
    refused(
        "replication",
        None,
        "a replication connection takes no rows; leave it out",
    ),
    read("target_session_attrs", "PGTARGETSESSIONATTRS"),
    read("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    refused("scram_client_key", None, SCRAM_KEYS),
    refused("scram_server_key", None, SCRAM_KEYS),
    refused("oauth_issuer", None, OAUTH),
    refused("oauth_client_id", None, OAUTH),
    refused("oauth_client_secret", None, OAUTH),
    refused("oauth_scope", None, OAUTH),
];

/// The parameter of a name.
pub(crate) fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// The error of a parameter that libpq has not, with the nearest name. `place` is what it was found in.
pub(crate) fn unknown(place: &str, name: &str) -> ConnectError {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    if !name.chars().all(plain) {
        return ConnectError::settings(format!(
            "{place}: there is a parameter that libpq has not (it is not shown, since it may be a piece of a password)"
        ));
    }
    let error = ConnectError::settings(format!("{place}: no parameter is called \"{}\"", shown(name)));
    if let Some(help) = of_another_program(name) {
        return error.help(help);
    }
    let near = PARAMETERS
        .iter()
        .map(|parameter| (strsim::damerau_levenshtein(parameter.name, name), parameter.name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 3);
    match near {
        Some((_, near)) => error.help(format!("Is {near} meant?")),
        None => error.help("The parameters are those of libpq, as psql takes them; leave this one out."),
    }
}

/// Advice about parameters that ORMs put into a URL, and psql refuses, too.
fn of_another_program(name: &str) -> Option<&'static str> {
    Some(match name {
        "schema" | "currentSchema" | "search_path" => {
            "libpq says it as options=-csearch_path%3Dname in a URL, options='-csearch_path=name' elsewhere."
        }
        "sslaccept" | "ssl" => "libpq says it by sslmode: disable, prefer, require, verify-ca or verify-full.",
        "pgbouncer"
        | "connection_limit"
        | "pool_timeout"
        | "socket_timeout"
        | "statement_cache_size"
        | "pool"
        | "prepareThreshold" => "It is another program's; leave it out.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, find, unknown};

    #[test]
    fn names_and_variables_are_unique() {
        for (n, parameter) in PARAMETERS.iter().enumerate() {
            assert!(find(parameter.name).is_some());
            for other in &PARAMETERS[n + 1..] {
                assert_ne!(parameter.name, other.name);
                assert!(parameter.variable.is_none() || parameter.variable != other.variable);
            }
        }
    }

    #[test]
    fn unknown_names() {
        assert_eq!(
            unknown("--db", "usr").to_string(),
            "--db: no parameter is called \"usr\"\nIs user meant?"
        );
        assert_eq!(
            unknown("--db", "schema").to_string(),
            "--db: no parameter is called \"schema\"\n\
             libpq says it as options=-csearch_path%3Dname in a URL, options='-csearch_path=name' elsewhere."
        );
        assert_eq!(
            unknown("--db", "ret@db/shop").to_string(),
            "--db: there is a parameter that libpq has not (it is not shown, since it may be a piece of a password)"
        );
        assert_eq!(
            unknown("~/.pg_service.conf, line 3", "colour_of_bikeshed").to_string(),
            "~/.pg_service.conf, line 3: no parameter is called \"colour_of_bikeshed\"\n\
             The parameters are those of libpq, as psql takes them; leave this one out."
        );
    }
}
