//! The row that an error of a rebuild names: the one at fault, or none.

use blink::{Error, Indexes, Seeder, Table};

use crate::support::Db;

/// The error of a run that empties `t` and rebuilds its indexes and keys.
async fn refused(db: &mut Db, columns: &'static str, rows: &[&'static str]) -> Error {
    let rows = rows.iter().map(|row| row.split('|').map(str::to_owned).collect());
    let rows = rows.collect::<Vec<Vec<String>>>();
    let mut run = Seeder::new();
    run.truncate().indexes(Indexes::Rebuild);
    run.add_table(Table::records("t", columns.split(' '), rows));
    let error = run.insert(&mut db.client).await.unwrap_err();
    db.works().await;
    error
}

fn place(error: &Error) -> (Option<&str>, Option<u64>) {
    (error.constraint(), error.row())
}

#[tokio::test]
async fn a_partial_unique_index_named_a_row_that_it_does_not_cover() {
    let mut db =
        Db::new("CREATE TABLE t (id int, active bool); CREATE UNIQUE INDEX some_ids ON t (id) WHERE active").await;
    let error = refused(&mut db, "id active", &["1|f", "1|t", "1|t"]).await;
    assert_eq!(place(&error), (Some("some_ids"), None), "{error:#}");
}

#[tokio::test]
async fn a_foreign_key_on_a_column_that_needs_quotes_named_a_row_by_another_column() {
    let mut db = Db::new(
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2);
         CREATE TABLE t (id int, \"ID\" int REFERENCES p, \"userId\" int REFERENCES p, \"a, b\" int REFERENCES p)",
    )
    .await;
    let columns = "id ID userId";
    let error = refused(&mut db, columns, &["1|1|1", "2|7|1", "7|2|1"]).await;
    assert_eq!(place(&error), (Some("t_ID_fkey"), Some(2)), "{error:#}");
    let error = refused(&mut db, columns, &["1|1|1", "7|2|1", "3|2|7"]).await;
    assert_eq!(place(&error), (Some("t_userId_fkey"), Some(3)), "{error:#}");
    // Its name may be that of two columns.
    let rows = Table::records("t", ["id", "a, b"], [["1", "1"], ["2", "7"]]);
    let mut run = Seeder::new();
    run.truncate().indexes(Indexes::Rebuild).add_table(rows);
    let error = run.insert(&mut db.client).await.unwrap_err();
    assert_eq!(place(&error), (Some("t_a, b_fkey"), None), "{error:#}");
}

#[tokio::test]
async fn a_key_that_begins_like_another_one_named_the_row_of_the_other() {
    let mut db = Db::new(
        "CREATE TABLE p (a text PRIMARY KEY); INSERT INTO p VALUES ('x'), ('a, b'), ('a');
         CREATE TABLE t (a text REFERENCES p, b text, UNIQUE (a, b))",
    )
    .await;
    for (rows, constraint, row) in [
        (["x|x", "x|x) y", "x|x) y"], "t_a_b_key", None),
        (["a, b|c", "a|b, c", "a|b, c"], "t_a_b_key", None),
        (["x|x) y", "a|x", "x|x) y"], "t_a_b_key", Some(3)),
        (["x|1", "x) y|2", "x) y|3"], "t_a_fkey", None),
        (["a|1", "x) y|2", "x) y|3"], "t_a_fkey", Some(2)),
    ] {
        let error = refused(&mut db, "a b", &rows).await;
        assert_eq!(place(&error), (Some(constraint), row), "{rows:?}: {error:#}");
    }
}

#[tokio::test]
async fn a_key_of_columns_with_several_collations_named_no_row() {
    let mut db = Db::new("CREATE TABLE t (a text COLLATE \"C\", b text COLLATE \"POSIX\", UNIQUE (a, b))").await;
    let error = refused(&mut db, "a b", &["x|x", "y|y", "x|x"]).await;
    assert_eq!(place(&error), (Some("t_a_b_key"), Some(3)), "{error:#}");
}
