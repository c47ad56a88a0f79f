//! Comparisons of values that hold no others.

use std::cmp::Ordering;

use blink::__private::calendar::DAY;

use super::answer::{Answer, NOT_KNOWN, unknown};
use super::numbers::{float, floats, numeric};
use crate::expr::types::Type;
use crate::value::{Interval, Value};

/// The outcome of a comparison of two values that are not NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    Ordered(Ordering),
    /// Certainly different, but which is greater depends on a collation or on the order of labels.
    Different,
}

impl Compared {
    pub(super) fn is_equal(self) -> bool {
        self == Self::Ordered(Ordering::Equal)
    }

    pub(super) fn of(equal: bool) -> Self {
        if equal {
            Self::Ordered(Ordering::Equal)
        } else {
            Self::Different
        }
    }
}

pub(super) type Operand<'a> = (&'a Value<'static>, &'a Type);

/// Compares values that hold no others and are not NULL; texts are ordered only by their bytes.
pub(super) fn compare(left: Operand<'_>, right: Operand<'_>, by_bytes: bool) -> Answer<Compared> {
    use Type as T;
    let ordering = match (left.1, right.1) {
        (a, b) if a.is_number() && b.is_number() => numbers(left, right)?,
        (a, b) if a.is_text() && b.is_text() => return texts(left, right, by_bytes),
        (T::Untyped, T::Untyped) => return texts((left.0, &T::Text), (right.0, &T::Text), by_bytes),
        (T::Date | T::Timestamp | T::TimestampTz, T::Date | T::Timestamp | T::TimestampTz) => {
            instant(left.0)?.cmp(&instant(right.0)?)
        }
        // The search path decides whether the name has a schema.
        (T::Other(a), T::Other(b)) if unqualified(a) == unqualified(b) => return labels(left.0, right.0),
        (a, b) if a == b => return same_type(left, right),
        _ => return unknown(NOT_KNOWN),
    };
    Ok(Compared::Ordered(ordering))
}

fn same_type(left: Operand<'_>, right: Operand<'_>) -> Answer<Compared> {
    let ordering = match (left.0, right.0) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Interval(a), Value::Interval(b)) => length(*a).cmp(&length(*b)),
        (Value::Uuid(a), Value::Uuid(b)) => a.cmp(b),
        (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
        _ => return unknown(NOT_KNOWN),
    };
    Ok(Compared::Ordered(ordering))
}

/// Labels of an enum; a constant may be of any type, until it is compared with a value that is known to be a label.
fn labels(left: &Value<'static>, right: &Value<'static>) -> Answer<Compared> {
    match (left, right) {
        (Value::Text(a), Value::Text(b) | Value::Literal(b)) | (Value::Literal(a), Value::Text(b)) => {
            Ok(Compared::of(a == b))
        }
        _ => unknown(NOT_KNOWN),
    }
}

fn unqualified(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The length by which intervals are compared: a month is 30 days, a day 24 hours (`interval_cmp_value`).
fn length(interval: Interval) -> i128 {
    let days = i128::from(interval.months) * 30 + i128::from(interval.days);
    days * i128::from(DAY) + i128::from(interval.micros)
}

/// Microseconds, with the days of a date as its midnight.
fn instant(value: &Value<'_>) -> Answer<i128> {
    match value {
        Value::Date(i32::MAX) => Ok(i64::MAX.into()),
        Value::Date(i32::MIN) => Ok(i64::MIN.into()),
        Value::Date(days) => Ok(i128::from(*days) * i128::from(DAY)),
        Value::Timestamp(micros) => Ok((*micros).into()),
        _ => unknown(NOT_KNOWN),
    }
}

fn texts(left: Operand<'_>, right: Operand<'_>, by_bytes: bool) -> Answer<Compared> {
    let (Value::Text(a), Value::Text(b)) = (left.0, right.0) else {
        return unknown(NOT_KNOWN);
    };
    let is = |ty: Type| *left.1 == ty || *right.1 == ty;
    if is(Type::Folded) {
        let differ_in_ascii = a.is_ascii() && b.is_ascii() && !a.eq_ignore_ascii_case(b);
        return match () {
            () if a == b => Ok(Compared::of(true)),
            // Only a citext is known to be equal then, and other collations fold more than letters.
            () if differ_in_ascii && a.bytes().chain(b.bytes()).all(|byte| byte.is_ascii_alphanumeric()) => {
                Ok(Compared::Different)
            }
            () => unknown("whether the collation takes the texts as equal is not known"),
        };
    }
    let (a, b): (&str, &str) = if is(Type::Char) {
        (a.trim_end_matches(' '), b.trim_end_matches(' '))
    } else {
        (a, b)
    };
    if a == b || by_bytes {
        return Ok(Compared::Ordered(a.cmp(b)));
    }
    Ok(Compared::Different)
}

/// Compares numbers as the server promotes them: integers to `numeric`, and that to `double precision`.
fn numbers(left: Operand<'_>, right: Operand<'_>) -> Answer<Ordering> {
    match (left.0, right.0) {
        (Value::Int(a), Value::Int(b)) => Ok(a.cmp(b)),
        (Value::Float(_), _) | (_, Value::Float(_)) => Ok(floats(float(left.0)?, float(right.0)?)),
        _ => Ok(numeric(left.0)?.cmp(&numeric(right.0)?)),
    }
}
