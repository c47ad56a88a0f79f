//! The run's future dropped at every one of its awaits.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use blink::{RowStream, Seeder, Table};
use futures_util::stream::{self, StreamExt as _};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Executor as _};

use super::{ALL, NOTHING, counts_at_rest, empty};
use crate::drivers::scenarios::{COUNTS, Parent, SCHEMA, children, parents};
use crate::drivers::sqlx::{pool, rows};
use crate::support::Db;

/// The moment at which a future is dropped that was polled several times and is not ready.
#[derive(Clone, Copy, Debug)]
pub enum Dropped {
    /// Dropped while the awaited operation is in flight.
    AtOnce,
    /// Dropped once it could continue.
    Woken,
}

pub const BOTH: [Dropped; 2] = [Dropped::AtOnce, Dropped::Woken];

/// Fewer polls than any run of these takes, so that the tests do what they say.
pub(super) const FEW: usize = 10;

/// Rows that are waited for one by one, and so large that the first command is sent in more chunks than are ever made
/// ahead: some of the waiting is in the middle of a COPY.
pub(super) fn seed() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    let large = Table::from_stream(|_| {
        RowStream::new(stream::iter(parents(20)).then(|row| async move {
            tokio::task::yield_now().await;
            Parent {
                name: "x".repeat(30_000),
                ..row
            }
        }))
    });
    seeder.add_table(large.single_batch());
    seeder.add_table(Table::from_rows(children(15)));
    seeder
}

pub async fn polled<F: Future>(future: F, times: usize, dropped: Dropped) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|cx| {
        if polls < times {
            polls += 1;
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Some(output));
            }
            if polls < times || matches!(dropped, Dropped::Woken) {
                return Poll::Pending;
            }
        }
        Poll::Ready(None)
    })
    .await
}

