//! Parameters of libpq that are not supported, and are said by name; and values that are none.

use super::{Machine, shown};

#[test]
fn parameters_that_are_refused() {
    let oauth = "Blink cannot log in by OAuth; give a password or a client certificate";
    let keys = "Blink logs in by the password itself; give the password";
    for (name, value, why) in [
        (
            "sslkeylogfile",
            "/tmp/keys",
            "Blink writes no keys of a connection to a file; leave it out",
        ),
        (
            "sslcrldir",
            "/etc/crl",
            "join the lists of the directory into one file, and name it by sslcrl",
        ),
        (
            "requirepeer",
            "postgres",
            "Blink cannot ask which user runs the server behind a Unix socket; connect by TCP with sslmode=verify-full",
        ),
        (
            "require_auth",
            "scram-sha-256",
            "Blink cannot refuse a kind of login; channel_binding=require or sslmode=verify-full make sure of the server",
        ),
        (
            "replication",
            "database",
            "a replication connection takes no rows; leave it out",
        ),
        ("scram_client_key", "secret", keys),
        ("scram_server_key", "secret", keys),
        ("oauth_issuer", "https://example.com", oauth),
        ("oauth_client_id", "blink", oauth),
        ("oauth_client_secret", "secret", oauth),
        ("oauth_scope", "all", oauth),
    ] {
        let machine = Machine::linux();
        let expected = format!("--db: {name} is not supported: {why}");
        assert_eq!(shown(&machine, &format!("host=db {name}={value}")), expected);
        // Empty, it asks for nothing.
        assert_eq!(
            shown(&machine, &format!("host=db {name}=''")),
            "postgres://ann@db:5432/ann"
        );
    }
    for (variable, name) in [
        ("PGREQUIREPEER", "requirepeer"),
        ("PGREQUIREAUTH", "require_auth"),
        ("PGSSLCRLDIR", "sslcrldir"),
    ] {
        let message = shown(&Machine::linux().variable(variable, "x"), "host=db");
        assert!(
            message.starts_with(&format!("{variable}: {name} is not supported: ")),
            "{message}"
        );
    }
}

#[test]
fn values_that_are_refused() {
    for (setting, expected) in [
        (
            "gssencmode=require",
            "--db: gssencmode=require is not supported: Blink encrypts by TLS; write sslmode=verify-full",
        ),
        (
            "gssencmode=x",
            "--db: gssencmode is one of disable, prefer, require, not \"x\"",
        ),
        (
            "sslcertmode=require",
            "--db: sslcertmode=require is not supported: Blink cannot tell whether the server asked for the \
             certificate\nWrite sslcertmode=allow; the server's pg_hba.conf demands a certificate by \
             clientcert=verify-full.",
        ),
        (
            "min_protocol_version=3.2",
            "--db: a min_protocol_version above 3.0 is not supported: Blink speaks version 3.0",
        ),
        (
            "max_protocol_version=4",
            "--db: max_protocol_version is one of 3.0, 3.2, latest, not \"4\"",
        ),
        (
            "client_encoding=LATIN1",
            "--db: client_encoding is UTF8, always, not \"LATIN1\"\nLeave it out. What a file is encoded in is said by \
             --encoding.",
        ),
        (
            "target_session_attrs=master",
            "--db: target_session_attrs is one of any, read-write, read-only, primary, standby, prefer-standby, not \
             \"master\"",
        ),
        (
            "load_balance_hosts=1",
            "--db: load_balance_hosts is one of disable, random, not \"1\"",
        ),
        (
            "channel_binding=on",
            "--db: channel_binding is one of prefer, disable, require, not \"on\"",
        ),
        (
            "connect_timeout=10s",
            "--db: connect_timeout is a whole number, not \"10s\"",
        ),
        ("keepalives=yes", "--db: keepalives is a whole number, not \"yes\""),
        (
            "keepalives_idle=9999999999",
            "--db: keepalives_idle is a whole number, not \"9999999999\"",
        ),
    ] {
        assert_eq!(shown(&Machine::linux(), &format!("host=db {setting}")), expected);
    }
}

#[test]
fn what_can_change_nothing_is_ignored() {
    let machine = Machine::linux()
        .variable("PGCLIENTENCODING", "LATIN1")
        .variable("PGKRBSRVNAME", "pg")
        .variable("PGGSSLIB", "gssapi")
        .variable("PGGSSDELEGATION", "1")
        .variable("PGGSSENCMODE", "prefer")
        .variable("PGSSLCOMPRESSION", "1")
        .variable("PGMAXPROTOCOLVERSION", "latest")
        .variable("PGDATESTYLE", "German")
        .variable("PGTZ", "UTC")
        .variable("PGGEQO", "off");
    assert_eq!(
        shown(&machine, "host=db client_encoding=utf8"),
        "postgres://ann@db:5432/ann"
    );
}

#[test]
fn numbers_may_have_blanks_and_less_than_one_is_none() {
    let target = super::resolved(
        &Machine::linux(),
        "host=db connect_timeout=' 7 ' keepalives=0 keepalives_idle=-1 tcp_user_timeout=250",
    );
    let network = format!("{:?}", target.unwrap().network);
    assert_eq!(
        network,
        "Network { connect_timeout: Some(7s), keepalives: false, idle: None, interval: None, count: None, user_timeout: \
         Some(250ms) }"
    );
}

#[test]
fn the_application_s_name() {
    for (db, variable, name) in [
        ("host=db", None, "blink"),
        ("host=db fallback_application_name=f", None, "f"),
        ("host=db fallback_application_name=f", Some("v"), "v"),
        ("host=db application_name=a", Some("v"), "a"),
        ("host=db application_name=", Some("v"), "blink"),
    ] {
        let mut machine = Machine::linux();
        if let Some(variable) = variable {
            machine = machine.variable("PGAPPNAME", variable);
        }
        let session = format!("{:?}", super::resolved(&machine, db).unwrap().session);
        assert!(
            session.contains(&format!("application_name: {name:?}")),
            "{db}: {session}"
        );
    }
}
