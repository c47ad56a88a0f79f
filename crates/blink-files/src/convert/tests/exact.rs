//! Faults: values that PostgreSQL would store otherwise than they are written, and those without a single meaning.

use bytes::BytesMut;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::convert::column_type::oid;
use crate::convert::{ColumnType, Converter, DateOrder, Notation, TypeKind};

pub(super) fn base(oid: u32, typmod: i32) -> ColumnType {
    ColumnType {
        oid,
        name: String::new(),
        typmod,
        kind: TypeKind::Base,
    }
}

pub(super) fn array(oid: u32) -> ColumnType {
    let kind = TypeKind::Array {
        element: Box::new(base(oid, -1)),
        delimiter: ',',
    };
    ColumnType { kind, ..base(0, -1) }
}

/// The text that is sent, or the reason and its option.
pub(super) fn read(ty: &ColumnType, notation: &Notation, field: &str) -> Result<String, String> {
    let converter = Converter::new(ty, notation);
    let (mut bytes, mut text) = (BytesMut::new(), String::new());
    let read = converter.text(field, &mut text);
    if converter.has_binary() {
        assert_eq!(converter.binary(field, &mut bytes), read, "{field:?}");
    }
    match read {
        Ok(()) => Ok(text),
        Err(reason) => Err(format!("{reason} [{}]", reason.flag().unwrap_or_default())),
    }
}

fn numeric(precision: i32, scale: i32) -> ColumnType {
    base(oid::NUMERIC, (precision << 16 | scale) + 4)
}

#[test]
fn loss_is_a_fault_with_the_option_that_allows_it() {
    let exact = Notation::default();
    let rounding = Notation {
        round: true,
        ..Notation::default()
    };
    let cases = [
        (
            numeric(10, 2),
            "1.239",
            "more decimals than the 2 that the column keeps",
        ),
        (numeric(10, 0), "0.5", "more decimals than the 0 that the column keeps"),
        (base(oid::VARCHAR, 7), "abc ", "blanks at the end, beyond 3 characters"),
        (base(oid::BPCHAR, 7), "äbc ", "blanks at the end, beyond 3 characters"),
        (base(oid::FLOAT4, -1), "1e-60", "so near to 0 that real makes 0 of it"),
        (
            base(oid::FLOAT8, -1),
            "-1e-400",
            "so near to 0 that double precision makes 0 of it",
        ),
        (
            base(oid::TIMESTAMP, -1),
            "2024-04-03 10:00:00.1234567",
            "more decimals of a second than the 6 that the column keeps",
        ),
        (
            base(oid::TIMESTAMP, 3),
            "2024-04-03 10:00:00.1234",
            "more decimals of a second than the 3 that the column keeps",
        ),
        (
            base(oid::TIME, 0),
            "10:00:00.5",
            "decimals of a second, which the column does not keep",
        ),
        (
            base(oid::TIME, -1),
            "10:59:60",
            "the second 60, which PostgreSQL stores as the next minute's first",
        ),
        (
            base(oid::TIME, -1),
            "10:00+02",
            "a time zone, which the column does not keep",
        ),
        (
            base(oid::DATE, -1),
            "2024-04-03 10:00",
            "a time of day, which a date does not keep",
        ),
        (
            base(oid::INTERVAL, -1),
            "0.0000001 seconds",
            "more decimals of a second than the 6 that the column keeps",
        ),
        (
            base(oid::INTERVAL, -1),
            "0.1 years",
            "a part of an interval that cannot be kept exactly",
        ),
        (
            base(oid::INTERVAL, (1 << 3) << 16 | 0xFFFF),
            "1 day 2 hours",
            "a part of an interval that the column does not keep",
        ),
        (
            base(oid::NAME, -1),
            &"n".repeat(64),
            "longer than the 63 bytes of a name",
        ),
    ];
    for (ty, field, reason) in cases {
        assert_eq!(
            read(&ty, &exact, field),
            Err(format!("{reason} [--round]")),
            "{field:?}"
        );
        assert!(read(&ty, &rounding, field).is_ok(), "{field:?}");
    }
    // Nothing is lost here.
    for (ty, field) in [
        (numeric(10, 2), "1.23000"),
        (base(oid::VARCHAR, 7), "äöü"),
        (base(oid::TIMESTAMP, 3), "2024-04-03 10:00:00.123000000"),
        (base(oid::DATE, -1), "2024-04-03 00:00:00.000"),
        (base(oid::INT4, -1), "1e3"),
        (base(oid::INT4, -1), "12.00"),
        (base(oid::FLOAT4, -1), "0e-60"),
        (base(oid::INTERVAL, -1), "1.5 years"),
    ] {
        assert!(read(&ty, &exact, field).is_ok(), "{field:?}");
    }
}

