use super::*;

/// The next day, counted on the fingers.
fn after(day: Day) -> Day {
    let last = days_in_month(day.year.into(), day.month.into());
    match (i64::from(day.day) == last, day.month) {
        (false, _) => Day {
            day: day.day + 1,
            ..day
        },
        (true, 12) => Day {
            year: day.year + 1,
            month: 1,
            day: 1,
        },
        (true, _) => Day {
            month: day.month + 1,
            day: 1,
            ..day
        },
    }
}

#[test]
fn days_follow_each_other_at_the_ends_of_dates_and_of_numbers_and_between() {
    let ends = [
        (i32::MIN, i32::MIN + 1_000),
        (-2_451_545 - 1_000, -2_451_545 + 300_000),
        (-800_000, 400_000),
        (2_145_031_949 - 300_000, 2_145_031_949 + 1_000),
        (i32::MAX - 1_000, i32::MAX),
    ];
    for (first, last) in ends {
        let mut expected = Day::of(first);
        for number in first..=last {
            let day = Day::of(number);
            assert_eq!((day, day.number()), (expected, i64::from(number)));
            expected = after(day);
        }
    }
}

#[test]
fn a_day_is_made_only_if_there_is_one() {
    let first = Day::new(-4_713, 11, 24).unwrap();
    let last = Day::new(5_874_897, 12, 31).unwrap();
    assert_eq!((first.number(), last.number()), (DATES.start, DATES.end - 1));
    for (year, month, day) in [
        (2023, 2, 29),
        (1900, 2, 29),
        (2024, 13, 1),
        (2024, 0, 1),
        (2024, 4, 31),
        (2024, 4, 0),
        (-4_714, 1, 1),
        (5_874_899, 1, 1),
        (i64::MIN, 1, 1),
        (i64::MAX, 1, 1),
        (2024, i64::MAX, 1),
        (2024, 1, i64::MIN),
    ] {
        assert_eq!(Day::new(year, month, day), None, "{year} {month} {day}");
    }
    for number in (-2_451_545..2_145_031_949).step_by(9_973) {
        let day = Day::of(number);
        assert_eq!(Day::new(day.year.into(), day.month.into(), day.day.into()), Some(day));
    }
}

#[test]
fn a_time_has_its_day_to_the_ends_of_the_numbers() {
    for micros in [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        i64::MAX,
        TIMESTAMPS.start,
        TIMESTAMPS.end,
    ] {
        let (day, of_day) = Day::of_time(micros);
        assert_eq!(
            i128::from(day.number()) * i128::from(DAY) + i128::from(of_day),
            micros.into()
        );
        assert!((0..DAY).contains(&of_day));
    }
    assert_eq!(Day::of_time(TIMESTAMPS.end).0, Day::new(294_277, 1, 1).unwrap());
    assert_eq!(Day::of_time(TIMESTAMPS.start).0, Day::new(-4_713, 11, 24).unwrap());
}

#[test]
fn months_are_added_and_the_last_day_is_kept() {
    let day = |year, month, day| Day::new(year, month, day).unwrap();
    assert_eq!(day(2024, 1, 31).plus_months(1), Some(day(2024, 2, 29)));
    assert_eq!(day(2023, 1, 31).plus_months(-11), Some(day(2022, 2, 28)));
    assert_eq!(day(1, 1, 1).plus_months(-1), Some(day(0, 12, 1)));
    for months in [i64::MIN, i64::MAX, i64::from(i32::MIN), i64::from(i32::MAX)] {
        assert_eq!(day(5_874_897, 12, 31).plus_months(months), None);
    }
}

#[test]
fn periods_begin_with_their_first_day() {
    for number in -800_000..400_000 {
        let day = Day::of(number);
        let (month, quarter, year) = (day.first_of_month(), day.first_of_quarter(), day.first_of_year());
        assert!(year <= quarter && quarter <= month && month <= day && day.number() - year.number() < 366);
        assert!([1, 4, 7, 10].contains(&quarter.month) && day.month - quarter.month < 3);
    }
}

#[test]
fn weeks_are_counted_as_iso_8601_does() {
    let of = |year, month, day| {
        let number = Day::new(year, month, day).unwrap().number();
        (weekday(number), iso_week(number).unwrap())
    };
    assert_eq!(of(2000, 1, 1), (6, (1999, 52)));
    assert_eq!(of(2020, 12, 31), (4, (2020, 53)));
    assert_eq!(of(2021, 1, 3), (7, (2020, 53)));
    assert_eq!(of(2021, 1, 4), (1, (2021, 1)));
    for number in [i64::MIN, i64::MAX] {
        assert!((1..=7).contains(&weekday(number)));
        assert_eq!(iso_week(number), None);
    }
}
