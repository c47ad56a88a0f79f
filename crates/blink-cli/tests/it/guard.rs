//! The guard: each sign alone makes it ask, whatever the role may see.

mod rows;
mod writes;

use blink::TableName;
use blink_cli::exit::{ExitStatus, Failure};
use blink_cli::guard::{Confirmation, Facts, Host, Place, Rows, Target, confirm, look, signs};
use blink_cli::terminal::Output;
use blink_testdb::needs_several_connections;
use tokio_postgres::Client;

use crate::support::{Db, config, connect, open};

const SCHEMA: &str = "CREATE TABLE users (id int); CREATE TABLE \"Odd\ttable\" (id int)";

fn here() -> Host {
    Host {
        name: "localhost".to_owned(),
        place: Place::Address("127.0.0.1".parse().unwrap()),
    }
}

async fn facts_of(client: &Client, tables: &[&str]) -> Result<Facts, Failure> {
    let tables = tables.iter().map(|table| TableName::from(*table)).collect::<Vec<_>>();
    let target = Target {
        host: here(),
        tables: &tables,
        is_named: false,
    };
    look(client, target).await
}

/// The signs in words, with `‹db›` in place of the database's name.
fn shown(facts: &Facts) -> Vec<String> {
    signs(facts)
        .iter()
        .map(|sign| sign.to_string().replace(&facts.database, "‹db›"))
        .collect()
}

async fn signs_of(client: &Client, tables: &[&str]) -> Vec<String> {
    shown(&facts_of(client, tables).await.unwrap())
}

/// The answer of `confirm` without a terminal.
async fn confirmed(facts: &Facts, name: Option<&str>) -> Result<(), Failure> {
    let confirmation = Confirmation {
        name,
        ..Confirmation::default()
    };
    confirm(facts, &signs(facts), confirmation, || None, &Output::new()).await?;
    Ok(())
}

const NONE: [&str; 0] = [];

#[tokio::test]
async fn no_sign_and_it_goes_on() {
    let db = Db::new(SCHEMA).await;
    let facts = facts_of(&db.client, &["users"]).await.unwrap();
    assert_eq!(shown(&facts), NONE);
    assert_eq!((facts.database.as_str(), facts.tables), (db.database.name(), 2));
    assert_eq!(facts.targets[0].rows, Rows::Exactly(0));
    confirmed(&facts, None).await.unwrap();
    confirmed(&facts, Some(db.database.name())).await.unwrap();
}

#[tokio::test]
async fn a_name_that_is_given_is_right_in_every_case() {
    let db = Db::new(SCHEMA).await;
    let facts = facts_of(&db.client, &["users"]).await.unwrap();
    for wrong in ["shop", "", " ", &db.database.name().to_uppercase()] {
        let failure = confirmed(&facts, Some(wrong)).await.unwrap_err();
        assert_eq!(failure.status, ExitStatus::Usage);
    }
    let failure = confirmed(&facts, Some("sh\u{1b}op")).await.unwrap_err();
    assert_eq!(
        failure.to_string().replace(db.database.name(), "‹db›"),
        "--confirm names sh\\u{1b}op, and the database is ‹db›; nothing was written; \
         check which database it is, then give its exact name"
    );
}

#[tokio::test]
async fn sessions_of_other_programs_are_a_sign() {
    if !needs_several_connections("sessions_of_other_programs_are_a_sign") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let _rails = connect(db.database.url(), "Ra\til\x1bs").await;
    let role = db.one("SELECT current_user").await;
    // The server replaces what is not printable in this name, as ? or as \x1b.
    let name = db
        .one("SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'Ra%'")
        .await;
    let signs = signs_of(&db.client, &["users"]).await;
    assert_eq!(
        signs,
        [format!("other sessions are in the database, 1: {name} ({role})")]
    );
    let _more = (
        connect(db.database.url(), "").await,
        connect(db.database.url(), "").await,
    );
    assert_eq!(
        signs_of(&db.client, &["users"]).await,
        [format!(
            "other sessions are in the database, 3: {name} ({role}), a program without a name ({role}, 2 sessions)"
        )]
    );
}

