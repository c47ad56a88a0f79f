//! Sessions: their settings, the kind of server they are on, and their statements, stopped.

use super::tls_server::TlsServer;
use super::{Machine, connect, one, refused};

#[tokio::test]
async fn the_session_has_its_name_and_its_options() {
    let database = blink_testdb::database();
    let machine = Machine::new();
    let connected = connect(&machine, database.url()).await;
    assert_eq!(one(&connected, "SHOW application_name").await, "blink");
    assert_eq!(one(&connected, "SELECT current_database()").await, database.name());
    drop(connected);
    let machine = machine
        .variable("PGAPPNAME", "mine")
        .variable("PGOPTIONS", "-c statement_timeout=12345ms")
        .variable("DATABASE_URL", database.url());
    let target = blink_cli::connect::Target::resolve(None, &machine.platform()).unwrap();
    let connected = target.connect().await.unwrap();
    assert_eq!(one(&connected, "SHOW application_name").await, "mine");
    assert_eq!(one(&connected, "SHOW statement_timeout").await, "12345ms");
    assert_eq!(one(&connected, "SHOW client_encoding").await, "UTF8");
}

#[test]
fn connecting_can_be_handed_to_another_thread() {
    fn is_send<T: Send>(_: T) {}
    let target = blink_cli::connect::Target::resolve(Some("host=db"), &Machine::new().platform()).unwrap();
    is_send(async move {
        let connected = target.connect().await.unwrap();
        connected.cancel.send().await.unwrap();
        connected
    });
}

#[tokio::test]
async fn a_server_without_tls() {
    let database = blink_testdb::database();
    let url = database.url();
    let machine = Machine::new();
    let connected = connect(&machine, &format!("{url}?sslmode=prefer")).await;
    assert!(!connected.encrypted);
    drop(connected);
    if std::env::var_os("DATABASE_URL").is_some() {
        blink_testdb::leave_out("a_server_without_tls", "the server of DATABASE_URL may have TLS");
        return;
    }
    for mode in ["require", "verify-full"] {
        let message = refused(&machine, &format!("{url}?sslmode={mode}")).await;
        let (_, rest) = message.split_once("\n  ").unwrap();
        let (_, rest) = rest.split_once(": ").unwrap();
        assert_eq!(
            rest,
            format!(
                "the server has no TLS\nsslmode={mode} wants TLS: switch ssl on in the server's postgresql.conf, or \
                 write sslmode=prefer if the network between is trusted."
            )
        );
    }
}

#[tokio::test]
async fn what_the_server_has_to_be() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let machine = Machine::new();
    let url =
        |role: &str, wanted: &str| format!("postgres://{role}@127.0.0.1:{port}/shop?target_session_attrs={wanted}");
    for (role, wanted) in [
        ("postgres", "any"),
        ("postgres", "read-write"),
        ("postgres", "primary"),
        ("postgres", "prefer-standby"),
        ("read_only", "read-only"),
        ("read_only", "primary"),
    ] {
        connect(&machine, &url(role, wanted)).await;
    }
    for (role, wanted, why) in [
        ("postgres", "read-only", "its sessions are not read-only"),
        ("postgres", "standby", "it is not a standby"),
        ("read_only", "read-write", "its sessions are read-only"),
    ] {
        let url = url(role, wanted);
        assert_eq!(
            refused(&machine, &url).await,
            format!(
                "cannot connect to {url}\n  127.0.0.1, port {port}: {why}\ntarget_session_attrs={wanted} wants another \
                 server: name it, or leave target_session_attrs out."
            )
        );
    }
}

#[tokio::test]
async fn notices_are_kept() {
    let database = blink_testdb::database();
    let connected = connect(&Machine::new(), database.url()).await;
    connected
        .client
        .batch_execute("DO $$ BEGIN FOR n IN 1..150 LOOP RAISE NOTICE 'notice %', n; END LOOP; END $$")
        .await
        .unwrap();
    let (notices, dropped) = connected.notices.take();
    assert_eq!((notices.len(), dropped), (100, 50));
    assert_eq!(notices[0].message(), "notice 1");
    assert_eq!(connected.notices.take().1, 0);
}

#[tokio::test]
async fn the_end_of_a_connection_has_its_reason() {
    let Some(server) = TlsServer::get() else { return };
    let machine = Machine::new();
    let connected = connect(&machine, &server.db("user=postgres")).await;
    let other = connected.target.connect().await.unwrap();
    let pid = one(&connected, "SELECT pg_backend_pid()").await;
    one(&other, &format!("SELECT pg_terminate_backend({pid})")).await;
    let error = connected.task.await.unwrap().unwrap_err();
    assert_eq!(
        error.as_db_error().unwrap().message(),
        "terminating connection due to administrator command"
    );
}

/// Runs a statement that never ends, and stops it by the cancel request.
async fn stop_a_statement(db: &str) {
    let machine = Machine::new();
    let connected = connect(&machine, db).await;
    let watcher = connected.target.connect().await.unwrap();
    let pid = one(&connected, "SELECT pg_backend_pid()").await;
    let (client, cancel) = (connected.client, connected.cancel);
    let running = tokio::spawn(async move { client.batch_execute("SELECT pg_sleep(600)").await });
    // Before it runs, there is nothing to stop.
    let asleep = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {pid} AND wait_event = 'PgSleep'");
    while one(&watcher, &asleep).await == "0" {}
    cancel.send().await.unwrap();
    let error = running.await.unwrap().unwrap_err();
    assert_eq!(error.code().unwrap().code(), "57014");
}

#[tokio::test]
async fn a_statement_is_stopped_over_each_kind_of_connection() {
    let Some(server) = TlsServer::get() else { return };
    let directory = server.cluster.socket_dir().unwrap().display();
    let machine = Machine::new().file("ca.crt", &server.authority.pem());
    let roots = machine.path("ca.crt").display().to_string();
    for db in [
        format!("host={directory} port={} user=postgres", server.port),
        server.db("user=postgres sslmode=disable"),
        server.db("user=postgres sslmode=prefer"),
        server.db("user=postgres sslmode=require"),
        server.db(&format!("user=postgres sslmode=verify-full sslrootcert={roots}")),
    ] {
        stop_a_statement(&db).await;
    }
}

#[tokio::test]
async fn a_cancel_request_that_cannot_be_sent() {
    let Some(mut cluster) = blink_testdb::own_cluster() else {
        return;
    };
    let connected = connect(&Machine::new(), &cluster.url()).await;
    cluster.stop_immediate();
    let error = connected.cancel.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{}: the cancel request was not sent: nothing listens there (connection refused)",
            connected.host
        )
    );
}
