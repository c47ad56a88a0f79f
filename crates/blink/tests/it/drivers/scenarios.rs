//! Scenarios that every driver must pass.

use blink::{Seeder, Table, ToRow};
use bytes::Bytes;

use super::Driver;

pub const SCHEMA: &str = "CREATE TABLE parents (id int4 PRIMARY KEY, name text NOT NULL);
    CREATE TABLE children (id int8 PRIMARY KEY, parent_id int4 NOT NULL REFERENCES parents)";

pub const COUNTS: &str = "SELECT (SELECT count(*) FROM parents), (SELECT count(*) FROM children)";

#[derive(ToRow)]
#[blink(table = "parents")]
pub struct Parent {
    pub id: i32,
    pub name: String,
}

#[derive(ToRow)]
#[blink(table = "children")]
pub struct Child {
    pub id: i64,
    pub parent_id: i32,
}

pub fn parents(n: i32) -> impl Iterator<Item = Parent> + Send + 'static {
    (1..=n).map(|id| Parent {
        id,
        name: format!("parent {id}"),
    })
}

pub fn children(n: i64) -> impl Iterator<Item = Child> + Send + 'static {
    (1..=n).map(|id| Child { id, parent_id: 1 })
}

/// 20 parents and 15 children in commands of 7 rows.
pub fn seed() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)));
    seeder
}

/// As [`seed`], and the last row of the last table has a key that is there already.
pub fn broken_seed() -> Seeder {
    let mut seeder = Seeder::new();
    seeder.batch_size(7);
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15).chain(children(1))));
    seeder
}

pub async fn batches_are_stored(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let report = driver.insert(seed()).await.unwrap();
    assert_eq!(report.rows(), 35);
    assert_eq!(driver.sql(COUNTS).await, ["20|15"]);
    assert_eq!(
        driver.sql("SELECT name FROM parents WHERE id = 20").await,
        ["parent 20"]
    );
    assert_eq!(driver.sql("SELECT now() = statement_timestamp()").await, ["t"]);
}

pub async fn an_error_in_the_last_row_of_the_last_table_leaves_nothing(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let error = driver.insert(broken_seed()).await.unwrap_err();
    assert_eq!(
        (error.table(), error.row(), error.sqlstate(), error.constraint()),
        (Some("children"), Some(16), Some("23505"), Some("children_pkey"))
    );
    assert_eq!(driver.sql(COUNTS).await, ["0|0"]);
    driver.insert(seed()).await.unwrap();
    assert_eq!(driver.sql(COUNTS).await, ["20|15"]);
}

pub async fn a_run_joins_the_callers_transaction(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    for (commit, counts) in [(false, "0|0"), (true, "21|15")] {
        let (report, inside) = driver
            .joined("INSERT INTO parents VALUES (99, 'before')", seed(), COUNTS, commit)
            .await;
        assert_eq!(report.unwrap().rows(), 35);
        assert_eq!(inside, ["21|15"]);
        assert_eq!(driver.sql(COUNTS).await, [counts]);
    }
}

/// Some of the rows are in when the run fails, so that COMMIT must not store them.
pub async fn a_failed_run_cannot_be_committed_by_the_caller(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let mut failing = Seeder::new();
    failing.add_table(Table::from_rows(parents(20)));
    failing.try_add_context(|_| Err::<(), _>("no such luck"));
    let failing = [broken_seed(), failing];
    for seed in failing {
        let (report, _) = driver
            .joined("INSERT INTO parents VALUES (99, 'before')", seed, COUNTS, true)
            .await;
        report.unwrap_err();
        assert_eq!(driver.sql(COUNTS).await, ["0|0"]);
    }
    driver.insert(seed()).await.unwrap();
    assert_eq!(driver.sql(COUNTS).await, ["20|15"]);
}

pub async fn mistakes_leave_the_callers_transaction_as_it_is(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let mut wrong = Seeder::new();
    wrong.add_table(Table::from_rows(parents(20)).named("parrots"));
    let (report, _) = driver
        .joined("INSERT INTO parents VALUES (99, 'before')", wrong, COUNTS, true)
        .await;
    assert_eq!(report.unwrap_err().diagnostics().len(), 1);
    assert_eq!(driver.sql(COUNTS).await, ["1|0"]);
}

const SETTINGS: &str = "SELECT current_setting('client_min_messages'), current_setting('statement_timeout'), \
    current_setting('client_encoding'), current_setting('idle_in_transaction_session_timeout')";