#[tokio::test]
async fn what_a_role_is_forbidden_to_see_is_a_sign() {
    if !needs_several_connections("what_a_role_is_forbidden_to_see_is_a_sign") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let role = format!("blind_{}", db.database.name());
    let views = "pg_stat_activity, pg_stat_replication, pg_replication_slots, pg_db_role_setting";
    // The rights of each database are its own.
    let blinded = format!("REVOKE ALL ON {views} FROM PUBLIC; CREATE ROLE {role}; GRANT ALL ON users TO {role}");
    db.client
        .batch_execute(&format!("{blinded}; SET ROLE {role}"))
        .await
        .unwrap();
    let facts = facts_of(&db.client, &["users"]).await;
    let cleaned = format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}");
    db.client.batch_execute(&cleaned).await.unwrap();
    let facts = facts.unwrap();
    assert_eq!(
        shown(&facts),
        [
            "this role cannot see whether there are other sessions",
            "this role cannot see whether there are standbys",
            "this role cannot see whether there are replication slots",
        ]
    );
    assert!(anstream_free(&facts.to_string()).ends_with("  sessions  cannot see\n"));
}

#[tokio::test]
async fn a_session_that_has_just_ended_is_no_sign() {
    if !needs_several_connections("a_session_that_has_just_ended_is_no_sign") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    for _ in 0..10 {
        drop(connect(db.database.url(), "psql").await);
        assert_eq!(signs_of(&db.client, &["users"]).await, NONE);
    }
}

