//! Casts.

use std::borrow::Cow;

use blink::__private::calendar::{DAY, HOUR, MINUTE, SECOND};

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::numbers::{decimal_of, float, integer_of};
use super::{dates, input, output};
use crate::expr::types::{Type, modifiers};
use crate::value::{Decimal, Interval, Value};

/// Casts to a type by its name, with the modifier in it.
pub(super) fn to_named(typed: &Typed, name: &str, now: i64) -> Answer {
    if matches!(&typed.value, Value::Text(text) if is_relative(text)) {
        return relative(typed, name, now);
    }
    let cast = to(typed, &Type::named(name))?;
    with_modifier(cast, typed, name)
}

fn is_relative(text: &str) -> bool {
    ["now", "today", "tomorrow", "yesterday", "epoch"].contains(&text.trim().to_ascii_lowercase().as_str())
}

/// Constants such as `'now'`, where they are still text.
fn relative(typed: &Typed, name: &str, now: i64) -> Answer {
    let text = match &typed.value {
        Value::Text(text) => text.trim().to_ascii_lowercase(),
        _ => return unknown(NOT_KNOWN),
    };
    let ty = Type::named(name);
    let micros = match (text.as_str(), &ty) {
        (_, ty) if ty.is_text() || matches!(ty, Type::Other(_)) => return to(typed, ty),
        ("now", _) => now,
        ("today", _) => now - now.rem_euclid(DAY),
        _ => return unknown(NOT_KNOWN),
    };
    match ty {
        Type::Date => dates::date(micros.div_euclid(DAY)),
        Type::Timestamp | Type::TimestampTz => dates::timestamp(micros, ty),
        _ => unknown(NOT_KNOWN),
    }
}

fn with_modifier(cast: Typed, source: &Typed, name: &str) -> Answer {
    let is_long_name = |text: &str| name == "name" && text.len() >= 64;
    match &cast.value {
        Value::Text(text) if is_long_name(text) => return unknown("a name that is cut"),
        Value::Interval(interval) => return with_fields(*interval, name),
        _ => {}
    }
    let modifiers = modifiers(name);
    let Some(&first) = modifiers.first() else {
        // `character` alone is one character, but `bpchar` has no length.
        if cast.ty == Type::Char && matches!(name, "character" | "char") {
            return cut(cast, 1);
        }
        return Ok(cast);
    };
    match (&cast.value, &cast.ty) {
        (Value::Null, _) => Ok(cast),
        (Value::Text(_), Type::Text | Type::Char) => cut(cast, first),
        (Value::Decimal(number), Type::Numeric) => numeric_of(*number, first, modifiers.get(1).copied().unwrap_or(0)),
        (Value::Timestamp(micros), _) if first == 6 || (first >= 0 && micros % 1_000_000 == 0) => Ok(cast),
        (Value::Time(micros), _) if first == 6 || (first >= 0 && micros % 1_000_000 == 0) => Ok(cast),
        // A length that does not change it.
        (Value::Array(_), _) if source.ty == cast.ty => unknown("a cast of an array to a length"),
        _ => unknown("a cast to this modifier"),
    }
}

/// The part of an interval that a type such as `interval day to minute` holds (`AdjustIntervalForTypmod`).
fn with_fields(interval: Interval, name: &str) -> Answer {
    let (months, days, micros) = (interval.months, i64::from(interval.days), interval.micros);
    let last = name.split([' ', '(']).rfind(|word| !word.is_empty());
    let (months, days, micros) = match last.unwrap_or_default() {
        _ if name.contains('(') && micros % SECOND != 0 => return unknown("parts of seconds that are rounded"),
        "year" => (months - months % 12, 0, 0),
        "month" => (months, 0, 0),
        "day" => (months, days, 0),
        "hour" => (months, days, micros - micros % HOUR),
        "minute" => (months, days, micros - micros % MINUTE),
        _ => (months, days, micros),
    };
    dates::interval(months.into(), days, micros)
}