#[test]
fn what_no_option_mends_is_a_fault_in_any_case() {
    let rounding = Notation {
        round: true,
        ..Notation::default()
    };
    let cases = [
        (
            base(oid::INT4, -1),
            "1.5",
            "a number with decimals, but the column takes whole numbers",
        ),
        (base(oid::INT2, -1), "32768", "out of range for smallint"),
        (base(oid::OID, -1), "-1", "out of range for oid"),
        (base(oid::INT4, -1), "abc", "not a whole number"),
        (numeric(4, 2), "99.995", "too large for numeric(4,2)"),
        (numeric(4, 2), "infinity", "too large for numeric(4,2)"),
        (base(oid::VARCHAR, 7), "abcd", "longer than 3 characters"),
        (base(oid::BIT, 3), "1", "not 3 bits"),
        (base(oid::VARBIT, 3), "1111", "more than 3 bits"),
        (
            base(oid::TEXT, -1),
            "a\0",
            "a NUL byte, which no text in PostgreSQL can hold",
        ),
        (
            base(oid::TEXT, -1),
            "a long text with one \0",
            "a NUL byte, which no text in PostgreSQL can hold",
        ),
        (
            base(oid::BYTEA, -1),
            "a\0",
            "a NUL byte, which no text in PostgreSQL can hold",
        ),
        (base(oid::DATE, -1), "2023-02-31", "no such day in the calendar"),
        (
            base(oid::DATE, -1),
            "Mon, 03 Apr 2024",
            "a weekday that is not this date's",
        ),
        (
            base(oid::DATE, -1),
            "tomorrow",
            "a time that depends on the day of the load",
        ),
        (base(oid::DATE, -1), "03.04.24", "a year of two digits"),
        (
            base(oid::TIMESTAMPTZ, -1),
            "2024-04-03 10:00 CET",
            "an abbreviated time zone, which has no single meaning: write +01:00 or Europe/Berlin",
        ),
        (
            base(oid::TIMESTAMPTZ, -1),
            "2024-04-03 10:00 Europe/Atlantis",
            "an unknown time zone",
        ),
        (
            base(oid::TIMETZ, -1),
            "10:00 Europe/Berlin",
            "a time zone whose distance from UTC depends on the date",
        ),
        (
            base(oid::INTERVAL, -1),
            "infinity",
            "an infinite interval, which not every version of PostgreSQL has",
        ),
        (
            base(oid::JSON, -1),
            "{'a': 1}",
            "not valid JSON: a key in quotes is missing",
        ),
        (
            base(oid::JSONB, -1),
            "\"\\u0000\"",
            "not valid JSON: \\u0000, which jsonb cannot hold",
        ),
        (
            base(oid::JSONB, -1),
            "{\"a\": 1, \"\\u0061\": 2}",
            "a JSON object with the same key twice, of which jsonb keeps one",
        ),
        (
            base(oid::CIDR, -1),
            "10.1.2.3/8",
            "a network with bits set to the right of its mask",
        ),
        (
            base(oid::MONEY, -1),
            "12.50",
            "money with decimals, which servers read by their lc_monetary: use numeric, or load whole amounts",
        ),
        (array(oid::INT4), "{1,x}", "an element of the array: not a whole number"),
        (array(oid::INT4), "{{1},{2,3}}", "not an array: its parts are not alike"),
    ];
    for (ty, field, reason) in cases {
        let flag = if reason.contains("two digits") {
            "--two-digit-years 1970"
        } else {
            ""
        };
        assert_eq!(
            read(&ty, &rounding, field),
            Err(format!("{reason} [{flag}]")),
            "{field:?}"
        );
    }
}