#[tokio::test]
async fn a_role_without_privileges_sees_enough() {
    if !needs_several_connections("a_role_without_privileges_sees_enough") {
        return;
    }
    let db = Db::new(&format!(
        "{SCHEMA}; CREATE TABLE other (id int); INSERT INTO users VALUES (1)"
    ))
    .await;
    let role = format!("nobody_{}", db.database.name());
    let owner = db.one("SELECT current_user").await;
    let created = format!("CREATE ROLE {role} LOGIN; GRANT INSERT ON users, other TO {role}");
    db.client.batch_execute(&created).await.unwrap();
    let mut config = config(db.database.url(), "blink");
    config.user(&role);
    let nobody = open(&config).await;
    let facts = facts_of(&nobody, &["users", "other"]).await.unwrap();
    assert_eq!(
        (facts.role.as_str(), facts.tables, facts.bytes.is_some()),
        (role.as_str(), 3, true)
    );
    assert_eq!(
        shown(&facts),
        [
            "public.users may have rows: this role may not read all of them".to_owned(),
            format!("other sessions are in the database, 1: blink ({owner}); this role cannot see what they do"),
        ]
    );
    drop(nobody);
    db.wait_until(&format!(
        "NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = '{role}')"
    ))
    .await;
    db.client
        .batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn replication_slots_and_standbys_are_signs() {
    let Some(cluster) =
        blink_testdb::own_cluster_with(&["wal_level=replica", "max_wal_senders=4", "max_replication_slots=4"])
    else {
        return;
    };
    let client = connect(&cluster.url(), "blink").await;
    client.batch_execute(SCHEMA).await.unwrap();
    assert_eq!(signs_of(&client, &["users"]).await, NONE);
    client
        .batch_execute("SELECT pg_create_physical_replication_slot('keeps')")
        .await
        .unwrap();
    assert_eq!(
        signs_of(&client, &["users"]).await,
        ["the server has 1 replication slot"]
    );
    client
        .batch_execute("SELECT pg_drop_replication_slot('keeps')")
        .await
        .unwrap();

    // A receiver of the WAL, as a standby is one.
    let receiver = receiver(&cluster.url());
    for _ in 0..3_000 {
        if crate::support::rows(&client, "SELECT count(*) FROM pg_stat_replication").await == ["1"] {
            break;
        }
        client.simple_query("SELECT pg_sleep(0.01)").await.unwrap();
    }
    let expected = ["the server sends its WAL to 1 receiver, such as a standby"];
    assert_eq!(signs_of(&client, &["users"]).await, expected);
    // Whoever asks.
    client
        .batch_execute("CREATE ROLE nobody; GRANT INSERT ON users TO nobody; SET ROLE nobody")
        .await
        .unwrap();
    let as_nobody = signs_of(&client, &["users"]).await;
    drop(receiver);
    assert_eq!(as_nobody, expected);
}

/// A connection as a standby opens one ([Message
/// Formats](https://www.postgresql.org/docs/current/protocol-message-formats.html), StartupMessage).
fn receiver(url: &str) -> std::net::TcpStream {
    use std::io::Write as _;
    let config = config(url, "standby");
    let port = config.get_ports()[0];
    let mut message = 196_608_i32.to_be_bytes().to_vec();
    message.extend_from_slice(b"user\0postgres\0replication\0true\0\0");
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(&i32::try_from(message.len() + 4).unwrap().to_be_bytes())
        .unwrap();
    stream.write_all(&message).unwrap();
    stream
}

#[tokio::test]
async fn a_look_that_fails_says_so() {
    let db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("SET SESSION AUTHORIZATION DEFAULT; CREATE SCHEMA closed; CREATE TABLE closed.t ()")
        .await
        .unwrap();
    let role = format!("outside_{}", db.database.name());
    db.client
        .batch_execute(&format!("CREATE ROLE {role}; SET ROLE {role}"))
        .await
        .unwrap();
    let failed = facts_of(&db.client, &["closed.t"]).await;
    db.client
        .batch_execute(&format!("RESET ROLE; DROP ROLE {role}"))
        .await
        .unwrap();
    let failure = failed.unwrap_err();
    assert_eq!(failure.status, ExitStatus::Refused);
    assert_eq!(
        failure.to_string(),
        "the look at the database before writing failed: permission denied for schema closed (SQLSTATE 42501)"
    );
}

#[tokio::test]
async fn names_and_hosts_are_signs() {
    let db = Db::new(SCHEMA).await;
    let mut facts = facts_of(&db.client, &["users"]).await.unwrap();
    facts.server_address = None;
    let with_host = |name: &str, address: &str| Facts {
        host: Host {
            name: name.to_owned(),
            place: Place::Address(address.parse().unwrap()),
        },
        ..facts.clone()
    };
    assert_eq!(shown(&with_host("db", "10.0.0.7")), NONE);
    assert_eq!(
        shown(&with_host("db.example.com", "203.0.113.7")),
        ["the host, db.example.com (203.0.113.7), is neither this machine nor in a private network"]
    );
    assert_eq!(
        shown(&with_host("pg-primary.internal", "10.0.0.7")),
        ["the name of the host, pg-primary.internal, has the word primary"]
    );
    let named = Facts {
        database: "shop_prod".to_owned(),
        ..facts.clone()
    };
    assert_eq!(
        signs(&named).iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["the name of the database, shop_prod, has the word prod"]
    );
    let tunnelled = Facts {
        server_address: "203.0.113.7".parse().ok(),
        ..facts.clone()
    };
    assert_eq!(
        shown(&tunnelled),
        ["the server's own address, 203.0.113.7, is neither this machine's nor in a private network"]
    );
    let socket = Facts {
        host: Host {
            name: "/run/postgresql".to_owned(),
            place: Place::Socket,
        },
        ..facts
    };
    assert_eq!(shown(&socket), NONE);
}

#[tokio::test]
async fn a_standby_takes_no_rows() {
    let Some(mut cluster) = blink_testdb::own_cluster() else {
        return;
    };
    cluster.stop_immediate();
    std::fs::write(cluster.data_dir().join("standby.signal"), "").unwrap();
    cluster.bring_up();
    let client = connect(&cluster.url(), "blink").await;
    let failure = facts_of(&client, &[]).await.unwrap_err();
    assert_eq!(failure.status, ExitStatus::Refused);
    assert_eq!(
        failure.to_string(),
        "the server is a standby, and takes no rows; connect to its primary"
    );
}

#[tokio::test]
async fn facts_are_shown() {
    let mut facts = facts_of(&Db::new(SCHEMA).await.client, &["users"]).await.unwrap();
    facts.database = "shop\u{202e}".to_owned();
    facts.version = "16.2 (Debian)".to_owned();
    facts.role = "app".to_owned();
    facts.login = "ann".to_owned();
    facts.bytes = Some(1_200_000_000);
    let plain = |facts: &Facts| anstream_free(&facts.to_string());
    assert_eq!(
        plain(&facts),
        "  database  shop\\u{202e}
  server    localhost (127.0.0.1), PostgreSQL 16.2 (Debian)
  role      app, logged in as ann
  holds     2 tables, 1.20 GB
  fills     public.users (no rows)
  sessions  none
"
    );
    facts.login = "app".to_owned();
    facts.bytes = None;
    assert!(plain(&facts).contains("  role      app\n  holds     2 tables, size: cannot see\n"));
}

/// A text without its styles.
fn anstream_free(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, style)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = style.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}
