//! Limits of time: the server's, the run's, and a source's.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use blink::{BoxError, CustomInsert, Error, RowStream, Rows, Seeder, Table};
use futures_util::stream::{self, StreamExt as _};

use super::{NOTHING, counts_elsewhere, every_driver, large_parents};
use crate::drivers::Driver;
use crate::drivers::scenarios::{COUNTS, Child, Parent, SCHEMA, children, parents};
use crate::support::{Db, Session, elsewhere, patiently};

every_driver! {
    a_lock_is_waited_for_longer_than_the_run_may_take
    a_lock_is_waited_for_longer_than_the_session_allows
    an_iterator_stalls
}

fn family() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)));
    seeder
}

fn assert_too_long(error: &Error, limit: Duration) {
    let told = format!("the run took longer than its timeout of {limit:?}");
    assert!(error.to_string().ends_with(&told), "{error}");
}

async fn a_lock_is_waited_for_longer_than_the_run_may_take<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let holder = Session::open(url);
    holder.ask("BEGIN; LOCK TABLE children IN ACCESS EXCLUSIVE MODE");
    let mut driver = D::open(url).await;
    let run = async |limit| {
        let mut seeder = family();
        seeder.timeout(limit);
        driver.insert(seeder).await.unwrap_err()
    };
    let (limit, error) = patiently(run, |error| error.table() == Some("children")).await;
    assert!(error.is_timeout() && !error.is_connection_lost(), "{error:#}");
    assert_eq!((error.table(), error.sqlstate()), (Some("children"), Some("57014")));
    assert_too_long(&error, limit);
    assert_eq!(
        driver
            .sql(&format!("SET lock_timeout = 1; {}", "SELECT count(*) FROM parents"))
            .await,
        ["0"]
    );
    assert_eq!(driver.sql("SHOW statement_timeout").await, ["0"]);
    holder.ask("COMMIT");
    assert_eq!(counts_elsewhere(url), NOTHING);
}

async fn a_lock_is_waited_for_longer_than_the_session_allows<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let holder = Session::open(url);
    holder.ask("BEGIN; LOCK TABLE children IN ACCESS EXCLUSIVE MODE");
    let mut driver = D::open(url).await;
    for (setting, sqlstate) in [("lock_timeout", "55P03"), ("statement_timeout", "57014")] {
        let run = async |limit: Duration| {
            driver.sql(&format!("SET {setting} = {}", limit.as_millis())).await;
            let mut seeder = family();
            seeder.timeout(Duration::from_secs(600));
            driver.insert(seeder).await.unwrap_err()
        };
        let (limit, error) = patiently(run, |error| error.table() == Some("children")).await;
        assert!(!error.is_timeout() && !error.is_connection_lost(), "{error:#}");
        assert_eq!((error.table(), error.sqlstate()), (Some("children"), Some(sqlstate)));
        let kept = format!("SELECT setting FROM pg_settings WHERE name = '{setting}'");
        assert_eq!(driver.sql(&kept).await, [limit.as_millis().to_string()]);
        driver.sql(&format!("RESET {setting}")).await;
        assert_eq!(driver.sql("SELECT count(*) FROM parents").await, ["0"]);
    }
    holder.ask("COMMIT");
    assert_eq!(counts_elsewhere(url), NOTHING);
}

/// In the middle of a COPY whose rows take the server long.
#[tokio::test]
async fn the_servers_statement_timeout_ends_a_copy() {
    let mut db = Db::new(SCHEMA).await;
    if !blink_testdb::needs_several_connections("the_servers_statement_timeout_ends_a_copy: its timers work") {
        return;
    }
    db.client
        .batch_execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF new.id = 5 THEN PERFORM pg_sleep(600); END IF; RETURN new; END $$;
             CREATE TRIGGER slow BEFORE INSERT ON parents FOR EACH ROW EXECUTE FUNCTION slow()",
        )
        .await
        .unwrap();
    let run = async |limit: Duration| {
        let limited = format!("SET statement_timeout = {}", limit.as_millis());
        db.client.batch_execute(&limited).await.unwrap();
        let rows = Table::from_rows(parents(20)).batch_size(3);
        blink::copy_to_table(&mut db.client, rows).await.unwrap_err()
    };
    let (_, error) = patiently(run, |error| error.table().is_some()).await;
    assert!(!error.is_timeout() && !error.is_connection_lost(), "{error:#}");
    // No row is to blame for it, though the server says how far it had come.
    assert_eq!(
        (error.table(), error.rows(), error.sqlstate()),
        (Some("parents"), None, Some("57014"))
    );
    let shown = error.to_string();
    assert!(
        shown.contains("statement_timeout") && shown.contains("batch_size"),
        "{shown}"
    );
    db.client.batch_execute("RESET statement_timeout").await.unwrap();
    assert_eq!(db.one(COUNTS).await, NOTHING);
    db.works().await;
}