/// A type of each kind.
fn types() -> Vec<ColumnType> {
    let base_types = [
        (oid::INT2, -1),
        (oid::INT4, -1),
        (oid::INT8, -1),
        (oid::OID, -1),
        (oid::FLOAT4, -1),
        (oid::FLOAT8, -1),
        (oid::NUMERIC, -1),
        (oid::NUMERIC, (5 << 16 | 2) + 4),
        (oid::MONEY, -1),
        (oid::BOOL, -1),
        (oid::DATE, -1),
        (oid::TIME, 2),
        (oid::TIMETZ, -1),
        (oid::TIMESTAMP, 3),
        (oid::TIMESTAMPTZ, -1),
        (oid::INTERVAL, -1),
        (oid::TEXT, -1),
        (oid::VARCHAR, 7),
        (oid::BPCHAR, 7),
        (oid::NAME, -1),
        (oid::CHAR, -1),
        (oid::BYTEA, -1),
        (oid::UUID, -1),
        (oid::JSON, -1),
        (oid::JSONB, -1),
        (oid::INET, -1),
        (oid::CIDR, -1),
        (oid::MACADDR, -1),
        (oid::MACADDR8, -1),
        (oid::BIT, 3),
        (oid::VARBIT, -1),
        (600, -1),
    ];
    let arrays = base_types.map(|(oid, _)| array(oid));
    base_types
        .map(|(oid, typmod)| base(oid, typmod))
        .into_iter()
        .chain(arrays)
        .collect()
}

/// Fields that are anything, and fields of the characters that values are made of.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+0-9.,:eETZ /'\u{a0}]{0,24}",
        "[0-9]{1,9}[-./][0-9]{1,9}[-./][0-9]{1,9}[ T][0-9]{1,9}:[0-9]{1,9}(:[0-9]{1,9}(\\.[0-9]{0,30})?)?([+-][0-9:]{0,9})?( BC)?",
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?(e-?[0-9]{1,12})?",
        "P?(-?[0-9]{1,20}(\\.[0-9]{1,40})?[YMWDTHS: a-z-]{1,3}){1,5}( ago)?",
        "[\\[\\]{}:=,\"0-9a ü\\\\-]{0,24}",
    ]
}

proptest! {
    #[test]
    fn both_roads_agree_on_any_field_and_leave_nothing_of_a_refused_one(
        field in anything(),
        dates in prop_oneof![Just(None), Just(Some(DateOrder::Ymd)), Just(Some(DateOrder::Dmy)), Just(Some(DateOrder::Mdy))],
        has_zone: bool,
        round: bool,
        two_digit_years in prop_oneof![Just(None), Just(Some(1970)), any::<i32>().prop_map(Some)],
        (decimal, thousands) in prop_oneof![Just(('.', None)), Just((',', Some('.'))), Just(('.', Some(' ')))],
    ) {
        let timezone = has_zone.then(|| TimeZone::get("Europe/Berlin").unwrap());
        let notation = Notation { dates, decimal, thousands, booleans: None, timezone, round, two_digit_years };
        for ty in types() {
            let converter = Converter::new(&ty, &notation);
            let (mut bytes, mut text) = (BytesMut::from(&b"before"[..]), "before".to_owned());
            let read = converter.text(&field, &mut text);
            if converter.has_binary() {
                prop_assert_eq!(converter.binary(&field, &mut bytes), read.clone(), "{:?}", ty);
            } else {
                prop_assert!(converter.binary(&field, &mut bytes).is_err());
            }
            if let Err(reason) = read {
                prop_assert_eq!(&bytes[..], b"before");
                prop_assert_eq!(text, "before");
                prop_assert!(!reason.to_string().is_empty());
            }
        }
    }
}

/// An array without elements asks none of them.
#[test]
fn an_empty_array_of_a_type_without_a_binary_form_has_none() {
    let converter = Converter::new(&array(oid::MONEY), &Notation::default());
    assert!(!converter.has_binary());
    assert!(converter.binary("{}", &mut BytesMut::new()).is_err());
    assert_eq!(converter.text("{}", &mut String::new()), Ok(()));
}
