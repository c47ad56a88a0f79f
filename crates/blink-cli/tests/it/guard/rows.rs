//! Rows in the tables of the run.

use blink_cli::exit::ExitStatus;
use blink_cli::guard::Rows;
use blink_testdb::needs_several_connections;

use super::{NONE, SCHEMA, confirmed, facts_of, signs_of};
use crate::support::{Db, connect};

#[tokio::test]
async fn rows_are_a_sign() {
    let db = Db::new(&format!("{SCHEMA}; INSERT INTO users VALUES (1), (2)")).await;
    assert_eq!(signs_of(&db.client, &["users"]).await, ["public.users has 2 rows"]);
    // Of a table that the run does not fill they are none.
    assert_eq!(signs_of(&db.client, &["Odd\ttable"]).await, NONE);
    db.client
        .batch_execute("TRUNCATE users; INSERT INTO \"Odd\ttable\" VALUES (1)")
        .await
        .unwrap();
    assert_eq!(
        signs_of(&db.client, &["users", "Odd\ttable"]).await,
        ["public.Odd\\ttable has 1 row"]
    );

    let facts = facts_of(&db.client, &["Odd\ttable"]).await.unwrap();
    let failure = confirmed(&facts, None).await.unwrap_err();
    assert_eq!(failure.status, ExitStatus::Usage);
    assert_eq!(
        failure.to_string().replace(db.database.name(), "‹db›"),
        "‹db› may not be a database of your own, and there is no terminal to ask at; nothing was written\n  \
         - public.Odd\\ttable has 1 row; if it is the right one, add --confirm ‹db›"
    );
    confirmed(&facts, Some(db.database.name())).await.unwrap();
}

#[tokio::test]
async fn many_rows_are_estimated() {
    let db = Db::new(&format!("{SCHEMA}; INSERT INTO users SELECT generate_series(1, 1000)")).await;
    assert_eq!(signs_of(&db.client, &["users"]).await, ["public.users has 1,000 rows"]);
    db.client
        .batch_execute("INSERT INTO users SELECT generate_series(1, 4000); ANALYZE users")
        .await
        .unwrap();
    // The statistics of before 15 arrive when they arrive, and may count the same rows twice.
    let signs = signs_of(&db.client, &["users"]).await;
    let number = signs[0]
        .strip_prefix("public.users has about ")
        .and_then(|rest| rest.strip_suffix(" rows"));
    let number = number.expect(&signs[0]).replace(',', "").parse::<u64>().unwrap();
    assert!((5_000..=10_000).contains(&number), "{number}");
    // Deleted rows are none, though the file is not empty.
    db.client.batch_execute("DELETE FROM users").await.unwrap();
    assert_eq!(signs_of(&db.client, &["users"]).await, NONE);
}

#[tokio::test]
async fn partitions_and_children_have_rows_too() {
    let db = Db::new(
        "CREATE TABLE log (id int) PARTITION BY RANGE (id);
         CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
         CREATE TABLE log_1_1 PARTITION OF log_1 FOR VALUES FROM (0) TO (10);
         CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent)",
    )
    .await;
    assert_eq!(signs_of(&db.client, &["log", "parent"]).await, NONE);
    db.client
        .batch_execute("INSERT INTO log VALUES (1); INSERT INTO child VALUES (1)")
        .await
        .unwrap();
    let signs = ["public.log has 1 row", "public.parent has 1 row"];
    assert_eq!(signs_of(&db.client, &["log", "parent"]).await, signs);
}

#[tokio::test]
async fn what_cannot_be_seen_is_a_sign() {
    let db = Db::new(&format!(
        "{SCHEMA}; CREATE VIEW seen AS SELECT * FROM users;
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
         CREATE FOREIGN TABLE far (id int) SERVER s;
         CREATE TABLE mixed (id int) PARTITION BY RANGE (id);
         CREATE FOREIGN TABLE far_part PARTITION OF mixed FOR VALUES FROM (0) TO (1) SERVER s"
    ))
    .await;
    assert_eq!(
        signs_of(&db.client, &["seen", "far", "mixed", "no such table"]).await,
        [
            "public.seen may have rows: it is a view, and what is behind it is not looked at",
            "public.far may have rows: they are on another server, which is not looked at",
            "public.mixed may have rows: they are on another server, which is not looked at",
        ]
    );
}

#[tokio::test]
async fn a_locked_table_is_not_waited_for() {
    if !needs_several_connections("a_locked_table_is_not_waited_for") {
        return;
    }
    let db = Db::new(&format!("{SCHEMA}; CREATE TABLE free (id int)")).await;
    let other = connect(db.database.url(), "other").await;
    other.batch_execute("BEGIN; LOCK TABLE users").await.unwrap();
    let facts = facts_of(&db.client, &["free", "users"]).await.unwrap();
    assert_eq!(facts.targets[0].rows, Rows::Exactly(0));
    assert_eq!(facts.targets[1].rows, Rows::Unseen("another session has locked it"));
    // The connection is left as it was.
    assert_eq!(db.one("SELECT now() = statement_timestamp()").await, "t");
    assert_eq!(db.one("SHOW statement_timeout").await, "0");
}

#[tokio::test]
async fn rows_behind_a_policy_are_not_counted_as_none() {
    if !needs_several_connections("rows_behind_a_policy_are_not_counted_as_none") {
        return;
    }
    let db = Db::new(&format!(
        "{SCHEMA}; INSERT INTO users VALUES (1); ALTER TABLE users ENABLE ROW LEVEL SECURITY"
    ))
    .await;
    let role = format!("policy_{}", db.database.name());
    db.client
        .batch_execute(&format!(
            "CREATE ROLE {role}; GRANT ALL ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let signs = signs_of(&db.client, &["users"]).await;
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
    assert_eq!(
        signs,
        ["public.users may have rows: this role may not read all of them"]
    );
}
