//! Partitioned tables: what is decided for a whole tree, and what is left alone.

mod definitions;

use blink::Indexes;

use super::{filled, kept, rebuilt, seed};
use crate::support::{Db, connect, rows, since};

const READINGS: &str = "
    CREATE TABLE readings (id int8, day int, n int8, PRIMARY KEY (id, day)) PARTITION BY LIST (day);
    CREATE TABLE day_1 PARTITION OF readings FOR VALUES IN (1);
    CREATE TABLE day_2 PARTITION OF readings FOR VALUES IN (2);
    CREATE INDEX ON readings (n);";

/// More rows than the two partitions have to get.
const MANY: u64 = super::MANY + 1_000;

/// The rows of each table that a transaction sees that began before the run: none, unless they are frozen.
async fn seen_by_an_older_snapshot(db: &mut Db, seeder: blink::Seeder, tables: [&str; 2]) -> [String; 2] {
    let older = connect(db.database.url()).await;
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1";
    older.batch_execute(begin).await.unwrap();
    let report = seeder.insert(&mut db.client).await.unwrap();
    let mut names = rebuilt(&report);
    names.sort_unstable();
    assert_eq!(names, ["readings_n_idx", "readings_pkey"]);
    let counts = tables.map(|table| format!("(SELECT count(*) FROM {table})"));
    let seen = rows(&older, &format!("SELECT unnest(ARRAY[{}])", counts.join(", "))).await;
    seen.try_into().unwrap()
}

#[tokio::test]
async fn rows_are_frozen_in_a_partition_that_is_filled_by_its_name() {
    let test = "rows_are_frozen_in_a_partition_that_is_filled_by_its_name";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(READINGS).await;
    let tables = [
        filled("day_1", "id day n", "#|1|#", MANY),
        filled("day_2", "id day n", "#|2|#", 10),
    ];
    let seeder = seed(Indexes::Auto, tables);
    let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.contains("truncates the empty table and freezes its rows"),
        "{plan}"
    );
    let seen = seen_by_an_older_snapshot(&mut db, seeder, ["day_1", "day_2"]).await;
    assert_eq!(seen, [MANY.to_string(), "10".to_owned()]);
}

#[tokio::test]
async fn rows_that_come_through_the_parent_are_not_frozen_and_the_plan_says_so() {
    let test = "rows_that_come_through_the_parent_are_not_frozen_and_the_plan_says_so";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(READINGS).await;
    let seeder = seed(Indexes::Auto, [filled("readings", "id day n", "#|1|#", MANY)]);
    let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
    for line in [
        "dropped for the load and rebuilt, with those of 2 partitions; locks readings (ACCESS EXCLUSIVE):\n",
        "  its rows are not frozen: COPY freezes none that come through a partitioned table\n",
    ] {
        assert!(plan.contains(line), "{plan}");
    }
    let seen = seen_by_an_older_snapshot(&mut db, seeder, ["day_1", "day_2"]).await;
    assert_eq!(seen, ["0", "0"]);
    assert_eq!(db.count("day_1").await, MANY);
}

#[tokio::test]
async fn a_partition_that_has_rows_keeps_the_indexes_of_all() {
    let mut db = Db::new(&format!("{READINGS} INSERT INTO day_2 VALUES (1, 2, 3)")).await;
    let tables = [filled("readings", "id day n", "#|1|#", MANY)];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(kept(&report), ["indexes and keys: the table has rows"]);
}

#[tokio::test]
async fn a_partition_that_is_not_filled_keeps_what_it_shares() {
    let mut db = Db::new(&format!("{READINGS} CREATE INDEX own ON day_1 (n, id)")).await;
    let tables = [filled("day_1", "id day n", "#|1|#", MANY)];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["own"]);
    let shared = "it belongs to that of the partitioned table, some of whose partitions this run does not fill";
    assert_eq!(
        kept(&report),
        [format!("day_1_pkey: {shared}"), format!("day_1_n_idx: {shared}")]
    );
}

#[tokio::test]
async fn a_partition_that_is_a_foreign_table_keeps_the_indexes_of_all() {
    let mut db = Db::new(
        "CREATE TABLE readings (id int8, day int) PARTITION BY LIST (day);
         CREATE TABLE day_1 PARTITION OF readings FOR VALUES IN (1);
         CREATE FOREIGN DATA WRAPPER nowhere;
         CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
         CREATE FOREIGN TABLE day_2 PARTITION OF readings FOR VALUES IN (2) SERVER far;
         CREATE INDEX ON readings (id)",
    )
    .await;
    for indexes in [Indexes::Auto, Indexes::Rebuild] {
        let seeder = seed(indexes, [filled("readings", "id day", "#|1", MANY)]);
        let plan = seeder.plan(&mut db.client).await.unwrap();
        let kept = plan.tables()[0].kept().collect::<Vec<_>>();
        assert_eq!(
            kept,
            [("indexes and keys", "its partition public.day_2 is a foreign table")]
        );
    }
}

