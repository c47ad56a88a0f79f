//! Rows of tables without partitions, beside rows that were there before.

use blink::{Indexes, Seeder, Table, ToRow};
use chrono::NaiveDate;

use super::{Payment, ROWS, payment, payments, place, refused, stranger};
use crate::support::Db;

const T: &str = "
    CREATE TABLE visitors (id int8 PRIMARY KEY);
    INSERT INTO visitors SELECT generate_series(1, 9);
    CREATE TABLE payments (id int8, day date, visitor int8 REFERENCES visitors, code text, UNIQUE (code, id));
    INSERT INTO payments VALUES (-1, '2020-01-01', 1, 'c1'), (-3, NULL, 2, 'x) y');";

#[tokio::test]
async fn beside_rows_that_were_there_before_the_row_is_named_too() {
    let mut db = Db::new(T).await;
    for (change, constraint, row) in [
        (
            stranger as fn(i64, Payment) -> Payment,
            "payments_visitor_fkey",
            Some(311),
        ),
        // Twice among the new rows.
        (
            |n, row| {
                if n == 505 {
                    Payment {
                        day: row.day,
                        ..payment(44)
                    }
                } else {
                    row
                }
            },
            "payments_code_id_key",
            Some(505),
        ),
        // Once among the new rows, once among those before.
        (
            |n, row| {
                if n == 505 {
                    Payment {
                        id: -1,
                        code: "c1".into(),
                        ..row
                    }
                } else {
                    row
                }
            },
            "payments_code_id_key",
            Some(505),
        ),
    ] {
        let error = refused(&mut db, payments(ROWS, change)).await;
        assert_eq!(place(&error), (Some("payments"), Some(constraint), row), "{error:#}");
    }
}

#[tokio::test]
async fn beside_rows_of_the_callers_own_transaction_only_others_are_named() {
    let mut db = Db::new(T).await;
    for (id, row) in [(44, Some(505)), (7, None)] {
        let mut transaction = db.client.transaction().await.unwrap();
        let before = "INSERT INTO payments VALUES (7, NULL, 1, 'c7')";
        transaction.batch_execute(before).await.unwrap();
        let mut run = Seeder::new();
        run.indexes(Indexes::Rebuild);
        // Of the key of row 7, the caller's row is the second.
        run.add_table(Table::generate(ROWS, move |draw| match draw.number() {
            7 if id == 44 => payment(1_007),
            505 if id == 44 => payment(id),
            n => payment(n),
        }));
        let error = run.insert(&mut transaction).await.unwrap_err();
        assert_eq!(
            place(&error),
            (Some("payments"), Some("payments_code_id_key"), row),
            "{error:#}"
        );
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_key_whose_text_is_that_of_another_one_names_no_row() {
    #[derive(ToRow)]
    #[blink(table = "t")]
    struct Pair {
        a: String,
        b: String,
    }
    let mut db = Db::new(
        "CREATE TABLE t (n int8 GENERATED ALWAYS AS IDENTITY, a text, b text, UNIQUE (a, b)); INSERT INTO t (a) VALUES ('')",
    )
    .await;
    for (rows, row) in [
        (["x|x", "x|x) y", "x|x) y", "z|z"], None),
        (["a, b|c", "a|b, c", "z|z", "a|b, c"], None),
        (["x|x) y", "a|x", "z|z", "x|x) y"], Some(4)),
    ] {
        let table = Table::generate(4, move |draw| {
            let (a, b) = rows[draw.index() as usize].split_once('|').unwrap();
            Pair {
                a: a.into(),
                b: b.into(),
            }
        });
        let error = refused(&mut db, table).await;
        assert_eq!(
            place(&error),
            (Some("t"), Some("t_a_b_key"), row),
            "{rows:?}: {error:#}"
        );
    }
}

#[tokio::test]
async fn values_that_the_server_changes_are_compared_as_it_stores_them_or_not_at_all() {
    #[derive(ToRow)]
    #[blink(table = "t")]
    struct Sum {
        sum: String,
        day: NaiveDate,
    }
    let mut db = Db::new(
        "CREATE TABLE t (sum numeric(5,1), day date, UNIQUE (sum, day)); INSERT INTO t VALUES (NULL, NULL);
         SET DateStyle = 'SQL, DMY'",
    )
    .await;
    let table = |sums: [&'static str; 4]| {
        Table::generate(4, move |draw| Sum {
            sum: sums[draw.index() as usize].to_owned(),
            day: NaiveDate::from_ymd_opt(2024, 1, 2).unwrap(),
        })
    };
    // The server's date is written otherwise.
    let error = refused(&mut db, table(["1.5", "2.5", "1.5", "3.5"])).await;
    assert_eq!(place(&error), (Some("t"), Some("t_sum_day_key"), None), "{error:#}");
    db.rows("SET DateStyle = 'ISO, MDY'").await;
    let error = refused(&mut db, table(["1.5", "2.5", "1.5", "3.5"])).await;
    assert_eq!(place(&error), (Some("t"), Some("t_sum_day_key"), Some(3)), "{error:#}");
    // Of the rows with the server's 1.5, one has another text.
    for sums in [["1.5", "1.54", "2.5", "1.5"], ["1.5", "1.54", "2.5", "3.5"]] {
        let error = refused(&mut db, table(sums)).await;
        assert_eq!(place(&error), (Some("t"), Some("t_sum_day_key"), None), "{error:#}");
    }
}