/// Iterates and then gives nothing more until the test lets it.
struct Stalls<I> {
    rows: I,
    then: mpsc::Receiver<()>,
}

impl<I: Iterator> Iterator for Stalls<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.rows.next().or_else(|| {
            // An error at the end of the test: nobody sends.
            self.then.recv().ok();
            None
        })
    }
}

fn stalls<I: Iterator>(rows: I) -> (mpsc::Sender<()>, Stalls<I>) {
    let (release, then) = mpsc::channel();
    (release, Stalls { rows, then })
}

/// The source of these gives this many rows, and then no more.
async fn assert_stalls(rows: i32, run: impl AsyncFnMut(Duration) -> Error) {
    let row = u64::from(rows.unsigned_abs()) + 1;
    let (limit, error) = patiently(run, |error| error.row() == Some(row)).await;
    assert!(error.is_timeout() && !error.is_connection_lost(), "{error:#}");
    assert_eq!((error.table(), error.row()), (Some("parents"), Some(row)), "{error:#}");
    assert_eq!(
        error.to_string(),
        format!(
            "table parents, row {row}: the source produced no row for {limit:?}; speed it up, or raise stall_timeout"
        )
    );
}

fn seed_of(table: Table<Parent>, limit: Duration) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.stall_timeout(limit);
    seeder.add_table(Table::from_rows(children(0)));
    seeder.add_table(table);
    seeder
}

/// Before the first row, with rows that are not in a chunk yet, and in the middle of a COPY.
async fn an_iterator_stalls<D: Driver>(url: &str) {
    elsewhere(url, SCHEMA);
    let mut driver = D::open(url).await;
    for n in [0, 3, 100] {
        let run = async |limit| {
            let (_release, rows) = stalls(large_parents(n));
            driver.insert(seed_of(Table::from_rows(rows), limit)).await.unwrap_err()
        };
        assert_stalls(n, run).await;
        assert_eq!(driver.sql(COUNTS).await, [NOTHING]);
    }
    assert_eq!(driver.sql("SELECT now() = statement_timestamp()").await, ["t"]);
}

#[tokio::test]
async fn a_stream_stalls() {
    let mut db = Db::new(SCHEMA).await;
    for n in [0, 3, 100] {
        let run = async |limit| {
            let rows =
                Table::from_stream(move |_| RowStream::new(stream::iter(large_parents(n)).chain(stream::pending())));
            seed_of(rows, limit).insert(&mut db.client).await.unwrap_err()
        };
        assert_stalls(n, run).await;
        assert_eq!(db.one(COUNTS).await, NOTHING);
        db.works().await;
    }
}

#[tokio::test]
async fn the_source_of_a_function_stalls() {
    let mut db = Db::new(SCHEMA).await;
    for n in [0, 3] {
        let run = async |limit| {
            let (_release, rows) = stalls(parents(n));
            let rows = Table::from_rows(rows).batch_size(2).insert_with(|mut insertion| {
                Box::pin(async move {
                    while insertion.next().await.is_some() {
                        insertion
                            .execute("INSERT INTO parents VALUES (1, 'x') ON CONFLICT DO NOTHING")
                            .await?;
                    }
                    Ok(1)
                })
            });
            seed_of(rows, limit).insert(&mut db.client).await.unwrap_err()
        };
        assert_stalls(n, run).await;
        assert_eq!(db.one(COUNTS).await, NOTHING);
        db.works().await;
    }
}

#[tokio::test]
async fn the_largest_batch_size_and_limits_panicked() {
    let mut db = Db::new(SCHEMA).await;
    for (of_seeder, of_table) in [(None, Some(u64::MAX)), (Some(u64::MAX), None), (None, Some(1 << 40))] {
        let mut rows = Table::from_rows(parents(3));
        let mut streamed = Table::from_stream(|_| RowStream::new(stream::iter(parents(6).skip(3)))).append();
        let mut seeder = Seeder::new();
        seeder
            .timeout(Duration::MAX)
            .stall_timeout(Duration::MAX)
            .threads(usize::MAX);
        if let Some(size) = of_table {
            (rows, streamed) = (rows.batch_size(size), streamed.batch_size(size));
        }
        if let Some(size) = of_seeder {
            seeder.batch_size(size);
        }
        seeder.add_table(rows.insert_with(|insertion| Box::pin(insert_all(insertion))));
        seeder.add_table(streamed.insert_with(|insertion| Box::pin(insert_all(insertion))));
        seeder.insert(&mut db.client).await.unwrap();
        assert_eq!(db.one(COUNTS).await, "6|0");
        db.client.batch_execute("TRUNCATE parents CASCADE").await.unwrap();
    }
}