#[tokio::test]
async fn a_client_works_after_a_drop_at_any_await() {
    let mut db = Db::new(SCHEMA).await;
    for dropped in BOTH {
        for n in 0.. {
            let done = polled(seed().insert(&mut db.client), n, dropped).await;
            assert_eq!(db.one(&format!("SELECT {n}")).await, n.to_string());
            let counts = db.one(COUNTS).await;
            db.works().await;
            empty(&db).await;
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
}

#[tokio::test]
async fn a_dropped_run_in_a_transaction_of_tokio_postgres_cannot_be_committed() {
    let mut db = Db::new(SCHEMA).await;
    for dropped in BOTH {
        for n in 0.. {
            let mut transaction = db.client.transaction().await.unwrap();
            let done = polled(seed().insert(&mut transaction), n, dropped).await;
            transaction.commit().await.unwrap();
            let counts = db.one(COUNTS).await;
            db.works().await;
            if let Some(done) = done {
                done.unwrap();
                assert_eq!(counts, ALL);
                assert!(n > FEW, "{n}");
                empty(&db).await;
                break;
            }
            assert_eq!(counts, NOTHING, "{dropped:?} after {n} polls");
        }
    }
}

/// Every use is answered with its own answer, or every use fails.
async fn works_or_is_dead(conn: &mut PgConnection) -> bool {
    let mut works = None;
    for n in 0..16 {
        if works == Some(false) && n % 4 == 0 {
            // The only words that a session hears whose transaction has failed.
            conn.execute("ROLLBACK").await.unwrap_err();
        }
        let answer = match n % 4 {
            0 => rows(conn, &format!("SELECT {n}")).await.map(|rows| rows.join(",")),
            1 => {
                sqlx::query_scalar::<_, String>("SELECT $1::text")
                    .bind(n.to_string())
                    .fetch_one(&mut *conn)
                    .await
            }
            2 => match conn.begin().await {
                Ok(mut transaction) => rows(&mut transaction, &format!("SELECT {n}"))
                    .await
                    .map(|rows| rows.join(",")),
                Err(error) => Err(error),
            },
            _ => match conn.execute("SELECT 1 WHERE false").await {
                Ok(done) => {
                    assert_eq!(done.rows_affected(), 0);
                    Ok(n.to_string())
                }
                Err(error) => Err(error),
            },
        };
        if let Ok(answer) = &answer {
            assert_eq!(answer, &n.to_string());
        }
        let first = *works.get_or_insert(answer.is_ok());
        assert_eq!(answer.is_ok(), first, "use {n}: {answer:?}");
    }
    works.unwrap()
}

async fn open(db: &Db) -> PgConnection {
    PgConnection::connect(db.database.url()).await.unwrap()
}

#[tokio::test]
async fn an_sqlx_connection_works_or_is_dead_after_a_drop_at_any_await() {
    if !blink_testdb::needs_several_connections("an_sqlx_connection_works_or_is_dead_after_a_drop_at_any_await") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    for dropped in BOTH {
        for n in 0.. {
            let mut conn = open(&db).await;
            let done = polled(seed().insert(&mut conn), n, dropped).await;
            let works = works_or_is_dead(&mut conn).await;
            drop(conn);
            let counts = counts_at_rest(&db).await;
            empty(&db).await;
            if let Some(done) = done {
                done.unwrap();
                assert!(works);
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
}

/// The caller's next statement in a transaction in which a run was dropped.
#[derive(Clone, Copy)]
enum Next {
    Commit,
    Drop,
    /// Goes on as if the run had ended well.
    Use,
}

async fn dropped_in_an_sqlx_transaction(next: Next, nested: bool) {
    let db = Db::new(SCHEMA).await;
    for dropped in BOTH {
        for n in 0.. {
            let mut conn = open(&db).await;
            let mut outer = conn.begin().await.unwrap();
            let done = if nested {
                let mut inner = outer.begin().await.unwrap();
                let done = polled(seed().insert(&mut inner), n, dropped).await;
                let _unless_it_failed = inner.commit().await;
                done
            } else {
                polled(seed().insert(&mut outer), n, dropped).await
            };
            let committed = match next {
                Next::Commit => outer.commit().await.is_ok(),
                Next::Drop => {
                    drop(outer);
                    false
                }
                Next::Use => {
                    let works = works_or_is_dead(&mut outer).await;
                    let committed = outer.commit().await.is_ok();
                    works && committed
                }
            };
            let works = works_or_is_dead(&mut conn).await;
            drop(conn);
            let counts = counts_at_rest(&db).await;
            empty(&db).await;
            if let Some(done) = done {
                done.unwrap();
                assert!(works);
                assert_eq!(counts, if committed { ALL } else { NOTHING });
                assert!(n > FEW, "{n}");
                break;
            }
            assert_eq!(counts, NOTHING, "{dropped:?} after {n} polls");
        }
    }
}

#[tokio::test]
async fn a_dropped_run_in_a_transaction_of_sqlx_cannot_be_committed() {
    if blink_testdb::needs_several_connections("a_dropped_run_in_a_transaction_of_sqlx_cannot_be_committed") {
        dropped_in_an_sqlx_transaction(Next::Commit, false).await;
    }
}

#[tokio::test]
async fn a_dropped_run_in_a_nested_transaction_of_sqlx_cannot_be_committed() {
    if blink_testdb::needs_several_connections("a_dropped_run_in_a_nested_transaction_of_sqlx_cannot_be_committed") {
        dropped_in_an_sqlx_transaction(Next::Commit, true).await;
    }
}

#[tokio::test]
async fn a_transaction_of_sqlx_may_be_dropped_after_a_dropped_run() {
    if blink_testdb::needs_several_connections("a_transaction_of_sqlx_may_be_dropped_after_a_dropped_run") {
        dropped_in_an_sqlx_transaction(Next::Drop, false).await;
    }
}

#[tokio::test]
async fn a_transaction_of_sqlx_in_which_a_run_was_dropped_gives_no_wrong_answer() {
    if blink_testdb::needs_several_connections("a_transaction_of_sqlx_in_which_a_run_was_dropped_gives_no_wrong_answer")
    {
        dropped_in_an_sqlx_transaction(Next::Use, false).await;
    }
}

/// The pool answers, whoever had its connections before.
async fn pool_works(pool: &PgPool, n: usize) {
    for connection in 0..3 {
        let sent = format!("{n}.{connection}");
        let answer = sqlx::query_scalar::<_, String>("SELECT $1::text").bind(&sent);
        assert_eq!(answer.fetch_one(pool).await.unwrap(), sent);
    }
}

#[tokio::test]
async fn an_sqlx_pool_works_after_a_drop_at_any_await() {
    if !blink_testdb::needs_several_connections("an_sqlx_pool_works_after_a_drop_at_any_await") {
        return;
    }
    let db = Db::new(SCHEMA).await;
    let pool = pool(db.database.url(), 2).await;
    for (dropped, through) in [
        (Dropped::AtOnce, false),
        (Dropped::AtOnce, true),
        (Dropped::Woken, false),
        (Dropped::Woken, true),
    ] {
        for n in 0.. {
            let done = if through {
                let mut conn = pool.acquire().await.unwrap();
                polled(seed().insert(&mut conn), n, dropped).await
            } else {
                polled(seed().insert(&pool), n, dropped).await
            };
            pool_works(&pool, n).await;
            let counts = counts_at_rest(&db).await;
            empty(&db).await;
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
}
