//! Rows that are shown before they are stored.

use blink_testdb::needs_several_connections;
use serde_json::{Value, json};

use super::{SHOP, json_of, run, seed};
use crate::support::Db;

const UNTIL: [&str; 2] = ["--until", "2024-06-30"];

#[tokio::test]
async fn what_is_shown_is_what_is_stored() {
    if !needs_several_connections("what_is_shown_is_what_is_stored") {
        return;
    }
    let db = Db::new(SHOP).await;
    let shown = run(
        &db,
        &[&["preview", "orders", "-n", "4", "--parents", "--json"], &UNTIL[..]].concat(),
    );
    let shown = json_of(&shown);
    assert_eq!(
        (&shown["table"], &shown["of"], &shown["until"], &shown["seed"]),
        (&json!("public.orders"), &json!(1_000), &json!("2024-06-30"), &json!(0))
    );
    assert_eq!(db.one("SELECT count(*) FROM orders").await, "0");
    let stored = seed(&db, &UNTIL);
    assert_eq!(stored.status, 0, "{}", stored.stderr);
    for (table, rows) in [("orders", &shown["rows"]), ("users", &shown["parents"][0]["rows"])] {
        let rows = rows.as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let values = row["values"].as_object().unwrap();
            let equal = values.iter().map(|(column, value)| match value {
                Value::String(text) => format!("{column} = '{}'", text.replace('\'', "''")),
                _ => format!("{column} IS NULL"),
            });
            let equal = equal.collect::<Vec<_>>().join(" AND ");
            let sql = format!("SET TimeZone = 'UTC'; SELECT count(*) FROM {table} WHERE {equal}");
            assert_eq!(db.one(&sql).await, "1", "{row}");
        }
    }
    // Each points to a parent that is shown.
    let parent = &shown["rows"][0]["refers_to"][0];
    assert_eq!(parent["table"], "public.users");
    let parents = shown["parents"][0]["rows"].as_array().unwrap();
    let referred = parents.iter().find(|row| row["row"] == parent["row"]).unwrap();
    assert_eq!(referred["values"]["id"], shown["rows"][0]["values"]["user_id"]);
}

#[tokio::test]
async fn rows_are_shown_as_a_table() {
    if !needs_several_connections("rows_are_shown_as_a_table") {
        return;
    }
    let db = Db::new(SHOP).await;
    let ended = run(&db, &["preview", "public.orders"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let lines = ended.stdout.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), 7, "{}", ended.stdout);
    assert_eq!(lines[0], "public.orders, rows 1 to 5 of 1,000");
    assert_eq!(
        lines[1].split_whitespace().collect::<Vec<_>>(),
        ["id", "user_id", "total", "created_at"]
    );
    assert!(lines[2].starts_with("1 "), "{}", lines[2]);
    let with_parents = run(&db, &["preview", "orders", "-n", "2", "--parents"]);
    assert!(
        with_parents.stdout.contains("\n\npublic.users, row"),
        "{}",
        with_parents.stdout
    );
    // There are no more.
    let all = run(&db, &["preview", "users", "-n", "10000", "--rows", "9"]);
    assert!(
        all.stdout.starts_with("public.users, rows 1 to 3 of 3\n"),
        "{}",
        all.stdout
    );
}

#[tokio::test]
async fn rows_of_a_table_that_has_some_are_shown_as_if_it_were_emptied() {
    if !needs_several_connections("rows_of_a_table_that_has_some_are_shown_as_if_it_were_emptied") {
        return;
    }
    let db = Db::new(&format!("{SHOP}; INSERT INTO users VALUES (7, 'a@b.test', now())")).await;
    let ended = run(&db, &["preview", "users"]);
    assert_eq!(
        (ended.status, ended.stderr.as_str()),
        (
            1,
            "error: public.users has rows, and is not filled\n\
             help: --truncate shows the rows that it would get if it were emptied\n"
        )
    );
    assert_eq!(run(&db, &["preview", "users", "--truncate"]).status, 0);
    assert_eq!(db.one("SELECT count(*) FROM users").await, "1");
    // Those of others refer to it.
    let orders = json_of(&run(&db, &["preview", "orders", "-n", "1", "--json"]));
    assert_eq!(orders["rows"][0]["values"]["user_id"], "7");
}
