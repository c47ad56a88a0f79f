//! Encryption, certificates, and what is said where they do not fit.

use super::tls_server::{PASSWORD, TlsServer, VERSION_1, VERSION_1_KEY, authority, pair};
use super::{Machine, connect, one, refused};

use rcgen::ExtendedKeyUsagePurpose;

const IS_ENCRYPTED: &str = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

/// The machine of someone who has the authority's certificate.
fn machine(server: &TlsServer) -> Machine {
    Machine::new().file("ca.crt", &server.authority.pem())
}

#[tokio::test]
async fn every_mode() {
    let Some(server) = TlsServer::get() else { return };
    let machine = machine(server);
    let roots = format!("sslrootcert={}", machine.path("ca.crt").display());
    for (role, mode, encrypted) in [
        ("postgres", "disable", false),
        ("postgres", "allow", false),
        ("postgres", "prefer", true),
        ("postgres", "require", true),
        ("postgres", "verify-ca", true),
        ("postgres", "verify-full", true),
        // Back to the other way, as in libpq.
        ("only_tls", "allow", true),
        ("only_tls", "prefer", true),
        ("only_plain", "allow", false),
        ("only_plain", "prefer", false),
        ("only_plain", "disable", false),
    ] {
        let more = if mode.starts_with("verify") { roots.as_str() } else { "" };
        let connected = connect(&machine, &server.db(&format!("user={role} sslmode={mode} {more}"))).await;
        assert_eq!(connected.encrypted, encrypted, "{role} {mode}");
        assert_eq!(one(&connected, IS_ENCRYPTED).await, if encrypted { "t" } else { "f" });
        let again = connected.target.connect().await.unwrap();
        assert_eq!(again.encrypted, encrypted, "{role} {mode}");
    }
}

#[tokio::test]
async fn versions_of_tls() {
    let Some(server) = TlsServer::get() else { return };
    let version = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    for (more, expected) in [
        ("", "TLSv1.3"),
        ("ssl_max_protocol_version=TLSv1.2", "TLSv1.2"),
        ("ssl_min_protocol_version=TLSv1.3", "TLSv1.3"),
        ("ssl_min_protocol_version=TLSv1 sslsni=0", "TLSv1.3"),
    ] {
        let db = server.db(&format!("user=postgres sslmode=require {more}"));
        assert_eq!(one(&connect(&Machine::new(), &db).await, version).await, expected);
    }
}

#[tokio::test]
async fn the_chain_and_the_name() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let other = authority("Someone else");
    let machine = machine(server).file("other.crt", &other.pem());
    let path = |name: &str| machine.path(name).display().to_string();
    let (right, wrong) = (path("ca.crt"), path("other.crt"));
    let by_address = format!("host=127.0.0.1 port={port} user=postgres dbname=shop");
    let by_name = format!("host=db.test hostaddr=127.0.0.1 port={port} user=postgres dbname=shop");

    connect(&machine, &format!("{by_name} sslmode=verify-full sslrootcert={right}")).await;
    connect(&machine, &format!("{by_address} sslmode=verify-ca sslrootcert={right}")).await;
    // The usual place, and every mode checks against it.
    let usual = Machine::new().file(".postgresql/root.crt", &server.authority.pem());
    connect(&usual, &format!("{by_name} sslmode=verify-full")).await;

    assert_eq!(
        machine.short(
            &refused(
                &machine,
                &format!("{by_address} sslmode=verify-full sslrootcert={right}")
            )
            .await
        ),
        format!(
            "cannot connect to postgres://postgres@127.0.0.1:{port}/shop?sslmode=verify-full\n  127.0.0.1, port {port}: \
             the server's certificate is not 127.0.0.1's: it names localhost, db.test\nConnect by a name that the \
             certificate has (hostaddr may give another address), or write sslmode=verify-ca, which does not check the \
             name."
        )
    );
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(
            machine.short(&refused(&machine, &format!("{by_name} sslmode={mode} sslrootcert={wrong}")).await),
            format!(
                "cannot connect to postgres://postgres@db.test:{port}/shop?sslmode={mode}\n  db.test (127.0.0.1), port \
                 {port}: no trusted root signed the server's certificate\nThe roots are those of ~/other.crt. Name the \
                 certificate of the authority that signed the server's by sslrootcert."
            )
        );
    }
    // libpq, too, goes on without TLS where that is allowed.
    let connected = connect(&machine, &format!("{by_name} sslmode=prefer sslrootcert={wrong}")).await;
    assert!(!connected.encrypted);
    // Where TLS is not to be had, the message says both.
    let only_tls = by_name.replace("postgres", "only_tls");
    let message = refused(&machine, &format!("{only_tls} sslmode=prefer sslrootcert={wrong}")).await;
    assert!(
        message.contains("with TLS: no trusted root") && message.contains("without TLS: no pg_hba.conf entry"),
        "{message}"
    );
}

#[tokio::test]
async fn the_system_s_roots() {
    let Some(server) = TlsServer::get() else { return };
    let message = match blink_cli::connect::Target::resolve(
        Some(&server.db("user=postgres sslrootcert=system")),
        &Machine::new().platform(),
    )
    .unwrap()
    .connect()
    .await
    {
        Ok(_) => panic!("the system trusts an authority that was made a moment ago"),
        Err(error) => error.to_string(),
    };
    let no_roots = "the system has no root certificates";
    assert!(
        message.starts_with(no_roots)
            || message.contains("no trusted root signed the server's certificate\nThe roots are those of this system."),
        "{message}"
    );
}

