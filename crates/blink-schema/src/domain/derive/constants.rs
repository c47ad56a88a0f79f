//! The values of expressions without columns.

use std::borrow::Cow;

use blink::__private::calendar::Day;

use super::columns::Columns;
use crate::domain::unit::{DAY, SECOND};
use crate::expr::{BinaryOperator, Expr};
use crate::value::{Decimal, Interval, Value, days, times};

impl Columns<'_> {
    /// The value of an expression of constants; `None` if it has columns or is not known.
    pub(super) fn constant(&self, expr: &Expr) -> Option<Value<'static>> {
        match expr {
            Expr::Constant(value) => Some(value.clone()),
            Expr::Cast(inner, ty) => cast(self.constant(inner)?, ty),
            Expr::Negated(inner) => negated(&self.constant(inner)?),
            Expr::Collate(inner, _) => self.constant(inner),
            Expr::Call(name, arguments) => self.called(name, arguments),
            Expr::Binary(operator, left, right) => computed(*operator, &self.constant(left)?, &self.constant(right)?),
            _ => None,
        }
    }

    /// True if the value depends on when it is asked for.
    pub(super) fn is_now(expr: &Expr) -> bool {
        match expr {
            Expr::Call(name, _) if NOW.contains(&name.as_str()) => true,
            Expr::Call(_, arguments) => arguments.iter().any(Self::is_now),
            Expr::Cast(inner, _) | Expr::Negated(inner) => Self::is_now(inner),
            Expr::Binary(_, left, right) => Self::is_now(left) || Self::is_now(right),
            _ => false,
        }
    }

    fn called(&self, name: &str, arguments: &[Expr]) -> Option<Value<'static>> {
        match (name, arguments) {
            ("current_date", []) => {
                let day = i128::from(self.until).div_euclid(DAY);
                Some(Value::Date(i32::try_from(day).ok()?))
            }
            (name, _) if NOW.contains(&name) => Some(Value::Timestamp(self.until)),
            // A time in UTC with a zone, and the other way round.
            ("timezone", [zone, time]) => match (self.constant(zone)?, self.constant(time)?) {
                (Value::Text(zone), Value::Timestamp(at)) if zone.eq_ignore_ascii_case("utc") => {
                    Some(Value::Timestamp(at))
                }
                _ => None,
            },
            ("make_date", [year, month, day]) => {
                match (self.constant(year)?, self.constant(month)?, self.constant(day)?) {
                    (Value::Int(year), Value::Int(month), Value::Int(day)) => {
                        let day = Day::new(Some(year).filter(|year| *year > 0)?, month, day)?.number();
                        i32::try_from(day).ok().map(Value::Date)
                    }
                    _ => None,
                }
            }
            ("date_part" | "extract", [field, time]) => match (self.constant(field)?, self.constant(time)?) {
                (Value::Text(field), Value::Date(day)) => days::field(&field, day).map(Value::Int),
                (Value::Text(field), Value::Timestamp(at)) => {
                    let day = i32::try_from(i128::from(at).div_euclid(DAY)).ok()?;
                    days::field(&field, day).map(Value::Int)
                }
                _ => None,
            },
            ("interval", [inner]) => cast(self.constant(inner)?, "interval"),
            ("make_interval", _) => self.made_interval(arguments),
            _ => None,
        }
    }

    fn made_interval(&self, arguments: &[Expr]) -> Option<Value<'static>> {
        let mut made = Interval::default();
        for (at, argument) in arguments.iter().enumerate() {
            let Value::Int(number) = self.constant(argument)? else {
                return None;
            };
            let small = i32::try_from(number).ok()?;
            let second = i64::try_from(SECOND).ok()?;
            match at {
                0 => made.months = made.months.checked_add(small.checked_mul(12)?)?,
                1 => made.months = made.months.checked_add(small)?,
                2 => made.days = made.days.checked_add(small.checked_mul(7)?)?,
                3 => made.days = made.days.checked_add(small)?,
                4 => made.micros = made.micros.checked_add(number.checked_mul(3_600 * second)?)?,
                5 => made.micros = made.micros.checked_add(number.checked_mul(60 * second)?)?,
                6 => made.micros = made.micros.checked_add(number.checked_mul(second)?)?,
                _ => return None,
            }
        }
        Some(Value::Interval(made))
    }
}

/// The functions that say what time it is.
const NOW: [&str; 8] = [
    "now",
    "current_timestamp",
    "localtimestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "clock_timestamp",
    "current_date",
    "timeofday",
];

