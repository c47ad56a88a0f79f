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

/// The nearest `real`; the number itself if it is beyond all of them, which its encoding refuses.
pub(super) fn nearest_real(number: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "the nearest real")]
    let real = f64::from(number as f32);
    if real.is_finite() { real } else { number }
}

/// The most values from the bound on among which one is drawn.
const NEAR: i128 = 1_000;

/// One of the values near the bound that was met: the first ones, or the last ones.
pub(super) fn near(values: &Discrete, is_greater: bool, random: u64) -> Option<Value<'static>> {
    let (first, last) = values.set.hull()?;
    let width = last.saturating_sub(first).min(NEAR);
    let offset = (i128::from(random) * (width + 1)) >> 64;
    let wanted = if is_greater {
        first.saturating_add(offset)
    } else {
        // The step at or before it.
        let back = values.steps.step().saturating_sub(1);
        last.saturating_sub(offset).saturating_sub(back)
    };
    let may_be = |step: &i128| values.set.contains(*step);
    let step = values.steps.at_or_after(wanted).filter(may_be);
    values
        .unit
        .value(step.or_else(|| values.steps.at_or_after(first).filter(may_be))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Intervals, Progression, Unit};

    #[test]
    fn the_ends_of_time_have_no_earlier_hour() {
        for micros in [i64::MIN, i64::MAX] {
            for to in 0..4 {
                assert!(matches!(round(Value::Timestamp(micros), to), Value::Timestamp(_)));
            }
        }
    }

    #[test]
    fn a_number_beyond_all_reals_does_not_become_infinity() {
        assert_eq!(nearest_real(1e300).to_bits(), 1e300_f64.to_bits());
        assert_eq!(nearest_real(0.1).to_bits(), f64::from(0.1_f32).to_bits());
    }

    #[test]
    fn a_value_near_a_bound_is_one_of_the_column() {
        let of = |first, last, step| Discrete {
            unit: Unit::Int,
            set: Intervals::between(first, last),
            steps: Progression::new(step, 0),
        };
        for random in [0, u64::MAX / 2, u64::MAX] {
            for is_greater in [false, true] {
                // None of these is a multiple of seven.
                assert_eq!(near(&of(8, 13, 7), is_greater, random), None);
                let near = near(&of(8, 15, 7), is_greater, random);
                assert_eq!(near, Some(Value::Int(14)));
            }
        }
    }
}