#[tokio::test]
async fn a_partition_that_is_being_detached_keeps_the_indexes_of_all() {
    let test = "a_partition_that_is_being_detached_keeps_the_indexes_of_all";
    if !blink_testdb::needs_several_connections(test) || !since(test, "DETACH CONCURRENTLY", 14) {
        return;
    }
    let mut db = Db::new(&format!(
        "{READINGS} CREATE TABLE day_3 PARTITION OF readings FOR VALUES IN (3)"
    ))
    .await;
    // The second half of DETACH CONCURRENTLY waits for this transaction, and is cancelled.
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; SELECT FROM readings").await.unwrap();
    let detaching = connect(db.database.url()).await;
    let detached = tokio::spawn(async move {
        let detach = "ALTER TABLE readings DETACH PARTITION day_3 CONCURRENTLY";
        detaching.batch_execute(detach).await
    });
    while db.count("pg_inherits WHERE inhdetachpending").await == 0 {}
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE readings DETACH%'";
    db.rows(cancel).await;
    assert!(detached.await.unwrap().is_err());
    other.batch_execute("ROLLBACK").await.unwrap();
    let tables = [filled("readings", "id day n", "#|1|#", MANY)];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    assert_eq!(
        kept(&report),
        ["indexes and keys: a partition of the table is being detached"]
    );
}

#[tokio::test]
async fn a_key_to_rows_that_come_later_goes_with_that_of_another_partition_whatever_its_name() {
    let mut db = Db::new(
        "CREATE TABLE later (id int8 PRIMARY KEY);
         CREATE TABLE whole (id int8, side int, later int8 REFERENCES later DEFERRABLE) PARTITION BY LIST (side);
         CREATE TABLE side_1 PARTITION OF whole FOR VALUES IN (1);
         CREATE TABLE side_2 (id int8, side int, later int8 CONSTRAINT odd REFERENCES later DEFERRABLE);
         ALTER TABLE whole ATTACH PARTITION side_2 FOR VALUES IN (2)",
    )
    .await;
    let tables = [
        filled("side_1", "id side later", "#|1|#", 5),
        filled("side_2", "id side later", "#|2|#", 5),
        filled("later", "id", "#", 5),
    ];
    let seeder = seed(Indexes::Auto, tables);
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(plan.tables()[0].rebuilt().collect::<Vec<_>>(), ["whole_later_fkey"]);
    assert!(!plan.to_string().contains("odd"), "{plan}");
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["whole_later_fkey"]);
}

#[tokio::test]
async fn a_violation_in_a_partition_is_found_when_its_index_is_built() {
    let mut db = Db::new(READINGS).await;
    let tables = [filled("readings", "id day n", "7|2|#", MANY)];
    let error = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap_err();
    db.works().await;
    assert_eq!(
        (error.table(), error.constraint()),
        (Some("readings"), Some("day_2_pkey"))
    );
    assert_eq!(error.sqlstate(), Some("23505"), "{error:#}");
    assert_eq!(db.count("readings").await, 0);
}

#[tokio::test]
async fn a_violation_in_a_partition_that_is_filled_by_its_name_names_it() {
    let mut db = Db::new(READINGS).await;
    let tables = [
        filled("day_1", "id day n", "#|1|#", MANY),
        filled("day_2", "id day n", "7|2|#", 10),
    ];
    let error = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap_err();
    assert_eq!((error.table(), error.constraint()), (Some("day_2"), Some("day_2_pkey")));
    assert_eq!(error.rows(), Some(2..=2), "{error:#}");
}

#[tokio::test]
async fn a_table_without_partitions_can_be_planned() {
    let mut db = Db::new("CREATE TABLE readings (id int8 PRIMARY KEY) PARTITION BY LIST (id)").await;
    let seeder = seed(Indexes::Auto, [filled("readings", "id", "#", MANY)]);
    let plan = seeder.plan(&mut db.client).await.unwrap();
    assert_eq!(plan.tables()[0].rebuilt().collect::<Vec<_>>(), ["readings_pkey"]);
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("23514"), "{error:#}");
}

