//! A size in place of a number of rows.

use blink_testdb::needs_several_connections;
use serde_json::json;

use super::{SHOP, json_of, run, seed};
use crate::support::Db;

const SIZE: &str = "SELECT (pg_total_relation_size('users') + pg_total_relation_size('orders'))::bigint";

#[tokio::test]
async fn tables_take_the_size_that_is_asked_for() {
    if !needs_several_connections("tables_take_the_size_that_is_asked_for") {
        return;
    }
    let db = Db::new(SHOP).await;
    let ended = seed(&db, &["--size", "4MB"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let first = ended.stderr.lines().next().unwrap();
    assert!(
        first.contains(" rows into 2 tables, 4.0 MB, up to ") || first.contains(" rows into 2 tables, 3.9 MB, up to "),
        "{first}"
    );
    assert!(!ended.stdout.contains("--rows 1000000"), "{}", ended.stdout);
    let size = db.one(SIZE).await.parse::<u64>().unwrap();
    assert!(size.abs_diff(4_000_000) <= 400_000, "{size}");
}

#[tokio::test]
async fn a_plan_tells_the_sizes_of_tables() {
    if !needs_several_connections("a_plan_tells_the_sizes_of_tables") {
        return;
    }
    let db = Db::new(SHOP).await;
    let plan = json_of(&run(&db, &["plan", "--size", "50MB", "--json"]));
    let size = plan["size"].as_u64().unwrap();
    assert!(size.abs_diff(50_000_000) <= 1_500_000, "{size}");
    let of_tables = plan["tables"].as_array().unwrap().iter();
    assert_eq!(
        of_tables.map(|table| table["size"].as_u64().unwrap()).sum::<u64>(),
        size
    );
    assert_eq!(plan["not_measured"], json!([]));
    assert_eq!(plan["size_is_measured"], json!(true));
    let plan = json_of(&run(&db, &["plan", "--json"]));
    let users = &plan["tables"][0];
    assert_eq!(
        (
            &plan["size_is_measured"],
            &users["size_is_measured"],
            &users["size_is_without"]
        ),
        (&json!(false), &json!(false), &json!([]))
    );
    let sizes = [&plan, users].map(|one| one["size"].as_u64().unwrap());
    assert!(sizes[0] > sizes[1] && sizes[1] > 8_192, "{sizes:?}");
    let ended = run(&db, &["plan", "--size", "1kB"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .stderr
            .starts_with("error: the tables cannot take 1.0 kB: at least ")
            && ended
                .stderr
                .ends_with("; nothing was written\nhelp: ask for more, or name fewer tables\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(db.one("SELECT count(*) FROM users").await, "0");
}
