//! Values that depend on a file's notation ask for it.

use jiff::tz::TimeZone;

use super::exact::{base, read};
use crate::convert::column_type::oid;
use crate::convert::{DateOrder, Notation};

#[test]
fn dates_ask_for_their_order() {
    let date = base(oid::DATE, -1);
    let with = |dates| Notation {
        dates,
        ..Notation::default()
    };
    let fault = |text: &str, flag: &str| Err(format!("{text} [{flag}]"));
    for (dates, field, expected) in [
        (
            None,
            "03.04.2024",
            fault("day.month.year or month.day.year", "--dates dmy or --dates mdy"),
        ),
        (None, "13/04/2024", fault("day/month/year", "--dates dmy")),
        (None, "04-13-2024", fault("month-day-year", "--dates mdy")),
        (None, "31.31.2024", fault("no such day in the calendar", "")),
        (None, "04.04.2024", Ok("2024-04-04".to_owned())),
        (Some(DateOrder::Dmy), "03.04.2024", Ok("2024-04-03".to_owned())),
        (Some(DateOrder::Mdy), "03.04.2024", Ok("2024-03-04".to_owned())),
        (
            Some(DateOrder::Mdy),
            "13.04.2024",
            fault("day.month.year", "--dates dmy"),
        ),
        (
            Some(DateOrder::Dmy),
            "31.02.2024",
            fault("no such day in the calendar", ""),
        ),
        (Some(DateOrder::Dmy), "2024-04-03", Ok("2024-04-03".to_owned())),
        (Some(DateOrder::Mdy), "12024-04-03", Ok("12024-04-03".to_owned())),
    ] {
        assert_eq!(read(&date, &with(dates), field), expected, "{dates:?} {field}");
    }
    let timestamp = base(oid::TIMESTAMP, -1);
    let american = with(Some(DateOrder::Mdy));
    assert_eq!(
        read(&timestamp, &american, "4/3/2024 10:11:12 PM"),
        Ok("2024-04-03 22:11:12".to_owned())
    );
    assert_eq!(
        read(&timestamp, &american, "4/3/2024 12:11 am"),
        Ok("2024-04-03 00:11:00".to_owned())
    );
    assert_eq!(
        read(&timestamp, &american, "3-Apr-2024 24:00"),
        Ok("2024-04-04 00:00:00".to_owned())
    );
    let short = Notation {
        two_digit_years: Some(1930),
        ..with(Some(DateOrder::Dmy))
    };
    assert_eq!(read(&date, &short, "03.04.29"), Ok("2029-04-03".to_owned()));
    assert_eq!(read(&date, &short, "03.04.30"), Ok("1930-04-03".to_owned()));
}

#[test]
fn times_need_a_zone_where_the_column_keeps_an_instant() {
    let (instant, local) = (base(oid::TIMESTAMPTZ, -1), base(oid::TIMESTAMP, -1));
    let none = Notation::default();
    let berlin = Notation {
        timezone: Some(TimeZone::get("Europe/Berlin").unwrap()),
        ..Notation::default()
    };
    let ok = |text: &str| Ok(text.to_owned());
    let fault = |text: &str| Err(text.to_owned());
    assert_eq!(
        read(&instant, &none, "2024-04-03 10:00"),
        fault("a time without a time zone [--timezone]")
    );
    assert_eq!(
        read(&instant, &none, "2024-04-03"),
        fault("a time without a time zone [--timezone]")
    );
    assert_eq!(
        read(&instant, &berlin, "2024-04-03 10:00"),
        ok("2024-04-03 08:00:00+00")
    );
    assert_eq!(
        read(&instant, &berlin, "2024-04-03 10:00Z"),
        ok("2024-04-03 10:00:00+00")
    );
    assert_eq!(
        read(&instant, &berlin, "12024-07-03 10:00"),
        ok("12024-07-03 08:00:00+00")
    );
    assert_eq!(
        read(&instant, &berlin, "2024-10-27 02:30"),
        fault("a local time that happened twice: the clocks were put back []")
    );
    assert_eq!(
        read(&instant, &berlin, "2024-03-31 02:30"),
        fault("a local time that never was: the clocks were put forward []")
    );
    // PostgreSQL leaves the zone out silently.
    assert_eq!(
        read(&local, &none, "2024-04-03T10:00:00Z"),
        fault("a time zone, which the column does not keep [--timezone]")
    );
    assert_eq!(read(&local, &berlin, "2024-04-03T10:00:00Z"), ok("2024-04-03 12:00:00"));
    assert_eq!(
        read(&local, &berlin, "12024-07-03T10:00:00Z"),
        ok("12024-07-03 12:00:00")
    );
    assert_eq!(
        read(&local, &berlin, "2024-10-27T00:30:00Z"),
        fault("a local time that happened twice: the clocks were put back []")
    );
    assert_eq!(read(&local, &berlin, "2024-04-03 10:00"), ok("2024-04-03 10:00:00"));
    let fixed = Notation {
        timezone: Some(TimeZone::fixed(jiff::tz::offset(5))),
        ..Notation::default()
    };
    let clock = base(oid::TIMETZ, -1);
    assert_eq!(read(&clock, &fixed, "10:00"), ok("10:00:00+05:00:00"));
    assert!(
        read(&clock, &berlin, "10:00")
            .unwrap_err()
            .contains("depends on the date")
    );
    assert_eq!(
        read(&clock, &none, "10:00"),
        fault("a time without a time zone [--timezone]")
    );
}