#[tokio::test]
async fn partitions_by_name_that_another_session_uses_are_not_waited_for() {
    let test = "partitions_by_name_that_another_session_uses_are_not_waited_for";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let mut db = Db::new(READINGS).await;
    let other = connect(db.database.url()).await;
    other.batch_execute("BEGIN; SELECT FROM day_1").await.unwrap();
    let tables = [
        filled("day_1", "id day n", "#|1|#", MANY),
        filled("day_2", "id day n", "#|2|#", MANY),
    ];
    let report = seed(Indexes::Auto, tables).insert(&mut db.client).await.unwrap();
    let why = "indexes and keys: another session is using the table, or one that must be locked with it";
    assert_eq!(kept(&report), [why]);
    assert_eq!(db.count("readings").await, 2 * MANY);
}

#[tokio::test]
async fn a_run_that_is_not_atomic_keeps_what_partitions_share() {
    let test = "a_run_that_is_not_atomic_keeps_what_partitions_share";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new(READINGS).await;
    let url = db.database.url().to_owned();
    let run = seed(Indexes::Rebuild, [filled("readings", "id day n", "#|1|#", 100)]);
    let connecting = || async { Ok::<_, blink::BoxError>(connect(&url).await) };
    let report = run.non_atomic().insert(connecting).await.unwrap();
    let why = "indexes and keys: the table is partitioned and the run is not atomic, so its partitions may be others at the end";
    assert_eq!(kept(&report), [why]);
}

#[tokio::test]
async fn each_row_is_checked_once_against_a_key_of_a_partition() {
    let mut db = Db::new(
        "CREATE TABLE r (id int8 PRIMARY KEY);
         CREATE TABLE t (id int8, side int, r int8 REFERENCES r) PARTITION BY LIST (side);
         CREATE TABLE made PARTITION OF t FOR VALUES IN (1);
         CREATE TABLE adopted (id int8, side int, r int8 CONSTRAINT odd REFERENCES r);
         ALTER TABLE t ATTACH PARTITION adopted FOR VALUES IN (2)",
    )
    .await;
    // A key is checked by a query that reads the partition.
    let scans =
        "SELECT pg_stat_get_xact_numscans(oid) FROM pg_class WHERE relname IN ('made', 'adopted') ORDER BY relname";
    db.client.batch_execute("BEGIN").await.unwrap();
    let before = numbers(&db.rows(scans).await);
    let tables = [
        filled("r", "id", "#", 10),
        filled("t", "id side r", "#|1|#", 10),
        filled("adopted", "id side r", "#|2|#", 10),
    ];
    let report = seed(Indexes::Rebuild, tables).insert(&mut db.client).await.unwrap();
    assert!(rebuilt(&report).contains(&"t_r_fkey"), "{report}");
    let after = numbers(&db.rows(scans).await);
    assert_eq!([after[0] - before[0], after[1] - before[1]], [1, 1]);
    db.client.batch_execute("COMMIT").await.unwrap();
}

fn numbers(rows: &[String]) -> Vec<u64> {
    rows.iter().map(|row| row.parse().unwrap()).collect()
}

#[tokio::test]
async fn a_plan_and_a_report_do_not_list_what_each_of_many_partitions_has() {
    let mut schema = "CREATE TABLE r (id int8 PRIMARY KEY);
        CREATE TABLE t (id int8, r int8, PRIMARY KEY (id)) PARTITION BY LIST (id);"
        .to_owned();
    for n in 0..30 {
        let partition = format!(
            "CREATE TABLE t{n} PARTITION OF t FOR VALUES IN ({n}); ALTER TABLE t{n} ADD FOREIGN KEY (r) REFERENCES r;"
        );
        schema.push_str(&partition);
    }
    let mut db = Db::new(&schema).await;
    let tables = [filled("r", "id", "#", 10), filled("t", "id r", "#|#", 10)];
    let seeder = seed(Indexes::Rebuild, tables);
    let plan = seeder.plan(&mut db.client).await.unwrap();
    let shown = plan.tables()[1].to_string();
    for line in [
        "dropped for the load and rebuilt, with those of 30 partitions; locks r, t (ACCESS EXCLUSIVE):\n",
        "    and 11 more\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    assert_eq!(plan.tables()[1].rebuilt().count(), 31);
    let report = seeder.insert(&mut db.client).await.unwrap();
    assert!(report.to_string().contains(" and 11 more\n"), "{report}");
    assert_eq!(rebuilt(&report).len(), 32);
}
