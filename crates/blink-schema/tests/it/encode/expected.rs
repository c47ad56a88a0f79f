//! Values as SQL, from which the server makes what is expected.

use std::fmt::Write as _;

use blink::quote_literal;
use blink_schema::value::{Decimal, Interval, Range, Value};

/// An expression that can be cast to the column's type.
pub(super) fn sql(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => format!("'{number}'"),
        Value::Float(number) if number.is_infinite() => format!("'{}Infinity'", if *number < 0.0 { "-" } else { "" }),
        Value::Float(number) => format!("'{number}'"),
        Value::Decimal(number) => format!("'{}'", decimal(*number)),
        Value::Text(text) | Value::Json(text) | Value::Literal(text) => quote_literal(text),
        Value::Bytes(bytes) => {
            let mut digits = String::new();
            for byte in &**bytes {
                write!(digits, "{byte:02x}").unwrap();
            }
            format!("'\\x{digits}'")
        }
        Value::Date(i32::MIN) => "date '-infinity'".to_owned(),
        Value::Date(i32::MAX) => "date 'infinity'".to_owned(),
        Value::Date(days) => format!("(date '2000-01-01' + ({days}))"),
        Value::Time(micros) => {
            let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
            format!(
                "'{:02}:{:02}:{:02}.{micros:06}'",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            )
        }
        Value::Timestamp(i64::MIN) => "timestamp '-infinity'".to_owned(),
        Value::Timestamp(i64::MAX) => "timestamp 'infinity'".to_owned(),
        Value::Timestamp(micros) => {
            let (days, micros) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
            format!("(timestamp '2000-01-01' + interval '1 day' * ({days}) + interval '1 microsecond' * {micros})")
        }
        Value::Interval(Interval { months, days, micros }) => {
            format!("(make_interval(months => {months}, days => {days}) + interval '1 microsecond' * ({micros}))")
        }
        Value::Uuid(bits) => format!("'{bits:032x}'"),
        Value::Array(values) if values.iter().all(is_range) && !values.is_empty() => {
            let ranges = values.iter().map(sql).collect::<Vec<_>>().join(", ',', ");
            format!("concat('{{', {ranges}, '}}')")
        }
        Value::Array(values) if values.is_empty() => "'{}'".to_owned(),
        Value::Array(values) => format!("ARRAY[{}]", values.iter().map(sql).collect::<Vec<_>>().join(", ")),
        Value::Row(values) => format!("ROW({})", values.iter().map(sql).collect::<Vec<_>>().join(", ")),
        Value::Range(range) => match &**range {
            Range::Empty => "'empty'".to_owned(),
            Range::Between { lower, upper } => {
                let bound = |bound: &Option<(Value<'_>, bool)>| {
                    bound
                        .as_ref()
                        .map_or("''".to_owned(), |(value, _)| format!("'\"', {}, '\"'", sql(value)))
                };
                let open = if matches!(lower, Some((_, true))) { '[' } else { '(' };
                let close = if matches!(upper, Some((_, true))) { ']' } else { ')' };
                format!("concat('{open}', {}, ',', {}, '{close}')", bound(lower), bound(upper))
            }
        },
    }
}

fn is_range(value: &Value<'_>) -> bool {
    matches!(value, Value::Range(_))
}

fn decimal(number: Decimal) -> String {
    let scale = usize::from(number.scale);
    let digits = format!("{:0>width$}", number.unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if number.unscaled < 0 { "-" } else { "" };
    if scale == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}