#[test]
fn a_number_in_another_style_names_the_option() {
    let number = base(oid::NUMERIC, -1);
    let with = |decimal, thousands| Notation {
        decimal,
        thousands,
        ..Notation::default()
    };
    for (notation, field, expected) in [
        (with('.', None), "1,5", "a number written as 1234,5 [--decimal ,]"),
        (
            with('.', None),
            "1,234",
            "a number written as 1234,5 or 1,234.5 [--decimal , or --thousands ,]",
        ),
        (
            with('.', None),
            "1,234.5",
            "a number written as 1,234.5 [--thousands ,]",
        ),
        (
            with('.', None),
            "1.234,5",
            "a number written as 1.234,5 [--decimal , --thousands .]",
        ),
        (
            with('.', None),
            "1 234",
            "a number written as 1 234.5 [--thousands ' ']",
        ),
        (with(',', None), "1.5", "a number written as 1234.5 [--decimal .]"),
        (
            with(',', Some('.')),
            "12.34",
            "a number written as 1234.5 [--decimal .]",
        ),
        (
            with(',', Some('.')),
            "0.123",
            "a number written as 1234.5 [--decimal .]",
        ),
        (with('.', Some(',')), "1,23", "a number written as 1234,5 [--decimal ,]"),
        (with('.', None), "1;5", "not a number []"),
    ] {
        assert_eq!(read(&number, &notation, field), Err(expected.to_owned()), "{field}");
        assert!(read(&base(oid::FLOAT8, -1), &notation, field).is_err());
    }
    assert_eq!(
        read(&base(oid::INT4, -1), &with(',', Some('.')), "1.234"),
        Ok("1234".to_owned())
    );
    assert_eq!(
        read(&number, &with(',', Some('.')), "-1.234,50"),
        Ok("-1234.50".to_owned())
    );
}

#[test]
fn own_words_for_booleans_are_read_besides_those_of_the_server() {
    let boolean = base(oid::BOOL, -1);
    let german = Notation {
        booleans: Some(("ja".to_owned(), "nein".to_owned())),
        ..Notation::default()
    };
    for (field, expected) in [("ja", "t"), ("Nein", "f"), (" JA ", "t"), ("true", "t"), ("0", "f")] {
        assert_eq!(read(&boolean, &german, field), Ok(expected.to_owned()));
    }
    assert_eq!(
        read(&boolean, &Notation::default(), "ja"),
        Err("not a boolean []".to_owned())
    );
    let other = Notation {
        booleans: Some(("Ω".to_owned(), "É".to_owned())),
        ..Notation::default()
    };
    assert_eq!(read(&boolean, &other, "ω"), Ok("t".to_owned()));
    assert_eq!(read(&boolean, &other, "é"), Ok("f".to_owned()));
}
