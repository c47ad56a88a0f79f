//! Dates, times and intervals.

use jiff::tz::TimeZone;

use super::difference::Difference;
use super::generators::fields;
use super::oracle::Oracle;
use crate::convert::{DateOrder, Notation, Reason};

const DATES: &[&str] = &[
    " ?[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ?",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}( BC| AD| bc)?",
    "[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
    "[0-9]{5,7}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    "[12][0-9]{3}[01][0-9][0-3][0-9]",
    "[0-3]?[0-9][ -](Jan|Feb|mar|APR|May|June|july|August|Sept|Oct|November|dec)[ -][0-9]{4}",
    "(January|Feb|Mar|apr|MAY|Jun|Jul|aug|September|October|Nov|December) [0-3]?[0-9],? [0-9]{4}",
    "[12][0-9]{3}-(Jan|Feb|Mar)-[0-3][0-9]",
    "(infinity|-infinity|Infinity|epoch|5874897-12-31|5874898-01-01|4714-11-24 BC|4714-11-23 BC|0000-01-01|0001-01-01 BC|2000-02-29|1900-02-29)",
];

const TIMES: &[&str] = &[
    " ?[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{0,8})?)? ?",
    "[0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})? ?(AM|PM|am|pm)",
    "[0-2][0-9][0-5][0-9][0-5][0-9](\\.[0-9]{1,6})?",
    "(24:00:00|24:00|24:00:01|23:59:60|00:00:60|23:59:60\\.5|23:59:59\\.9999999|00:00:00\\.0000005|25:00)",
    "T?[0-2][0-9]:[0-5][0-9]:[0-5][0-9]",
];

const ZONES: &[&str] = &[
    "[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{0,7})?)? ?[+-][0-9]{1,2}(:?[0-5][0-9])?",
    "[0-2][0-9]:[0-5][0-9]:[0-5][0-9] ?(Z|z|UTC|gmt|\\+00|-00:00)",
    "[0-2][0-9]:[0-5][0-9]:[0-5][0-9][+-](15|16|14:60|15:59:59|05:45|1|123|12345)",
];

fn joined(dates: &[&str], separator: &str, times: &[&str]) -> Vec<String> {
    let mut patterns = Vec::new();
    for date in dates {
        for time in times {
            patterns.push(format!(
                "{}{separator}{time}",
                date.trim_end_matches(" ?").trim_end_matches("( BC| AD| bc)?")
            ));
        }
    }
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    fields(120, &patterns)
}

/// Dates that PostgreSQL takes and we do not, since they are none to most eyes, or mean another one tomorrow.
fn date_is_stricter(field: &str, reason: &Reason) -> bool {
    let digits = field.chars().filter(char::is_ascii_digit).count();
    matches!(reason, Reason::Relative | Reason::ZoneAbbreviation | Reason::ZoneNotKept)
        // Julian days, days of the year, years of two digits, dates without separators, fields run together.
        || field.contains(['x', 'j', 'J'])
        || digits < 8
        || matches!(reason, Reason::Not(_) | Reason::TwoDigitYear | Reason::DateOrder { .. } | Reason::UnknownZone | Reason::WrongWeekday | Reason::OutOfRange("time"))
            && !is_ordinary(field)
}

/// True for the forms that must be read: `2024-04-03 10:11:12.5+02:00`.
fn is_ordinary(field: &str) -> bool {
    let shape: String = field
        .trim()
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape
        .strip_prefix("0000-00-00")
        .and_then(|rest| rest.strip_prefix([' ', 'T']))
    else {
        return shape == "0000-00-00";
    };
    let Some(rest) = rest.strip_prefix("00:00:00") else {
        return false;
    };
    let rest = if rest.starts_with(".0") {
        rest[1..].trim_start_matches('0')
    } else {
        rest
    };
    matches!(rest, "" | "Z" | "+00" | "-00" | "+00:00" | "-00:00" | "+0000" | "-0000")
}

