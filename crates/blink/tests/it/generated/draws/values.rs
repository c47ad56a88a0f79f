//! Numbers, choices and chances, and what cannot be drawn.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use rand::RngExt as _;

use super::{differ, drawn, refused};

#[test]
fn rows_are_numbered() {
    assert_eq!(drawn(3, |draw| draw.number()), [1, 2, 3]);
    assert_eq!(drawn(3, |draw| draw.nth()), [1, 2, 3]);
    assert_eq!(drawn(3, |draw| draw.index().cast_signed()), [0, 1, 2]);
    assert!(drawn(0, |draw| draw.number()).is_empty());
}

#[test]
fn any_generator_of_rand_draws_from_the_row() {
    let dice = drawn(6_000, |draw| draw.rng().random_range(1..=6));
    for face in 1..=6 {
        let count = dice.iter().filter(|drawn| **drawn == face).count();
        assert!((880..1120).contains(&count), "{face}: {count}");
    }
    let uuids = drawn(1_000, |draw| {
        uuid::Builder::from_random_bytes(draw.rng().random()).into_uuid()
    });
    assert!(uuids.iter().all(|uuid| uuid.get_version_num() == 4));
    assert!(differ(uuids));
}

#[test]
fn choices_are_as_often_as_their_weights() {
    let plans = drawn(10_000, |draw| {
        draw.weighted([("free", 9.0), ("pro", 1.0), ("never", 0.0)])
    });
    let count = |plan: &str| plans.iter().filter(|drawn| **drawn == plan).count();
    assert!((8_850..9_150).contains(&count("free")), "{}", count("free"));
    assert_eq!((count("free") + count("pro"), count("never")), (10_000, 0));
    assert_eq!(drawn(4, |draw| draw.cycle(["a", "b", "c"])), ["a", "b", "c", "a"]);
}

#[test]
fn chances_are_as_asked() {
    let count = |p: f64| {
        drawn(10_000, move |draw| draw.chance(p))
            .iter()
            .filter(|drawn| **drawn)
            .count()
    };
    assert_eq!((count(0.0), count(1.0)), (0, 10_000));
    assert!((2_850..3_150).contains(&count(0.3)));
    assert_eq!(drawn(1, |draw| draw.maybe(1.0, 7)), [Some(7)]);
    assert_eq!(drawn(1, |draw| draw.maybe_with(0.0, |draw| draw.number())), [None]);
    assert_eq!(drawn(1, |draw| draw.maybe_with(1.0, |draw| draw.number())), [Some(1)]);
}

#[test]
fn what_cannot_be_drawn_is_an_error_that_says_so() {
    let first: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(
        refused(move |draw| draw.between(first, first - TimeDelta::days(1))),
        "table values, row 1: the first of two times is later than the second; give the earlier one first"
    );
    assert!(refused(|draw| draw.between("a".to_owned(), "b".to_owned())).contains("String is not a timestamp"));
    assert!(refused(|draw| draw.after(1_i64)).contains("an integer is not a time"));
    assert!(refused(move |draw| draw.after_within(first, Duration::ZERO)).contains("the span is too short"));
    assert!(refused(|draw| draw.after(NaiveDate::MAX)).contains("table values, row 1: "));
    let last = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    assert!(refused(move |draw| draw.after(last)).contains("there is no later time; use an earlier one"));
    assert!(refused(|draw| draw.chance(1.5)).contains("1.5 is not a probability"));
    assert!(refused(|draw| draw.chance(f64::NAN)).contains("NaN is not a probability"));
    assert!(refused(|draw| draw.weighted([(1, 0.0)])).contains("not valid weights"));
    assert!(refused(|draw| draw.weighted([(1, -1.0), (2, 2.0)])).contains("not valid weights"));
    assert!(refused(|draw| draw.weighted::<i32, 0>([])).contains("not valid weights"));
    assert!(refused(|draw| draw.cycle::<i32, 0>([])).contains("no values to take"));
}