/// Expects all rows in one batch.
async fn insert_all(mut insertion: CustomInsert<'_, Parent>) -> Result<u64, BoxError> {
    let ids = insertion.next().await.unwrap().iter().map(|parent| parent.id);
    let values = ids.map(|id| format!("({id}, 'x')")).collect::<Vec<_>>();
    let sql = format!("INSERT INTO parents VALUES {}", values.join(", "));
    let stored = insertion.execute(&sql).await?;
    assert!(insertion.next().await.is_none());
    Ok(stored)
}

/// A source that is slow is not one that stalls: each row starts the clock again.
#[tokio::test]
async fn a_slow_source_does_not_stall() {
    let mut db = Db::new(SCHEMA).await;
    let run = async |limit: Duration| {
        let mut seeder = Seeder::new();
        seeder.stall_timeout(limit);
        // Together far over the limit, all in one chunk.
        seeder.add_table(Table::from_rows(
            parents(20).inspect(move |_| thread::sleep(limit / 10)),
        ));
        seeder.insert(&mut db.client).await
    };
    patiently(run, Result::is_ok).await.1.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|0");
}

/// The run's own limit holds for sources too, and for contexts.
#[tokio::test]
async fn a_source_or_a_context_is_slower_than_the_run_may_be() {
    let mut db = Db::new(SCHEMA).await;
    for (n, streamed) in [0, 3, 100].into_iter().flat_map(|n| [(n, false), (n, true)]) {
        let run = async |limit| {
            let (_release, rows) = stalls(large_parents(n));
            let table = if streamed {
                Table::from_stream(move |_| RowStream::new(stream::iter(large_parents(n)).chain(stream::pending())))
            } else {
                Table::from_rows(rows)
            };
            let mut seeder = Seeder::new();
            seeder.timeout(limit);
            seeder.add_table(table);
            seeder.insert(&mut db.client).await.unwrap_err()
        };
        let row = Some(u64::from(n.unsigned_abs()) + 1);
        let (limit, error) = patiently(run, |error| error.row() == row).await;
        assert!(error.is_timeout(), "{error:#}");
        assert_eq!((error.table(), error.row()), (Some("parents"), row));
        assert_too_long(&error, limit);
        assert_eq!(db.one(COUNTS).await, NOTHING);
        db.works().await;
    }
    let run = async |limit| {
        let (_release, mut never) = stalls(std::iter::empty::<()>());
        let mut seeder = Seeder::new();
        seeder.timeout(limit);
        seeder.add_table(Table::from_rows(parents(20)));
        seeder.add_context(move |_| never.next());
        seeder.insert(&mut db.client).await.unwrap_err()
    };
    let (_, error) = patiently(run, |error| error.to_string().contains("limits.rs:")).await;
    assert!(error.is_timeout(), "{error:#}");
    assert!(error.to_string().contains("limits.rs:"), "{error}");
    assert_eq!(db.one(COUNTS).await, NOTHING);
    db.works().await;
}

#[tokio::test]
async fn a_timeout_does_not_leak_into_the_callers_transaction() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("SET statement_timeout = '10min'; BEGIN; SET LOCAL statement_timeout = '20min'")
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    seeder.timeout(Duration::from_secs(60));
    seeder.add_table(Table::from_rows(parents(20)));
    let seen = Table::<Child>::from_fn(|_| Rows::new([])).insert_with(|mut insertion| {
        Box::pin(async move {
            let set = insertion
                .query("SELECT current_setting('statement_timeout')::interval <= '60s'")
                .await?;
            assert_eq!(set, [[Some("t".to_owned())]]);
            Ok(0)
        })
    });
    seeder.add_table(seen);
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(db.one("SHOW statement_timeout").await, "20min");
    db.client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(db.one("SHOW statement_timeout").await, "10min");
    assert_eq!(db.one(COUNTS).await, "20|0");
}
