//! Rows that are inserted, updated and left out, and their counts.

use blink::{OnConflict, Seeder, Table};

use super::{SCHEMA, copy, counts, users};
use crate::support::Db;

#[tokio::test]
async fn a_row_that_is_there_already_is_left_out() {
    let mut db = Db::new(SCHEMA).await;
    let rows = users(&[("c@x", "Carol"), ("a@x", "Other"), ("c@x", "Again"), ("d@x", "Dan")]);
    // Whatever the batches.
    let report = copy(&mut db, rows.batch_size(1).on_conflict(OnConflict::DoNothing))
        .await
        .unwrap();
    assert_eq!((report.rows(), counts(&report)), (2, (Some(2), Some(0), 2)));
    assert_eq!(
        db.rows("SELECT email, name, visits FROM users ORDER BY email").await,
        ["a@x|Alice|1", "b@x|Bob|2", "c@x|Carol|7", "d@x|Dan|7"]
    );
}

#[tokio::test]
async fn a_row_that_is_there_already_is_updated_in_all_columns_that_are_sent() {
    let mut db = Db::new(SCHEMA).await;
    let mut seeder = Seeder::new();
    let handle = seeder.add_table(
        users(&[("c@x", "Carol"), ("a@x", "Alicia")])
            .batch_size(1)
            .on_conflict(OnConflict::update(["email"])),
    );
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(
        plan.to_string(),
        "\
1 table in one transaction
set client_min_messages = error for the run

public.users: binary, 1 row per COPY
  through a temporary table; where (email) already exists, updates name
  email  text  &str
  name   text  Option<&str>
  indexes and keys kept: the table has rows
"
    );
    let sql = format!("{plan:#}");
    assert!(
        sql.contains("ON CONFLICT (\"email\") DO UPDATE SET \"name\" = EXCLUDED.\"name\";\n"),
        "{sql}"
    );
    assert!(
        sql.contains("CREATE TEMPORARY TABLE \"pg_temp\".\"blink_rows_"),
        "{sql}"
    );
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(counts(report.table(handle)), (Some(1), Some(1), 0));
    assert_eq!(report.rows(), 2);
    assert!(
        report.to_string().contains("\nusers: 1 row inserted, 1 updated\n"),
        "{report}"
    );
    assert_eq!(
        db.rows("SELECT email, name, visits FROM users ORDER BY email").await,
        ["a@x|Alicia|1", "b@x|Bob|2", "c@x|Carol|7"]
    );
    // The identity is nothing that a later run counts again.
    let again = users(&[("c@x", "C"), ("a@x", "A")]).on_conflict(OnConflict::update(["email"]));
    assert_eq!(counts(&copy(&mut db, again).await.unwrap()), (Some(0), Some(2), 0));
}

#[tokio::test]
async fn composite_keys_chosen_columns_identities_records_and_partitions() {
    let mut db = Db::new(
        r#"CREATE TABLE "of Mine" (id int8 GENERATED ALWAYS AS IDENTITY, "A" int, "b ""q" int, n int, m int, PRIMARY KEY (id),
             UNIQUE ("b ""q", "A") INCLUDE (n));
           INSERT INTO "of Mine" ("A", "b ""q", n, m) VALUES (1, 2, 0, 0);
           CREATE TABLE parted (id int, at int, n int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
           CREATE TABLE parted_0 PARTITION OF parted FOR VALUES FROM (0) TO (10);
           CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (10) TO (20);
           INSERT INTO parted VALUES (1, 1, 0), (1, 11, 0)"#,
    )
    .await;
    let columns = ["id", "A", "b \"q", "n", "m"];
    let rows = [["40", "1", "2", "9", "9"], ["41", "1", "3", "9", "9"]];
    let table = Table::records("of Mine", columns, rows);
    let on_conflict = OnConflict::update_only(["A", "b \"q"], ["n"]);
    let mut seeder = Seeder::new();
    seeder.add_table(table.on_conflict(on_conflict));
    let parted = Table::records(
        "parted",
        ["id", "at", "n"],
        [["1", "11", "5"], ["1", "12", "5"], ["1", "1", "5"]],
    );
    let parted = seeder.add_table(parted.on_conflict(OnConflict::update(["id", "at"])));
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(counts(report.table(parted)), (Some(1), Some(2), 0));
    assert_eq!(
        db.rows("SELECT * FROM \"of Mine\" ORDER BY id").await,
        ["1|1|2|9|0", "41|1|3|9|9"]
    );
    assert_eq!(
        db.rows("SELECT * FROM parted ORDER BY at").await,
        ["1|1|5", "1|11|5", "1|12|5"]
    );
    // An identity that is generated always stays what it is, unless it is the key.
    let all = Table::records(
        "of Mine",
        columns,
        [["50", "1", "2", "3", "4"], ["60", "6", "6", "6", "6"]],
    );
    copy(&mut db, all.on_conflict(OnConflict::update(["A", "b \"q"])))
        .await
        .unwrap();
    assert_eq!(
        db.rows("SELECT * FROM \"of Mine\" ORDER BY id").await,
        ["1|1|2|3|4", "41|1|3|9|9", "60|6|6|6|6"]
    );
    assert_eq!(
        db.one("INSERT INTO \"of Mine\" DEFAULT VALUES RETURNING id").await,
        "61",
        "sequences go on here too"
    );
}

