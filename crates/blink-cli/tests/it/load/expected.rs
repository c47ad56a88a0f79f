//! The size that `blink plan` expects, against the size that the table has after the load.

use std::fmt::Write as _;

use serde_json::Value;

use super::{blink, folder, load};
use crate::support::{Db, Folder};

/// The expectation of a plan about its only file.
fn expected(db: &Db, folder: &Folder, args: &[&str]) -> Value {
    let ended = blink(db, folder, &[&["plan", "--json"], args].concat(), None);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let plan: Value = serde_json::from_str(&ended.stdout).unwrap();
    plan["files"][0]["expected"].clone()
}

/// Plans and loads a file, and compares the sizes, which may differ by this part of them.
async fn compare(schema: &str, table: &str, content: &str, tolerance: f64) {
    let db = Db::new(schema).await;
    let name = format!("{table}.csv");
    let folder = folder(&format!("expected-{table}"), &[(&name, content)]);
    let expected = expected(&db, &folder, &[&name]);
    let ended = load(&db, &folder, &[&name]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let rows = db
        .one(&format!("SELECT count(*) FROM {table}"))
        .await
        .parse::<f64>()
        .unwrap();
    let expected_rows = expected["rows"].as_f64().unwrap();
    assert!((expected_rows / rows - 1.0).abs() < 0.05, "{expected} {rows}");
    assert_eq!(expected["rows_are_counted"], content.len() < 1 << 20);
    for (what, key) in [("pg_table_size", "data_bytes"), ("pg_indexes_size", "index_bytes")] {
        let sql = format!(
            "SELECT sum({what}(c.oid)) FROM pg_class c
             WHERE c.oid = '{table}'::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree('{table}'))"
        );
        let size = db.one(&sql).await.parse::<f64>().unwrap();
        let expected = expected[key].as_f64().unwrap();
        let ratio = if size == 0.0 && expected == 0.0 {
            1.0
        } else {
            expected / size
        };
        eprintln!("{table}: {what} {size}, expected {expected}: {ratio:.3}");
        assert!(
            (ratio - 1.0).abs() < tolerance,
            "{table}: {what} {size}, expected {expected}"
        );
    }
}

#[tokio::test]
async fn a_keyed_table_has_the_size_that_was_expected() {
    if !blink_testdb::needs_several_connections("a_keyed_table_has_the_size_that_was_expected") {
        return;
    }
    let mut content = String::from("id;name;mail;born;balance;vip;seen;parent;tags;note\r\n");
    for id in 0..60_000_u64 {
        let mixed = id.wrapping_mul(2_654_435_761) % 60_000;
        _ = write!(
            content,
            "{id};Person {mixed} {};p{mixed}@example.org;19{:02}-03-{:02};{}.{:02};{};2024-01-02 03:04:05+00;{};{{1,2,{id}}};{}\r\n",
            "x".repeat(usize::try_from(mixed % 40).unwrap()),
            id % 100,
            1 + id % 28,
            mixed * 13,
            id % 100,
            if id % 3 == 0 { "t" } else { "f" },
            mixed % 500,
            if id % 4 == 0 { "" } else { "a note" },
        );
    }
    compare(
        "CREATE TABLE keyed (id bigint PRIMARY KEY, name text NOT NULL, mail varchar(80) UNIQUE, born date,
            balance numeric(12,2), vip boolean, seen timestamptz, parent int, tags int[], note text,
            made timestamptz DEFAULT now(), unused text);
         CREATE INDEX ON keyed (parent); CREATE INDEX ON keyed (born, name)",
        "keyed",
        &content,
        0.15,
    )
    .await;
}

