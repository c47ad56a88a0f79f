//! Many files, and many rows.

use std::process::Command;

use super::{folder, load};
use crate::support::Db;

#[test]
#[cfg(unix)]
fn more_files_are_loaded_than_may_be_open_at_once() {
    if !blink_testdb::needs_several_connections("more_files_are_loaded_than_may_be_open_at_once") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(Db::new("CREATE TABLE t (n int)"));
    let names = (0..150)
        .map(|n| (format!("{n}.csv"), format!("n\n{n}\n")))
        .collect::<Vec<_>>();
    let files = names
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect::<Vec<_>>();
    let folder = folder("many", &files);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 60; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_blink")])
        .args(["load", "*.csv", "--into", "t", "--db", db.database.url()])
        .args(["--confirm", db.database.name()])
        .current_dir(&folder.0);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = "SELECT count(*), count(DISTINCT n), sum(n) FROM t";
    assert_eq!(runtime.block_on(db.rows(read)), ["150|150|11175"]);
}

#[tokio::test]
async fn a_table_that_got_two_million_rows_is_analyzed() {
    if !blink_testdb::needs_several_connections("a_table_that_got_two_million_rows_is_analyzed") {
        return;
    }
    let db = Db::new("CREATE TABLE t (n int); CREATE TABLE few (n int)").await;
    let folder = folder(
        "analyzed",
        &[
            ("t.csv", &format!("n\n{}", "7\n".repeat(2_000_000))),
            ("few.csv", "n\n1\n"),
        ],
    );
    let ended = load(&db, &folder, &["t.csv", "few.csv"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let read = "SELECT c.relname, c.reltuples > 0, s.n_distinct FROM pg_class c
        LEFT JOIN pg_stats s ON s.tablename = c.relname WHERE c.relname IN ('t', 'few') ORDER BY 1";
    assert_eq!(db.rows(read).await, ["few|f|∅", "t|t|1"]);
    assert!(ended.stdout.contains("analyze"), "{}", ended.stdout);
}
