//! A size in place of a number of rows.

use blink_testdb::needs_several_connections;
use serde_json::json;

use super::{SHOP, json_of, run, seed};
use crate::load::{blink, folder};
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
    assert!(first.starts_with("4.0 MB into 2 tables (--size), up to "), "{first}");
    let measured = ended.stderr.lines().find(|line| line.contains(" rows into ")).unwrap();
    assert!(
        measured.contains(" rows into 2 tables, 4.0 MB, up to ")
            || measured.contains(" rows into 2 tables, 3.9 MB, up to "),
        "{measured}"
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
    let name = db.database.name();
    let plan = json_of(&run(&db, &["plan", "--size", "50MB", "--json", "--confirm", name]));
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
    let ended = run(&db, &["plan", "--size", "1kB", "--confirm", name]);
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .stderr
            .contains("\nerror: the tables cannot take 1.0 kB: at least ")
            && ended
                .stderr
                .ends_with("; nothing was written\nhelp: ask for more, or name fewer tables\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(db.one("SELECT count(*) FROM users").await, "0");
}

/// Rows were stored in temporary tables before anybody was asked.
#[tokio::test]
async fn nothing_is_measured_before_the_database_is_confirmed() {
    if !needs_several_connections("nothing_is_measured_before_the_database_is_confirmed") {
        return;
    }
    let db = Db::new(SHOP).await;
    let name = db.database.name();
    let advice = format!("help: if it is the right one, add --confirm {name}\n");
    let said = "Some rows are stored in temporary tables";
    for command in [&["seed"][..], &["plan"], &["preview", "users"]] {
        let ended = run(&db, &[command, &["--size", "4MB"]].concat());
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{}", ended.stderr);
        assert!(
            ended.stderr.contains(said) && ended.stderr.ends_with(&advice) && !ended.stderr.contains(" rows into "),
            "{}",
            ended.stderr
        );
    }
    let ended = run(&db, &["plan", "--size", "4MB", "--rehearse", "--confirm", name]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended.stderr.contains(
            "\nSome rows of each table are stored and taken back (--size in temporary tables, --rehearse); nothing stays.\n"
        ),
        "{}",
        ended.stderr
    );
    let ended = run(&db, &["preview", "users", "--size", "4MB", "--confirm", name]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(
        ended.stdout.starts_with("public.users, rows 1 to 5 of "),
        "{}",
        ended.stdout
    );
}

/// A plan and a preview measured all the same.
#[tokio::test]
async fn nothing_is_measured_where_blink_may_not_write() {
    if !needs_several_connections("nothing_is_measured_where_blink_may_not_write") {
        return;
    }
    let db = Db::new(SHOP).await;
    let name = db.database.name();
    db.rows(&format!("ALTER DATABASE {name} SET blink.writes = 'never'"))
        .await;
    let folder = folder(
        "measured-never",
        &[("users.csv", "id,email,created_at\n1,a@b.test,2024-06-30\n")],
    );
    let loaded = blink(&db, &folder, &["load", "users.csv", "--confirm", name], None);
    let refused = loaded.from("error: Blink may not write here: ");
    for command in [&["seed"][..], &["plan"], &["preview", "users"]] {
        let ended = run(&db, &[command, &["--size", "4MB", "--confirm", name]].concat());
        assert_eq!((ended.status, ended.stdout.as_str()), (1, ""), "{}", ended.stderr);
        assert_eq!(ended.from("error: "), refused);
        assert!(!ended.stderr.contains(" rows into "), "{}", ended.stderr);
    }
    assert_eq!(loaded.status, 1);
}
