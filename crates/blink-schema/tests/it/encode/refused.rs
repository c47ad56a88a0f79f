//! Values that a type does not hold.

use blink_schema::facts::{TypeRef, Types};
use blink_schema::make::encode::Encoder;
use blink_schema::value::{Decimal, Interval, Value};
use bytes::BytesMut;

/// The built-in type, with its modifier.
fn built_in(oid: u32, modifier: i32) -> Encoder {
    let ty = TypeRef {
        oid,
        modifier,
        name: String::new(),
    };
    Encoder::new(&ty, &Types::default())
}

fn number(unscaled: i128, scale: u8) -> Value<'static> {
    Value::Decimal(Decimal { unscaled, scale })
}

fn numeric(digits: i32, scale: i32) -> i32 {
    (digits << 16 | scale & 0x7ff) + 4
}

fn refused(values: impl IntoIterator<Item = (u32, i32, Value<'static>)>) {
    for (oid, modifier, value) in values {
        let encoder = built_in(oid, modifier);
        let binary = encoder.binary(&value, &mut BytesMut::new());
        let text = encoder.text(&value, &mut String::new());
        assert!(binary.is_err() && text.is_err(), "{oid}, {modifier}: {value:?}");
    }
}

fn text(text: &str) -> Value<'static> {
    Value::Text(text.to_owned().into())
}

fn literal(text: &str) -> Value<'static> {
    Value::Literal(text.to_owned().into())
}

#[test]
fn numbers_that_a_type_does_not_hold_are_refused_in_both_formats() {
    refused([
        (21, -1, Value::Int(32_768)),
        (23, -1, Value::Int(-2_147_483_649)),
        (26, -1, Value::Int(-1)),
        (20, -1, literal("9223372036854775808")),
        (700, -1, Value::Float(1e300)),
        (700, -1, literal("1e39")),
        (701, -1, literal("1e309")),
        (701, -1, literal("1e-400")),
        (701, -1, Value::Int(i64::MAX)),
        (1700, numeric(5, 2), number(100_000, 2)),
        (1700, numeric(5, 2), number(1, 3)),
        (1700, numeric(5, 2), literal("1.001")),
        (1700, numeric(5, 2), literal("1000")),
        (1700, numeric(3, 5), number(1, 2)),
        (1700, numeric(3, 5), literal("0.01")),
        (1700, numeric(5, -2), number(150, 0)),
        (1700, numeric(5, -2), number(10_000_000, 0)),
        (1700, numeric(5, -2), literal("150")),
        (1700, numeric(5, -2), literal("10000000")),
        (1700, numeric(5, 2), number(1, 200)),
        (790, -1, number(1, 3)),
        (790, -1, number(i128::from(i64::MAX), 0)),
    ]);
}

#[test]
fn values_that_a_type_does_not_hold_are_refused_in_both_formats() {
    let interval = |months, days, micros| Value::Interval(Interval { months, days, micros });
    let fields = |fields: i32, decimals: i32| fields << 16 | decimals;
    refused([
        (25, -1, text("a\0b")),
        (1043, 7, text("äöüß")),
        (1042, 7, text("abcd")),
        (1043, 7, literal("abcd")),
        (19, -1, text(&"x".repeat(64))),
        (18, -1, text("ä")),
        (1082, -1, Value::Date(-2_451_546)),
        (1083, -1, Value::Time(-1)),
        (1083, -1, Value::Time(86_400_000_001)),
        (1083, 0, Value::Time(1)),
        (1114, 3, Value::Timestamp(1)),
        (1114, 3, literal("2024-01-01 00:00:00.0001")),
        (1184, -1, Value::Timestamp(i64::MIN + 1)),
        (1186, 2, interval(0, 0, 1)),
        (1186, fields(1 << 2, 0xffff), interval(1, 0, 0)),
        (1186, fields(1 << 2 | 1 << 1, 0xffff), interval(1, 1, 0)),
        (1186, fields(1 << 3, 0xffff), interval(1, 1, 1)),
        (1186, fields(1 << 3 | 1 << 10, 0xffff), interval(0, 0, 60_000_000)),
        (1560, 3, literal("01")),
        (1562, 3, literal("0101")),
        (650, -1, literal("10.0.0.1/8")),
        (
            1007,
            -1,
            Value::Array(vec![Value::Array(vec![Value::Int(1)]), Value::Array(vec![])]),
        ),
        (
            1007,
            -1,
            Value::Array(vec![Value::Int(1), Value::Array(vec![Value::Int(1)])]),
        ),
        (
            1007,
            -1,
            Value::Array(vec![Value::Array(vec![Value::Int(1)]), Value::Null]),
        ),
        (1015, 7, Value::Array(vec![text("abcd")])),
        (23, -1, Value::Bool(true)),
        (16, -1, Value::Int(1)),
    ]);
}

#[test]
fn a_literal_that_is_written_otherwise_goes_as_text_alone() {
    for (oid, text) in [
        (1082, "yesterday"),
        (1186, "P1Y"),
        (869, "10.1/16"),
        (1114, "2024-01-01 10 am"),
        (1700, "1e3"),
    ] {
        let (encoder, value) = (built_in(oid, -1), Value::Literal(text.into()));
        let refused = encoder.binary(&value, &mut BytesMut::new()).err().unwrap();
        assert!(refused.to_string().contains("as the server writes it"), "{refused}");
        let mut written = String::new();
        encoder.text(&value, &mut written).unwrap();
        assert_eq!(written, text);
    }
    assert!(!built_in(1007, -1).reads_literals());
}