#[tokio::test]
async fn dates_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("dates_are_those_of_the_server").await else {
        return;
    };
    let mut all = fields(300, DATES);
    all.extend(joined(&DATES[..2], " ", &TIMES[..1]));
    for field in [
        "2024-04-03 00:00:00",
        "2024-04-03T00:00",
        "2024-04-03 00:00:00+00",
        "2024-04-03 12:00",
        "Wed, 03 Apr 2024",
        "Wednesday 3 April 2024",
    ] {
        all.push(field.to_owned());
    }
    let outcome = Difference {
        stricter: date_is_stricter,
        ..Difference::new(&oracle, "date")
    }
    .run(&all)
    .await;
    assert!(
        outcome.same > 1300 && outcome.refused > 500 && outcome.lossy > 20,
        "{outcome:?}"
    );
}

#[tokio::test]
async fn day_month_and_year_stand_in_the_order_that_is_said() {
    let Some(oracle) = Oracle::new("day_month_and_year_stand_in_the_order_that_is_said").await else {
        return;
    };
    let all = fields(
        800,
        &[
            "[0-3]?[0-9]([-/.])[01]?[0-9]\\1[0-9]{4}"
                .replace("\\1", "([-/.])")
                .as_str(),
            "[0-3]?[0-9]/[0-3]?[0-9]/[0-9]{4}",
            "[0-3]?[0-9]\\.[0-3]?[0-9]\\.[0-9]{3,4}",
            "[0-3][0-9]-[01][0-9]-[0-9]{4}",
        ],
    );
    for (dates, settings) in [
        (DateOrder::Dmy, "SET DateStyle = 'ISO, DMY'"),
        (DateOrder::Mdy, "SET DateStyle = 'ISO, MDY'"),
    ] {
        let outcome = Difference {
            notation: Notation {
                dates: Some(dates),
                ..Notation::default()
            },
            settings,
            // The server takes other separators within one date.
            stricter: |field, reason| {
                date_is_stricter(field, reason)
                    || matches!(reason, Reason::Not(_))
                    || matches!(reason, Reason::DateOrder { .. })
            },
            ..Difference::new(&oracle, "date")
        }
        .run(&all)
        .await;
        assert!(outcome.same > 600, "{outcome:?}");
    }
    // PostgreSQL's own window of a hundred years begins in 1970 (`ValidateDate` in datetime.c).
    let all = fields(
        500,
        &[
            "[0-3][0-9][-/.][01][0-9][-/.][0-9]{2}",
            "[0-3][0-9]-(Jan|Feb|Apr)-[0-9]{2}",
        ],
    );
    for (dates, settings) in [
        (DateOrder::Dmy, "SET DateStyle = 'ISO, DMY'"),
        (DateOrder::Ymd, "SET DateStyle = 'ISO, YMD'"),
    ] {
        let outcome = Difference {
            notation: Notation {
                dates: Some(dates),
                two_digit_years: Some(1970),
                ..Notation::default()
            },
            settings,
            stricter: |_, reason| {
                matches!(
                    reason,
                    Reason::Not(_)
                        | Reason::DateOrder { .. }
                        | Reason::TwoDigitYear
                        | Reason::NoSuchDay
                        | Reason::UnknownZone
                )
            },
            ..Difference::new(&oracle, "date")
        };
        let all: Vec<String> = if dates == DateOrder::Ymd {
            all.iter()
                .filter(|field| !field.contains('b') && !field.contains('n') && !field.contains('r'))
                .cloned()
                .collect()
        } else {
            all.clone()
        };
        let outcome = outcome.run(&all).await;
        assert!(outcome.same > 25, "{outcome:?}");
    }
}

