//! Ordered discrete types as integers.

use std::borrow::Cow;
use std::sync::Arc;

use crate::value::{Decimal, Interval, Value};

/// Microseconds of a second.
pub(crate) const SECOND: i128 = 1_000_000;
/// Microseconds of a day.
pub(crate) const DAY: i128 = 86_400 * SECOND;
/// Microseconds of the months that comparisons of intervals count with.
pub(crate) const MONTH: i128 = 30 * DAY;
/// The decimal places with which types are held that have no fixed number of them.
pub(crate) const DENSE_SCALE: i16 = 18;

/// A type whose values are numbered in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Integers as themselves.
    Int,
    /// Booleans: 0 and 1.
    Bool,
    /// Labels of an enum by position.
    Enum(Arc<[String]>),
    /// `numeric(p, s)` and `money`: multiples of `10^-scale`; the scale may be negative.
    Decimal {
        /// The number of digits behind the point.
        scale: i16,
    },
    /// `numeric` without a scale: bounds in units of `10^-18`.
    Numeric,
    /// Floating point with this many significant decimal digits that are kept: bounds in units of `10^-18`.
    Float {
        /// 6 for `real`, 15 for `double precision`.
        digits: u8,
    },
    /// `date`: days since 2000-01-01.
    Date,
    /// `time`: microseconds of the day.
    Time,
    /// `time with time zone`, in UTC alone.
    TimeZoned,
    /// `timestamp` and, `zoned`, `timestamptz`: microseconds since 2000-01-01, of the latter in UTC.
    Timestamp {
        /// True for `timestamptz`.
        zoned: bool,
    },
    /// `interval`: microseconds, with months of 30 days as comparisons have them.
    Interval {
        /// True if days and below are not kept.
        months_only: bool,
    },
}

/// The place of a value among the integers of a [`Unit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The integer, or the next one below.
    pub floor: i128,
    /// True if the value is that integer.
    pub exact: bool,
}

impl Unit {
    /// True if values between two integers exist.
    pub fn is_dense(&self) -> bool {
        matches!(self, Self::Numeric | Self::Float { .. })
    }

    /// The value of an integer; `None` if it is outside the type.
    pub fn value(&self, at: i128) -> Option<Value<'static>> {
        Some(match self {
            Self::Int => Value::Int(i64::try_from(at).ok()?),
            Self::Bool => Value::Bool(at != 0),
            Self::Enum(labels) => Value::Text(Cow::Owned(labels.get(usize::try_from(at).ok()?)?.clone())),
            Self::Decimal { scale } => Value::Decimal(decimal(at, *scale)?),
            Self::Numeric => Value::Decimal(shortened(at)),
            Self::Float { .. } => Value::Float(float(at)),
            Self::Date => Value::Date(i32::try_from(at).ok()?),
            Self::Time => Value::Time(i64::try_from(at).ok()?),
            Self::TimeZoned => Value::Literal(Cow::Owned(zoned_time(at))),
            Self::Timestamp { .. } => Value::Timestamp(i64::try_from(at).ok()?),
            Self::Interval { months_only: true } => Value::Interval(Interval {
                months: i32::try_from(at / MONTH).ok()?,
                ..Interval::default()
            }),
            Self::Interval { months_only: false } => Value::Interval(Interval {
                months: 0,
                days: i32::try_from(at / DAY).ok()?,
                micros: i64::try_from(at % DAY).ok()?,
            }),
        })
    }

    /// The place of a value, which may be a constant of another type that compares with this one; `None` if it does
    /// not.
    pub fn locate(&self, value: &Value<'_>) -> Option<Location> {
        match self {
            Self::Int => number(value, 0),
            Self::Decimal { scale } => number(value, *scale),
            Self::Numeric | Self::Float { .. } => number(value, DENSE_SCALE),
            Self::Bool => match value {
                Value::Bool(value) => Some(exactly(i128::from(*value))),
                _ => None,
            },
            Self::Enum(labels) => match value {
                Value::Text(label) | Value::Literal(label) => {
                    let at = labels.iter().position(|known| known == label)?;
                    Some(exactly(i128::try_from(at).ok()?))
                }
                _ => None,
            },
            Self::Date => match value {
                Value::Date(days) => Some(exactly(i128::from(*days))),
                Value::Timestamp(micros) => Some(divided(i128::from(*micros), DAY)),
                _ => None,
            },
            Self::Timestamp { .. } => match value {
                Value::Date(days) => Some(exactly(i128::from(*days) * DAY)),
                Value::Timestamp(micros) => Some(exactly(i128::from(*micros))),
                _ => None,
            },
            Self::Time => match value {
                Value::Time(micros) => Some(exactly(i128::from(*micros))),
                _ => None,
            },
            Self::TimeZoned => match value {
                Value::Literal(text) => unzoned_time(text).map(exactly),
                _ => None,
            },
            Self::Interval { .. } => match value {
                Value::Interval(interval) => Some(exactly(
                    i128::from(interval.months) * MONTH + i128::from(interval.days) * DAY + i128::from(interval.micros),
                )),
                _ => None,
            },
        }
    }
}

