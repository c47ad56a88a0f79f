//! Rows that the server refuses, and which of them the error names.

use blink::{OnConflict, Table};

use super::{SCHEMA, copy, users};
use crate::support::Db;

#[tokio::test]
async fn a_key_that_comes_twice_is_named_with_both_rows() {
    let mut db = Db::new(SCHEMA).await;
    let rows = [("c@x", "1"), ("d@x", "2"), ("a@x", "3"), ("d@x", "4"), ("c@x", "5")];
    let table = users(&rows).batch_size(2).on_conflict(OnConflict::update(["email"]));
    let error = copy(&mut db, table).await.unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.sqlstate()),
        (Some("users"), Some(4), Some("21000"))
    );
    assert_eq!(
        error.to_string(),
        "table users, row 4: row 2 has the same key (email), and one command cannot update a row twice; send each key once"
    );
    assert_eq!(db.rows("SELECT name FROM users ORDER BY id").await, ["Alice", "Bob"]);
}

#[tokio::test]
async fn what_the_server_refuses_names_the_row() {
    let mut db = Db::new(
        "CREATE TABLE teams (id int PRIMARY KEY); INSERT INTO teams VALUES (1);
         CREATE TABLE people (id int PRIMARY KEY, team int REFERENCES teams, email text UNIQUE, name text NOT NULL,
                              age int CHECK (age < 150 AND id < 1000), code varchar(3));
         INSERT INTO people VALUES (9, 1, 'x, y', 'Old', 1, 'abc')",
    )
    .await;
    let good = ["1", "1", "a", "A", "5", "abc"];
    let columns = ["id", "team", "email", "name", "age", "code"];
    for (column, value, code, place) in [
        (1, Some("7"), "23503", None),
        (2, Some("x, y"), "23505", None),
        (3, None, "23502", Some("name")),
        (4, Some("150"), "23514", None),
        (4, Some("old"), "22P02", Some("age")),
        (5, Some("abcd"), "22001", Some("code")),
    ] {
        for on_conflict in [OnConflict::update(["id"]), OnConflict::update_only(["id"], ["name"])] {
            let rows = (1..=6).map(|id| {
                let mut row = good.map(|value| Some(value.to_owned()));
                row[0] = Some(id.to_string());
                row[2] = Some(format!("mail {id}"));
                if id == 5 {
                    row[column] = value.map(str::to_owned);
                }
                row
            });
            let table = Table::records("people", columns, rows.collect::<Vec<_>>()).batch_size(2);
            let error = copy(&mut db, table.on_conflict(on_conflict)).await.unwrap_err();
            assert_eq!((error.sqlstate(), error.row()), (Some(code), Some(5)), "{error:#}");
            assert_eq!(error.column(), place, "{error:#}");
            assert_eq!(db.count("people").await, 1);
        }
    }
    // In a transaction of the caller's, which can then only be rolled back.
    let mut transaction = db.client.transaction().await.unwrap();
    let table = Table::records("people", ["id", "name"], [[Some("1"), None]]);
    let on_conflict = table.on_conflict(OnConflict::DoNothing);
    let error = blink::copy_to_table(&mut transaction, on_conflict).await.unwrap_err();
    assert_eq!(error.row(), Some(1));
    assert!(transaction.simple_query("SELECT 1").await.is_err());
    transaction.rollback().await.unwrap();
}

/// Either an older row of the table has the key, or the later of two rows is at fault.
#[tokio::test]
async fn a_key_that_several_rows_may_have_named_the_first_of_them() {
    let mut db = Db::new(
        "CREATE TABLE teams (name text PRIMARY KEY); INSERT INTO teams VALUES ('x');
         CREATE TABLE people (id int PRIMARY KEY, team text REFERENCES teams, email text UNIQUE, \"Team\" text REFERENCES teams)",
    )
    .await;
    let columns = ["id", "team", "email", "Team"];
    for (rows, constraint, row) in [
        (
            [["1", "x", "a", "x"], ["2", "x) y", "b", "x"]],
            "people_team_fkey",
            None,
        ),
        (
            [["1", "x", "a", "x"], ["2", "y", "b", "x"]],
            "people_team_fkey",
            Some(2),
        ),
        (
            [["1", "x", "a", "x"], ["2", "x", "b", "y"]],
            "people_Team_fkey",
            Some(2),
        ),
        ([["1", "x", "a", "x"], ["2", "x", "a", "x"]], "people_email_key", None),
    ] {
        let table = Table::records("people", columns, rows);
        let error = copy(&mut db, table.on_conflict(OnConflict::update(["id"])))
            .await
            .unwrap_err();
        assert_eq!(
            (error.constraint(), error.row()),
            (Some(constraint), row),
            "{rows:?}: {error:#}"
        );
    }
}
