//! Tables that are left out, and those that are left alone.

use blink_testdb::needs_several_connections;
use serde_json::json;

use super::{json_of, run, seed};
use crate::support::Db;

/// No number is both; and its child needs a row of it.
const IMPOSSIBLE: &str = "CREATE TABLE impossible (id int PRIMARY KEY, n int NOT NULL CHECK (n > 5), CHECK (n < 5));
    CREATE TABLE child (id int PRIMARY KEY, impossible_id int NOT NULL REFERENCES impossible);
    CREATE TABLE users (id int PRIMARY KEY, name text)";

#[tokio::test]
async fn what_cannot_be_filled_is_told_before_the_question() {
    if !needs_several_connections("what_cannot_be_filled_is_told_before_the_question") {
        return;
    }
    let db = Db::new(IMPOSSIBLE).await;
    let plan = run(&db, &["plan"]);
    assert_eq!(plan.status, 3, "{}", plan.stderr);
    let left_out = "\nleft out:\n  public.impossible: no value of n meets ";
    assert!(
        plan.stdout.contains(left_out) && plan.stdout.contains("\n  public.child: "),
        "{}",
        plan.stdout
    );

    // Without a terminal the question ends it; what is left out was said before.
    let unconfirmed = run(&db, &["seed"]);
    assert_eq!(unconfirmed.status, 2);
    let (told, question) = unconfirmed.stderr.split_once("About to write to").unwrap();
    assert!(
        told.contains("\nleft out: public.impossible: ") && told.contains("\nleft out: public.child: "),
        "{told}"
    );
    assert!(!question.contains("public.child"), "{question}");

    let strict = seed(&db, &["--strict"]);
    assert_eq!(strict.status, 1);
    assert!(
        strict
            .stderr
            .starts_with("error: 2 tables would be left out (--strict); nothing was written:\n  - public.impossible: "),
        "{}",
        strict.stderr
    );
    assert!(
        strict
            .stderr
            .ends_with("\nhelp: leave --strict out to fill the others, or name the tables by --except\n"),
        "{}",
        strict.stderr
    );
    let strict = run(&db, &["plan", "--strict", "--json"]);
    let failure = json_of(&strict);
    assert_eq!((strict.status, &failure["exit"]), (1, &json!(1)));
    assert_eq!(failure["plan"]["left_out"][0]["table"], "public.impossible");
    assert_eq!(db.one("SELECT count(*) FROM users").await, "0");
    assert_eq!(
        run(&db, &["plan", "--strict", "--except", "impossible,child"]).status,
        0
    );

    let filled = seed(&db, &["--rows", "20", "--json"]);
    let report = json_of(&filled);
    assert_eq!((filled.status, &report["status"]), (3, &json!("left_out")));
    assert_eq!(report["left_out"].as_array().map(Vec::len), Some(2));
    assert_eq!(db.one("SELECT count(*) FROM users").await, "20");

    let again = seed(&db, &[]);
    assert_eq!(again.status, 3);
    assert!(
        again.stdout.starts_with("nothing to do: 1 table has rows, "),
        "{}",
        again.stdout
    );
}