/// An explicit cast cuts, and `char(n)` forgets the blanks at its end anyway.
fn cut(cast: Typed, length: i32) -> Answer {
    let length = usize::try_from(length).ok().or_unknown(OUT_OF_RANGE)?;
    match cast.value {
        Value::Text(text) => {
            let text: String = text.chars().take(length).collect();
            Ok(Typed::new(Value::Text(Cow::Owned(text)), cast.ty))
        }
        value => Ok(Typed::new(value, cast.ty)),
    }
}

fn numeric_of(number: Decimal, precision: i32, scale: i32) -> Answer {
    let scale = u8::try_from(scale).ok().or_unknown("a negative scale")?;
    let rounded = number.rounded(scale).or_unknown(OUT_OF_RANGE)?;
    let precision = u32::try_from(precision).ok().or_unknown(OUT_OF_RANGE)?;
    // All 128-bit numbers have at most 39 digits.
    let fits = 10_u128
        .checked_pow(precision)
        .is_none_or(|limit| rounded.unscaled.unsigned_abs() < limit);
    if !fits {
        return unknown(OUT_OF_RANGE);
    }
    Ok(Typed::new(Value::Decimal(rounded), Type::Numeric))
}

/// Casts to a type without a modifier.
pub(super) fn to(typed: &Typed, ty: &Type) -> Answer {
    if typed.is_null() {
        return Ok(Typed::null(ty.clone()));
    }
    if typed.ty == *ty {
        return Ok(typed.clone());
    }
    match (&typed.value, ty) {
        (Value::Text(text), ty) if typed.ty.is_text() || typed.ty == Type::Untyped => of_text(text, &typed.ty, ty),
        // Constants of the normal form have no casts around them.
        (value, ty) if typed.ty == Type::Untyped => Ok(Typed::new(value.clone(), ty.clone())),
        // `jsonb` makes its own text of a JSON value.
        (Value::Json(text), Type::Jsonb) => Ok(Typed::new(Value::Json(text.clone()), Type::Jsonb)),
        (Value::Array(elements), Type::Array(element)) => array(elements, &typed.ty, element),
        (_, Type::Text) => Ok(Typed::text(output::text(typed)?)),
        (_, ty) if ty.is_number() => number(typed, ty),
        (Value::Int(number), Type::Bool) if typed.ty == Type::Int4 => Ok(Typed::bool(*number != 0)),
        (_, Type::Date | Type::Timestamp | Type::TimestampTz | Type::Time) => time(typed, ty),
        (Value::Time(micros), Type::Interval) => dates::interval(0, 0, *micros),
        _ => unknown(NOT_KNOWN),
    }
}

fn of_text(text: &str, from: &Type, ty: &Type) -> Answer {
    let text = if *from == Type::Char {
        text.trim_end_matches(' ')
    } else {
        text
    };
    match ty {
        Type::Text | Type::Char | Type::Folded => Ok(Typed::new(Value::Text(text.to_owned().into()), ty.clone())),
        _ => input::value(text, ty),
    }
}

fn array(elements: &[Value<'static>], from: &Type, element: &Type) -> Answer {
    let from: &Type = match from {
        Type::Array(from) => from,
        _ => element,
    };
    let cast = |value: &Value<'static>| match value {
        Value::Array(inner) => array(inner, &Type::Array(Box::new(from.clone())), element).map(|typed| typed.value),
        value => to(&Typed::new(value.clone(), from.clone()), element).map(|typed| typed.value),
    };
    let elements = elements.iter().map(cast).collect::<Answer<Vec<_>>>()?;
    Ok(Typed::new(
        Value::Array(elements),
        Type::Array(Box::new(element.clone())),
    ))
}