#[tokio::test]
async fn rows_keep_their_order_and_an_empty_table_is_none() {
    let mut db = Db::new("CREATE TABLE t (n bigserial, id int8 PRIMARY KEY)").await;
    let rows = (1..=30_000).map(|id| [id.to_string()]);
    let table = Table::records("t", ["id"], rows)
        .batch_size(7_000)
        .on_conflict(OnConflict::DoNothing);
    assert_eq!(copy(&mut db, table).await.unwrap().rows(), 30_000);
    assert_eq!(db.one("SELECT count(*) FROM t WHERE n = id").await, "30000");
    let none =
        Table::records("t", ["id"], Vec::<[&str; 1]>::new()).on_conflict(OnConflict::update_only(["id"], ["id"]));
    assert_eq!(counts(&copy(&mut db, none).await.unwrap()), (Some(0), Some(0), 0));
}

#[tokio::test]
async fn many_rows_into_an_empty_table_need_its_indexes_too() {
    let mut db = Db::new("CREATE TABLE t (id int8 PRIMARY KEY, n int8)").await;
    let rows = |repeat: i64| (0..100_000).map(move |n| [(n / repeat).to_string(), n.to_string()]);
    let twice = Table::records("t", ["id", "n"], rows(2)).on_conflict(OnConflict::DoNothing);
    assert_eq!(
        counts(&copy(&mut db, twice).await.unwrap()),
        (Some(50_000), Some(0), 50_000)
    );
    assert_eq!(db.one("SELECT count(*) FROM t WHERE n = id * 2").await, "50000");
    let mut seeder = Seeder::new();
    seeder.truncate();
    seeder.add_table(Table::records("t", ["id", "n"], rows(1)).on_conflict(OnConflict::update(["id"])));
    assert_eq!(seeder.insert(&mut db.client).await.unwrap().rows(), 100_000);
}

#[tokio::test]
async fn with_truncate_and_further_steps_in_a_transaction_of_the_callers() {
    let mut db = Db::new(SCHEMA).await;
    let mut transaction = db.client.transaction().await.unwrap();
    for _ in 0..2 {
        let mut seeder = Seeder::new();
        seeder.truncate();
        seeder.add_table(users(&[("a@x", "1"), ("a@x", "2")]).on_conflict(OnConflict::DoNothing));
        seeder.add_table(
            users(&[("a@x", "3"), ("b@x", "4")])
                .append()
                .on_conflict(OnConflict::update(["email"])),
        );
        seeder.add_table(users(&[("c@x", "5")]).append());
        let report = seeder.insert(&mut transaction).await.unwrap();
        assert_eq!(report.rows(), 4);
    }
    transaction.commit().await.unwrap();
    assert_eq!(
        db.rows("SELECT email, name FROM users ORDER BY email").await,
        ["a@x|3", "b@x|4", "c@x|5"]
    );
}

#[tokio::test]
async fn without_the_servers_counting_the_sum_is_still_right() {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute("SET track_counts = off").await.unwrap();
    let table = users(&[("a@x", "1"), ("c@x", "2")]).on_conflict(OnConflict::update(["email"]));
    let report = copy(&mut db, table).await.unwrap();
    assert_eq!((report.rows(), counts(&report)), (2, (None, None, 0)));
}

#[tokio::test]
async fn without_the_servers_counting_nothing_is_updated_by_do_nothing() {
    let mut db = Db::new(SCHEMA).await;
    db.client.batch_execute("SET track_counts = off").await.unwrap();
    let table = users(&[("a@x", "1"), ("c@x", "2")]).on_conflict(OnConflict::DoNothing);
    let report = copy(&mut db, table).await.unwrap();
    assert_eq!((report.rows(), counts(&report)), (1, (Some(1), Some(0), 1)));
}
