//! The row that an error of a rebuild names by its key: found among generated rows that are made again, or none.

mod other_tables;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use blink::{Error, Generated, Indexes, Seeder, Table, ToRow};
use chrono::NaiveDate;

use super::MANY;
use crate::support::{Db, patiently};

const PAYMENTS: &str = "
    CREATE TABLE visitors (id int8 PRIMARY KEY);
    INSERT INTO visitors SELECT generate_series(1, 9);
    CREATE TABLE payments (id int8, day date, visitor int8 REFERENCES visitors, code text, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day);
    CREATE TABLE january PARTITION OF payments FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
    CREATE TABLE february PARTITION OF payments FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
    CREATE TABLE later PARTITION OF payments DEFAULT;";

const ROWS: u64 = 600;

#[derive(Clone, Debug, ToRow)]
#[blink(table = "payments")]
struct Payment {
    id: i64,
    day: NaiveDate,
    visitor: i64,
    code: String,
}

/// The payment of a row: most in January, and each partition's rows in an order that is not that of the days.
fn payment(n: i64) -> Payment {
    let month = [1, 3, 1, 1, 2, 1, 1, 1, 1, 1][usize::try_from(n % 10).unwrap()];
    Payment {
        id: n,
        day: NaiveDate::from_ymd_opt(2024, month, 28 - u32::try_from(n % 28).unwrap()).unwrap(),
        visitor: 1 + n % 9,
        code: format!("c{n}"),
    }
}

/// The payments, of which `change` changes some.
fn payments(rows: u64, change: fn(i64, Payment) -> Payment) -> Table<Payment, Generated<Payment>> {
    Table::generate(rows, move |draw| change(draw.number(), payment(draw.number())))
}

/// The error of a run that rebuilds indexes and keys.
async fn refused<T: 'static, K>(db: &mut Db, table: Table<T, K>) -> Error {
    let mut run = Seeder::new();
    run.indexes(Indexes::Rebuild);
    run.add_table(table);
    let error = run.insert(&mut db.client).await.unwrap_err();
    db.works().await;
    error
}

fn place(error: &Error) -> (Option<&str>, Option<&str>, Option<u64>) {
    (error.table(), error.constraint(), error.row())
}

fn assert_unnamed(error: &Error, constraint: &str) {
    assert_eq!(place(error), (Some("payments"), Some(constraint), None), "{error:#}");
}

/// The same id and day in row 404 as in row 24 and, in February and March, ids of January.
fn duplicate(n: i64, row: Payment) -> Payment {
    match n {
        404 => Payment {
            code: row.code,
            ..payment(24)
        },
        34 | 391 => Payment { id: 24, ..row },
        _ => row,
    }
}

/// A visitor that does not exist, first in March, then in January and February.
fn stranger(n: i64, row: Payment) -> Payment {
    let visitor = if [311, 404, 452, 463].contains(&n) {
        77
    } else {
        row.visitor
    };
    Payment { visitor, ..row }
}

#[tokio::test]
async fn a_duplicate_key_that_came_through_the_parent_names_the_second_row() {
    let mut db = Db::new(PAYMENTS).await;
    let error = refused(&mut db, payments(ROWS, duplicate)).await;
    assert_eq!(
        place(&error),
        (Some("payments"), Some("february_pkey"), Some(404)),
        "{error:#}"
    );
    // In many commands.
    let error = refused(&mut db, payments(ROWS, duplicate).batch_size(7)).await;
    assert_eq!(
        place(&error),
        (Some("payments"), Some("february_pkey"), Some(404)),
        "{error:#}"
    );
    // By default, and if the run itself empties the tables.
    let mut run = Seeder::new();
    run.truncate();
    run.add_table(payments(MANY + 3_000, duplicate));
    let error = run.insert(&mut db.client).await.unwrap_err();
    assert_eq!(
        place(&error),
        (Some("payments"), Some("february_pkey"), Some(404)),
        "{error:#}"
    );
}

