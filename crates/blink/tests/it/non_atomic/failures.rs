//! Failures of non-atomic runs: the rows that stay are those that the error names.

use blink::{RowStream, Rows, Seeder, Table};

use super::{assert_stays, assert_whole_batches, database, deadpool};
use crate::drivers::scenarios::{COUNTS, SCHEMA, children, parents};
use crate::support::{patiently, rows};

const TABLES: [&str; 2] = ["parents", "children"];

fn with(rows: Table<crate::drivers::scenarios::Child>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(rows);
    seeder
}

#[tokio::test]
async fn a_row_that_is_refused_leaves_the_batches_that_were_committed() {
    let test = "a_row_that_is_refused_leaves_the_batches_that_were_committed";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 3);
    db.client
        .batch_execute("INSERT INTO parents VALUES (0, 'before')")
        .await
        .unwrap();
    for connections in [1, 3] {
        db.client
            .batch_execute("DELETE FROM children; DELETE FROM parents")
            .await
            .unwrap();
        let rows = children(700).map(|row| crate::drivers::scenarios::Child {
            parent_id: if row.id == 351 { 99 } else { 1 },
            ..row
        });
        let seed = with(Table::from_rows(rows));
        let error = seed
            .non_atomic()
            .concurrency(connections)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.sqlstate(), error.constraint()),
            (
                Some("children"),
                Some(351),
                Some("23503"),
                Some("children_parent_id_fkey")
            )
        );
        assert_stays(&db, &error, &TABLES).await;
        assert_whole_batches(&db, "children", 700).await;
        assert_eq!(error.committed_rows()[0].to_string(), "parents 20 rows");
        assert!(format!("{error}").contains("; committed: parents 20 rows"), "{error}");
        assert_eq!(
            db.one("SELECT count(*) FROM children WHERE id BETWEEN 351 AND 357")
                .await,
            "0"
        );
        if connections == 1 {
            assert_eq!(db.one(COUNTS).await, "20|350");
        }
        assert!(!error.is_connection_lost());
    }
    healthy(&pool).await;
}

/// All connections of the pool answer, and none is in a transaction.
async fn healthy(pool: &deadpool_postgres::Pool) {
    let mut all = Vec::new();
    for n in 0..pool.status().max_size {
        let object = pool.get().await.unwrap();
        assert_eq!(rows(&object, &format!("SELECT {n}")).await, [n.to_string()]);
        assert_eq!(rows(&object, "SELECT now() = statement_timestamp()").await, ["t"]);
        all.push(object);
    }
}

#[tokio::test]
async fn a_source_that_fails_leaves_the_batches_before_its_row() {
    let test = "a_source_that_fails_leaves_the_batches_before_its_row";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 3);
    for panics in [true, false] {
        let rows = move || {
            children(40).map(move |row| {
                assert!(!panics || row.id < 31, "no more");
                if row.id < 31 { Ok(row) } else { Err("no more") }
            })
        };
        let seed = with(Table::from_fn(move |_| Rows::try_new(rows())));
        let error = seed
            .non_atomic()
            .concurrency(3)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.is_panic()),
            (Some("children"), Some(31), panics)
        );
        assert_eq!(db.one(COUNTS).await, "20|28");
        assert_stays(&db, &error, &TABLES).await;
        db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
    }
    healthy(&pool).await;
}

#[tokio::test]
async fn a_source_that_stalls_and_a_run_over_its_time_end() {
    let test = "a_source_that_stalls_and_a_run_over_its_time_end";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    for whole in [true, false] {
        let run = async |limit| {
            db.client.batch_execute("TRUNCATE parents, children").await.unwrap();
            let stream = futures_util::StreamExt::chain(
                futures_util::stream::iter(children(10)),
                futures_util::stream::pending(),
            );
            let mut seed = with(Table::from_stream(|_| RowStream::new(stream)));
            if whole {
                seed.timeout(limit);
            } else {
                seed.stall_timeout(limit);
            }
            let run = seed.non_atomic().concurrency(2).insert(|| pool.get());
            run.await.unwrap_err()
        };
        let got_there = |error: &blink::Error| whole || error.row() == Some(11);
        let (_, error) = patiently(run, got_there).await;
        assert!(error.is_timeout(), "{error:#}");
        // The whole run's time may be over at any row.
        assert!(
            whole || (error.table(), error.row()) == (Some("children"), Some(11)),
            "{error:#}"
        );
        assert_stays(&db, &error, &TABLES).await;
        assert_whole_batches(&db, "children", 7).await;
    }
    healthy(&pool).await;
}

#[tokio::test]
async fn a_failure_stops_one_that_waits_for_rows() {
    let Some(db) = database("a_failure_stops_one_that_waits_for_rows", SCHEMA).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    // The second batch gets some of its rows and no more; the first is refused.
    let stream = futures_util::StreamExt::chain(
        futures_util::stream::iter(children(7).map(|row| crate::drivers::scenarios::Child { parent_id: 99, ..row })),
        futures_util::stream::pending(),
    );
    let seed = with(Table::from_stream(|_| RowStream::new(stream)));
    let error = seed
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert_eq!((error.table(), error.row()), (Some("children"), Some(1)));
    assert_eq!(db.one(COUNTS).await, "20|0");
    assert_stays(&db, &error, &TABLES).await;
    healthy(&pool).await;
}

#[tokio::test]
async fn a_constraint_that_is_checked_at_commit_takes_back_its_batch() {
    let test = "a_constraint_that_is_checked_at_commit_takes_back_its_batch";
    let schema = SCHEMA.replace("REFERENCES parents", "REFERENCES parents DEFERRABLE INITIALLY DEFERRED");
    let Some(db) = database(test, &schema).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    let rows = children(70).map(|row| crate::drivers::scenarios::Child {
        parent_id: if row.id == 30 { 99 } else { 1 },
        ..row
    });
    let error = with(Table::from_rows(rows))
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert_eq!(
        (error.table(), error.rows(), error.sqlstate()),
        (Some("children"), Some(29..=35), Some("23503"))
    );
    assert_stays(&db, &error, &TABLES).await;
    assert_whole_batches(&db, "children", 70).await;
    healthy(&pool).await;
}
