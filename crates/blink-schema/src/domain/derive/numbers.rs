//! Comparisons of numbers, times and labels.

use super::calendar::days_where;
use super::constants::{money, plain_type};
use super::subject::Step;
use crate::domain::discrete::Discrete;
use crate::domain::intervals::Intervals;
use crate::domain::progression::Progression;
use crate::domain::unit::{DAY, SECOND, Unit};
use crate::expr::BinaryOperator;
use crate::value::{Value, days};

impl Unit {
    /// True if a cast to this type leaves the order of the values as it is, and tells them apart.
    pub(super) fn keeps_order_as(&self, ty: &str) -> bool {
        match self {
            Self::Int => ["bigint", "integer", "numeric", "double precision"].contains(&ty),
            Self::Decimal { .. } | Self::Numeric => ["numeric", "double precision"].contains(&ty),
            Self::Float { .. } => ty == "double precision",
            Self::Date => ty == "timestamp without time zone",
            Self::Timestamp { zoned } => {
                ty == if *zoned {
                    "timestamp with time zone"
                } else {
                    "timestamp without time zone"
                }
            }
            Self::Time | Self::TimeZoned | Self::Bool | Self::Enum(_) => false,
            Self::Interval { .. } => ty == "interval",
        }
    }
}

/// The values for which a comparison is true.
pub(super) fn compare(
    values: &Discrete,
    steps: &[Step],
    operator: BinaryOperator,
    value: &Value<'static>,
) -> Option<Discrete> {
    let (first, last) = values.set.hull()?;
    let amount = match (&values.unit, value) {
        (Unit::Decimal { scale: 2 }, Value::Text(text)) => Some(Value::Decimal(money(text)?)),
        _ => None,
    };
    let value = amount.as_ref().unwrap_or(value);
    let set = match steps {
        [] => comparison(&values.unit, operator, value, first, last)?,
        [Step::Cast(ty)] if values.unit.keeps_order_as(plain_type(ty)) => {
            comparison(&values.unit, operator, value, first, last)?
        }
        [Step::Cast(ty)] if ty == "text" && matches!(values.unit, Unit::Enum(_)) => match operator {
            BinaryOperator::Equal | BinaryOperator::NotEqual => comparison(&values.unit, operator, value, first, last)?,
            _ => return None,
        },
        [Step::Cast(ty)] if ty == "date" && values.unit == (Unit::Timestamp { zoned: false }) => {
            let days = comparison(
                &Unit::Date,
                operator,
                value,
                first.div_euclid(DAY),
                last.div_euclid(DAY),
            )?;
            whole_days(&days)
        }
        [Step::Cast(ty), rest @ ..] if values.unit.keeps_order_as(plain_type(ty)) && !rest.is_empty() => {
            return compare(values, rest, operator, value);
        }
        [Step::Modulo(by)] => return modulo(values, *by, operator, value),
        [Step::Call(name, others)] => called(values, name, others, operator, value)?,
        _ => return None,
    };
    Some(Discrete {
        unit: values.unit.clone(),
        set,
        steps: Progression::ALL,
    })
}

fn whole_days(days: &Intervals) -> Intervals {
    let times = |(first, last): &(i128, i128)| (first * DAY, last * DAY + (DAY - 1));
    Intervals::of(days.parts().iter().map(times).collect())
}

/// The integers of a unit for which a comparison is true.
fn comparison(unit: &Unit, operator: BinaryOperator, value: &Value<'_>, first: i128, last: i128) -> Option<Intervals> {
    use BinaryOperator as B;
    let at = unit.locate(value)?;
    // A float of six digits is not the constant that it is compared with, unless that is a whole number.
    let near = match unit {
        Unit::Float { digits: 6 } if at.floor % 10_i128.pow(18) != 0 || !at.exact => {
            at.floor.saturating_abs() / 4_000_000 + 1
        }
        _ => 0,
    };
    let before = at.floor.saturating_sub(i128::from(at.exact)).saturating_sub(near);
    let after = at.floor.saturating_add(1).saturating_add(near);
    let (to, from) = if near > 0 {
        (before, after)
    } else {
        (at.floor, at.floor.saturating_add(i128::from(!at.exact)))
    };
    let point = || {
        if at.exact && near == 0 {
            Intervals::point(at.floor)
        } else {
            Intervals::default()
        }
    };
    Some(
        match operator {
            B::Equal if near > 0 => return None,
            B::Equal => point().intersect(&Intervals::between(first, last)),
            B::NotEqual if near > 0 => Intervals::between(first, before).union(&Intervals::between(after, last)),
            B::NotEqual => point().complement(first, last),
            B::Less => Intervals::between(first, before),
            B::LessOrEqual => Intervals::between(first, to.min(last)),
            B::Greater => Intervals::between(after, last),
            B::GreaterOrEqual => Intervals::between(from.max(first), last),
            _ => return None,
        }
        .intersect(&Intervals::between(first, last)),
    )
}

fn modulo(values: &Discrete, by: i64, operator: BinaryOperator, value: &Value<'_>) -> Option<Discrete> {
    let (Unit::Int, BinaryOperator::Equal, Value::Int(rest)) = (&values.unit, operator, value) else {
        return None;
    };
    let by = i128::from(by.checked_abs()?);
    let rest = i128::from(*rest);
    if by == 0 || rest.abs() >= by {
        return None;
    }
    let (first, last) = values.set.hull()?;
    // The remainder of a negative number is negative.
    let side = match rest.signum() {
        0 => Intervals::between(first, last),
        1 => Intervals::between(first.max(0), last),
        _ => Intervals::between(first, last.min(0)),
    };
    Some(Discrete {
        unit: Unit::Int,
        set: side,
        steps: Progression::new(by, rest),
    })
}

