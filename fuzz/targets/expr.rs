//! Any text as an expression: it is read, brought to its normal form and computed, and both forms mean the same.
#![no_main]
#![allow(dead_code, unused_imports, unreachable_pub, reason = "only a part of the modules is used")]

use libfuzzer_sys::fuzz_target;

// Their crate has the library below it, which this needs nothing of.
#[path = "../../crates/blink-schema/src"]
mod schema {
    pub mod expr;
    pub mod value;
}
// The modules call each other by these paths.
pub(crate) use schema::{expr, value};

use expr::{Context, Patterns, Type, Typed, evaluate, normalize, parse};
use value::{Decimal, Value};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let expr = parse(text);
    let normal = normalize(&expr, &|name| column(name).map(|column| column.ty), Some(NOW));
    let patterns = Patterns::default();
    let context = Context {
        columns: &column,
        now: NOW,
        patterns: &patterns,
    };
    if let (Ok(value), Ok(of_normal)) = (evaluate(&expr, &context), evaluate(&normal, &context)) {
        // A value of `real` may be that of `double precision`, and one that is no number equals nothing.
        if let Value::Bool(_) | Value::Null | Value::Text(_) = value {
            assert_eq!(format!("{value:?}"), format!("{of_normal:?}"), "{expr:?}\n{normal:?}");
        }
    }
    assert!(expr.columns().is_sorted());
});

const NOW: i64 = 800_000_000_000_000;

fn column(name: &str) -> Option<Typed> {
    let (value, ty) = match name {
        "b" => (Value::Bool(true), Type::Bool),
        "c" => (Value::Text("ab".into()), Type::Char),
        "d" => (Value::Date(7305), Type::Date),
        "f" => (Value::Float(2.5), Type::Float8),
        "i" => (Value::Int(5), Type::Int4),
        "j" => (Value::Json("{\"a\": [1]}".into()), Type::Jsonb),
        "n" => (Value::Decimal(Decimal { unscaled: 150, scale: 2 }), Type::Numeric),
        "t" => (Value::Text("abc".into()), Type::Text),
        "u" => (Value::Null, Type::Text),
        "z" => (Value::Timestamp(NOW), Type::TimestampTz),
        _ => return None,
    };
    Some(Typed { value, ty })
}