fn seed_with_timeout() -> Seeder {
    let mut seed = seed();
    seed.timeout(std::time::Duration::from_secs(300));
    seed
}

pub async fn settings_are_as_before(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    driver
        .sql(
            "SET client_min_messages = 'log'; SET statement_timeout = '10min';
             SET idle_in_transaction_session_timeout = '20min'",
        )
        .await;
    driver.insert(seed_with_timeout()).await.unwrap();
    assert_eq!(driver.sql(SETTINGS).await, ["log|10min|UTF8|20min"]);
    driver.sql("TRUNCATE parents, children").await;
    driver.insert(broken_seed()).await.unwrap_err();
    assert_eq!(driver.sql(SETTINGS).await, ["log|10min|UTF8|20min"]);
}

pub async fn settings_of_a_joined_run_are_as_before_at_once(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let before = "SET LOCAL client_min_messages = 'log'; SET LOCAL statement_timeout = '10min';
        SET LOCAL idle_in_transaction_session_timeout = '20min'";
    let (report, inside) = driver.joined(before, seed_with_timeout(), SETTINGS, true).await;
    report.unwrap();
    assert_eq!(inside, ["log|10min|UTF8|20min"]);
    assert_eq!(driver.sql(SETTINGS).await, ["notice|0|UTF8|0"]);
}

pub async fn notices_are_kept_off(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    driver
        .sql(
            "CREATE FUNCTION chatter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 RAISE NOTICE '%', repeat('x', 1000); RETURN new; END $$;
             CREATE TRIGGER chatter BEFORE INSERT ON parents FOR EACH ROW EXECUTE FUNCTION chatter()",
        )
        .await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(30_000)));
    driver.insert(seeder).await.unwrap();
    assert_eq!(driver.sql(COUNTS).await, ["30000|0"]);
}

pub async fn a_plan_touches_nothing(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let mut seed = seed();
    seed.add_context(|_| panic!("a plan runs no callback"));
    let plan = driver.plan(&seed).await.unwrap();
    let tables = plan
        .tables()
        .iter()
        .map(|table| table.name().to_string())
        .collect::<Vec<_>>();
    assert_eq!(tables, ["public.parents", "public.children"]);
    assert_eq!(driver.sql(COUNTS).await, ["0|0"]);
    assert_eq!(driver.sql("SELECT now() = statement_timestamp()").await, ["t"]);
}

pub async fn a_function_of_ones_own_inserts(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let mut seeder = Seeder::new();
    let parents = Table::from_rows(parents(10))
        .batch_size(4)
        .insert_with(|mut insertion| {
            Box::pin(async move {
                let mut stored = 0;
                while let Some(lot) = insertion.next().await {
                    let lines = lot
                        .iter()
                        .map(|row| format!("{}\t{}\n", row.id, row.name))
                        .collect::<String>();
                    stored += insertion.copy("COPY parents FROM STDIN", Bytes::from(lines)).await?;
                }
                let counted = insertion.query("SELECT count(*), NULL FROM parents").await?;
                assert_eq!(counted, [[Some(stored.to_string()), None]]);
                stored += insertion.execute("INSERT INTO parents VALUES (11, 'eleven')").await?;
                Ok(stored)
            })
        });
    let parents = seeder.add_table(parents.keep(|row| row.id));
    let report = driver.insert(seeder).await.unwrap();
    assert_eq!(report.table(parents).rows(), 11);
    assert_eq!(report[parents].len(), 10);
    assert_eq!(driver.sql(COUNTS).await, ["11|0"]);
}

pub async fn a_function_that_fails_leaves_nothing(driver: &mut impl Driver) {
    driver.sql(SCHEMA).await;
    let mut seeder = Seeder::new();
    seeder.add_table(Table::from_rows(parents(3)));
    seeder.add_table(
        Table::from_rows(children(9))
            .batch_size(4)
            .insert_with(|mut insertion| {
                Box::pin(async move {
                    insertion.next().await;
                    insertion
                        .copy("COPY children FROM STDIN", Bytes::from("1\t1\n1\t1\n"))
                        .await?;
                    Ok(0)
                })
            }),
    );
    let error = driver.insert(seeder).await.unwrap_err();
    assert_eq!((error.table(), error.sqlstate()), (Some("children"), Some("23505")));
    assert_eq!(driver.sql(COUNTS).await, ["0|0"]);
}