#[tokio::test]
async fn a_missing_reference_that_came_through_the_parent_names_the_first_row_of_any_partition() {
    let mut db = Db::new(PAYMENTS).await;
    let error = refused(&mut db, payments(ROWS, stranger)).await;
    assert_eq!(
        place(&error),
        (Some("payments"), Some("payments_visitor_fkey"), Some(311)),
        "{error:#}"
    );
    assert!(format!("{error:#}").contains("row 311"), "{error:#}");
}

#[tokio::test]
async fn rows_of_hash_partitions_and_of_parents_are_named_too() {
    #[derive(ToRow)]
    #[blink(table = "t")]
    struct Child {
        id: i64,
        name: String,
    }
    let mut db = Db::new(
        "CREATE TABLE p (id int8, day date, visitor int8, code text);
         CREATE TABLE t (id int8 PRIMARY KEY, name text) PARTITION BY HASH (id);
         CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY HASH (id);
         CREATE TABLE t1a PARTITION OF t1 FOR VALUES WITH (MODULUS 4, REMAINDER 1);
         CREATE TABLE t1b PARTITION OF t1 FOR VALUES WITH (MODULUS 4, REMAINDER 3)",
    )
    .await;
    for twice in [17, 18, 19, 20, 21, 22] {
        let mut run = Seeder::new();
        run.indexes(Indexes::Rebuild);
        let parents = run.add_table(payments(300, |_, row| row).named("p"));
        run.add_table(Table::per_parent(parents, 0..=3, move |draw, parent: &Payment| Child {
            id: if draw.number() == 200 { twice } else { draw.number() },
            name: parent.code.clone(),
        }));
        let error = run.insert(&mut db.client).await.unwrap_err();
        assert_eq!((error.table(), error.row()), (Some("t"), Some(200)), "{error:#}");
    }
}

#[tokio::test]
async fn a_partitions_own_index_names_a_row_only_if_all_rows_of_the_key_came_there() {
    let mut db = Db::new(&format!("{PAYMENTS} CREATE UNIQUE INDEX own ON january (code)")).await;
    let error = refused(
        &mut db,
        payments(ROWS, |n, row| match n {
            // In January twice, and elsewhere another one.
            32 | 45 => Payment {
                code: "x".into(),
                ..row
            },
            31 | 34 => Payment {
                code: "y".into(),
                ..row
            },
            _ => row,
        }),
    )
    .await;
    assert_eq!(place(&error), (Some("payments"), Some("own"), Some(45)), "{error:#}");
    let error = refused(
        &mut db,
        payments(ROWS, |n, row| match n {
            // In February first, then in January twice.
            24 | 32 | 45 => Payment {
                code: "x".into(),
                ..row
            },
            _ => row,
        }),
    )
    .await;
    assert_unnamed(&error, "own");
}

#[tokio::test]
async fn rows_that_cannot_be_made_again_are_not_named() {
    let mut db = Db::new(PAYMENTS).await;
    let rows = || (1..=600).map(|n| duplicate(n, payment(n)));
    let error = refused(&mut db, Table::from_rows(rows())).await;
    assert_unnamed(&error, "february_pkey");
    let rows = rows().collect::<Vec<_>>();
    let stream = Table::from_stream(|_| blink::RowStream::new(futures_util::stream::iter(rows)));
    let error = refused(&mut db, stream).await;
    assert_unnamed(&error, "february_pkey");
}

#[tokio::test]
async fn rows_of_two_steps_are_not_named() {
    let mut db = Db::new(PAYMENTS).await;
    let mut run = Seeder::new();
    run.indexes(Indexes::Rebuild);
    run.add_table(payments(ROWS, duplicate));
    run.add_table(payments(1, |_, row| Payment { id: 9_999, ..row }).append());
    let error = run.insert(&mut db.client).await.unwrap_err();
    assert_unnamed(&error, "february_pkey");
}

