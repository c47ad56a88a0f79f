//! Names of files and tables with anything in them.

use super::{blink, folder, load};
use crate::support::Db;

/// The line was taken for a comment in the look at the database, and with it the quote behind the name.
#[tokio::test]
async fn a_line_of_a_name_that_begins_like_a_comment_is_part_of_the_name() {
    if !blink_testdb::needs_several_connections("a_line_of_a_name_that_begins_like_a_comment_is_part_of_the_name") {
        return;
    }
    const NAME: &str = "x\n-- y";
    let folder = folder("comments", &[("one.csv", "n\n1\n")]);
    let db = Db::new(&format!(
        "CREATE TABLE \"{NAME}\" (n int); INSERT INTO \"{NAME}\" VALUES (0)"
    ))
    .await;
    let loaded = load(&db, &folder, &["one.csv", "--into", NAME]);
    assert_eq!(loaded.status, 0, "{}", loaded.stderr);
    assert!(loaded.stderr.contains("-- y (1 row)"), "{}", loaded.stderr);
    assert_eq!(
        db.rows(&format!("SELECT n FROM \"{NAME}\" ORDER BY n")).await,
        ["0", "1"]
    );
}

/// It ended the comment that the query began with: the rest was run.
#[tokio::test]
async fn a_line_break_in_a_name_ends_no_comment_of_a_query() {
    if !blink_testdb::needs_several_connections("a_line_break_in_a_name_ends_no_comment_of_a_query") {
        return;
    }
    const NAME: &str = "x\n; CREATE TABLE broken (); --";
    let file = format!("{NAME}.csv");
    let folder = folder("breaks", &[(&file, "n\n1\n"), ("one.csv", "n\n2\n")]);
    for kind in ["PARTITION BY RANGE (n)", ""] {
        let db = Db::new(&format!("CREATE TABLE \"{NAME}\" (n int PRIMARY KEY) {kind}")).await;
        if !kind.is_empty() {
            db.rows(&format!("CREATE TABLE part PARTITION OF \"{NAME}\" DEFAULT"))
                .await;
        }
        for args in [&["./*;*.csv"][..], &["one.csv", "--into", NAME]] {
            let planned = blink(&db, &folder, &[&["plan"], args].concat(), None);
            assert_eq!(planned.status, 0, "{}", planned.stderr);
            let loaded = load(&db, &folder, args);
            assert_eq!(loaded.status, 0, "{}", loaded.stderr);
        }
        assert_eq!(
            db.rows(&format!("SELECT n FROM \"{NAME}\" ORDER BY n")).await,
            ["1", "2"]
        );
        assert_eq!(db.one("SELECT to_regclass('broken')").await, "∅");
    }
    let db = Db::new(&format!(
        "CREATE TABLE t (n int); CREATE VIEW \"{NAME}\" AS SELECT * FROM t"
    ))
    .await;
    let refused = load(&db, &folder, &["one.csv", "--into", NAME]);
    assert!(
        refused.stderr.contains("--into public.t, the table behind it"),
        "{}",
        refused.stderr
    );
    assert_eq!(db.one("SELECT to_regclass('broken')").await, "∅");
}
