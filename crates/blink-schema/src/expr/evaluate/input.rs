//! Texts to values, as far as they are written like the server's own.

use super::answer::{Answer, INVALID_INPUT, OrUnknown, Typed, unknown};
use super::calendar::{Civil, DAY, HOUR, MINUTE, SECOND};
use super::numbers::integer_of;
use super::spans::{Edge, checked};
use super::{json, lists};
use crate::expr::types::Type;
use crate::value::{Decimal, Interval, Range, Value};

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
        Type::Date => date(trimmed).map(Value::Date),
        Type::Time => time(trimmed).map(Value::Time),
        Type::Timestamp => timestamp(trimmed, false).map(Value::Timestamp),
        Type::TimestampTz => timestamp(trimmed, true).map(Value::Timestamp),
        Type::Interval => interval(trimmed).map(Value::Interval),
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

/// Digits without a sign, so many of them.
fn number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// `2020-01-31`.
fn days(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let civil = Civil {
        year: number(parts.next()?, 4..=4)?,
        month: number(parts.next()?, 2..=2)?,
        day: number(parts.next()?, 2..=2)?,
    };
    if parts.next().is_some() || civil.year == 0 {
        return None;
    }
    civil.days()
}

fn date(text: &str) -> Option<i32> {
    match text {
        "infinity" => Some(i32::MAX),
        "-infinity" => Some(i32::MIN),
        _ => i32::try_from(days(text)?).ok(),
    }
}

/// `12:34`, `12:34:56` and `12:34:56.789`.
fn time(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let hours = number(parts.next()?, 2..=2).filter(|hours| *hours <= 24)?;
    let minutes = number(parts.next()?, 2..=2).filter(|minutes| *minutes < 60)?;
    let seconds = parts.next().map_or(Some(0), micros).filter(|micros| *micros < MINUTE)?;
    let micros = hours * HOUR + minutes * MINUTE + seconds;
    (parts.next().is_none() && micros <= DAY).then_some(micros)
}

/// `56` and `56.789` seconds.
fn micros(text: &str) -> Option<i64> {
    let (seconds, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = number(part, 1..=6)?;
    let zeros = u32::try_from(6 - part.len()).ok()?;
    Some(number(seconds, 1..=2)? * SECOND + digits * 10_i64.pow(zeros))
}

fn timestamp(text: &str, has_zone: bool) -> Option<i64> {
    match text {
        "infinity" => return Some(i64::MAX),
        "-infinity" => return Some(i64::MIN),
        _ => {}
    }
    let (day, rest) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let (time_of_day, offset) = match rest.find(['+', '-', 'Z']) {
        Some(at) => (rest.get(..at)?, rest.get(at..)?),
        None => (rest, ""),
    };
    // Without a zone it is not looked at, but only rarely written.
    if !offset.is_empty() && !has_zone {
        return None;
    }
    let micros = days(day)?.checked_mul(DAY)?.checked_add(time(time_of_day)?)?;
    micros.checked_sub(self::offset(offset)?)
}

/// `+02`, `-03:30` and `Z` behind a timestamp.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut parts = text.get(1..)?.split(':');
    let hours = number(parts.next()?, 2..=2).filter(|hours| *hours < 16)?;
    let minutes = parts.next().map_or(Some(0), |minutes| number(minutes, 2..=2))?;
    parts
        .next()
        .is_none()
        .then_some(sign * (hours * HOUR + minutes * MINUTE))
}

/// An interval as the server writes it in the style `postgres`, with the plain units that people write.
fn interval(text: &str) -> Option<Interval> {
    let mut interval = Interval::default();
    let mut words = text.split_ascii_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            interval.micros = interval.micros.checked_add(clock(word)?)?;
            continue;
        }
        let count: i32 = word.strip_prefix('+').unwrap_or(word).parse().ok()?;
        let unit = words.next()?.to_ascii_lowercase();
        let months = |factor: i32| {
            count
                .checked_mul(factor)
                .and_then(|months| interval.months.checked_add(months))
        };
        let days = |factor: i32| {
            count
                .checked_mul(factor)
                .and_then(|days| interval.days.checked_add(days))
        };
        let micros = |factor: i64| {
            i64::from(count)
                .checked_mul(factor)
                .and_then(|micros| interval.micros.checked_add(micros))
        };
        match unit.strip_suffix('s').unwrap_or(&unit) {
            "year" => interval.months = months(12)?,
            "mon" | "month" => interval.months = months(1)?,
            "week" => interval.days = days(7)?,
            "day" => interval.days = days(1)?,
            "hour" => interval.micros = micros(HOUR)?,
            "min" | "minute" => interval.micros = micros(MINUTE)?,
            "sec" | "second" => interval.micros = micros(SECOND)?,
            _ => return None,
        }
    }
    Some(interval)
}

/// `-04:05:06.789`, with any number of hours.
fn clock(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = unsigned.split(':');
    let hours = number(parts.next()?, 1..=9)?;
    let minutes = number(parts.next()?, 2..=2).filter(|minutes| *minutes < 60)?;
    let seconds = parts.next().map_or(Some(0), micros).filter(|micros| *micros < MINUTE)?;
    parts.next().is_none().then_some(())?;
    Some(sign * (hours.checked_mul(HOUR)? + minutes * MINUTE + seconds))
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
