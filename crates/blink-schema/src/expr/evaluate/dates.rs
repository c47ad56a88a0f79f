//! Arithmetic of dates, times and intervals.

use blink::__private::calendar::{DAY, Day, HOUR, MINUTE, SECOND, days_in_month};

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::numbers::{float, integer_of};
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;
use crate::value::{Interval, Value, days};

/// Years that the server prints without BC and all types of time hold.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

pub(super) fn date(days: i64) -> Answer {
    let days = i32::try_from(days)
        .ok()
        .filter(|days| YEARS.contains(&Day::of(*days).year));
    Ok(Typed::new(Value::Date(days.or_unknown(OUT_OF_RANGE)?), Type::Date))
}

pub(super) fn timestamp(micros: i64, ty: Type) -> Answer {
    if !YEARS.contains(&Day::of_time(micros).0.year) {
        return unknown(OUT_OF_RANGE);
    }
    Ok(Typed::new(Value::Timestamp(micros), ty))
}

pub(super) fn interval(months: i64, days: i64, micros: i64) -> Answer {
    let narrow = |number: i64| i32::try_from(number).ok().or_unknown(OUT_OF_RANGE);
    let interval = Interval {
        months: narrow(months)?,
        days: narrow(days)?,
        micros,
    };
    Ok(Typed::new(Value::Interval(interval), Type::Interval))
}

pub(super) fn negated(interval: Interval) -> Answer {
    let negated = interval.checked_neg().or_unknown(OUT_OF_RANGE)?;
    Ok(Typed::new(Value::Interval(negated), Type::Interval))
}

/// The days of a date that is not infinite.
pub(super) fn days_of(value: &Value<'_>) -> Answer<i64> {
    match value {
        Value::Date(i32::MAX | i32::MIN) => unknown("an infinite date"),
        Value::Date(days) => Ok(i64::from(*days)),
        _ => unknown(NOT_KNOWN),
    }
}

/// The microseconds of a date or timestamp that is not infinite.
pub(super) fn micros_of(value: &Value<'_>) -> Answer<i64> {
    match value {
        Value::Timestamp(i64::MAX | i64::MIN) => unknown("an infinite timestamp"),
        Value::Timestamp(micros) => Ok(*micros),
        other => days_of(other)?.checked_mul(DAY).or_unknown(OUT_OF_RANGE),
    }
}

pub(super) fn operate(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    use BinaryOperator as B;
    use Type as T;
    match (operator, &left.ty, &right.ty) {
        (B::Add, T::Date, ty) if ty.is_integer() => shift_days(left, right.as_int()?),
        (B::Subtract, T::Date, ty) if ty.is_integer() => shift_days(left, right.as_int()?.saturating_neg()),
        (B::Subtract, T::Date, T::Date) => {
            let days = days_of(&left.value)? - days_of(&right.value)?;
            integer_of(days.into(), &T::Int4)
        }
        (B::Add, T::Date | T::Timestamp | T::TimestampTz, T::Interval) => shift(left, interval_of(right)?),
        (B::Subtract, T::Date | T::Timestamp | T::TimestampTz, T::Interval) => {
            shift(left, interval_of(right)?.checked_neg().or_unknown(OUT_OF_RANGE)?)
        }
        (B::Subtract, T::Timestamp | T::TimestampTz, T::Timestamp | T::TimestampTz) => {
            let micros = micros_of(&left.value)?.checked_sub(micros_of(&right.value)?);
            let micros = micros.or_unknown(OUT_OF_RANGE)?;
            interval(0, micros / DAY, micros % DAY)
        }
        (B::Add, T::Date, T::Time) => {
            let micros = micros_of(&left.value)?
                .checked_add(time_of(right)?)
                .or_unknown(OUT_OF_RANGE)?;
            timestamp(micros, T::Timestamp)
        }
        (B::Subtract, T::Time, T::Time) => interval(0, 0, time_of(left)? - time_of(right)?),
        (B::Add, T::Time, T::Interval) => shift_time(left, interval_of(right)?.micros % DAY),
        (B::Subtract, T::Time, T::Interval) => shift_time(left, -(interval_of(right)?.micros % DAY)),
        (B::Add | B::Subtract, T::Interval, T::Interval) => sum(operator, interval_of(left)?, interval_of(right)?),
        // The others with their operands exchanged.
        (B::Add, T::Interval | T::Time, T::Date) | (B::Add, T::Interval, T::Timestamp | T::TimestampTz | T::Time) => {
            operate(operator, right, left)
        }
        (B::Add, ty, T::Date) if ty.is_integer() => operate(operator, right, left),
        (B::Multiply, T::Interval, ty) if ty.is_number() => multiplied(interval_of(left)?, right),
        (B::Multiply, ty, T::Interval) if ty.is_number() => multiplied(interval_of(right)?, left),
        _ => unknown(NOT_KNOWN),
    }
}

