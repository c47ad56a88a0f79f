//! Tables that are not there, or that a run or this role cannot fill.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use blink::{Rows, Seeder, Table, ToRow};

use super::{fails, mistakes, users};
use crate::support::Db;

#[tokio::test]
async fn all_mistakes_of_all_tables_come_at_once_and_no_row_is_made() {
    #[derive(ToRow)]
    #[blink(table = "people")]
    struct Person {
        id: String,
        nmae: String,
        total: i32,
        at: chrono::NaiveDateTime,
    }

    let mut db = Db::new(
        "CREATE TABLE users (id int8, name text);
         CREATE TABLE people (id bytea, name text NOT NULL, at timestamptz, total int GENERATED ALWAYS AS (1) STORED)",
    )
    .await;
    let made = Arc::new(AtomicBool::new(false));
    let mark = Arc::clone(&made);
    let mut seeder = Seeder::new();
    let mark_context = Arc::clone(&made);
    seeder.add_context(move |_| mark_context.store(true, Ordering::Relaxed));
    seeder.add_table(users());
    seeder.add_table(Table::<Person>::from_fn(move |_| {
        mark.store(true, Ordering::Relaxed);
        Rows::new([])
    }));
    seeder.add_table(users().named("user").append());
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        mistakes(&error),
        [
            "people.nmae: the column does not exist",
            "people.total: the database generates this column",
            "people.name: the rows have no value for it, but it is text NOT NULL without a default",
            "people.id: String cannot be sent as bytea",
            "people.at: NaiveDateTime cannot be sent as timestamp with time zone",
            "user: the table does not exist",
        ]
    );
    let shown = error.to_string();
    assert!(shown.starts_with("6 mistakes found before loading\n"), "{shown}");
    assert!(shown.contains("did you mean name?"), "{shown}");
    assert!(shown.contains("did you mean users?"), "{shown}");
    assert!(!made.load(Ordering::Relaxed));
    assert_eq!(db.count("users").await, 0);
    db.works().await;
}

#[tokio::test]
async fn what_copy_cannot_fill_is_named() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8, name text);
         CREATE VIEW a_view AS SELECT 1::int8 AS id, 'x' AS name FROM users GROUP BY 1, 2;
         CREATE VIEW filled (id, name) AS SELECT id, name FROM users;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO users VALUES (NEW.id, NEW.name); RETURN NEW; END $$;
         CREATE TRIGGER fill INSTEAD OF INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill();
         CREATE MATERIALIZED VIEW old AS SELECT id, name FROM users;
         CREATE SEQUENCE numbers;
         CREATE TABLE parted (id int8, name text) PARTITION BY RANGE (id);
         CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (100)",
    )
    .await;
    let view = "a_view: it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger";
    assert_eq!(fails(&mut db, users().named("a_view")).await, [view]);
    let old = "old: it is a materialized view, which only REFRESH fills";
    assert_eq!(fails(&mut db, users().named("old")).await, [old]);
    assert_eq!(
        fails(&mut db, users().named("numbers")).await[0],
        "numbers: it is not a table"
    );
    blink::copy_to_table(&mut db.client, users().named("filled"))
        .await
        .unwrap();
    blink::copy_to_table(&mut db.client, users().named("parted"))
        .await
        .unwrap();
    assert_eq!(db.count("users").await, 1);
    assert_eq!(db.count("parted_0").await, 1);
}

#[tokio::test]
async fn privileges_and_row_security_are_looked_at() {
    let mut db = Db::new(
        "CREATE SCHEMA hidden; CREATE TABLE hidden.users (id int8, name text);
         CREATE TABLE users (id int8, name text); CREATE TABLE guarded (id int8, name text);
         ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
    )
    .await;
    // A role is the cluster's, so it is named after the database and dropped with what it owns.
    let role = format!("\"{}_reader\"", db.one("SELECT current_database()").await);
    db.client
        .batch_execute(&format!("CREATE ROLE {role}; GRANT INSERT (id) ON users TO {role}"))
        .await
        .unwrap();
    db.client
        .batch_execute(&format!("GRANT INSERT ON guarded TO {role}; SET ROLE {role}"))
        .await
        .unwrap();
    assert_eq!(
        fails(&mut db, users()).await,
        ["users.name: this role has no INSERT privilege"]
    );
    assert_eq!(
        fails(&mut db, users().named("guarded")).await,
        ["guarded: row-level security applies to this role, so COPY is refused"]
    );
    // That it may insert into these columns is all that a role needs.
    let ids = Table::records("users", ["id"], [["7"]]);
    blink::copy_to_table(&mut db.client, ids).await.unwrap();
    let hidden = fails(&mut db, users().named("hidden.users")).await;
    assert_eq!(
        hidden[0],
        "hidden.users: this role has no USAGE privilege on the schema"
    );
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_declared_twice_is_an_error_unless_it_is_an_addition() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    for second in ["users", "public.users"] {
        let mut seeder = Seeder::new();
        seeder.add_table(users());
        seeder.add_table(users().named(second));
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            mistakes(&error),
            [format!("{second}: an earlier step fills the same table")]
        );
    }
    let mut seeder = Seeder::new();
    seeder.add_table(users());
    seeder.add_table(users().append());
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.count("users").await, 2);
}

#[tokio::test]
async fn a_batch_size_of_zero_and_a_table_without_a_name_are_errors() {
    #[derive(ToRow)]
    struct Nameless {
        id: i64,
    }
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    assert_eq!(
        fails(&mut db, users().batch_size(0)).await,
        ["users: the batch size is 0"]
    );
    let mut seeder = Seeder::new();
    seeder.batch_size(0);
    seeder.add_table(users());
    assert_eq!(
        mistakes(&seeder.insert(&mut db.client).await.unwrap_err()),
        ["users: the batch size is 0"]
    );
    let mistakes = fails(&mut db, Table::from_rows([Nameless { id: 1 }])).await;
    assert!(mistakes[0].ends_with(": the table has no name"), "{mistakes:?}");
}

#[tokio::test]
async fn a_read_only_session_is_told_so() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    db.client
        .batch_execute("SET default_transaction_read_only = on")
        .await
        .unwrap();
    assert_eq!(fails(&mut db, users()).await, [": the transaction is read-only"]);
}

#[tokio::test]
async fn a_database_forbids_to_write_to_it() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text)").await;
    let never = ": Blink may not write here: blink.writes = 'never' is set";
    for (value, said) in [
        ("never", never),
        (" Never", never),
        (
            "always",
            ": the setting blink.writes has a value that Blink does not know",
        ),
    ] {
        let sql = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET blink.writes = ''{value}''', current_database()); END $$"
        );
        db.client.batch_execute(&sql).await.unwrap();
        // It holds for sessions that begin after it; the embedded server has one, which sets it itself.
        if blink_testdb::server().several_connections() {
            db.client = crate::support::connect(db.database.url()).await;
        } else {
            db.client
                .batch_execute(&format!("SET blink.writes = '{value}'"))
                .await
                .unwrap();
        }
        assert_eq!(fails(&mut db, users()).await, [said]);
    }
    db.client.batch_execute("SET blink.writes = ''").await.unwrap();
    db.insert(users()).await.unwrap();
}