#[tokio::test]
async fn client_certificates() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let certy = server.client("certy");
    let stranger = pair(
        &authority("Someone else"),
        "certy",
        &[],
        ExtendedKeyUsagePurpose::ClientAuth,
    );
    let other_role = server.client("ann");
    let mut machine = Machine::new();
    for (name, pair) in [("certy", &certy), ("stranger", &stranger), ("ann", &other_role)] {
        machine = machine
            .file(&format!("{name}.crt"), &pair.certificate)
            .file(&format!("{name}.key"), &pair.key);
    }
    let with = |name: &str, key: &str| {
        let (certificate, key) = (
            machine.path(&format!("{name}.crt")),
            machine.path(&format!("{key}.key")),
        );
        let more = format!(
            "user=certy sslmode=require sslcert={} sslkey={}",
            certificate.display(),
            key.display()
        );
        server.db(&more)
    };
    let connected = connect(&machine, &with("certy", "certy")).await;
    assert_eq!(one(&connected, "SELECT current_user").await, "certy");
    let usual = Machine::new()
        .file(".postgresql/postgresql.crt", &certy.certificate)
        .file(".postgresql/postgresql.key", &certy.key);
    connect(&usual, &server.db("user=certy")).await;
    let old = Machine::new()
        .file(".postgresql/postgresql.crt", VERSION_1)
        .file(".postgresql/postgresql.key", VERSION_1_KEY);
    assert_eq!(
        one(&connect(&old, &server.db("user=db")).await, "SELECT current_user").await,
        "db"
    );

    let head = format!(
        "cannot connect to postgres://certy@localhost:{port}/shop?sslmode=require\n  localhost (127.0.0.1), port {port}: "
    );
    assert_eq!(
        refused(&machine, &server.db("user=certy sslmode=require")).await,
        format!(
            "{head}connection requires a valid client certificate (28000)\nThe server wants a client certificate: name \
             it by sslcert, and its key by sslkey."
        )
    );
    assert_eq!(
        machine.short(&refused(&machine, &with("stranger", "stranger")).await),
        format!(
            "{head}the server ended TLS: UnknownCA\nThe server may not trust the client certificate ~/stranger.crt."
        )
    );
    assert_eq!(
        refused(&machine, &with("ann", "ann")).await,
        format!("{head}certificate authentication failed for user \"certy\" (28000)\nThe role comes from --db.")
    );
    let target = blink_cli::connect::Target::resolve(Some(&with("certy", "ann")), &machine.platform()).unwrap();
    let error = target.connect().await.unwrap_err();
    assert_eq!(
        machine.short(&error.to_string()),
        "the client certificate ~/certy.crt cannot be used: its key is another certificate's"
    );
    assert_eq!(error.kind(), blink_cli::connect::ConnectErrorKind::Settings);
}

#[tokio::test]
async fn channel_binding() {
    let Some(server) = TlsServer::get() else { return };
    let machine = Machine::new().variable("PGPASSWORD", PASSWORD);
    for more in [
        "channel_binding=require sslmode=require",
        "channel_binding=disable sslmode=require",
    ] {
        connect(&machine, &server.db(&format!("user=ann {more}"))).await;
    }
    let advice = "channel_binding=require needs TLS and a login by scram-sha-256.";
    for (role, mode) in [("ann", "disable"), ("md5er", "require"), ("postgres", "require")] {
        let message = refused(
            &machine,
            &server.db(&format!("user={role} channel_binding=require sslmode={mode}")),
        )
        .await;
        let (_, rest) = message.split_once("127.0.0.1").unwrap();
        let (_, rest) = rest.split_once(": ").unwrap();
        assert_eq!(
            rest,
            format!("authentication error: server did not use channel binding\n{advice}")
        );
    }
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let Some(server) = TlsServer::get() else { return };
    let db = server.db("user=postgres sslmode=require sslnegotiation=direct");
    let machine = Machine::new();
    if server.cluster.version() >= 17 {
        let connected = connect(&machine, &db).await;
        assert_eq!(one(&connected, IS_ENCRYPTED).await, "t");
        return;
    }
    blink_testdb::leave_out(
        "tls_from_the_first_byte",
        "no TLS from the first byte before PostgreSQL 17; only the refusal is tested",
    );
    let message = refused(&machine, &db).await;
    assert!(
        message.ends_with("\nsslnegotiation=direct needs PostgreSQL 17; leave it out."),
        "{message}"
    );
}

#[tokio::test]
async fn a_role_that_only_tls_lets_in() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    if server.cluster.version() < 14 {
        blink_testdb::leave_out(
            "a_role_that_only_tls_lets_in",
            "the message has other words before PostgreSQL 14",
        );
        return;
    }
    assert_eq!(
        refused(&Machine::new(), &server.db("user=only_tls sslmode=disable")).await,
        format!(
            "cannot connect to postgres://only_tls@localhost:{port}/shop?sslmode=disable\n  localhost (127.0.0.1), port \
             {port}: no pg_hba.conf entry for host \"127.0.0.1\", user \"only_tls\", database \"shop\", no encryption \
             (28000)\nThe server may want TLS: write sslmode=require. The role comes from --db."
        )
    );
}