pub(super) fn interval_of(typed: &Typed) -> Answer<Interval> {
    match typed.value {
        Value::Interval(interval) => Ok(interval),
        _ => unknown(NOT_KNOWN),
    }
}

pub(super) fn time_of(typed: &Typed) -> Answer<i64> {
    match typed.value {
        Value::Time(micros) => Ok(micros),
        _ => unknown(NOT_KNOWN),
    }
}

fn shift_days(start: &Typed, by: i64) -> Answer {
    date(days_of(&start.value)?.saturating_add(by))
}

fn shift_time(time: &Typed, by: i64) -> Answer {
    let micros = (time_of(time)? % DAY + by).rem_euclid(DAY);
    Ok(Typed::new(Value::Time(micros), Type::Time))
}

fn sum(operator: BinaryOperator, left: Interval, right: Interval) -> Answer {
    let right = match operator {
        BinaryOperator::Add => Some(right),
        _ => right.checked_neg(),
    };
    let sum = right
        .and_then(|right| left.checked_add(right))
        .or_unknown(OUT_OF_RANGE)?;
    Ok(Typed::new(Value::Interval(sum), Type::Interval))
}

/// Fractions spill from months to days and from those to microseconds by rules of floating point, so only whole factors.
fn multiplied(interval: Interval, factor: &Typed) -> Answer {
    let factor = float(&factor.value)?;
    if factor.fract() != 0.0 || factor.abs() > 1e6 {
        return unknown("a part of an interval");
    }
    #[allow(clippy::cast_possible_truncation, reason = "a small whole number")]
    let factor = factor as i64;
    // The server multiplies as `double precision`, which is exact up to here.
    let micros = interval
        .micros
        .checked_mul(factor)
        .filter(|micros| micros.unsigned_abs() < 1 << 53);
    self::interval(
        i64::from(interval.months) * factor,
        i64::from(interval.days) * factor,
        micros.or_unknown(OUT_OF_RANGE)?,
    )
}

/// In UTC each day has 24 hours.
pub(super) fn shift(start: &Typed, by: Interval) -> Answer {
    let micros = days::later(micros_of(&start.value)?, by).or_unknown(OUT_OF_RANGE)?;
    let ty = if start.ty == Type::Date {
        Type::Timestamp
    } else {
        start.ty.clone()
    };
    timestamp(micros, ty)
}

/// The years, months and days between two instants as a calendar counts them (`timestamp_age` in `timestamp.c`).
pub(super) fn age(later: i64, earlier: i64) -> Answer {
    let is_negative = later < earlier;
    let ((a, a_time), (b, b_time)) = (Day::of_time(later), Day::of_time(earlier));
    let sign = if is_negative { -1 } else { 1 };
    let mut time = (a_time - b_time) * sign;
    let mut days = (i64::from(a.day) - i64::from(b.day)) * sign;
    let month = |day: Day| i64::from(day.year) * 12 + i64::from(day.month);
    let mut months = (month(a) - month(b)) * sign;
    while time < 0 {
        time += DAY;
        days -= 1;
    }
    while days < 0 {
        let from = if is_negative { a } else { b };
        days += days_in_month(from.year.into(), from.month.into());
        months -= 1;
    }
    interval(months * sign, days * sign, time * sign)
}

/// The beginning of the unit that an instant lies in.
pub(super) fn truncated(unit: &str, micros: i64) -> Answer<i64> {
    let part = |unit: i64| micros.checked_sub(micros.rem_euclid(unit)).or_unknown(OUT_OF_RANGE);
    match unit {
        "microsecond" | "microseconds" => Ok(micros),
        "millisecond" | "milliseconds" => part(1000),
        "second" => part(SECOND),
        "minute" => part(MINUTE),
        "hour" => part(HOUR),
        _ => {
            let day = i32::try_from(micros.div_euclid(DAY)).ok().or_unknown(OUT_OF_RANGE)?;
            let first = days::first_of(unit, day).or_unknown("this unit")?;
            first.checked_mul(DAY).or_unknown(OUT_OF_RANGE)
        }
    }
}