#[tokio::test]
async fn a_key_with_an_expression_or_of_some_rows_names_no_row() {
    let mut db = Db::new(&format!("{PAYMENTS} CREATE UNIQUE INDEX own ON january (lower(code))")).await;
    let twice = |n: i64, row: Payment| {
        let code = if [32, 45].contains(&n) {
            "x".to_owned()
        } else {
            row.code
        };
        Payment { code, ..row }
    };
    let error = refused(&mut db, payments(ROWS, twice)).await;
    assert_unnamed(&error, "own");
    db.again(&format!(
        "{PAYMENTS} CREATE UNIQUE INDEX own ON january (code) WHERE id > 40 OR id = 32"
    ))
    .await;
    let error = refused(&mut db, payments(ROWS, twice)).await;
    assert_unnamed(&error, "own");
}

/// Of the keys 3 and 598 there are two rows each. A trigger swaps them, so that of each key there still are two rows, but
/// others.
fn swapped(n: i64, row: Payment) -> Payment {
    let day = payment(2).day;
    match n {
        3 | 201 => Payment { id: 3, day, ..row },
        102 | 598 => Payment { id: 598, day, ..row },
        _ => row,
    }
}

#[tokio::test]
async fn a_trigger_that_changes_the_key_lets_no_row_be_named() {
    let swap = "CREATE FUNCTION swap() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.id := CASE NEW.id WHEN 3 THEN 598 WHEN 598 THEN 3 ELSE NEW.id END; RETURN NEW; END'";
    let mut db = Db::new(&format!(
        "{PAYMENTS} {swap}; CREATE TRIGGER swap BEFORE INSERT ON january FOR EACH ROW EXECUTE FUNCTION swap()"
    ))
    .await;
    let error = refused(&mut db, payments(ROWS, swapped)).await;
    assert_unnamed(&error, "january_pkey");
    // Without the trigger, either row.
    db.rows("DROP TRIGGER swap ON january").await;
    let error = refused(&mut db, payments(ROWS, swapped)).await;
    assert!([Some(201), Some(598)].contains(&error.row()), "{error:#}");
}

#[tokio::test]
async fn rows_that_changed_after_they_were_stored_are_not_named() {
    let mut db = Db::new(&format!(
        "{PAYMENTS} CREATE FUNCTION swap() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN UPDATE payments SET id = 601 - id WHERE id IN (3, 598); RETURN NULL; END';
         CREATE TRIGGER swap AFTER INSERT ON payments FOR EACH STATEMENT EXECUTE FUNCTION swap()"
    ))
    .await;
    let error = refused(&mut db, payments(ROWS, swapped)).await;
    assert_unnamed(&error, "january_pkey");
}

#[tokio::test]
async fn the_runs_time_limit_holds_while_rows_are_made_again() {
    let mut db = Db::new(PAYMENTS).await;
    let mut made = Arc::new(AtomicU64::new(0));
    let run = async |limit: Duration| {
        made = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&made);
        let slow = Table::generate(ROWS, move |draw| {
            // The first row is made before the run, too.
            if counter.fetch_add(1, Ordering::Relaxed) > ROWS {
                sleep(limit / 10);
            }
            duplicate(draw.number(), payment(draw.number()))
        });
        let mut run = Seeder::new();
        run.indexes(Indexes::Rebuild).timeout(limit);
        run.add_table(slow);
        run.insert(&mut db.client).await.unwrap_err()
    };
    let (_, error) = patiently(run, |error| error.sqlstate() == Some("23505")).await;
    assert_unnamed(&error, "february_pkey");
    db.works().await;
    // The thread stops, long before all rows are made again.
    while Arc::strong_count(&made) > 1 {
        tokio::task::yield_now().await;
    }
    assert!(made.load(Ordering::Relaxed) < 2 * ROWS);
}
