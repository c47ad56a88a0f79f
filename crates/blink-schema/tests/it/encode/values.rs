//! Random values of the types.

use blink_schema::value::{Decimal, Interval, Range, Value};
use proptest::collection::vec;
use proptest::prelude::*;

pub(super) type Values = BoxedStrategy<Value<'static>>;

fn of<T: std::fmt::Debug + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
    value: impl Fn(T) -> Value<'static> + Send + Sync + 'static,
) -> Values {
    strategy.prop_map(value).boxed()
}

pub(super) fn bool() -> Values {
    of(any::<bool>(), Value::Bool)
}

pub(super) fn integers(least: i64, most: i64) -> Values {
    let numbers = prop_oneof![
        Just(least),
        Just(most),
        (any::<i64>(), 0..64_u32).prop_map(move |(number, shift)| (number >> shift).clamp(least, most)),
    ];
    of(numbers, Value::Int)
}

pub(super) fn doubles() -> Values {
    let any = proptest::num::f64::ANY.prop_map(|number| if number.is_nan() { f64::NAN } else { number });
    of(prop_oneof![any, -1e6..1e6_f64], Value::Float)
}

pub(super) fn reals() -> Values {
    let any = proptest::num::f32::ANY.prop_map(|number| if number.is_nan() { f32::NAN } else { number });
    of(prop_oneof![any, -1e6..1e6_f32], |number| {
        Value::Float(f64::from(number))
    })
}

/// Numbers with up to `scale` decimals, and so many digits of `unit` at most.
pub(super) fn decimals(digits: u32, scale: u8, unit: i128) -> Values {
    let limit = 10_i128.pow(digits);
    let numbers = (-limit + 1..limit, 0..=scale, 0..=digits);
    of(numbers, move |(number, fewer, shift)| {
        let number = number / 10_i128.pow(shift);
        // Fewer decimals, of which there must be as many digits less.
        let unscaled = number / 10_i128.pow(u32::from(fewer).min(digits));
        Value::Decimal(Decimal {
            unscaled: unscaled * unit,
            scale: scale - fewer,
        })
    })
}

pub(super) fn any_decimals() -> Values {
    let numbers = (any::<i128>(), 0..128_u32, 0..60_u8);
    of(numbers, |(number, shift, scale)| {
        Value::Decimal(Decimal {
            unscaled: number >> shift,
            scale,
        })
    })
}

pub(super) fn texts(pattern: &'static str) -> Values {
    of(pattern, |text: String| Value::Text(text.into()))
}

pub(super) fn any_text() -> Values {
    texts("[a-zA-Z0-9 \\\\\t\n\r'\"{}(),;:\\[\\]<>äß漢🦀]{0,24}|NULL|null|")
}

pub(super) fn literals(pattern: &'static str) -> Values {
    of(pattern, |text: String| Value::Literal(text.into()))
}

pub(super) fn bytes() -> Values {
    of(vec(any::<u8>(), 0..40), |bytes| Value::Bytes(bytes.into()))
}

pub(super) fn dates() -> Values {
    let ends = prop_oneof![Just(i32::MIN), Just(i32::MAX), Just(-2_451_545), Just(2_145_031_948)];
    of(prop_oneof![1 => ends, 9 => -800_000..3_000_000], Value::Date)
}

pub(super) fn some_dates() -> Values {
    of(-10_000..10_000, Value::Date)
}

pub(super) fn times(unit: i64) -> Values {
    of(0..86_400_000_000 / unit, move |time| Value::Time(time * unit))
}

pub(super) fn timestamps(unit: i64) -> Values {
    let ends = prop_oneof![Just(i64::MIN), Just(i64::MAX)];
    let most = 200_000_000_000_000_000 / unit;
    let times = (-most..most, 0..30_u32).prop_map(move |(time, shift)| (time >> shift) * unit);
    of(prop_oneof![1 => ends, 9 => times], Value::Timestamp)
}

pub(super) fn some_timestamps() -> Values {
    of(-1_000_000_000_000_000..1_000_000_000_000_000_i64, Value::Timestamp)
}

pub(super) fn intervals(month_unit: i32, day_unit: i32, unit: i64) -> Values {
    let parts = (
        -100_000..100_000,
        -100_000..100_000,
        -1_000_000_000_000_000..1_000_000_000_000_000_i64,
        any::<[bool; 3]>(),
    );
    of(parts, move |(months, days, micros, zeros)| {
        let keep = |zero: bool| i32::from(!zero);
        Value::Interval(Interval {
            months: months * keep(zeros[0]) * month_unit,
            days: days * keep(zeros[1]) * day_unit,
            micros: if unit == 0 {
                0
            } else {
                micros / unit * unit * i64::from(keep(zeros[2]))
            },
        })
    })
}

pub(super) fn uuids() -> Values {
    of(any::<u128>(), Value::Uuid)
}

pub(super) fn documents() -> Values {
    let documents = prop_oneof![
        Just("null".to_owned()),
        "-?[1-9][0-9]{0,20}(\\.[0-9]{1,9})?",
        "\"[a-zä🦀 ]{0,9}\"",
        "\\{\"a\": \\[1, 2, \"x\\\\\\\\n\"\\], \"b\": [1-9]{1,4}\\}",
    ];
    of(documents, |document: String| Value::Json(document.into()))
}

pub(super) fn or_null(values: Values) -> Values {
    prop_oneof![4 => values, 1 => Just(Value::Null)].boxed()
}

/// Arrays of so many dimensions.
pub(super) fn arrays(elements: Values, dimensions: usize) -> Values {
    let lengths = vec(1..4_usize, dimensions);
    let filled = lengths.prop_flat_map(move |lengths| {
        let mut level = or_null(elements.clone());
        for length in lengths.into_iter().rev() {
            level = of(vec(level, length), Value::Array);
        }
        level
    });
    prop_oneof![1 => Just(Value::Array(Vec::new())), 9 => filled].boxed()
}

/// Ranges of a type whose values are ordered as their numbers are.
pub(super) fn ranges(bounds: Values) -> Values {
    let parts = (bounds.clone(), bounds, any::<[bool; 4]>(), 0..10_u8);
    of(parts, |(one, other, flags, kind)| {
        if kind == 0 {
            return Value::Range(Box::new(Range::Empty));
        }
        let number = |value: &Value<'_>| match value {
            Value::Int(number) | Value::Timestamp(number) => *number,
            Value::Date(days) => i64::from(*days),
            _ => unreachable!("no range has such bounds here"),
        };
        let (lower, upper) = if number(&one) <= number(&other) {
            (one, other)
        } else {
            (other, one)
        };
        Value::Range(Box::new(Range::Between {
            lower: (kind > 1).then_some((lower, flags[0])),
            upper: (kind != 3).then_some((upper, flags[1])),
        }))
    })
}

pub(super) fn rows(fields: Vec<Values>) -> Values {
    let fields = fields.into_iter().map(or_null).collect::<Vec<_>>();
    of(fields, Value::Row)
}

/// Lists of ranges, at least one.
pub(super) fn lists(values: Values) -> Values {
    of(vec(values, 1..4), Value::Array)
}
