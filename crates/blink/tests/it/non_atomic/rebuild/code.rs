//! Steps with code of the user's, which finds the indexes in place.

use blink::{Indexes, OnConflict, Seeder, Table};

use super::{SCHEMA, TABLES, people, seed, teams};
use crate::non_atomic::{assert_stays, database, deadpool};
use crate::support::catalog;

#[tokio::test]
async fn code_on_the_server_finds_the_indexes_in_place() {
    let test = "code_on_the_server_finds_the_indexes_in_place";
    let schema_of =
        "CREATE TABLE first (id int8 PRIMARY KEY, n int8 UNIQUE); CREATE TABLE second (id int8 PRIMARY KEY);";
    let Some(db) = database(test, schema_of).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let numbers = |count: u64| (1..=count).map(|n| vec![n.to_string()]);
    let both = (1..=100).map(|n| vec![n.to_string(), n.to_string()]);
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Rebuild).batch_size(7);
    seeder.add_table(Table::records("first", ["id", "n"], both));
    seeder.add_table(Table::records("second", ["id"], numbers(10)));
    seeder.add_table(
        Table::records("second", ["id"], numbers(20))
            .on_conflict(OnConflict::DoNothing)
            .append(),
    );
    seeder.add_table(
        Table::records("first", ["id"], numbers(0))
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    while insertion.next().await.is_some() {}
                    // Needs the key.
                    let upsert = "INSERT INTO first (id, n) SELECT 1, 1 ON CONFLICT (id) DO NOTHING";
                    Ok(insertion.execute(upsert).await?)
                })
            })
            .append(),
    );
    let report = seeder.non_atomic().concurrency(2).insert(|| pool.get()).await;
    let report = report.unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(report.rows(), 120, "{report}");
    assert_eq!(catalog(&db.client).await, before);
}

#[tokio::test]
async fn a_later_step_with_code_that_fails_loses_no_index() {
    let test = "a_later_step_with_code_that_fails_loses_no_index";
    let Some(db) = database(test, SCHEMA).await else {
        return;
    };
    let before = catalog(&db.client).await;
    let pool = deadpool(db.database.url(), 2);
    let failing = Table::records("people", ["id", "team"], [["1000".to_owned(), "1".to_owned()].to_vec()])
        .insert_with(|_| Box::pin(async { Err("no".into()) }))
        .append();
    let there = Table::records(
        "people",
        ["id", "team", "name"],
        [["1001", "x", "y"].map(str::to_owned).to_vec()],
    )
    .on_conflict(OnConflict::DoNothing)
    .append();
    for last in [failing, there] {
        let error = seed([people(200), teams(), last])
            .non_atomic()
            .concurrency(2)
            .insert(|| pool.get())
            .await
            .unwrap_err();
        assert!(error.unrestored_sql().is_empty(), "{error:#}");
        assert_stays(&db, &error, &TABLES).await;
        assert_eq!(catalog(&db.client).await, before, "{error:#}");
        db.client.batch_execute("TRUNCATE people, teams").await.unwrap();
    }
}