#[tokio::test]
async fn times_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("times_are_those_of_the_server").await else {
        return;
    };
    let mut all = fields(400, TIMES);
    all.extend(fields(100, ZONES));
    for ty in ["time", "time(0)", "time(3)"] {
        let outcome = Difference {
            stricter: |field, reason| {
                matches!(
                    reason,
                    Reason::Not(_) | Reason::UnknownZone | Reason::ZoneAbbreviation | Reason::OutOfRange(_)
                ) && !is_ordinary(&format!("2024-04-03 {}", field.trim()))
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(
            outcome.same > 400 && outcome.refused > 300 && outcome.lossy > 100,
            "{outcome:?}"
        );
    }
    let all = fields(800, ZONES);
    for ty in ["timetz", "timetz(2)"] {
        let outcome = Difference {
            stricter: |_, reason| {
                matches!(
                    reason,
                    // `25:1. +6:32` is 25 minutes there.
                    Reason::NoZone
                        | Reason::Not(_)
                        | Reason::UnknownZone
                        | Reason::ZoneAbbreviation
                        | Reason::OutOfRange("time")
                )
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(outcome.same > 700, "{outcome:?}");
    }
}

#[tokio::test]
async fn timestamps_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("timestamps_are_those_of_the_server").await else {
        return;
    };
    let mut all = fields(60, DATES);
    all.extend(joined(DATES, " ", TIMES));
    all.extend(joined(&DATES[..3], "T", TIMES));
    for field in [
        "2024-04-03 10:11:12 BC",
        "294276-12-31 23:59:59.999999",
        "294277-01-01 00:00:00",
        "4714-11-24 00:00:00 BC",
        "4714-11-23 23:59:59 BC",
        "2024-12-31 24:00:00",
        "now",
        "today",
        "yesterday 10:00",
    ] {
        all.push(field.to_owned());
    }
    for ty in ["timestamp", "timestamp(0)", "timestamp(3)"] {
        let outcome = Difference {
            stricter: date_is_stricter,
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(
            outcome.same > 1000 && outcome.lossy > 100 && outcome.refused > 1000,
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn timestamps_with_a_zone_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("timestamps_with_a_zone_are_those_of_the_server").await else {
        return;
    };
    let mut all = joined(&DATES[..6], " ", ZONES);
    all.extend(fields(
        100,
        &["[12][0-9]{3}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])T[0-2][0-9][0-5][0-9][0-5][0-9](Z|[+-]0[0-9](:?[0-5][0-9])?)"],
    ));
    all.extend(joined(&DATES[..1], "T", ZONES));
    all.extend(fields(
        100,
        &["(19|20)[0-9]{2}-0[1-9]-[012][0-9] [01][0-9]:[0-5][0-9] (Europe/Berlin|America/New_York|Asia/Kathmandu)"],
    ));
    for field in [
        "0044-03-15 10:00:00+00 BC",
        "294276-12-31 23:59:59.999999+00",
        "294276-12-31 23:59:59-01",
        "4714-11-24 00:00:00+00 BC",
        "4714-11-24 00:00:00+01 BC",
        "infinity",
        "epoch",
    ] {
        all.push(field.to_owned());
    }
    let stricter = |field: &str, reason: &Reason| {
        date_is_stricter(field, reason)
            || matches!(
                reason,
                Reason::NoZone | Reason::LocalTimeTwice | Reason::LocalTimeSkipped | Reason::UnknownZone
            )
    };
    for ty in ["timestamptz", "timestamptz(1)"] {
        let outcome = Difference {
            stricter,
            // The server does not take a minus behind a time without colons, which ISO 8601 has.
            also: Some("regexp_replace($1, '^( *\\d{8}T\\d\\d)(\\d\\d)(\\d\\d)-', '\\1:\\2:\\3-')::timestamptz"),
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(outcome.same > 500 && outcome.refused > 300, "{outcome:?}");
    }
    // Without a zone: in that of the notation, and what its clocks show twice or never is refused.
    let mut all = fields(
        1500,
        &["(19[789]|20[0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) [0-2][0-9]:[0-5][0-9](:[0-5][0-9])?"],
    );
    all.extend(fields(
        100,
        &[
            "2024-(03-31|10-27) 0[0-4]:[0-5][0-9]",
            "[0-9]{5}-0[1-9]-[012][0-9] [01][0-9]:[0-5][0-9]",
            "1[0-9]{3}-0[1-9]-[012][0-9] [01][0-9]:[0-5][0-9]:00",
        ],
    ));
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"] {
        let outcome = Difference {
            notation: Notation {
                timezone: Some(TimeZone::get(zone).unwrap()),
                ..Notation::default()
            },
            settings: &format!("SET TimeZone = '{zone}'"),
            stricter,
            ..Difference::new(&oracle, "timestamptz")
        };
        let outcome = outcome.run(&all).await;
        assert!(outcome.same > 1000, "{outcome:?}");
        assert!(outcome.stricter > 20 || zone != "Europe/Berlin", "{outcome:?}");
    }
}

const INTERVALS: &[&str] = &[
    "-?[0-9]{1,3} (year|years|yr|y|mon|mons|month|months|day|days|d|week|weeks|w|hour|h|hr|minute|min|m|second|sec|s|decade|century|millennium|ms|us|milliseconds|microsecond)",
    "(-?[0-9]{1,3} years? )?(-?[0-9]{1,2} mons? )?(-?[0-9]{1,4} days? )?[-+]?[0-9]{1,3}:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,7})?)?",
    "@ [0-9]{1,3} (days|hours|mins|secs)( [0-9]{1,2} (us|ms))?( ago)?",
    "-?[0-9]{1,2}\\.[0-9]{1,4} (years|months|weeks|days|hours|minutes|seconds|ms)",
    "P([0-9]{1,3}Y)?([0-9]{1,2}M)?([0-9]{1,3}W)?([0-9]{1,3}D)?(T([0-9]{1,3}H)?([0-9]{1,3}M)?([0-9]{1,3}(\\.[0-9]{1,6})?S)?)?",
    "P(-?[0-9]{1,3}Y)?(-?[0-9]{1,2}D)?T-?[0-9]{1,3}(\\.[0-9]{1,2})?[HM]",
    "P[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T[0-2][0-9]:[0-5][0-9]:[0-5][0-9])?",
    "[-+]?[0-9]{1,3}-[0-9]{1,2}( [-+]?[0-9]{1,3} [-+]?[0-9]{1,2}:[0-5][0-9]:[0-5][0-9])?",
    "[-+]?[0-9]{1,6}(\\.[0-9]{1,6})?",
    "-?[0-9]{1,2}[ ]?(days|h|y) ?[0-9]{1,2}:[0-5][0-9]",
    "[0-9]{1,2}:[0-5][0-9]\\.[0-9]{1,3}",
    "(178956970 years|178956971 years|2147483647 days|2147483648 days|9223372036854 seconds|-2147483648 months|2147483648 months)",
];

#[tokio::test]
async fn intervals_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("intervals_are_those_of_the_server").await else {
        return;
    };
    let mut all = fields(250, INTERVALS);
    if blink_testdb::server().version() < 15 {
        // Hours of a text were numbers of 32 bits; in binary they never were. Parts of a month were cut where later
        // versions round, as we do.
        let is_odd = |field: &String| {
            let has_part_of_month = field.contains('.') && field.contains(['y', 'Y']);
            has_part_of_month
                || ["2147483", "9223372", "1789569"]
                    .iter()
                    .any(|large| field.contains(large))
        };
        all.retain(|field| !is_odd(field));
    }
    for ty in [
        "interval",
        "interval(2)",
        "interval day",
        "interval year to month",
        "interval hour to minute",
        "interval minute to second(1)",
    ] {
        let outcome = Difference {
            stricter: |_, reason| matches!(reason, Reason::Not(_)),
            is_tie: |field| {
                field
                    .split_once('.')
                    .is_some_and(|(_, part)| part.get(6..).is_some_and(|rest| rest.starts_with('5')))
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(outcome.same > 700 || ty != "interval", "{outcome:?}");
        assert!(outcome.same > 300, "{outcome:?}");
    }
}
