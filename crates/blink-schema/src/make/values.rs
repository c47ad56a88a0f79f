//! Values that are drawn, rounded, or near a bound.

use blink::__private::calendar::{DAY, Day, HOUR};
use blink::RngKey;

use super::maker::Shown;
use crate::domain::{Discrete, Numbering};
use crate::value::{Interval, Value};

/// A time at the beginning of its hour, day, month or year; other values as they are.
pub(super) fn round(value: Value<'static>, to: u64) -> Value<'static> {
    match value {
        Value::Timestamp(micros) if to == 0 => Value::Timestamp(micros.saturating_sub(micros.rem_euclid(HOUR))),
        Value::Timestamp(micros) => Value::Timestamp(round_day(Day::of_time(micros).0, to).saturating_mul(DAY)),
        Value::Date(days) => {
            let days = round_day(Day::of(days), to);
            i32::try_from(days).map_or(Value::Null, Value::Date)
        }
        value => value,
    }
}

/// The day, or the first of its month or year.
fn round_day(day: Day, to: u64) -> i64 {
    let first = match to {
        2 => day.first_of_month(),
        3 => day.first_of_year(),
        _ => day,
    };
    first.number()
}

/// The value with the precision that its type keeps.
pub(crate) fn kept<'v>(value: Value<'v>, shown: &Shown) -> Value<'v> {
    let floor = |micros: i64| micros.saturating_sub(micros.rem_euclid(shown.step.max(1)));
    match value {
        Value::Timestamp(micros) => Value::Timestamp(floor(micros)),
        Value::Time(micros) => Value::Time(floor(micros)),
        Value::Interval(interval) => Value::Interval(Interval {
            micros: floor(interval.micros),
            ..interval
        }),
        value => value,
    }
}

pub(super) fn drawn(values: &Numbering, key: RngKey, row: u64, attempt: u64) -> Option<Value<'static>> {
    let mut rng = key.rng(row, attempt);
    values.sample(&mut || rng.number())
}

/// The most values from the bound on among which one is drawn.
const NEAR: i128 = 1_000;

/// One of the values near the bound that was met: the first ones, or the last ones.
pub(super) fn near(values: &Discrete, is_greater: bool, random: u64) -> Option<Value<'static>> {
    let (first, last) = values.set.hull()?;
    let width = last.saturating_sub(first).min(NEAR);
    let offset = (i128::from(random) * (width + 1)) >> 64;
    let wanted = if is_greater { first + offset } else { last - offset };
    let step = if is_greater {
        values.steps.at_or_after(wanted)
    } else {
        values.steps.at_or_after(wanted.saturating_sub(values.steps.step() - 1))
    }?;
    let at = if values.set.contains(step) { step } else { first };
    values.unit.value(at)
}
