//! Tables that another session changes after they were compared with the catalog and before their COPY.

use blink::{Error, Seeder, Table};
use bytes::Bytes;

use super::{NOTHING, counts_elsewhere, every_driver};
use crate::drivers::Driver;
use crate::drivers::scenarios::{COUNTS, SCHEMA, children, parents};
use crate::support::{Db, elsewhere};

/// Runs this SQL elsewhere once the run has compared its tables with the catalog, and before it copies anything.
async fn changed_by(sql: &'static str, transaction: Option<&str>) -> (Db, Error) {
    let mut db = Db::new(SCHEMA).await;
    if let Some(begin) = transaction {
        db.client.batch_execute(begin).await.unwrap();
    }
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    let url = db.database.url().to_owned();
    seeder.add_context(move |_| elsewhere(&url, sql));
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)));
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    if transaction.is_some() {
        db.client.batch_execute("COMMIT").await.unwrap();
    }
    db.works().await;
    assert!(!error.is_connection_lost());
    (db, error)
}

every_driver! {
    a_copy_of_ones_own_does_not_begin
}

/// Some drivers are out of step with the server then, and must not be used any more.
async fn a_copy_of_ones_own_does_not_begin<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let mut driver = D::open(url).await;
    for swallowed in [false, true] {
        let mut seeder = Seeder::new();
        seeder.add_table(Table::from_rows(parents(20)));
        seeder.add_table(Table::from_rows(children(15)).insert_with(move |mut insertion| {
            Box::pin(async move {
                match insertion.copy("COPY nowhere FROM STDIN", Bytes::new()).await {
                    Err(_) if swallowed => Ok(0),
                    stored => Ok(stored?),
                }
            })
        }));
        let error = driver.insert(seeder).await.unwrap_err();
        assert_eq!(error.table(), Some("children"), "{error:#}");
        if !swallowed {
            assert_eq!(error.sqlstate(), Some("42P01"), "{error:#}");
        }
        assert_eq!(driver.answers().await, !error.is_connection_lost(), "{error:#}");
        assert_eq!(counts_elsewhere(url), NOTHING);
        if error.is_connection_lost() {
            driver = D::open(url).await;
        }
        assert_eq!(driver.sql("SELECT 7").await, ["7"]);
    }
}

pub const AGAIN: &str = "the table changed after the preflight check; run again";

#[tokio::test]
async fn the_last_table_is_dropped() {
    if !blink_testdb::needs_several_connections("the_last_table_is_dropped") {
        return;
    }
    let (db, error) = changed_by("DROP TABLE children", None).await;
    assert_eq!(
        (error.table(), error.sqlstate(), error.rows()),
        (Some("children"), Some("42P01"), None)
    );
    assert_eq!(
        format!("{error:#}"),
        format!("table children: {AGAIN}: relation \"public.children\" does not exist (SQLSTATE 42P01)")
    );
    assert_eq!(db.count("parents").await, 0);
}

#[tokio::test]
async fn a_column_is_dropped_or_renamed() {
    if !blink_testdb::needs_several_connections("a_column_is_dropped_or_renamed") {
        return;
    }
    for sql in [
        "ALTER TABLE parents DROP COLUMN name",
        "ALTER TABLE parents RENAME name TO title",
    ] {
        let (db, error) = changed_by(sql, None).await;
        assert_eq!(
            (error.table(), error.sqlstate(), error.rows()),
            (Some("parents"), Some("42703"), None)
        );
        assert!(error.to_string().ends_with(AGAIN), "{error}");
        assert_eq!(db.one(COUNTS).await, NOTHING);
    }
}

#[tokio::test]
async fn a_column_is_generated_now() {
    if !blink_testdb::needs_several_connections("a_column_is_generated_now") {
        return;
    }
    let sql = "ALTER TABLE parents DROP COLUMN name, ADD COLUMN name text GENERATED ALWAYS AS ('x') STORED";
    let (db, error) = changed_by(sql, None).await;
    // Before 14 it has another code for it, that of an error in the syntax.
    let code = if blink_testdb::server().version() < 14 {
        "42601"
    } else {
        "428C9"
    };
    assert_eq!((error.table(), error.sqlstate()), (Some("parents"), Some(code)));
    assert!(error.to_string().ends_with(AGAIN), "{error}");
    assert_eq!(db.one(COUNTS).await, NOTHING);
}

/// The binary form of an `int4` is as wide as that of a `float4`, and would be taken for one.
#[tokio::test]
async fn a_column_has_another_type_of_the_same_width() {
    if !blink_testdb::needs_several_connections("a_column_has_another_type_of_the_same_width") {
        return;
    }
    let sql = "ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey; ALTER TABLE children ALTER parent_id TYPE float4";
    // A snapshot that is older than the change does not see it in the catalog.
    let old_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1";
    for transaction in [None, Some("BEGIN"), Some(old_snapshot)] {
        let (db, error) = changed_by(sql, transaction).await;
        assert_eq!(
            (error.table(), error.column(), error.sqlstate()),
            (Some("children"), Some("parent_id"), None)
        );
        assert_eq!(
            format!("{error:#}"),
            format!("table children, column parent_id: {AGAIN}: it was integer, and is now real")
        );
        assert_eq!(db.one(COUNTS).await, NOTHING);
    }
}

/// The plan's questions are answered by the caller's snapshot, in which the column that is not sent has its old name.
#[tokio::test]
async fn a_column_that_was_renamed_behind_the_callers_snapshot_does_not_disturb_the_plan() {
    let test = "a_column_that_was_renamed_behind_the_callers_snapshot_does_not_disturb_the_plan";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(&format!("{SCHEMA}; ALTER TABLE parents ADD old serial, ADD gone int8")).await;
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1";
    db.client.batch_execute(begin).await.unwrap();
    let url = db.database.url().to_owned();
    elsewhere(
        &url,
        "ALTER TABLE parents RENAME old TO new; ALTER TABLE parents DROP gone",
    );
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.insert(&mut db.client).await.unwrap();
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
}
