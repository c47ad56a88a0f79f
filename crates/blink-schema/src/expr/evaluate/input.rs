//! Texts to values, as far as they are written like the server's own.

use super::answer::{Answer, INVALID_INPUT, OrUnknown, Typed, unknown};
use super::numbers::integer_of;
use super::spans::{Edge, checked};
use super::{json, lists};
use crate::expr::types::Type;
use crate::value::{Decimal, Range, Value, times};

pub(super) fn value(text: &str, ty: &Type) -> Answer {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
    let value = match ty {
        Type::Bool => boolean(trimmed).map(Value::Bool),
        Type::Int2 | Type::Int4 | Type::Int8 => {
            let number: i64 = trimmed.parse().ok().or_unknown(INVALID_INPUT)?;
            return integer_of(number.into(), ty);
        }
        Type::Float4 | Type::Float8 => float(trimmed, ty).map(Value::Float),
        Type::Numeric => numeric(trimmed),
        Type::Bytes => text.strip_prefix("\\x").and_then(bytes),
        Type::Date => times::date(trimmed).map(Value::Date),
        Type::Time => times::time(trimmed).map(Value::Time),
        Type::Timestamp => times::timestamp(trimmed).map(Value::Timestamp),
        // Without a zone in that of the session, which is UTC.
        Type::TimestampTz => times::timestamp_with_zone(trimmed)
            .or_else(|| times::timestamp(trimmed))
            .map(Value::Timestamp),
        Type::Interval => times::interval(trimmed).map(Value::Interval),
        Type::Uuid => uuid(trimmed).map(Value::Uuid),
        Type::Json | Type::Jsonb => json::is_valid(text).then(|| Value::Json(text.to_owned().into())),
        Type::Array(element) => return array(trimmed, element),
        Type::Range(element) => return range(trimmed, element),
        // A label of an enum, or what only the type's input function reads.
        Type::Other(_) => Some(Value::Literal(text.to_owned().into())),
        Type::Text | Type::Char | Type::Folded | Type::Untyped => Some(Value::Text(text.to_owned().into())),
    };
    Ok(Typed::new(value.or_unknown(INVALID_INPUT)?, ty.clone()))
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some(true),
        "f" | "false" | "n" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn float(text: &str, ty: &Type) -> Option<f64> {
    match text.to_ascii_lowercase().as_str() {
        "nan" => return Some(f64::NAN),
        "infinity" | "inf" | "+infinity" => return Some(f64::INFINITY),
        "-infinity" | "-inf" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number = if *ty == Type::Float4 {
        f64::from(text.parse::<f32>().ok()?)
    } else {
        text.parse::<f64>().ok()?
    };
    let is_zero = !text
        .split(['e', 'E'])
        .next()?
        .contains(|c: char| ('1'..='9').contains(&c));
    (is_number && number.is_finite() && (number == 0.0) == is_zero).then_some(number)
}

fn numeric(text: &str) -> Option<Value<'static>> {
    match text.to_ascii_lowercase().as_str() {
        "nan" => Some(Value::Literal("NaN".into())),
        "infinity" => Some(Value::Literal("Infinity".into())),
        "-infinity" => Some(Value::Literal("-Infinity".into())),
        _ => Decimal::parse(text).map(Value::Decimal),
    }
}

fn bytes(hex: &str) -> Option<Value<'static>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    Some(Value::Bytes(pairs.collect::<Option<Vec<u8>>>()?.into()))
}

fn uuid(text: &str) -> Option<u128> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_plain = lengths == [8, 4, 4, 4, 12] || lengths == [32];
    let digits = groups.concat();
    if !is_plain || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(&digits, 16).ok()
}

/// `{a,"b c",NULL}`, of one dimension.
fn array(text: &str, element: &Type) -> Answer {
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .or_unknown(INVALID_INPUT)?;
    let mut values = Vec::new();
    if inner.trim().is_empty() {
        return Ok(Typed::new(Value::Array(values), Type::Array(Box::new(element.clone()))));
    }
    for (text, is_quoted) in lists::split(inner).or_unknown(INVALID_INPUT)? {
        values.push(match (text.as_str(), is_quoted) {
            (text, false) if text.eq_ignore_ascii_case("null") => Value::Null,
            ("", false) => return unknown(INVALID_INPUT),
            (text, _) => value(text, element)?.value,
        });
    }
    Ok(Typed::new(Value::Array(values), Type::Array(Box::new(element.clone()))))
}

/// `[1,5)`, `(,"2020-01-01 00:00:00"]` and `empty`.
fn range(text: &str, ty: &Type) -> Answer {
    if text.eq_ignore_ascii_case("empty") {
        let range = Value::Range(Box::new(Range::Empty));
        return Ok(Typed::new(range, Type::Range(Box::new(ty.clone()))));
    }
    let mut characters = text.chars();
    let is_lower_inclusive = match characters.next() {
        Some('[') => true,
        Some('(') => false,
        _ => return unknown(INVALID_INPUT),
    };
    let is_upper_inclusive = match characters.next_back() {
        Some(']') => true,
        Some(')') => false,
        _ => return unknown(INVALID_INPUT),
    };
    let bounds = lists::split(characters.as_str()).or_unknown(INVALID_INPUT)?;
    let [lower, upper] = <[_; 2]>::try_from(bounds).ok().or_unknown(INVALID_INPUT)?;
    let edge = |(text, is_quoted): (String, bool), is_inclusive: bool| -> Answer<Edge> {
        if text.is_empty() && !is_quoted {
            return Ok(None);
        }
        Ok(Some((value(&text, ty)?.value, is_inclusive)))
    };
    checked(
        edge(lower, is_lower_inclusive)?,
        edge(upper, is_upper_inclusive)?,
        ty.clone(),
    )
}
