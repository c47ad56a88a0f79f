//! Connections that are lost, and runs that are dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use blink::{BoxError, Seeder, Table};
use tokio_postgres::Client;

use super::{assert_stays, assert_whole_batches, database, deadpool};
use crate::drivers::scenarios::{COUNTS, Parent, SCHEMA, children, parents};
use crate::drivers::sqlx::pool;
use crate::faults::dropped::{BOTH, polled};
use crate::faults::proxy::{Cut, cutting};
use crate::support::{Db, Session, connect, rows};

#[tokio::test]
async fn a_backend_that_is_killed_ends_the_run() {
    let Some(db) = database("a_backend_that_is_killed_ends_the_run", SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    let url = db.database.url().to_owned();
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    // All batches before are stored, and the one with this row has got the rows before it.
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE 'COPY%' AND state = 'active' AND (SELECT count(*) FROM parents) = 343";
    seeder.add_table(Table::from_rows(parents(700).map(move |row| {
        if row.id == 347 {
            let session = Session::open(&url);
            while session.ask(kill).is_empty() {}
        }
        Parent {
            name: "x".repeat(30_000),
            ..row
        }
    })));
    let error = seeder
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert!(error.is_connection_lost() && !error.is_commit_unknown(), "{error:#}");
    assert_eq!(error.table(), Some("parents"));
    assert_stays(&db, &error, &["parents"]).await;
    assert_whole_batches(&db, "parents", 700).await;
    // The other connection may have stored some batches until the death was noticed.
    assert_eq!(db.one("SELECT count(*) FROM parents WHERE id <= 350").await, "343");
}

#[tokio::test]
async fn an_unknown_outcome_of_a_commit_is_said_to_be_one() {
    let test = "an_unknown_outcome_of_a_commit_is_said_to_be_one";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    for (cut, stored) in [(Cut::BeforeItArrives, 21), (Cut::BeforeItIsAnswered, 28)] {
        let commits = Arc::new(AtomicU32::new(0));
        let connecting = || {
            let commits = Arc::clone(&commits);
            let url = cutting(db.database.url(), cut, move |kind, body| {
                kind == b'Q' && body.starts_with(b"SELECT; COMMIT") && commits.fetch_add(1, Ordering::Relaxed) == 3
            });
            async move { Ok::<Client, BoxError>(connect(&url).await) }
        };
        let mut seeder = Seeder::new();
        seeder.batch_size(7);
        seeder.add_table(Table::from_rows(parents(70)));
        let error = seeder.non_atomic().concurrency(1).insert(connecting).await.unwrap_err();
        assert!(error.is_commit_unknown(), "{error:#}");
        assert_eq!(error.rows(), Some(22..=28));
        assert_eq!(error.committed_rows().len(), 1);
        assert_eq!(
            (error.committed_rows()[0].rows(), error.committed_rows()[0].in_doubt()),
            (21, 7)
        );
        assert_eq!(at_rest(&db).await, format!("{stored}|0"));
        db.client.batch_execute("TRUNCATE children, parents").await.unwrap();
    }
}

/// The counts once nobody is at the tables any more. In the order in which a session that is still at the children locks
/// them: their foreign key comes to the parents last.
async fn at_rest(db: &Db) -> String {
    let lock = "BEGIN; LOCK TABLE children, parents IN ACCESS EXCLUSIVE MODE";
    db.client.batch_execute(lock).await.unwrap();
    let counts = db.one(COUNTS).await;
    db.client.batch_execute("COMMIT").await.unwrap();
    counts
}

fn seed() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    let large = parents(20).map(|row| Parent {
        name: "x".repeat(30_000),
        ..row
    });
    seeder.add_table(Table::from_rows(large));
    seeder.add_table(Table::from_rows(children(15)));
    seeder
}

/// Runs that are dropped after every number of polls, and what the next user of the pool gets.
macro_rules! dropped_at_any_await {
    ($db:expr, $pool:expr, $get:expr, |$conn:ident, $sql:ident| $ask:expr) => {
        for dropped in BOTH {
            for n in 0.. {
                let done = polled(seed().non_atomic().concurrency(2).insert($get), n, dropped).await;
                for _ in 0..2 {
                    let mut $conn = $pool.await.unwrap();
                    let $sql = format!("SELECT {n}");
                    assert_eq!($ask, n.to_string());
                    let $sql = "SELECT now() = statement_timestamp()".to_owned();
                    assert!(["t", "true"].contains(&&*$ask));
                }
                let counts = at_rest(&$db).await;
                assert_whole_batches(&$db, "parents", 20).await;
                assert_whole_batches(&$db, "children", 15).await;
                $db.client.batch_execute("TRUNCATE children, parents").await.unwrap();
                if let Some(done) = done {
                    done.unwrap();
                    assert_eq!(counts, "20|15");
                    assert!(n > 10, "{n}");
                    break;
                }
            }
        }
    };
}

#[tokio::test]
async fn deadpool_works_after_a_drop_at_any_await() {
    if let Some(db) = database("deadpool_works_after_a_drop_at_any_await", SCHEMA).await {
        let pool = deadpool(db.database.url(), 2);
        dropped_at_any_await!(db, pool.get(), || pool.get(), |conn, sql| {
            let conn: &mut Client = &mut conn;
            rows(conn, &sql).await.remove(0)
        });
    }
}

#[tokio::test]
async fn sqlx_works_after_a_drop_at_any_await() {
    if let Some(db) = database("sqlx_works_after_a_drop_at_any_await", SCHEMA).await {
        let pool = pool(db.database.url(), 2).await;
        dropped_at_any_await!(db, pool.acquire(), || pool.acquire(), |conn, sql| {
            crate::drivers::sqlx::rows(&mut conn, &sql).await.unwrap().remove(0)
        });
    }
}
