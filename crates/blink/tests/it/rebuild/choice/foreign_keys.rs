//! Foreign keys to tables that come later, or that are not checked.

use blink::{Indexes, Table};

use super::{SCHEMA, posts};
use crate::rebuild::{MANY, filled, kept, rebuilt, seed};
use crate::support::{Db, catalog};

#[tokio::test]
async fn foreign_keys_to_what_comes_later_wait_until_then() {
    let mut db = Db::new(
        "CREATE TABLE a (id int8 PRIMARY KEY, b int8, self int8 REFERENCES a);
         CREATE TABLE b (id int8 PRIMARY KEY, a int8 REFERENCES a);
         ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
    )
    .await;
    let before = catalog(&db.client).await;
    let tables = [
        // Each refers to the row after it, in another command.
        Table::records(
            "a",
            ["id", "b", "self"],
            (1..=9).map(|n: u64| [n, 10 - n, n % 9 + 1].map(|n| n.to_string()).to_vec()),
        )
        .batch_size(2),
        filled("b", "id a", "#|#", 9),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    let mut names = rebuilt(&report);
    names.sort_unstable();
    assert_eq!(names, ["a_b_fkey", "a_self_fkey"]);
    assert_eq!(catalog(&db.client).await, before);
    // Nothing is dropped for a column that is not sent.
    db.client.batch_execute("TRUNCATE a, b").await.unwrap();
    let report = seed(
        Indexes::Auto,
        [filled("a", "id", "#", 2), filled("b", "id a", "#|#", 2)],
    )
    .insert(&mut db.client)
    .await
    .unwrap();
    assert_eq!(rebuilt(&report), [""; 0]);
    // The check is only put off.
    db.client.batch_execute("TRUNCATE a, b").await.unwrap();
    let error = seed(
        Indexes::Auto,
        [filled("a", "id b", "#|77", 2), filled("b", "id a", "#|#", 2)],
    )
    .insert(&mut db.client)
    .await
    .unwrap_err();
    assert_eq!(
        (error.table(), error.constraint(), error.sqlstate()),
        (Some("a"), Some("a_b_fkey"), Some("23503"))
    );
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn keys_that_are_not_checked_now_are_not_checked_later() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let report = seed(Indexes::Auto, [posts(MANY)]).insert(&mut db.client).await.unwrap();
    assert_eq!(
        kept(&report),
        ["indexes and keys: session_replication_role is replica, so foreign keys are not checked"]
    );
}
