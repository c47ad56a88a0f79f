//! Columns that are not there, and columns that are left to the database.

use blink::{Table, ToRow};

use super::fails;
use crate::support::Db;

/// A record has no attributes to write on.
#[tokio::test]
async fn advice_for_records_is_what_records_can_do() {
    let mut db = Db::new("CREATE TABLE users (id int8, name text, total int GENERATED ALWAYS AS (1) STORED)").await;
    let table = Table::records("users", ["id", "nmae", "whatever", "total"], [["1"; 4]]);
    let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
    let advice = error
        .diagnostics()
        .iter()
        .map(blink::Diagnostic::help)
        .collect::<Vec<_>>();
    assert_eq!(
        advice,
        [
            "did you mean name?",
            "the table has id, name, total; name one of them, or leave it out of the record's columns",
            "leave it out of the record's columns",
        ]
    );
}

#[tokio::test]
async fn a_column_that_is_left_to_the_database_gets_its_default() {
    #[derive(ToRow)]
    #[blink(table = "users")]
    struct User {
        #[blink(default)]
        id: Option<i64>,
        #[blink(rename = "name")]
        called: String,
        #[blink(skip)]
        posts: Vec<u64>,
        #[blink(flatten)]
        stamps: Stamps,
        #[blink(with = ToString::to_string)]
        level: u8,
    }
    #[derive(ToRow)]
    struct Stamps {
        #[blink(default)]
        updated: Option<String>,
        created: chrono::NaiveDate,
    }
    let mut db = Db::new(
        "CREATE TABLE users (level text, created date, id int8 GENERATED ALWAYS AS IDENTITY,
                             name text DEFAULT 'nobody', updated text DEFAULT 'now')",
    )
    .await;
    let created = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let rows = ["a", "b"].map(|name| User {
        id: None,
        called: name.to_owned(),
        posts: vec![1],
        stamps: Stamps { updated: None, created },
        level: 7,
    });
    assert!(
        rows.iter()
            .all(|row| row.id.is_none() && row.stamps.updated.is_none() && row.posts.len() == 1)
    );
    blink::copy_to_table(&mut db.client, Table::from_rows(rows))
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT id, name, level, created, updated FROM users ORDER BY id")
            .await,
        ["1|a|7|2024-02-29|now", "2|b|7|2024-02-29|now"]
    );
}

#[tokio::test]
async fn a_column_left_to_the_database_must_have_a_default() {
    #[derive(ToRow)]
    #[blink(table = "users")]
    struct Half {
        #[blink(default)]
        id: (),
        name: &'static str,
    }
    let mut db = Db::new("CREATE TABLE users (id int8 NOT NULL, name text)").await;
    let rows = [Half { id: (), name: "x" }];
    assert_eq!(
        fails(&mut db, Table::from_rows(rows)).await,
        ["users.id: it is left to the database, but it is NOT NULL and has no default"]
    );
}

#[tokio::test]
async fn a_column_in_other_capitals_is_one_mistake() {
    let mut db = Db::new("CREATE TABLE users (\"Id\" int8 NOT NULL, name text NOT NULL)").await;
    let table = Table::records("users", ["id"], [["1"]]);
    assert_eq!(
        fails(&mut db, table).await,
        [
            "users.id: the column does not exist",
            "users.name: the rows have no value for it, but it is text NOT NULL without a default",
        ]
    );
}
