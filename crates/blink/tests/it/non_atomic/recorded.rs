//! Rows that are recorded in the transactions that store them.

use blink::{Error, OnConflict, Report, Seeder, StoredRows, Table};

use super::{database, deadpool};
use crate::support::Db;

const SCHEMA: &str = "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY);
    CREATE TABLE marks (name text, place int, first int, last int)";

fn numbers(table: &str, last: u32) -> Table<Vec<String>> {
    let rows = (1..=last).map(|id| vec![id.to_string()]).collect::<Vec<_>>();
    Table::records(table, ["id"], rows)
}

fn mark(stored: &StoredRows) -> String {
    format!(
        "INSERT INTO marks VALUES ({}, {}, {}, {})",
        blink::quote_literal(&stored.table),
        stored.step,
        stored.rows.start(),
        stored.rows.end()
    )
}

async fn in_batches(db: &Db, mut seeder: Seeder) -> Result<Report, Error> {
    seeder.batch_size(7).record_rows(mark);
    let pool = deadpool(db.database.url(), 2);
    seeder.non_atomic().concurrency(2).insert(|| pool.get()).await
}

/// The rows of t that no mark of their own transaction has, and the marks that have other rows than their transaction.
const WRONG: &str = "SELECT (SELECT count(*) FROM t WHERE NOT EXISTS (
        SELECT FROM marks m WHERE m.name = 't' AND t.id BETWEEN first AND last AND m.xmin = t.xmin)),
    (SELECT count(*) FROM marks m WHERE m.name = 't' AND last - first + 1 <> (
        SELECT count(*) FROM t WHERE t.xmin = m.xmin AND t.id BETWEEN first AND last))";

#[tokio::test]
async fn a_batch_is_recorded_in_its_transaction() {
    let Some(db) = database("a_batch_is_recorded_in_its_transaction", SCHEMA).await else {
        return;
    };
    let mut seeder = Seeder::new();
    seeder.add_table(numbers("t", 50));
    // One transaction for the whole table.
    seeder.add_table(numbers("u", 20).on_conflict(OnConflict::DoNothing));
    in_batches(&db, seeder).await.unwrap();
    assert_eq!(db.rows(WRONG).await, ["0|0"]);
    assert_eq!(
        db.rows("SELECT name, place, count(*), min(first), max(last), sum(last - first + 1) FROM marks GROUP BY 1, 2 ORDER BY 1")
            .await,
        ["t|1|8|1|50|50", "u|2|1|1|20|20"]
    );
}

#[tokio::test]
async fn a_batch_that_cannot_be_recorded_is_not_stored() {
    let schema = format!("{SCHEMA}; ALTER TABLE marks ADD CHECK (first <> 15)");
    let Some(db) = database("a_batch_that_cannot_be_recorded_is_not_stored", &schema).await else {
        return;
    };
    let mut seeder = Seeder::new();
    seeder.add_table(numbers("t", 50));
    let error = in_batches(&db, seeder).await.unwrap_err();
    assert!(
        format!("{error:#}").starts_with("table t, rows 15 to 21: the rows could not be recorded: "),
        "{error:#}"
    );
    assert_eq!(error.sqlstate(), Some("23514"));
    assert_eq!(db.rows(WRONG).await, ["0|0"]);
    assert_eq!(db.one("SELECT count(*) FROM t WHERE id BETWEEN 15 AND 21").await, "0");
}

#[tokio::test]
async fn a_run_of_one_transaction_records_each_table_in_it() {
    let mut db = Db::new(SCHEMA).await;
    let seeder = || {
        let mut seeder = Seeder::new();
        seeder.batch_size(7).record_rows(mark);
        seeder.add_table(numbers("t", 50));
        seeder.add_table(numbers("u", 0));
        seeder.add_table(numbers("u", 20).append().on_conflict(OnConflict::DoNothing));
        seeder
    };
    seeder().insert(&mut db.client).await.unwrap();
    let marks = "SELECT name, place, first, last FROM marks ORDER BY place";
    assert_eq!(db.rows(marks).await, ["t|1|1|50", "u|2|1|0", "u|3|1|20"]);
    assert_eq!(db.rows(WRONG).await, ["0|0"]);
    db.rows("TRUNCATE t, u, marks; ALTER TABLE marks ADD CHECK (place < 3)")
        .await;
    let error = seeder().insert(&mut db.client).await.unwrap_err();
    assert!(
        format!("{error:#}").starts_with("table u, step 3: the rows could not be recorded: "),
        "{error:#}"
    );
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM marks)")
            .await,
        ["0|0"]
    );
    db.works().await;
}

/// An earlier run, which was killed, has stored rows and not advanced the sequence.
#[tokio::test]
async fn a_run_that_goes_on_advances_sequences_past_the_rows_of_the_earlier() {
    let schema = "CREATE TABLE t (id serial); INSERT INTO t VALUES (500)";
    let test = "a_run_that_goes_on_advances_sequences_past_the_rows_of_the_earlier";
    let Some(db) = database(test, schema).await else { return };
    for rows in [3, 0] {
        db.rows("ALTER SEQUENCE t_id_seq RESTART").await;
        let mut seeder = Seeder::new();
        seeder.add_table(numbers("t", rows));
        let pool = deadpool(db.database.url(), 2);
        let run = seeder.non_atomic().concurrency(2).resumes();
        run.insert(|| pool.get()).await.unwrap();
        assert_eq!(db.one("SELECT nextval('t_id_seq')").await, "501", "{rows} rows");
    }
}

/// All rows were stored, and then the question for the highest value was refused, in each run anew.
#[tokio::test]
async fn a_run_that_goes_on_may_be_of_a_role_that_cannot_read() {
    let test = "a_run_that_goes_on_may_be_of_a_role_that_cannot_read";
    let Some(db) = database(test, "CREATE TABLE t (id serial)").await else {
        return;
    };
    let name = db.database.name();
    let role = format!("{name}_writer");
    db.rows(&format!(
        "CREATE ROLE {role}; GRANT INSERT ON t TO {role}; GRANT SELECT, UPDATE ON SEQUENCE t_id_seq TO {role};
         ALTER DATABASE \"{name}\" SET role = '{role}'"
    ))
    .await;
    let mut seeder = Seeder::new();
    seeder.add_table(numbers("t", 3));
    let pool = deadpool(db.database.url(), 2);
    let run = seeder.non_atomic().concurrency(2).resumes();
    run.insert(|| pool.get()).await.unwrap();
    assert_eq!(db.rows("SELECT nextval('t_id_seq'), count(*) FROM t").await, ["4|3"]);
    drop(pool);
    db.rows(&format!(
        "ALTER DATABASE \"{name}\" RESET role; DROP OWNED BY {role}; DROP ROLE {role}"
    ))
    .await;
}
