//! The calendar that all crates count with, with the server as the judge.

use blink::__private::calendar::{DATES, DAY, Day, TIMESTAMPS, iso_week, weekday};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::trial::connect;

/// Days all over, and more of them at the ends and around the turns of years and eras.
fn days() -> impl Strategy<Value = i32> {
    let (first, last) = (
        i32::try_from(DATES.start).unwrap(),
        i32::try_from(DATES.end - 1).unwrap(),
    );
    prop_oneof![
        first..=last,
        first..first + 1_000,
        last - 1_000..=last,
        -731_000..-730_000,
        -11_000..40_000,
        (-4_700_i32..5_870_000).prop_map(|year| {
            let first = Day::new(year.into(), 1, 1).unwrap().number();
            i32::try_from(first).unwrap() - 1
        }),
        Just(first),
        Just(last),
    ]
}

#[tokio::test]
async fn days_are_what_the_server_says() {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    let mut runner = TestRunner::deterministic();
    let days = (0..5_000)
        .map(|_| days().new_tree(&mut runner).unwrap().current())
        .collect::<Vec<_>>();
    let rows = client
        .query(
            "SELECT extract(year FROM d)::int, extract(month FROM d)::int, extract(day FROM d)::int, extract(isodow FROM d)::int,
                extract(isoyear FROM d)::int, extract(week FROM d)::int,
                extract(doy FROM d)::int
             FROM unnest($1::int[]) WITH ORDINALITY AS n (n, place), LATERAL (SELECT date '2000-01-01' + n AS d) AS days
             WHERE n < 106000000 ORDER BY place",
            &[&days],
        )
        .await
        .unwrap();
    let within = days.iter().filter(|day| **day < 106_000_000).collect::<Vec<_>>();
    assert_eq!(rows.len(), within.len());
    // There is no year 0.
    let counted = |year: i32| if year > 0 { year } else { year - 1 };
    for (number, row) in within.into_iter().zip(rows) {
        let (day, number) = (Day::of(*number), i64::from(*number));
        let get = |column: usize| row.get::<_, i32>(column);
        assert_eq!(
            (get(0), get(1), get(2)),
            (counted(day.year), day.month.into(), day.day.into()),
            "{number}"
        );
        let (year, week) = iso_week(number).unwrap();
        assert_eq!(
            (i64::from(get(3)), get(4), i64::from(get(5))),
            (weekday(number), counted(year), week),
            "{number}"
        );
        assert_eq!(i64::from(get(6)), number - day.first_of_year().number() + 1, "{number}");
        assert_eq!(day.number(), number);
    }
}

#[tokio::test]
async fn dates_beyond_timestamps_are_what_the_server_says() {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    let mut runner = TestRunner::deterministic();
    let days = (0..5_000)
        .map(|_| days().new_tree(&mut runner).unwrap().current())
        .collect::<Vec<_>>();
    let rows = client
        .query(
            "SELECT (date '2000-01-01' + n)::text FROM unnest($1::int[]) WITH ORDINALITY AS n (n, place) ORDER BY place",
            &[&days],
        )
        .await
        .unwrap();
    for (number, row) in days.into_iter().zip(rows) {
        let Day { year, month, day } = Day::of(number);
        let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
        assert_eq!(
            row.get::<_, String>(0),
            format!("{year:04}-{month:02}-{day:02}{era}"),
            "{number}"
        );
    }
    for beyond in [DATES.start - 1, DATES.end] {
        let sql = format!("SELECT date '2000-01-01' + ({beyond})");
        assert!(client.batch_execute(&sql).await.is_err(), "{beyond}");
    }
}

#[tokio::test]
async fn the_ends_of_timestamps_are_the_servers() {
    let db = blink_testdb::database();
    let client = connect(&db).await;
    for (micros, is_one) in [
        (TIMESTAMPS.start, true),
        (TIMESTAMPS.start - 1, false),
        (TIMESTAMPS.end - 1, true),
        (TIMESTAMPS.end, false),
    ] {
        let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
        // An interval of microseconds alone, since one of days is another sum.
        let sql = format!(
            "SELECT timestamp '2000-01-01' + make_interval(days => {days}) + interval '1 microsecond' * ({rest})"
        );
        let answer = client.batch_execute(&sql).await;
        assert_eq!(answer.is_ok(), is_one, "{micros} {:?}", Day::of_time(micros));
    }
}