fn number(typed: &Typed, ty: &Type) -> Answer {
    match (&typed.value, ty) {
        (Value::Bool(value), Type::Int4) => Ok(Typed::int(i32::from(*value))),
        (Value::Float(number), Type::Float8) => Ok(Typed::new(Value::Float(*number), Type::Float8)),
        (Value::Float(number), Type::Float4) => single(*number),
        (Value::Float(number), Type::Numeric) => {
            let digits = if typed.ty == Type::Float4 { 6 } else { 15 };
            let number = output::significant(*number, digits).and_then(|text| Decimal::parse(&text));
            Ok(Typed::new(
                Value::Decimal(number.or_unknown(OUT_OF_RANGE)?),
                Type::Numeric,
            ))
        }
        (Value::Float(number), _) => whole(*number, ty),
        (Value::Int(_) | Value::Decimal(_) | Value::Literal(_), _) => exact(typed, ty),
        _ => unknown(NOT_KNOWN),
    }
}

/// Casts a number without a binary exponent.
fn exact(typed: &Typed, ty: &Type) -> Answer {
    if let Type::Float4 | Type::Float8 = ty {
        let number = float(&typed.value)?;
        return match (ty, &typed.value) {
            (Type::Float8, _) => Ok(Typed::new(Value::Float(number), Type::Float8)),
            // Rounded from the decimal digits, not by way of a longer number.
            (_, Value::Decimal(decimal)) => input::value(&decimal.to_string(), ty),
            #[allow(clippy::cast_precision_loss, reason = "the server rounds to the nearest, too")]
            (_, Value::Int(integer)) => Ok(Typed::new(Value::Float(f64::from(*integer as f32)), Type::Float4)),
            _ => unknown(NOT_KNOWN),
        };
    }
    let number = decimal_of(typed)?;
    if *ty == Type::Numeric {
        return Ok(Typed::new(Value::Decimal(number), Type::Numeric));
    }
    integer_of(number.rounded(0).or_unknown(OUT_OF_RANGE)?.unscaled, ty)
}

fn single(number: f64) -> Answer {
    #[allow(clippy::cast_possible_truncation, reason = "the server rounds to the nearest, too")]
    let single = f64::from(number as f32);
    if single.is_finite() != number.is_finite() || (single == 0.0) != (number == 0.0) {
        return unknown(OUT_OF_RANGE);
    }
    Ok(Typed::new(Value::Float(single), Type::Float4))
}

/// Halves are rounded to the even number.
fn whole(number: f64, ty: &Type) -> Answer {
    let rounded = number.round_ties_even();
    if !(-9.2e18..=9.2e18).contains(&rounded) {
        return unknown(OUT_OF_RANGE);
    }
    #[allow(clippy::cast_possible_truncation, reason = "within the range")]
    integer_of(rounded as i128, ty)
}

fn time(typed: &Typed, ty: &Type) -> Answer {
    match (&typed.value, ty) {
        (Value::Date(i32::MAX), Type::Timestamp | Type::TimestampTz) => {
            Ok(Typed::new(Value::Timestamp(i64::MAX), ty.clone()))
        }
        (Value::Date(i32::MIN), Type::Timestamp | Type::TimestampTz) => {
            Ok(Typed::new(Value::Timestamp(i64::MIN), ty.clone()))
        }
        (Value::Date(_), Type::Timestamp | Type::TimestampTz) => {
            dates::timestamp(dates::micros_of(&typed.value)?, ty.clone())
        }
        (Value::Timestamp(i64::MAX), Type::Date) => Ok(Typed::new(Value::Date(i32::MAX), Type::Date)),
        (Value::Timestamp(i64::MIN), Type::Date) => Ok(Typed::new(Value::Date(i32::MIN), Type::Date)),
        (Value::Timestamp(micros), Type::Date) => dates::date(micros.div_euclid(DAY)),
        // The same, since the time zone is UTC.
        (Value::Timestamp(micros), Type::Timestamp | Type::TimestampTz) => {
            Ok(Typed::new(Value::Timestamp(*micros), ty.clone()))
        }
        (Value::Timestamp(_), Type::Time) => {
            let micros = dates::micros_of(&typed.value)?;
            Ok(Typed::new(Value::Time(micros.rem_euclid(DAY)), Type::Time))
        }
        (Value::Interval(interval), Type::Time) => {
            Ok(Typed::new(Value::Time(interval.micros.rem_euclid(DAY)), Type::Time))
        }
        _ => unknown(NOT_KNOWN),
    }
}
