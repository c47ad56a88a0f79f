//! Pools of tokio-postgres clients go on giving healthy connections, whatever became of a run.

use bb8_postgres::PostgresConnectionManager;
use bb8_postgres::bb8;
use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use tokio_postgres::{Client, NoTls};

use super::dropped::{BOTH, FEW, polled, seed};
use super::{ALL, NOTHING};
use crate::drivers::scenarios::{COUNTS, SCHEMA};
use crate::support::{elsewhere, rows};

/// A pool of one connection, so that the next user gets the one that a run was dropped on.
fn deadpool(url: &str) -> deadpool_postgres::Pool {
    let fast = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(url.parse().unwrap(), NoTls, fast);
    deadpool_postgres::Pool::builder(manager).max_size(1).build().unwrap()
}

async fn bb8(url: &str) -> bb8::Pool<PostgresConnectionManager<NoTls>> {
    let manager = PostgresConnectionManager::new(url.parse().unwrap(), NoTls);
    bb8::Pool::builder().max_size(1).build(manager).await.unwrap()
}

/// It gives its own answers, and is in no transaction.
async fn is_healthy(client: &Client, n: usize) {
    assert_eq!(rows(client, &format!("SELECT {n}")).await, [n.to_string()]);
    assert_eq!(rows(client, "SELECT now() = statement_timestamp()").await, ["t"]);
    let answer = client.query_one("SELECT $1::text", &[&n.to_string()]).await.unwrap();
    assert_eq!(answer.get::<_, String>(0), n.to_string());
}

/// Runs on a client of the pool, dropped after every number of polls, and looks at the next client of the pool.
macro_rules! dropped_at_any_await {
    ($url:expr, $get:expr) => {
        elsewhere($url, SCHEMA);
        for dropped in BOTH {
            for n in 0.. {
                let mut object = $get;
                let client: &mut Client = &mut object;
                let done = polled(seed().insert(client), n, dropped).await;
                drop(object);
                let object = $get;
                let client: &Client = &object;
                is_healthy(client, n).await;
                let counts = rows(client, COUNTS).await.remove(0);
                client.batch_execute("TRUNCATE parents, children").await.unwrap();
                if let Some(done) = done {
                    done.unwrap();
                    assert_eq!(counts, ALL);
                    assert!(n > FEW, "{n}");
                    break;
                }
                assert!(
                    [ALL, NOTHING].contains(&&*counts),
                    "{dropped:?} after {n} polls: {counts}"
                );
            }
        }
    };
}

#[tokio::test]
async fn deadpool_works_after_a_drop_at_any_await() {
    if blink_testdb::needs_several_connections("deadpool_works_after_a_drop_at_any_await") {
        let db = blink_testdb::database();
        let pool = deadpool(db.url());
        dropped_at_any_await!(db.url(), pool.get().await.unwrap());
    }
}

#[tokio::test]
async fn bb8_works_after_a_drop_at_any_await() {
    if blink_testdb::needs_several_connections("bb8_works_after_a_drop_at_any_await") {
        let db = blink_testdb::database();
        let pool = bb8(db.url()).await;
        dropped_at_any_await!(db.url(), pool.get().await.unwrap());
    }
}