fn exactly(floor: i128) -> Location {
    Location { floor, exact: true }
}

fn divided(at: i128, by: i128) -> Location {
    Location {
        floor: at.div_euclid(by),
        exact: at.rem_euclid(by) == 0,
    }
}

/// The place of a number among the multiples of `10^-scale`.
fn number(value: &Value<'_>, scale: i16) -> Option<Location> {
    let (unscaled, from) = match value {
        Value::Int(value) => (i128::from(*value), 0),
        Value::Decimal(value) => (value.unscaled, i16::from(value.scale)),
        Value::Float(value) => shortest_decimal(*value)?,
        _ => return None,
    };
    let power = |digits: i16| 10_i128.checked_pow(u32::from(digits.unsigned_abs()));
    if from <= scale {
        return if unscaled == 0 {
            Some(exactly(0))
        } else {
            Some(exactly(unscaled.checked_mul(power(scale.checked_sub(from)?)?)?))
        };
    }
    // A power that is too large leaves nothing but the sign.
    Some(match power(from.checked_sub(scale)?) {
        Some(by) => divided(unscaled, by),
        None => Location {
            floor: if unscaled < 0 { -1 } else { 0 },
            exact: unscaled == 0,
        },
    })
}

/// The shortest decimal number that reads back as this float, as the server prints it.
fn shortest_decimal(value: f64) -> Option<(i128, i16)> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let unscaled = format!("{whole}{fraction}").parse::<i128>().ok()?;
    let scale = i16::try_from(fraction.len())
        .ok()?
        .checked_sub(exponent.parse().ok()?)?;
    if scale < 0 {
        let unscaled = unscaled.checked_mul(10_i128.checked_pow(u32::from(scale.unsigned_abs()))?)?;
        return Some((unscaled, 0));
    }
    Some((unscaled, scale))
}

fn decimal(at: i128, scale: i16) -> Option<Decimal> {
    if scale < 0 {
        let unscaled = at.checked_mul(10_i128.checked_pow(u32::from(scale.unsigned_abs()))?)?;
        return Some(Decimal { unscaled, scale: 0 });
    }
    Some(Decimal {
        unscaled: at,
        scale: u8::try_from(scale).ok()?,
    })
}

/// The number without zeros at its end, but with two places.
fn shortened(at: i128) -> Decimal {
    let (mut unscaled, mut scale) = (at, DENSE_SCALE.unsigned_abs().to_le_bytes()[0]);
    while scale > 2 && unscaled % 10 == 0 {
        unscaled /= 10;
        scale -= 1;
    }
    Decimal { unscaled, scale }
}

/// The float nearest to `at / 10^18`: the text is read, because the two steps of a division would round twice.
fn float(at: i128) -> f64 {
    format!("{at}e-{DENSE_SCALE}").parse().unwrap_or(0.0)
}

/// `HH:MM:SS.ffffff+00`.
fn zoned_time(at: i128) -> String {
    let (seconds, micros) = (at / SECOND, at % SECOND);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{micros:06}+00", seconds % 60)
}

fn unzoned_time(text: &str) -> Option<i128> {
    let text = text.strip_suffix("+00")?;
    let mut parts = text.splitn(3, ':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let (seconds, micros) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let micros = format!("{micros:0<6}").get(..6)?.parse::<u32>().ok()?;
    let whole = hours.parse::<u8>().ok().map(u32::from)? * 3600 + minutes.parse::<u8>().ok().map(u32::from)? * 60;
    Some(i128::from(whole + u32::from(seconds.parse::<u8>().ok()?)) * SECOND + i128::from(micros))
}
