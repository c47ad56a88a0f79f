//! The same settings for psql and for Blink: both get in as the same role into the same database in the same way, or
//! neither does.

use std::path::PathBuf;
use std::process::Command;

use blink_cli::connect::Target;

use super::tls_server::{TlsServer, authority};
use super::{Machine, dead_port, one};

const QUESTION: &str = "SELECT concat_ws(' ', current_user, current_database(), coalesce(host(inet_server_addr()), \
                        'socket'), CASE WHEN ssl THEN 'tls' ELSE 'plain' END) FROM pg_stat_ssl WHERE pid = \
                        pg_backend_pid()";

/// The path of the newest psql.
fn psql() -> Option<PathBuf> {
    let mut found = Vec::new();
    for version in 12..=18 {
        found.push(PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/psql")));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.splice(
        0..0,
        std::env::split_paths(&path).map(|directory| directory.join("psql")),
    );
    found.into_iter().rev().find(|path| path.is_file())
}

/// psql's answer, if it gets in.
fn by_psql(psql: &PathBuf, machine: &Machine, db: &str) -> Option<String> {
    let mut command = Command::new(psql);
    command.args(["-X", "-w", "-A", "-t", "-c", QUESTION]);
    if !db.is_empty() {
        command.arg(db);
    }
    command
        .env_clear()
        .env("HOME", &machine.home)
        .envs(&machine.environment);
    let output = command.output().unwrap();
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// Blink's answer, if it gets in.
async fn by_blink(machine: &Machine, db: &str) -> Option<String> {
    let target = Target::resolve(Some(db).filter(|db| !db.is_empty()), &machine.platform()).ok()?;
    let connected = target.connect().await.ok()?;
    Some(one(&connected, QUESTION).await)
}

#[tokio::test]
async fn psql_and_blink_get_in_in_the_same_way() {
    let Some(server) = TlsServer::get() else { return };
    let Some(psql) = psql() else {
        blink_testdb::leave_out("psql_and_blink_get_in_in_the_same_way", "there is no psql");
        return;
    };
    let (port, dead) = (server.port, dead_port());
    let socket = server.cluster.socket_dir().unwrap().to_str().unwrap();
    let certy = server.client("certy");
    let machine = Machine::new()
        .file(".pgpass", &format!("127.0.0.1:{port}:shop:ann:se cret\\:1\n*:*:*:md5er:se cret\\:1\n"))
        .file(
            ".pg_service.conf",
            &format!("[shop]\nhost=127.0.0.1\nport={port}\nuser=postgres\ndbname=shop\n[socket]\nhost={socket}\nport={port}\n"),
        )
        .file("ca.crt", &server.authority.pem())
        .file("other.crt", &authority("Someone else").pem())
        .file("certy.crt", &certy.certificate)
        .file("certy.key", &certy.key)
        .variable("PGUSER", "postgres")
        .variable("PGPORT", &port.to_string());
    let path = |name: &str| machine.path(name).display().to_string();
    let (ca, other) = (path("ca.crt"), path("other.crt"));
    let client = format!("sslcert={} sslkey={}", path("certy.crt"), path("certy.key"));
    let encoded = socket.replace('/', "%2F");
    let name = "host=db.test hostaddr=127.0.0.1 dbname=shop";
    let mut let_in = 0;
    for db in [
        format!("postgres://127.0.0.1:{port}/shop"),
        format!("postgres://127.0.0.1:{dead},127.0.0.1:{port}/shop"),
        format!("postgres://127.0.0.1:{dead}/shop"),
        format!("postgres://{encoded}/shop"),
        format!("postgres://{encoded}"),
        format!("postgres:///shop?host={socket}"),
        format!("host={socket} dbname=shop sslmode=require"),
        "service=shop".to_owned(),
        "service=shop user=only_tls".to_owned(),
        "service=shop dbname=postgres".to_owned(),
        "postgres://?service=socket".to_owned(),
        "service=none".to_owned(),
        "host=127.0.0.1 user=ann dbname=shop".to_owned(),
        "host=127.0.0.1 user=ann dbname=postgres".to_owned(),
        "host=127.0.0.1 user=ann dbname=shop password=wrong".to_owned(),
        "host=127.0.0.1 user=ann dbname=shop password=''".to_owned(),
        "host=127.0.0.1 user=md5er dbname=shop".to_owned(),
        "host=127.0.0.1 user=md5er dbname=shop channel_binding=require".to_owned(),
        "hostaddr=127.0.0.1 dbname=shop".to_owned(),
        "host='' hostaddr=127.0.0.1 dbname=shop".to_owned(),
        "hostaddr=localhost dbname=shop".to_owned(),
        "host=127.0.0.1,127.0.0.1 port=1,2,3 dbname=shop".to_owned(),
        format!("{name} port=0"),
        format!("{name} port=' {port} '"),
        format!("{name} connect_timeout=x"),
        format!("{name} keepalives_idle=5 keepalives_interval=5 keepalives_count=2 tcp_user_timeout=9000"),
        format!("{name} user=only_tls sslmode=disable"),
        format!("{name} user=only_tls sslmode=allow"),
        format!("{name} user=only_tls sslmode=prefer"),
        format!("{name} user=only_plain sslmode=allow"),
        format!("{name} user=only_plain sslmode=prefer"),
        format!("{name} user=only_plain sslmode=require"),
        format!("{name} sslmode=require"),
        format!("{name} requiressl=1"),
        "postgres://db.test/shop?hostaddr=127.0.0.1&ssl=true".to_owned(),
        format!("{name} sslmode=verify-ca sslrootcert={ca}"),
        format!("{name} sslmode=verify-ca sslrootcert={other}"),
        format!("{name} sslmode=verify-ca"),
        format!("{name} sslmode=verify-full sslrootcert={ca}"),
        format!("{name} sslmode=require sslrootcert={other}"),
        format!("{name} sslmode=prefer sslrootcert={other}"),
        format!("{name} user=only_tls sslmode=prefer sslrootcert={other}"),
        format!("host=127.0.0.1 dbname=shop sslmode=verify-full sslrootcert={ca}"),
        format!("host=127.0.0.1 dbname=shop sslmode=verify-ca sslrootcert={ca}"),
        format!("{name} user=certy {client}"),
        format!("{name} user=certy"),
        format!("{name} target_session_attrs=read-write"),
        format!("{name} target_session_attrs=standby"),
        format!("{name} target_session_attrs=prefer-standby"),
        format!("{name} user=read_only target_session_attrs=read-write"),
        format!("{name} target_session_attrs=nonsense"),
        format!("{name} nonsense=1"),
        format!("{name} options='-c default_transaction_read_only=on' target_session_attrs=read-only"),
    ] {
        let (theirs, ours) = (by_psql(&psql, &machine, &db), by_blink(&machine, &db).await);
        assert_eq!(ours, theirs, "{db}");
        let_in += usize::from(theirs.is_some());
    }
    assert!(let_in > 25, "only {let_in}");
}

#[tokio::test]
async fn psql_and_blink_read_the_same_variables() {
    let Some(server) = TlsServer::get() else { return };
    let Some(psql) = psql() else {
        blink_testdb::leave_out("psql_and_blink_read_the_same_variables", "there is no psql");
        return;
    };
    let port = server.port.to_string();
    let socket = server.cluster.socket_dir().unwrap().to_str().unwrap();
    let base = [
        ("PGPORT", port.as_str()),
        ("PGUSER", "postgres"),
        ("PGDATABASE", "shop"),
        ("PGHOST", "127.0.0.1"),
    ];
    for more in [
        &[][..],
        &[("PGHOST", socket)],
        &[("PGHOST", ""), ("PGHOSTADDR", "127.0.0.1")],
        &[("PGUSER", "ann"), ("PGPASSWORD", "se cret:1")],
        &[("PGUSER", "ann"), ("PGPASSWORD", "wrong")],
        &[("PGDATABASE", "")],
        &[("PGSSLMODE", "disable")],
        &[("PGSSLMODE", "nonsense")],
        &[("PGREQUIRESSL", "1")],
        &[("PGUSER", "only_plain"), ("PGREQUIRESSL", "1")],
        &[("PGUSER", "only_plain"), ("PGREQUIRESSL", "1"), ("PGSSLMODE", "prefer")],
        &[("PGTARGETSESSIONATTRS", "standby")],
        &[
            ("PGOPTIONS", "-c default_transaction_read_only=on"),
            ("PGTARGETSESSIONATTRS", "read-only"),
        ],
        &[("PGCHANNELBINDING", "require")],
        &[("PGCONNECT_TIMEOUT", "5")],
        &[("PGSERVICE", "nowhere")],
        &[
            ("PGKRBSRVNAME", "x"),
            ("PGGSSENCMODE", "disable"),
            ("PGCLIENTENCODING", "LATIN1"),
        ],
    ] {
        let mut machine = Machine::new();
        for (name, value) in base.iter().chain(more) {
            machine = machine.variable(name, value);
        }
        assert_eq!(by_blink(&machine, "").await, by_psql(&psql, &machine, ""), "{more:?}");
    }
}