#[tokio::test]
async fn small_bare_and_partitioned_tables_have_the_size_that_was_expected() {
    if !blink_testdb::needs_several_connections("small_bare_and_partitioned_tables_have_the_size_that_was_expected") {
        return;
    }
    let rows = |n: u64| {
        let mut content = String::from("id,a,b\n");
        for id in 0..n {
            _ = writeln!(
                content,
                "{id},{},{}",
                id * 3,
                "text ".repeat(usize::try_from(id % 9).unwrap())
            );
        }
        content
    };
    compare(
        "CREATE TABLE small (id int PRIMARY KEY, a float8, b text)",
        "small",
        &rows(1_000),
        0.25,
    )
    .await;
    compare(
        "CREATE TABLE bare (id int, a float8, b text)",
        "bare",
        &rows(100_000),
        0.1,
    )
    .await;
    compare(
        "CREATE TABLE loose (id int, a float8, b text) WITH (fillfactor = 50)",
        "loose",
        &rows(50_000),
        0.1,
    )
    .await;
    compare(
        "CREATE TABLE parts (id int PRIMARY KEY, a float8, b text) PARTITION BY HASH (id);
         CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE parts_2 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "parts",
        &rows(100_000),
        0.15,
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_expected_is_said() {
    if !blink_testdb::needs_several_connections("what_cannot_be_expected_is_said") {
        return;
    }
    let db = Db::new(
        "CREATE TABLE t (id int PRIMARY KEY, tags int[], name text);
         CREATE INDEX t_tags ON t USING gin (tags); CREATE INDEX t_name ON t (lower(name)); CREATE INDEX t_some ON t (id) WHERE id > 5;
         CREATE VIEW v AS SELECT id FROM t;
         CREATE FUNCTION store() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER v_insert INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION store()",
    )
    .await;
    let long = "x".repeat(10_000);
    let folder = folder(
        "unexpected",
        &[("t.csv", &format!("id;name\n1;{long}\n")), ("v.csv", "id\n1\n2\n")],
    );
    let line = |stdout: &str| {
        let line = stdout.lines().find_map(|line| line.strip_prefix("  expected"));
        line.unwrap_or_else(|| panic!("{stdout}")).trim().to_owned()
    };
    let ended = blink(&db, &folder, &["plan", "t.csv"], None);
    assert_eq!(
        line(&ended.stdout),
        "1 row; about 32.8 kB of data and 16.4 kB of indexes, without t_name, t_some, t_tags, less where long values can be \
         compressed"
    );
    let ended = blink(&db, &folder, &["plan", "v.csv"], None);
    assert_eq!(line(&ended.stdout), "2 rows; the size is up to who stores them");
    let ended = blink(&db, &folder, &["plan", "-", "--into", "t"], Some("id\n1\n"));
    assert_eq!(
        line(&ended.stdout),
        "unknown, since standard input and pipes do not tell their size"
    );
    let ended = blink(&db, &folder, &["plan", "-", "--into", "t", "--json"], Some("id\n1\n"));
    let plan: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert!(plan["files"][0]["expected"].is_null());
    assert!(plan["files"][0].get("expected").is_some());
}

/// The rows before the fault were told to be all, and counted.
#[tokio::test]
async fn a_file_that_cannot_be_read_on_is_not_counted() {
    if !blink_testdb::needs_several_connections("a_file_that_cannot_be_read_on_is_not_counted") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int, name text)").await;
    let folder = folder(
        "unread",
        &[
            ("t.csv", "id,name\n1,aaa\n2,bbb\n3,\"cc\n4,ddd\n"),
            ("none.csv", "id,name\n1,\"a\n2,b\n"),
            ("empty.csv", ""),
        ],
    );
    let unread = |line: u64| format!("line {line}: the quote that opens here is not closed before the end of the file");
    let found = expected(&db, &folder, &["t.csv"]);
    assert_eq!(
        (&found["rows"], &found["rows_are_counted"], found["unread"].as_str()),
        (&4.into(), &false.into(), Some(unread(4).as_str()))
    );
    let found = expected(&db, &folder, &["none.csv", "--into", "t"]);
    assert_eq!((&found["rows"], &found["data_bytes"]), (&Value::Null, &Value::Null));
    let told = |file: &str| {
        let ended = blink(
            &db,
            &folder,
            &["plan", file, "--into", "t", "--columns", "id,name"],
            None,
        );
        let line = ended.stdout.lines().find_map(|line| line.strip_prefix("  expected"));
        line.unwrap_or_else(|| panic!("{} {}", ended.stdout, ended.stderr))
            .trim()
            .to_owned()
    };
    assert!(told("t.csv").starts_with("about 4 rows; about "), "{}", told("t.csv"));
    assert!(
        told("t.csv").ends_with(&format!("; but it cannot be read on: {}", unread(4))),
        "{}",
        told("t.csv")
    );
    // It is no pipe.
    assert!(told("empty.csv").starts_with("0 rows; "), "{}", told("empty.csv"));
}
