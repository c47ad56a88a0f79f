//! A run's other options, where it is not one transaction; and what is a mistake.

use blink::{OnConflict, Seeder, Table};

use super::{database, deadpool};
use crate::drivers::scenarios::{COUNTS, SCHEMA, children, parents, seed};
use crate::drivers::sqlx::pool;

#[tokio::test]
async fn a_plan_says_that_it_is_not_atomic_and_what_is_kept() {
    let Some(db) = database("a_plan_says_that_it_is_not_atomic_and_what_is_kept", SCHEMA).await else {
        return;
    };
    let mut seeder = Seeder::new();
    seeder.truncate();
    seeder.add_table(Table::generate(20_000, |draw| crate::drivers::scenarios::Parent {
        id: i32::try_from(draw.number()).unwrap(),
        name: String::new(),
    }));
    seeder.add_table(Table::from_rows(children(1)));
    let seeder = seeder.non_atomic().concurrency(3);
    let mut client = db.client;
    let plan = seeder.plan(&mut client).await.unwrap();
    assert_eq!(plan.connections(), Some(3));
    let shown = plan.to_string();
    for part in [
        "2 tables not atomic: on up to 3 connections, each batch in its own transaction\n",
        "binary, 50,000 rows per COPY\n",
        "indexes and keys kept: the run is not atomic, and if it is killed, dropped indexes stay dropped; Indexes::Rebuild overrides this\n",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    assert!(!shown.contains("frozen"), "{shown}");
    let pool = deadpool(db.database.url(), 2);
    let report = seeder.insert(|| pool.get()).await.unwrap();
    let kept = report.tables().next().unwrap().kept().collect::<Vec<_>>();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].0, "indexes and keys");
}

#[tokio::test]
async fn what_cannot_be_is_a_mistake() {
    let Some(mut db) = database("what_cannot_be_is_a_mistake", SCHEMA).await else {
        return;
    };
    let pool = pool(db.database.url(), 2).await;
    let error = seed()
        .non_atomic()
        .concurrency(0)
        .insert(|| pool.acquire())
        .await
        .unwrap_err();
    assert_eq!(error.diagnostics()[0].message(), "the number of connections is 0");
    assert!(
        error.committed_rows().is_empty() && !error.to_string().contains("committed"),
        "{error}"
    );
    let too_many = seed().non_atomic().concurrency(usize::MAX);
    let error = too_many.insert(|| pool.acquire()).await.unwrap_err();
    assert_eq!(
        error.diagnostics()[0].message(),
        "the number of connections is above 262,143"
    );
    // A transaction is none of its own.
    let error = seed().non_atomic().insert(|| pool.begin()).await.unwrap_err();
    assert!(error.diagnostics()[0].message().contains("in a transaction"), "{error}");
    let mut transaction = db.client.transaction().await.unwrap();
    let error = seed().non_atomic().plan(&mut transaction).await.unwrap_err();
    assert!(error.diagnostics()[0].message().contains("in a transaction"), "{error}");
    transaction.rollback().await.unwrap();
    // Mistakes in columns are found before anything.
    let mut wrong = seed();
    wrong.truncate();
    wrong.add_table(Table::records("absent", ["id"], [["1"]]));
    db.client
        .batch_execute("INSERT INTO parents VALUES (1, '')")
        .await
        .unwrap();
    let error = wrong.non_atomic().insert(|| pool.acquire()).await.unwrap_err();
    assert_eq!(error.diagnostics().len(), 1);
    assert_eq!(db.one(COUNTS).await, "1|0");
}

#[tokio::test]
async fn truncate_sequences_statistics_conflicts_and_custom_insertion() {
    let test = "truncate_sequences_statistics_conflicts_and_custom_insertion";
    let schema = "CREATE TABLE parents (id serial PRIMARY KEY, name text UNIQUE); CREATE TABLE children (id int8, parent_id int4);
        INSERT INTO parents (name) VALUES ('old')";
    let Some(db) = database(test, schema).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    let mut seeder = Seeder::new();
    seeder.batch_size(7).truncate().analyze(true);
    let ids = seeder.add_table(Table::from_rows(parents(20)).keep(|row| row.id));
    let again = parents(25).map(|row| crate::drivers::scenarios::Parent {
        id: row.id + 100,
        ..row
    });
    let conflicts = seeder.add_table(Table::from_rows(again).on_conflict(OnConflict::DoNothing).append());
    let custom = seeder.add_table(Table::from_rows(children(15)).insert_with(|mut insertion| {
        Box::pin(async move {
            let mut stored = 0;
            while let Some(rows) = insertion.next().await {
                let values = rows.iter().map(|row| format!("({}, 1)", row.id)).collect::<Vec<_>>();
                stored += insertion
                    .execute(&format!("INSERT INTO children VALUES {}", values.join(", ")))
                    .await?;
            }
            Ok(stored)
        })
    }));
    let report = seeder.non_atomic().concurrency(2).insert(|| pool.get()).await.unwrap();
    assert_eq!(report[ids].len(), 20);
    assert_eq!(
        (report.table(conflicts).rows(), report.table(conflicts).skipped()),
        (5, 20)
    );
    assert_eq!(report.table(custom).rows(), 15);
    assert_eq!(db.one(COUNTS).await, "25|15");
    assert_eq!(db.one("SELECT nextval('parents_id_seq')").await, "126");
    assert_eq!(report.analyzed().len(), 2);
    assert_eq!(
        db.one("SELECT reltuples FROM pg_class WHERE relname = 'parents'").await,
        "25"
    );
    assert_eq!(db.one("SELECT count(DISTINCT xmin::text) FROM children").await, "1");
}

#[tokio::test]
async fn after_a_failure_the_next_row_meets_none_that_stays() {
    let test = "after_a_failure_the_next_row_meets_none_that_stays";
    let schema =
        "CREATE TABLE parents (id serial PRIMARY KEY, name text); CREATE TABLE children (id int8, parent_id int4);
        INSERT INTO parents (name) VALUES ('old')";
    let Some(db) = database(test, schema).await else {
        return;
    };
    let pool = deadpool(db.database.url(), 2);
    let mut seeder = Seeder::new();
    seeder.batch_size(7).truncate();
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)).insert_with(|_| Box::pin(async { Err("no".into()) })));
    let error = seeder
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "table children: the custom insert returned an error: no; the tables were truncated; committed: parents 20 rows"
    );
    assert_eq!(db.one(COUNTS).await, "20|0");
    assert_eq!(db.one("SELECT nextval('parents_id_seq')").await, "21");
}
