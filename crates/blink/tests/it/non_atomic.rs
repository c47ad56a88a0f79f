//! Runs that are not one transaction: batches over several connections, and what stays of them.

mod failures;
mod idle;
mod lost;
mod options;
mod rebuild;
mod recorded;

use bb8_postgres::PostgresConnectionManager;
use bb8_postgres::bb8;
use blink::{BoxError, CommittedRows, Error, Seeder, Table};
use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use tokio_postgres::{Client, NoTls};

use crate::drivers::scenarios::{COUNTS, SCHEMA, children, parents, seed};
use crate::drivers::sqlx::pool;
use crate::support::{Db, connect};

/// Holds the first batch of the children up until the second is under way, or was, which leaves a lock to its session:
/// without two connections at work, for ever.
const MEETING: &str = "
    CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 8 THEN PERFORM pg_advisory_lock_shared(8); END IF;
        WHILE NEW.id = 1 AND NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND objid = 8) LOOP
            PERFORM pg_sleep(0.001);
        END LOOP;
        RETURN NEW;
    END $$;
    CREATE TRIGGER meet BEFORE INSERT ON children FOR EACH ROW EXECUTE FUNCTION meet();";

pub async fn database(test: &str, schema: &str) -> Option<Db> {
    if !blink_testdb::needs_several_connections(test) {
        return None;
    }
    Some(Db::new(schema).await)
}

pub fn deadpool(url: &str, connections: usize) -> deadpool_postgres::Pool {
    let fast = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(url.parse().unwrap(), NoTls, fast);
    let pool = deadpool_postgres::Pool::builder(manager).max_size(connections);
    pool.build().unwrap()
}

/// The error's words about what stays agree with the tables.
async fn assert_stays(db: &Db, error: &Error, tables: &[&str]) {
    let said = |table: &str| {
        let mut stored = error.committed_rows().iter().filter(|stored| stored.table() == table);
        stored
            .next()
            .map_or((0, 0), |stored| (stored.rows(), stored.in_doubt()))
    };
    for table in tables {
        assert_eq!(said(table), (db.count(table).await, 0), "{table}: {error:#}");
    }
    assert!(
        error
            .committed_rows()
            .iter()
            .all(|stored| tables.contains(&stored.table())),
        "{error:#}"
    );
}

/// Batches of 7 rows are there as a whole or not at all; the last may be shorter.
async fn assert_whole_batches(db: &Db, table: &str, all: u64) {
    let sql = format!("SELECT (id - 1) / 7, count(*) FROM {table} GROUP BY 1 ORDER BY 1");
    for batch in db.rows(&sql).await {
        let (n, rows) = batch.split_once('|').unwrap();
        let rest = all - n.parse::<u64>().unwrap() * 7;
        assert_eq!(rows.parse::<u64>().unwrap(), rest.min(7), "{table}: {batch}");
    }
}

#[tokio::test]
async fn two_connections_of_an_sqlx_pool_are_at_work_at_once() {
    let Some(db) = database("two_connections_of_an_sqlx_pool", &format!("{SCHEMA};{MEETING}")).await else {
        return;
    };
    let pool = pool(db.database.url(), 4).await;
    let report = seed()
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.acquire())
        .await
        .unwrap();
    assert_eq!((report.rows(), report.connections()), (35, Some(2)));
    assert_eq!(db.one(COUNTS).await, "20|15");
    // Each batch is a transaction.
    let transactions =
        "SELECT (SELECT count(DISTINCT xmin::text) FROM parents), (SELECT count(DISTINCT xmin::text) FROM children)";
    assert_eq!(db.one(transactions).await, "3|3");
    assert!(report.to_string().contains("not atomic, on 2 connections"), "{report}");
}

#[tokio::test]
async fn connections_of_deadpool_bb8_and_a_function() {
    let Some(db) = database(
        "connections_of_deadpool_bb8_and_a_function",
        &format!("{SCHEMA};{MEETING}"),
    )
    .await
    else {
        return;
    };
    let url = db.database.url();
    let pool = deadpool(url, 3);
    let report = seed().non_atomic().concurrency(3).insert(|| pool.get()).await.unwrap();
    assert!(report.connections() >= Some(2), "{report}");
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    let manager = PostgresConnectionManager::new(url.parse().unwrap(), NoTls);
    let pool: bb8::Pool<_> = bb8::Pool::builder().max_size(2).build(manager).await.unwrap();
    seed().non_atomic().concurrency(2).insert(|| pool.get()).await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|15");
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    let connecting = || async { Ok::<Client, BoxError>(connect(url).await) };
    seed().non_atomic().concurrency(2).insert(connecting).await.unwrap();
    assert_eq!(db.one(COUNTS).await, "20|15");
}

