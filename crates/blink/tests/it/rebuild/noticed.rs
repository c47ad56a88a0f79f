//! Nobody notices that an empty table is truncated for the load, which nobody has asked for.

use blink::Indexes;

use super::{filled, seed};
use crate::support::{Db, connect};

/// A trigger as an extension makes it, that does not show it as one of the table's own.
fn internal_trigger(table: &str, body: &str) -> String {
    format!(
        "CREATE FUNCTION emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$;
         CREATE TRIGGER emptied AFTER TRUNCATE ON {table} EXECUTE FUNCTION emptied();
         UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'emptied'"
    )
}

#[tokio::test]
async fn rows_that_an_extension_keeps_elsewhere_are_not_truncated() {
    for (indexes, count) in [(Indexes::Auto, 50_000), (Indexes::Rebuild, 5_000)] {
        let mut db = Db::new(&format!(
            "CREATE TABLE stock_far (id int8, label text);
             INSERT INTO stock_far SELECT n, 'old' FROM generate_series(1, 500) n;
             CREATE TABLE stock (id int8 PRIMARY KEY, label text);
             {}",
            internal_trigger("stock", "DELETE FROM stock_far")
        ))
        .await;
        let stock = filled("stock", "id label", "#|new", count);
        seed(indexes, [stock]).insert(&mut db.client).await.unwrap();
        assert_eq!((db.count("stock_far").await, db.count("stock").await), (500, count));
    }
}

#[tokio::test]
async fn a_queue_that_an_extension_fills_is_not_told_of_a_truncate() {
    for indexes in [Indexes::Auto, Indexes::Rebuild] {
        let mut db = Db::new(&format!(
            "CREATE TABLE reading (id int8 PRIMARY KEY); CREATE TABLE outbox (what text); {}",
            internal_trigger("reading", "INSERT INTO outbox VALUES ('TRUNCATE')")
        ))
        .await;
        let reading = filled("reading", "id", "#", 50_000);
        seed(indexes, [reading]).insert(&mut db.client).await.unwrap();
        assert_eq!((db.count("outbox").await, db.count("reading").await), (0, 50_000));
    }
}

#[tokio::test]
async fn logical_decoding_sees_no_truncate() {
    let Some(cluster) = blink_testdb::own_cluster_with(&["wal_level=logical"]) else {
        return;
    };
    for (indexes, slot_first) in [(Indexes::Auto, true), (Indexes::Rebuild, true), (Indexes::Auto, false)] {
        let database = cluster.database();
        let mut client = connect(database.url()).await;
        let make_slot = "SELECT pg_create_logical_replication_slot('listener', 'test_decoding')";
        let schema = "CREATE TABLE fact (id int8 PRIMARY KEY, x text)";
        client.batch_execute(schema).await.unwrap();
        if slot_first {
            client.batch_execute(make_slot).await.unwrap();
        }
        let fact = filled("fact", "id x", "#|x", 20_000);
        let report = seed(indexes, [fact]).insert(&mut client).await.unwrap();
        assert_eq!(super::rebuilt(&report), ["fact_pkey"]);
        let changes =
            "SELECT count(*) FILTER (WHERE data LIKE '%TRUNCATE%'), count(*) FILTER (WHERE data LIKE '%INSERT%')
            FROM pg_logical_slot_get_changes('listener', NULL, NULL)";
        if slot_first {
            assert_eq!(crate::support::rows(&client, changes).await, ["0|20000"]);
            let drop = "SELECT pg_drop_replication_slot('listener')";
            client.batch_execute(drop).await.unwrap();
        } else {
            // Nor could a slot that is made while the run is under way: the file is the one that there was.
            let file = "SELECT pg_relation_filenode('fact') = 'fact'::regclass::oid";
            assert_eq!(crate::support::rows(&client, file).await, ["t"]);
        }
    }
}
