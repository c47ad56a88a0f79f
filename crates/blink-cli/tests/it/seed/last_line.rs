//! The last line of a run, which offers more rows, and that of one that had nothing to do.

use blink_testdb::needs_several_connections;

use super::rehearsed::CLOSED;
use super::{run, seed};
use crate::support::Db;

const EMPTIED: &str = "for a million rows in each of the largest tables add --rows 1000000 --truncate";

fn last_line(stdout: &str) -> &str {
    stdout.lines().last().unwrap_or_default()
}

/// `--truncate` was offered, with which the countries would have been lost.
#[tokio::test]
async fn rows_that_were_there_before_are_not_offered_to_be_removed() {
    if !needs_several_connections("rows_that_were_there_before_are_not_offered_to_be_removed") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
         INSERT INTO countries VALUES ('NZ', 'New Zealand'), ('PT', 'Portugal');
         CREATE TABLE users (id bigint PRIMARY KEY, country char(2) NOT NULL REFERENCES countries)",
    )
    .await;
    let ended = seed(&db, &[]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        last_line(&ended.stdout),
        "--rows 1000000 makes a million rows in each of the largest tables that have no rows; --truncate would also \
         empty public.countries, with rows that are not of this run"
    );
    // They are not of this command.
    let ended = seed(&db, &["--truncate", "--except", "countries"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(
        last_line(&ended.stdout),
        "for a million rows in each of the largest tables add --rows 1000000"
    );
    db.rows("TRUNCATE users").await;
    let ended = seed(&db, &["--tables", "users"]);
    assert_eq!(
        (ended.status, last_line(&ended.stdout)),
        (0, EMPTIED),
        "{}",
        ended.stderr
    );
    let more = seed(&db, &["--tables", "users", "--rows", "2000", "--truncate"]);
    assert_eq!(more.status, 0, "{}", more.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM countries), (SELECT count(*) FROM users)")
            .await,
        ["2|2000"]
    );
}

/// The record of migrations has rows in every database whose migrations have run.
#[tokio::test]
async fn rows_that_truncate_leaves_alone_are_no_reason_against_it() {
    if !needs_several_connections("rows_that_truncate_leaves_alone_are_no_reason_against_it") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1');
         CREATE TABLE users (id int PRIMARY KEY)",
    )
    .await;
    let ended = seed(&db, &[]);
    assert_eq!(
        (ended.status, last_line(&ended.stdout)),
        (0, EMPTIED),
        "{}",
        ended.stderr
    );
    // Of the two tables with rows it empties one.
    for command in ["seed", "plan"] {
        let again = run(&db, &[command]);
        assert_eq!(
            last_line(&again.stdout),
            "nothing to do: 2 tables have rows, and no other is to be filled (--truncate empties and fills 1 table with \
             rows)"
        );
    }
    assert_eq!(seed(&db, &["--truncate", "--rows", "7"]).status, 0);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM schema_migrations), (SELECT count(*) FROM users)")
            .await,
        ["1|7"]
    );
}

/// It said that no other was to be filled, as if that was so.
#[tokio::test]
async fn what_was_left_out_is_a_reason_that_there_is_nothing_to_do() {
    if !needs_several_connections("what_was_left_out_is_a_reason_that_there_is_nothing_to_do") {
        return;
    }
    let db = Db::new(&format!("{CLOSED}; INSERT INTO open VALUES (1)")).await;
    let ended = seed(&db, &[]);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    assert_eq!(
        last_line(&ended.stdout),
        "nothing to do: 1 table has rows, 2 are left out, and no other is to be filled (--truncate empties and fills 1 \
         table with rows)"
    );
    assert!(!ended.stderr.contains("\n\n"), "{}", ended.stderr);
}

/// `--truncate` was offered, and then refused, since profiles refer to users.
#[tokio::test]
async fn what_triggers_stored_is_emptied_with_the_rows_that_brought_it() {
    if !needs_several_connections("what_triggers_stored_is_emptied_with_the_rows_that_brought_it") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE profiles (id int PRIMARY KEY REFERENCES users);
         CREATE FUNCTION store_profile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO profiles (id) VALUES (NEW.id); RETURN NULL; END $$;
         CREATE TRIGGER on_user AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION store_profile()",
    )
    .await;
    let ended = seed(&db, &[]);
    assert_eq!(
        (ended.status, last_line(&ended.stdout)),
        (0, EMPTIED),
        "{}",
        ended.stderr
    );
    let planned = run(&db, &["plan", "--truncate"]);
    let emptied = "\nemptied, and left to triggers:\n  \
         public.profiles: the trigger on_user of public.users fills it\n";
    assert!(planned.stdout.contains(emptied), "{}{}", planned.stdout, planned.stderr);
    let again = seed(&db, &["--truncate", "--rows", "7"]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM profiles)")
            .await,
        ["7|7"]
    );
}