fn called(
    values: &Discrete,
    name: &str,
    others: &[Value<'static>],
    operator: BinaryOperator,
    value: &Value<'static>,
) -> Option<Intervals> {
    use BinaryOperator as B;
    let (first, last) = values.set.hull()?;
    match (name, others) {
        ("abs", []) => {
            let mirrored = |operator| {
                let set = comparison(&values.unit, operator, value, 0, last.max(first.saturating_neg()))?;
                let mirror = set
                    .parts()
                    .iter()
                    .map(|(from, to)| (to.saturating_neg(), from.saturating_neg()));
                Some(set.union(&Intervals::of(mirror.collect())))
            };
            let set = mirrored(operator)?;
            Some(set.intersect(&Intervals::between(first, last)))
        }
        ("extract" | "date_part", [Value::Text(field)]) => match values.unit {
            Unit::Date => extracted(field, operator, value),
            Unit::Timestamp { zoned: false } => Some(whole_days(&extracted(field, operator, value)?)),
            Unit::Time => time_of_day(field, operator, value),
            _ => None,
        },
        ("date_trunc", [Value::Text(unit)]) if matches!(operator, B::Equal) => match values.unit {
            Unit::Timestamp { zoned: false } => {
                let Value::Timestamp(at) = value else { return None };
                let start = i64::try_from(i128::from(*at).div_euclid(DAY)).ok()?;
                let length = days_where(|day| Some(i64::from(day) >= start && days::first_of(unit, day)? == start))?;
                Some(whole_days(&length))
            }
            _ => None,
        },
        _ => None,
    }
}

fn extracted(field: &str, operator: BinaryOperator, value: &Value<'_>) -> Option<Intervals> {
    let whole = Unit::Int;
    let numbers = comparison(&whole, operator, value, i128::from(i32::MIN), i128::from(i32::MAX))?;
    days_where(|day| days::field(field, day).map(|number| numbers.contains(number.into())))
}

fn time_of_day(field: &str, operator: BinaryOperator, value: &Value<'_>) -> Option<Intervals> {
    if field != "hour" {
        return None;
    }
    let hours = comparison(&Unit::Int, operator, value, 0, 23)?;
    let hour = 3_600 * SECOND;
    let times = |(first, last): &(i128, i128)| (first * hour, (last + 1) * hour - 1);
    Some(Intervals::of(hours.parts().iter().map(times).collect()))
}

/// A column that equals itself after a function that cuts: `date_trunc('month', day) = day`, `round(price, 2) = price`.
pub(super) fn fixed_point(values: &Discrete, steps: &[Step]) -> Option<Discrete> {
    let mut found = values.clone();
    let (name, others, before) = match steps {
        [before @ .., Step::Call(name, others)] => (name.as_str(), others.as_slice(), before),
        // A cast back to the column's type.
        _ => return None,
    };
    let plain = |step: &Step| {
        matches!(step, Step::Cast(ty) if values.unit.keeps_order_as(plain_type(ty))
        || values.unit == Unit::Date && ty == "timestamp with time zone")
    };
    if !before.iter().all(plain) {
        return None;
    }
    match (name, others) {
        ("date_trunc", [Value::Text(unit)]) => match values.unit {
            Unit::Date => found.set = days_where(|day| begins(unit, day))?,
            Unit::Timestamp { zoned: false } => match unit.as_ref() {
                "second" => found.steps = Progression::new(SECOND, 0),
                "minute" => found.steps = Progression::new(60 * SECOND, 0),
                "hour" => found.steps = Progression::new(3_600 * SECOND, 0),
                "day" => found.steps = Progression::new(DAY, 0),
                "week" => found.steps = Progression::new(7 * DAY, 2 * DAY),
                unit => {
                    let days = days_where(|day| begins(unit, day))?;
                    let points = days.parts().iter().flat_map(|(first, last)| *first..=*last);
                    found.set = Intervals::of(points.map(|day| (day * DAY, day * DAY)).collect());
                }
            },
            Unit::Timestamp { zoned: true } if ["second", "minute"].contains(&unit.as_ref()) => {
                let seconds = if unit == "second" { 1 } else { 60 };
                found.steps = Progression::new(seconds * SECOND, 0);
            }
            _ => return None,
        },
        ("round" | "trunc", [Value::Int(places)]) => found.steps = multiples(&values.unit, *places)?,
        ("round" | "trunc" | "floor" | "ceil" | "ceiling", []) => found.steps = multiples(&values.unit, 0)?,
        _ => return None,
    }
    if values.unit.is_dense() {
        // Steps of a dense type are not asked for, so that the set has to be one of points.
        return None;
    }
    Some(found)
}

/// True if the day is the first of a unit of `date_trunc`.
fn begins(unit: &str, day: i32) -> Option<bool> {
    Some(days::first_of(unit, day)? == i64::from(day))
}

/// The multiples of `10^-places`.
fn multiples(unit: &Unit, places: i64) -> Option<Progression> {
    match unit {
        Unit::Int => Some(Progression::ALL),
        Unit::Decimal { scale } => {
            let digits = i64::from(*scale).checked_sub(places)?;
            let step = 10_i128.checked_pow(u32::try_from(digits.max(0)).ok()?)?;
            Some(Progression::new(step, 0))
        }
        _ => None,
    }
}
