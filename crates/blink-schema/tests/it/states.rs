//! Times that follow from the state of a row.

use blink_schema::fill;

use crate::judge::rows;
use crate::trial::connect;

/// A row whose state has not come as far as a time has none, and one whose state has come there has it.
#[tokio::test]
async fn a_time_is_null_until_the_state_has_reached_it() {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    let sql = "CREATE TYPE state AS ENUM ('draft', 'published', 'deleted');
        CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('pending', 'paid', 'shipped',
            'cancelled')), created_at timestamptz NOT NULL, paid_at timestamptz, shipped_at timestamptz,
            cancelled_at timestamptz, updated_at timestamptz NOT NULL, CHECK (updated_at >= created_at));
        CREATE TABLE posts (id int PRIMARY KEY, state state NOT NULL, published_at timestamp, deleted_at timestamp);
        CREATE TABLE users (id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('active', 'blocked', 'deleted')),
            deleted_at timestamptz);
        CREATE TABLE articles (id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('draft', 'pending')),
            deleted_at timestamptz, published_at timestamptz);
        CREATE TABLE bound (id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('pending', 'shipped')),
            shipped_at timestamptz, CHECK ((status = 'pending') = (shipped_at IS NOT NULL)));
        CREATE TABLE always (id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('pending', 'shipped')),
            shipped_at timestamptz NOT NULL)";
    client.batch_execute(sql).await.unwrap();
    let filled = fill(&mut client).rows(500).await.unwrap();
    assert_eq!(filled.left_out, []);
    for (table, wrong) in [
        (
            "orders",
            "(paid_at IS NOT NULL) <> (status IN ('paid', 'shipped')) AND status <> 'cancelled'",
        ),
        (
            "orders",
            "(shipped_at IS NOT NULL) <> (status = 'shipped') AND status <> 'cancelled'",
        ),
        ("orders", "(cancelled_at IS NOT NULL) <> (status = 'cancelled')"),
        ("orders", "shipped_at < paid_at OR paid_at < created_at"),
        (
            "posts",
            "(published_at IS NOT NULL) <> (state = 'published') AND state <> 'deleted'",
        ),
        ("posts", "(deleted_at IS NOT NULL) <> (state = 'deleted')"),
        ("users", "(deleted_at IS NOT NULL) <> (status = 'deleted')"),
        ("bound", "(status = 'pending') <> (shipped_at IS NOT NULL)"),
        ("always", "shipped_at IS NULL"),
    ] {
        let query = format!("SELECT count(*) FROM {table} WHERE {wrong}");
        assert_eq!(rows(&client, &query).await.unwrap(), [["0"]], "{table}: {wrong}");
    }
    // No state is that of being deleted: drafts are, too.
    let query = "SELECT count(deleted_at) > 0, count(published_at) > 0 FROM articles";
    assert_eq!(rows(&client, query).await.unwrap(), [["t", "t"]]);
    for (table, state) in [("orders", "status"), ("posts", "state"), ("users", "status")] {
        let query = format!("SELECT count(DISTINCT {state}) FROM {table}");
        let states = rows(&client, &query).await.unwrap()[0][0].parse::<u32>().unwrap();
        assert!(states >= 3, "{table} has {states} states");
    }
}

/// All times of a row have whole seconds.
#[tokio::test]
async fn no_time_of_a_row_has_a_fraction_beside_one_without() {
    let db = blink_testdb::database();
    let mut client = connect(&db).await;
    let sql = "CREATE TABLE tickets (id int PRIMARY KEY, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
        confirmed_at timestamp, started_at timestamptz, approved_at timestamptz, sent_at timestamptz, received_at timestamp,
        closed_at timestamptz, last_seen_at timestamptz, cancelled_at timestamptz, archived_at timestamptz,
        deleted_at timestamptz, due_at timestamptz, expires_at timestamptz, starts_at timestamptz, ends_at timestamptz)";
    client.batch_execute(sql).await.unwrap();
    fill(&mut client).rows(300).await.unwrap();
    let query = "SELECT key, value FROM tickets t, jsonb_each_text(to_jsonb(t)) WHERE value LIKE '%.%'";
    assert_eq!(rows(&client, query).await.unwrap(), [] as [Vec<String>; 0]);
}
