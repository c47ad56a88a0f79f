//! The memory for locks, which all sessions of the server share.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use blink::{Indexes, Seeder, Table};

use super::{filled, kept, rebuilt, seed};
use crate::support::{Session, catalog, connect, rows};

#[tokio::test]
async fn no_more_is_dropped_than_the_servers_memory_for_locks_allows() {
    let settings = ["max_locks_per_transaction=10", "max_connections=100"];
    let Some(cluster) = blink_testdb::own_cluster_with(&settings) else {
        return;
    };
    let database = cluster.database();
    let mut client = connect(database.url()).await;
    let names = (1..=60).map(|n| format!("bin_{n}")).collect::<Vec<_>>();
    let mut schema = String::new();
    for name in &names {
        let _ = write!(
            schema,
            "CREATE TABLE {name} (id int8 PRIMARY KEY, a int, b int, c int);
             CREATE INDEX ON {name} (a); CREATE INDEX ON {name} (b); CREATE INDEX ON {name} (c); COMMIT;"
        );
    }
    let _ = write!(
        schema,
        "CREATE TABLE tree (id int8 PRIMARY KEY, up int8 REFERENCES tree)"
    );
    client.batch_execute(&schema).await.unwrap();
    let before = catalog(&client).await;
    let names = names.iter().map(|name| filled(name, "id a b c", "#|#|#|#", 100));
    // A row of the tree refers to one that comes later, so that its key has to go all the same.
    let tree = (1..=100).map(|n| vec![n.to_string(), (101 - n).to_string()]);
    let tree = Table::records("tree", ["id", "up"], tree).batch_size(10);
    let tables = names.chain([tree]);
    let report = seed(Indexes::Rebuild, tables).insert(&mut client).await.unwrap();
    assert_eq!(report.rows(), 6_100);
    assert!(rebuilt(&report).contains(&"tree_up_fkey"), "{report}");
    // Of those that get the most rows, and of the tree, which gets as many.
    assert!((4..120).contains(&rebuilt(&report).len()), "{report}");
    let kept = kept(&report);
    assert!(
        kept.iter().any(|kept| kept.contains("raise max_locks_per_transaction")),
        "{kept:?}"
    );
    assert_eq!(catalog(&client).await, before);
}

/// The settings that a server has if nobody sets any.
const DEFAULTS: [&str; 2] = ["max_locks_per_transaction=64", "max_connections=100"];

/// Runs it while another session takes and gives back a hundred locks all the time, which must never fail.
async fn beside_another_session(url: &str, seeder: Seeder) -> blink::Report {
    let done = Arc::new(AtomicBool::new(false));
    let (is_done, other) = (Arc::clone(&done), url.to_owned());
    let taking = std::thread::spawn(move || {
        let session = Session::open(&other);
        while !is_done.load(Ordering::Relaxed) {
            session.ask("BEGIN; SELECT count(pg_advisory_xact_lock(n)) FROM generate_series(1, 100) n; ROLLBACK");
        }
    });
    let mut client = connect(url).await;
    let report = seeder.insert(&mut client).await;
    done.store(true, Ordering::Relaxed);
    taking.join().unwrap();
    report.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_many_tables_leaves_locks_to_other_sessions() {
    let Some(cluster) = blink_testdb::own_cluster_with(&DEFAULTS) else {
        return;
    };
    let database = cluster.database();
    let client = connect(database.url()).await;
    let names = (1..=1_500).map(|n| format!("t{n}")).collect::<Vec<_>>();
    for some in names.chunks(100) {
        let tables = some
            .iter()
            .map(|name| format!("CREATE TABLE {name} (id int8 PRIMARY KEY)"));
        client
            .batch_execute(&tables.collect::<Vec<_>>().join(";"))
            .await
            .unwrap();
    }
    let mut seeder = seed(Indexes::Rebuild, names.iter().map(|name| filled(name, "id", "#", 3)));
    seeder.truncate();
    let report = beside_another_session(database.url(), seeder).await;
    assert_eq!(report.rows(), 4_500);
    let (rebuilt, kept) = (rebuilt(&report), kept(&report));
    assert!(rebuilt.len() > 10 && rebuilt.len() < 500, "{}", rebuilt.len());
    assert_eq!(rebuilt.len() + kept.len(), 1_500);
    assert!(
        kept[0].contains("the server's 6,400; raise max_locks_per_transaction"),
        "{}",
        kept[0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_many_partitions_keeps_its_indexes() {
    let Some(cluster) = blink_testdb::own_cluster_with(&DEFAULTS) else {
        return;
    };
    let database = cluster.database();
    let client = connect(database.url()).await;
    let table = "CREATE TABLE readings (day int PRIMARY KEY) PARTITION BY LIST (day)";
    client.batch_execute(table).await.unwrap();
    for first in (1..=2_000).step_by(100) {
        let mut partitions = String::new();
        for day in first..first + 100 {
            let _ = write!(
                partitions,
                "CREATE TABLE day_{day} PARTITION OF readings FOR VALUES IN ({day});"
            );
        }
        client.batch_execute(&partitions).await.unwrap();
    }
    let before = catalog(&client).await;
    let table = filled("readings", "day", "#", 2_000);
    let report = beside_another_session(database.url(), seed(Indexes::Rebuild, [table])).await;
    let kept = kept(&report);
    assert!(kept[0].contains("raise max_locks_per_transaction"), "{kept:?}");
    assert_eq!(rows(&client, "SELECT count(*) FROM day_1999").await, ["1"]);
    assert_eq!(catalog(&client).await, before);
}

#[tokio::test]
async fn more_tables_than_there_are_locks_are_a_mistake() {
    let settings = ["max_locks_per_transaction=10", "max_connections=10"];
    let Some(cluster) = blink_testdb::own_cluster_with(&settings) else {
        return;
    };
    let database = cluster.database();
    let mut client = connect(database.url()).await;
    let names = (1..=200).map(|n| format!("t{n}")).collect::<Vec<_>>();
    for name in &names {
        let table = format!("CREATE TABLE {name} (id int8 PRIMARY KEY)");
        client.batch_execute(&table).await.unwrap();
    }
    let run = seed(Indexes::Auto, names.iter().map(|name| filled(name, "id", "#", 3)));
    let error = run.insert(&mut client).await.unwrap_err().to_string();
    let expected = "take 400 locks in one transaction, and the server has room for 100";
    assert!(error.contains(expected), "{error}");
    assert!(error.contains("raise max_locks_per_transaction"), "{error}");
}