#[tokio::test]
async fn if_nothing_can_be_filled_it_is_refused() {
    if !needs_several_connections("if_nothing_can_be_filled_it_is_refused") {
        return;
    }
    let db = Db::new("CREATE TABLE impossible (n int NOT NULL CHECK (n > 5), CHECK (n < 5))").await;
    let ended = seed(&db, &[]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.stderr.starts_with(
            "error: no table can be filled; nothing was written; 1 table would be left out:\n  - public.impossible: "
        ),
        "{}",
        ended.stderr
    );
    let ended = run(&db, &["preview", "impossible"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.stderr.starts_with("error: public.impossible would be left out: "),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_child_of_a_table_that_is_not_asked_for_is_left_out() {
    if !needs_several_connections("a_child_of_a_table_that_is_not_asked_for_is_left_out") {
        return;
    }
    let db = Db::new(super::SHOP).await;
    let ended = seed(&db, &["--except", "users"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("  - public.orders: "), "{}", ended.stderr);
    // Once there are rows, they are referred to.
    assert_eq!(seed(&db, &["--tables", "users", "--rows", "5"]).status, 0);
    let ended = seed(&db, &["--except", "users", "--rows", "20"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)")
            .await,
        ["5|20"]
    );
}

#[tokio::test]
async fn tables_of_tools_are_left_alone_unless_named() {
    if !needs_several_connections("tables_of_tools_are_left_alone_unless_named") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY)",
    )
    .await;
    let plan = run(&db, &["plan"]);
    assert_eq!(plan.status, 0);
    let alone = "\nleft alone; --tables names them in:\n  public.schema_migrations: it is ";
    assert!(plan.stdout.contains(alone), "{}", plan.stdout);
    let ended = run(&db, &["preview", "schema_migrations"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .stderr
            .ends_with("\nhelp: --tables public.schema_migrations names it in\n"),
        "{}",
        ended.stderr
    );
    let filled = seed(&db, &["--rows", "3"]);
    assert_eq!(filled.status, 0, "{}", filled.stderr);
    assert!(
        filled.stderr.contains("\nleft alone: public.schema_migrations: it is "),
        "{}",
        filled.stderr
    );
    assert_eq!(db.one("SELECT count(*) FROM schema_migrations").await, "0");
    let named = seed(&db, &["--tables", "schema_migrations", "--rows", "3"]);
    assert_eq!(named.status, 0, "{}", named.stderr);
    assert_eq!(db.one("SELECT count(*) > 0 FROM schema_migrations").await, "t");
}

#[tokio::test]
async fn a_partition_is_filled_through_its_parent() {
    if !needs_several_connections("a_partition_is_filled_through_its_parent") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE log (id int NOT NULL) PARTITION BY RANGE (id);
         CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (100000)",
    )
    .await;
    let ended = seed(&db, &["--tables", "log_1"]);
    assert_eq!(
        (ended.status, ended.stderr.as_str()),
        (
            1,
            "error: public.log_1 is a partition, and gets its rows through its parent; nothing was written\n\
             help: name public.log instead\n"
        )
    );
    assert_eq!(seed(&db, &["--tables", "log", "--rows", "10"]).status, 0);
    assert_eq!(db.one("SELECT count(*) FROM log_1").await, "10");
}

#[tokio::test]
async fn a_database_without_tables_has_nothing_to_fill() {
    if !needs_several_connections("a_database_without_tables_has_nothing_to_fill") {
        return;
    }
    let db = Db::new("").await;
    let ended = seed(&db, &[]);
    assert_eq!(
        (ended.status, ended.stdout.as_str()),
        (0, "nothing to do: the database has no tables (run the migrations)\n")
    );
    let plan = run(&db, &["plan"]);
    assert_eq!(plan.status, 0, "{}", plan.stderr);
    assert!(
        plan.stdout
            .ends_with("\nnothing to do: the database has no tables (run the migrations)\n")
    );
}

/// The advice was to call a function of the library.
#[tokio::test]
async fn a_table_that_others_refer_to_is_not_emptied_without_them() {
    if !needs_several_connections("a_table_that_others_refer_to_is_not_emptied_without_them") {
        return;
    }
    let db = Db::new(&format!(
        "{}; INSERT INTO users VALUES (1, 'a@b.test', now());
         CREATE TABLE log (id int, user_id bigint REFERENCES users) PARTITION BY LIST (id);
         CREATE TABLE log_1 PARTITION OF log DEFAULT",
        super::SHOP
    ))
    .await;
    let refused = "error: TRUNCATE would be refused; nothing was written:\n  \
         - public.log, which is not emptied, refers to public.users with log_user_id_fkey\n";
    let advice =
        "\nhelp: let these tables be filled, too (--tables), or empty tables by hand and leave --truncate out\n";
    for command in ["seed", "plan"] {
        let ended = run(&db, &[command, "--truncate", "--except", "log"]);
        assert_eq!(ended.status, 1, "{}", ended.stderr);
        assert!(
            ended.stderr.starts_with(refused) && ended.stderr.ends_with(advice),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(db.one("SELECT count(*) FROM users").await, "1");
    assert_eq!(seed(&db, &["--truncate", "--rows", "5"]).status, 0);
    assert_eq!(db.one("SELECT count(*) > 1 FROM log_1").await, "t");
}
