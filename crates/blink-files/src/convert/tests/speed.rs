//! Nanoseconds a field, for people to look at.

use std::hint::black_box;
use std::time::Instant;

use bytes::BytesMut;

use super::exact::{array, base};
use crate::convert::column_type::oid;
use crate::convert::{ColumnType, Converter, Notation};

fn nanoseconds(mut run: impl FnMut(), count: u32) -> f64 {
    let rounds = (0..15).map(|_| {
        let start = Instant::now();
        for _ in 0..count {
            run();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
    });
    rounds.fold(f64::INFINITY, f64::min)
}

/// Run with `--release` and `--ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn nanoseconds_a_field() {
    let fields: [(&str, ColumnType, &str); 20] = [
        ("int8", base(oid::INT8, -1), "1234567890"),
        ("text", base(oid::TEXT, -1), "a text of some length, as in most tables"),
        ("varchar(50)", base(oid::VARCHAR, 54), "somebody@example.com"),
        ("numeric(10,2)", base(oid::NUMERIC, (10 << 16 | 2) + 4), "12345.67"),
        (
            "timestamptz",
            base(oid::TIMESTAMPTZ, -1),
            "2024-04-03 10:11:12.123456+02",
        ),
        ("date", base(oid::DATE, -1), "2024-04-03"),
        ("bool", base(oid::BOOL, -1), "true"),
        ("uuid", base(oid::UUID, -1), "123e4567-e89b-12d3-a456-426614174000"),
        ("int4", base(oid::INT4, -1), "-12345"),
        ("float8", base(oid::FLOAT8, -1), "52.520008"),
        ("numeric(10,6)", base(oid::NUMERIC, (10 << 16 | 6) + 4), "1234.567891"),
        ("timestamp", base(oid::TIMESTAMP, -1), "2024-04-03T10:11:12"),
        ("interval", base(oid::INTERVAL, -1), "3 days 04:05:06"),
        (
            "json",
            base(oid::JSON, -1),
            r#"{"views": 12, "tags": ["a", "b"], "ok": true}"#,
        ),
        (
            "jsonb",
            base(oid::JSONB, -1),
            r#"{"views": 12, "tags": ["a", "b"], "ok": true}"#,
        ),
        ("text[]", array(oid::TEXT), r#"{rust,postgres,"a b"}"#),
        ("int4[]", array(oid::INT4), "{1,22,333}"),
        ("inet", base(oid::INET, -1), "192.0.2.17"),
        ("bytea", base(oid::BYTEA, -1), "\\x0123456789abcdef0123456789abcdef"),
        ("bit(8)", base(oid::BIT, 8), "10110001"),
    ];
    let notation = Notation::default();
    let converters = fields.each_ref().map(|(_, ty, _)| Converter::new(ty, &notation));
    let mut out = BytesMut::with_capacity(1 << 20);
    for (converter, (name, _, field)) in converters.iter().zip(&fields) {
        let time = nanoseconds(
            || {
                out.clear();
                converter.binary(black_box(field), &mut out).unwrap();
                black_box(&out);
            },
            200_000,
        );
        println!("{name:15} {time:7.1} ns");
    }
    let row = nanoseconds(
        || {
            out.clear();
            for (converter, (_, _, field)) in converters.iter().zip(&fields).take(8) {
                converter.binary(black_box(field), &mut out).unwrap();
            }
            black_box(&out);
        },
        100_000,
    );
    println!("a row of the first eight: {row:.0} ns");
}