#[tokio::test]
async fn a_pool_with_fewer_connections_does_with_those() {
    let Some(db) = database("a_pool_with_fewer_connections_does_with_those", SCHEMA).await else {
        return;
    };
    // The one of deadpool waits for ever, that of sqlx for so long; neither is waited for.
    let pool = deadpool(db.database.url(), 1);
    let report = seed().non_atomic().concurrency(4).insert(|| pool.get()).await.unwrap();
    assert_eq!(report.connections(), Some(1));
    assert_eq!(db.one(COUNTS).await, "20|15");
    db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    // The second is refused.
    let url = db.database.url();
    let count = std::sync::atomic::AtomicU32::new(0);
    let connecting = || async {
        match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Ok(connect(url).await),
            _ => Err("too many"),
        }
    };
    let report = seed().non_atomic().concurrency(2).insert(connecting).await.unwrap();
    assert_eq!((report.rows(), report.connections()), (35, Some(1)));
    let refused = count.load(std::sync::atomic::Ordering::Relaxed) > 1;
    let notes = report.notes().collect::<Vec<_>>();
    assert_eq!(
        notes,
        ["only 1 of 2 connections were available: the connection failed: too many"]
            .into_iter()
            .filter(|_| refused)
            .collect::<Vec<_>>()
    );
    let error = seed()
        .non_atomic()
        .insert(|| async { Err::<Client, _>("none") })
        .await
        .unwrap_err();
    assert_eq!(format!("{error:#}"), "the connection failed: none");
    assert!(error.is_connection_lost());
}

#[tokio::test]
async fn batches_are_cut_by_rows_and_by_bytes_where_none_were_asked_for() {
    let test = "batches_are_cut_by_rows_and_by_bytes_where_none_were_asked_for";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    let mut seeder = Seeder::new();
    let wide = parents(300).map(|row| crate::drivers::scenarios::Parent {
        name: "x".repeat(100_000),
        ..row
    });
    seeder.add_table(Table::from_rows(wide));
    let rows = 120_000_u32;
    seeder.add_table(Table::records(
        "children",
        ["id", "parent_id"],
        (1..=rows).map(|id| vec![id.to_string(), "1".to_owned()]),
    ));
    seeder.add_table(Table::from_rows(parents(310).skip(300)).append());
    let report = seeder.non_atomic().concurrency(2).insert(|| pool.get()).await.unwrap();
    assert_eq!(report.rows(), 120_310);
    assert_eq!(
        db.one("SELECT count(*), sum(id), sum(length(name)) FROM parents").await,
        {
            let names = (301..=310).map(|id| format!("parent {id}").len()).sum::<usize>();
            format!("310|{}|{}", 310 * 311 / 2, 30_000_000 + names)
        }
    );
    let sum = u64::from(rows) * u64::from(rows + 1) / 2;
    assert_eq!(
        db.one("SELECT count(*), sum(id) FROM children").await,
        format!("120000|{sum}")
    );
    assert_eq!(db.one("SELECT count(DISTINCT xmin::text) FROM children").await, "3");
    assert_eq!(
        db.one("SELECT count(DISTINCT xmin::text) FROM parents WHERE id <= 300")
            .await,
        "8"
    );
}

#[tokio::test]
async fn generated_rows_and_kept_ones_are_the_same_over_any_number_of_connections() {
    let test = "generated_rows_and_kept_ones_are_the_same_over_any_number_of_connections";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 3);
    let mut seen = Vec::new();
    for connections in [1, 3] {
        let mut seeder = Seeder::new();
        seeder.batch_size(1_000);
        let all = seeder.add_table(Table::generate(5_000, |draw| crate::drivers::scenarios::Parent {
            id: i32::try_from(draw.number()).unwrap(),
            name: rand::RngExt::random::<u64>(draw.rng()).to_string(),
        }));
        let few = seeder.add_table(Table::from_rows(children(3_000)).keep(|child| child.id));
        let report = seeder
            .non_atomic()
            .concurrency(connections)
            .insert(|| pool.get())
            .await
            .unwrap();
        assert_eq!(report[all].len(), 5_000);
        assert_eq!(report[few], (1..=3_000).collect::<Vec<_>>());
        seen.push(
            db.one("SELECT md5(string_agg(id || name, ',' ORDER BY id)) FROM parents")
                .await,
        );
        db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn rows_that_refer_to_others_of_their_table_come_in_order() {
    let test = "rows_that_refer_to_others_of_their_table_come_in_order";
    let schema = "CREATE TABLE nodes (id int4 PRIMARY KEY, before int4 REFERENCES nodes); CREATE TABLE parents (id int4, name text)";
    let Some(mut db) = database(test, schema).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 3);
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(70)));
    let chain = (1..=700).map(|id| vec![Some(id.to_string()), (id > 1).then(|| (id - 1).to_string())]);
    seeder.add_table(Table::records("nodes", ["id", "before"], chain));
    seeder.add_table(Table::from_rows(parents(70)).append());
    let seeder = seeder.non_atomic().concurrency(3);
    let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.contains("on one connection, in row order, because its rows reference each other"),
        "{plan}"
    );
    let report = seeder.insert(|| pool.get()).await.unwrap();
    assert_eq!(report.rows(), 840);
    assert_eq!(db.one("SELECT count(*), count(before) FROM nodes").await, "700|699");
}

#[allow(dead_code, reason = "compiled, not run: the futures are Send")]
fn insert_is_send(
    pool: &sqlx::PgPool,
    dead: &deadpool_postgres::Pool,
    bb: &bb8::Pool<PostgresConnectionManager<NoTls>>,
) {
    fn is_send(_: impl Send) {}
    is_send(Seeder::new().non_atomic().insert(|| pool.acquire()));
    is_send(Seeder::new().non_atomic().insert(|| dead.get()));
    is_send(Seeder::new().non_atomic().insert(|| bb.get()));
    let _: fn(&CommittedRows) -> u64 = CommittedRows::rows;
}