pub(super) fn negated(value: &Value<'static>) -> Option<Value<'static>> {
    Some(match value {
        Value::Int(number) => Value::Int(number.checked_neg()?),
        Value::Float(number) => Value::Float(-*number),
        Value::Decimal(Decimal { unscaled, scale }) => Value::Decimal(Decimal {
            unscaled: unscaled.checked_neg()?,
            scale: *scale,
        }),
        Value::Interval(interval) => Value::Interval(interval.checked_neg()?),
        _ => return None,
    })
}

/// A date as the server prints it; `None` of an infinite one, which is beyond all that is made.
pub(super) fn finite_date(text: &str) -> Option<i32> {
    times::date(text).filter(|day| ![i32::MIN, i32::MAX].contains(day))
}

/// A timestamp as the server prints it; `None` of an infinite one, which is beyond all that is made.
pub(super) fn finite_timestamp(text: &str, zoned: bool) -> Option<i64> {
    let micros = if zoned {
        times::timestamp_with_zone(text)
    } else {
        times::timestamp(text)
    };
    micros.filter(|micros| ![i64::MIN, i64::MAX].contains(micros))
}

/// The type's name without its modifier.
pub(super) fn plain_type(ty: &str) -> &str {
    let head = ty.split_once('(').map_or(ty, |(head, _)| head).trim_end();
    match ty.split_once(')') {
        Some((_, " with time zone")) if head == "timestamp" => "timestamp with time zone",
        Some((_, " without time zone")) if head == "timestamp" => "timestamp without time zone",
        _ => head,
    }
}

fn cast(value: Value<'static>, ty: &str) -> Option<Value<'static>> {
    let plain = plain_type(ty);
    // A modifier cuts or rounds.
    if plain != ty && !matches!(value, Value::Text(_) | Value::Null) {
        return None;
    }
    let text = match &value {
        Value::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    };
    Some(match (plain, text) {
        (_, None) if value == Value::Null => Value::Null,
        ("text" | "character varying" | "citext" | "name" | "bpchar" | "character", Some(_)) if plain == ty => value,
        ("bpchar" | "character" | "character varying", Some(_)) => return None,
        ("integer" | "bigint" | "smallint", Some(text)) => Value::Int(text.parse().ok()?),
        ("numeric", Some(text)) if plain == ty => Value::Decimal(Decimal::parse(&text)?),
        ("double precision" | "real", Some(text)) => {
            Value::Float(text.parse().ok().filter(|number: &f64| number.is_finite())?)
        }
        ("money", Some(text)) => Value::Decimal(money(&text)?),
        ("boolean", Some(text)) => match text.as_str() {
            "t" | "true" => Value::Bool(true),
            "f" | "false" => Value::Bool(false),
            _ => return None,
        },
        ("date", Some(text)) => Value::Date(finite_date(&text)?),
        ("timestamp without time zone", Some(text)) => Value::Timestamp(finite_timestamp(&text, false)?),
        ("timestamp with time zone", Some(text)) => Value::Timestamp(finite_timestamp(&text, true)?),
        ("time without time zone", Some(text)) => Value::Time(times::time(&text)?),
        ("interval", Some(text)) => Value::Interval(times::interval(&text)?),
        ("uuid", Some(text)) => Value::Uuid(u128::from_str_radix(&text.replace('-', ""), 16).ok()?),
        (_, Some(text)) if ty.ends_with("[]") && text == "{}" => Value::Array(Vec::new()),
        // Another type of ours, such as an enum.
        (_, Some(_)) if !ty.ends_with("[]") => value,
        ("date", None) => match value {
            Value::Date(_) => value,
            Value::Timestamp(at) => Value::Date(i32::try_from(i128::from(at).div_euclid(DAY)).ok()?),
            _ => return None,
        },
        ("timestamp without time zone" | "timestamp with time zone", None) => match value {
            Value::Timestamp(_) => value,
            Value::Date(day) => Value::Timestamp(i64::try_from(i128::from(day) * DAY).ok()?),
            _ => return None,
        },
        ("numeric" | "double precision" | "bigint" | "money", None) => match value {
            Value::Int(_) => value,
            Value::Decimal(_) | Value::Float(_) if plain != "bigint" => value,
            _ => return None,
        },
        ("integer" | "smallint", None) => match value {
            Value::Int(_) => value,
            _ => return None,
        },
        _ => return None,
    })
}

/// An amount as `lc_monetary` = `C` and those of English with dollars write it; those of others are not told apart.
pub(super) fn money(text: &str) -> Option<Decimal> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let amount = digits.strip_prefix('$')?.replace(',', "");
    Decimal::parse(&format!("{sign}{amount}"))
}

/// Sums of numbers, and of times and intervals.
fn computed(operator: BinaryOperator, left: &Value<'static>, right: &Value<'static>) -> Option<Value<'static>> {
    let adds = match operator {
        BinaryOperator::Add => true,
        BinaryOperator::Subtract => false,
        BinaryOperator::Multiply => {
            return match (left, right) {
                (Value::Int(a), Value::Int(b)) => Some(Value::Int(a.checked_mul(*b)?)),
                (Value::Interval(a), Value::Int(b)) | (Value::Int(b), Value::Interval(a)) => {
                    let small = i32::try_from(*b).ok()?;
                    Some(Value::Interval(Interval {
                        months: a.months.checked_mul(small)?,
                        days: a.days.checked_mul(small)?,
                        micros: a.micros.checked_mul(*b)?,
                    }))
                }
                _ => None,
            };
        }
        BinaryOperator::Concatenate => {
            return match (left, right) {
                (Value::Text(a), Value::Text(b)) => Some(Value::Text(Cow::Owned(format!("{a}{b}")))),
                _ => None,
            };
        }
        _ => return None,
    };
    let right = if adds { right.clone() } else { subtracted(right)? };
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(Value::Int(a.checked_add(b)?)),
        (Value::Date(a), Value::Int(b)) => Some(Value::Date(a.checked_add(i32::try_from(b).ok()?)?)),
        (Value::Date(a), Value::Interval(b)) => {
            let at = i64::try_from(i128::from(*a) * DAY).ok()?;
            days::later(at, b).map(Value::Timestamp)
        }
        (Value::Timestamp(a), Value::Interval(b)) => days::later(*a, b).map(Value::Timestamp),
        (Value::Interval(a), Value::Interval(b)) => Some(Value::Interval(a.checked_add(b)?)),
        (Value::Interval(_), Value::Timestamp(_)) if adds => None,
        _ => None,
    }
}

fn subtracted(value: &Value<'static>) -> Option<Value<'static>> {
    match value {
        Value::Int(_) | Value::Interval(_) => negated(value),
        _ => None,
    }
}
