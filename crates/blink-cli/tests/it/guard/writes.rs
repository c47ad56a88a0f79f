//! `blink.writes`.

use blink_cli::exit::ExitStatus;
use blink_testdb::needs_several_connections;
use tokio_postgres::Client;

use super::{NONE, SCHEMA, facts_of, signs_of};
use crate::support::Db;

/// The failure of a look, without the names that differ.
async fn refusal(client: &Client, names: &[(&str, &str)]) -> String {
    let failure = facts_of(client, &["users"]).await.unwrap_err();
    assert_eq!(failure.status, ExitStatus::Refused);
    names
        .iter()
        .fold(failure.to_string(), |text, (name, word)| text.replace(name, word))
}

#[tokio::test]
async fn a_database_can_forbid_it() {
    let db = Db::new(SCHEMA).await;
    let name = db.database.name().to_owned();
    let set = |value: &str| format!("ALTER DATABASE {name} SET blink.writes = '{value}'");
    db.client.batch_execute(&set("never")).await.unwrap();
    let expected = "Blink may not write here: blink.writes = 'never' is set for the database ‹db›; no option overrides \
        that; check the address of the database, or have it reset: ALTER DATABASE \"‹db›\" RESET blink.writes";
    // In this session the setting is not in force yet, and in others a client may overwrite it.
    assert_eq!(refusal(&db.client, &[(&name, "‹db›")]).await, expected);
    db.client.batch_execute("SET blink.writes = ''").await.unwrap();
    assert_eq!(refusal(&db.client, &[(&name, "‹db›")]).await, expected);

    for unknown in ["sometimes", "always", "on"] {
        db.client.batch_execute(&set(unknown)).await.unwrap();
        assert_eq!(
            refusal(&db.client, &[(&name, "‹db›")]).await,
            format!(
                "blink.writes = '{unknown}' is set for the database ‹db›, and the only value that Blink knows is 'never'; \
                 set it to 'never', or reset it: ALTER DATABASE \"‹db›\" RESET blink.writes"
            )
        );
    }
    db.client.batch_execute(&set("NEVER")).await.unwrap();
    assert!(refusal(&db.client, &[]).await.starts_with("Blink may not write here"));
    db.client
        .batch_execute(&format!("ALTER DATABASE {name} RESET blink.writes"))
        .await
        .unwrap();
    assert_eq!(signs_of(&db.client, &["users"]).await, NONE);
}

#[tokio::test]
async fn a_role_can_be_forbidden_to() {
    if !needs_several_connections("a_role_can_be_forbidden_to") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let (name, role) = (db.database.name().to_owned(), format!("kept_{}", db.database.name()));
    let statements = [
        format!("ALTER ROLE {role} SET blink.writes = 'never'"),
        format!("ALTER ROLE {role} IN DATABASE {name} SET blink.writes = 'never'"),
    ];
    let places = [
        ("the role ‹role›", "ALTER ROLE \"‹role›\" RESET"),
        (
            "the role ‹role› in the database ‹db›",
            "ALTER ROLE \"‹role›\" IN DATABASE \"‹db›\" RESET",
        ),
    ];
    for (statement, (place, reset)) in statements.iter().zip(places) {
        db.client
            .batch_execute(&format!("CREATE ROLE {role}; {statement}"))
            .await
            .unwrap();
        // Others are not concerned.
        assert_eq!(signs_of(&db.client, &["users"]).await, NONE);
        db.client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
        let refused = refusal(&db.client, &[(&role, "‹role›"), (&name, "‹db›")]).await;
        db.client
            .batch_execute(&format!("RESET ROLE; DROP ROLE {role}"))
            .await
            .unwrap();
        assert_eq!(
            refused,
            format!(
                "Blink may not write here: blink.writes = 'never' is set for {place}; no option overrides that; check \
                 the address of the database, or have it reset: {reset} blink.writes"
            )
        );
    }
    db.client.batch_execute("SET blink.writes = 'never'").await.unwrap();
    assert!(
        refusal(&db.client, &[])
            .await
            .contains("is set for the session, by the server's configuration")
    );
}

#[tokio::test]
async fn a_server_can_forbid_it() {
    let Some(cluster) = blink_testdb::own_cluster_with(&["blink.writes=never"]) else {
        return;
    };
    let client = crate::support::connect(&cluster.url(), "blink").await;
    client.batch_execute(SCHEMA).await.unwrap();
    let expected = "Blink may not write here: blink.writes = 'never' is set for the session, by the server's \
        configuration, PGOPTIONS or ALTER ROLE ALL; no option overrides that; check the address of the database, or \
        have it reset: ALTER ROLE ALL RESET blink.writes, or the line in postgresql.conf or PGOPTIONS";
    assert_eq!(refusal(&client, &[]).await, expected);
    // For all roles in all databases, whatever this session says.
    client
        .batch_execute("ALTER ROLE ALL SET blink.writes = 'never'; SET blink.writes = ''")
        .await
        .unwrap();
    assert_eq!(refusal(&client, &[]).await, expected);
    client
        .batch_execute("ALTER ROLE ALL SET blink.writes = ''")
        .await
        .unwrap();
    assert_eq!(signs_of(&client, &["users"]).await, NONE);
}
