//! Values to the texts that the server writes.

use std::fmt::Write as _;

use blink::__private::calendar::{Day, HOUR, MINUTE, SECOND};

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use crate::expr::types::Type;
use crate::value::{Decimal, Interval, Value};

/// The text that a cast to `text` makes of a value that is not NULL.
pub(super) fn text(typed: &Typed) -> Answer<String> {
    Ok(match (&typed.value, &typed.ty) {
        (Value::Bool(value), _) => value.to_string(),
        (Value::Int(number), _) => number.to_string(),
        (Value::Decimal(number), Type::Numeric | Type::Untyped) => number.to_string(),
        (Value::Float(number), ty) => float(*number, ty)?,
        // `jsonb` writes its own text.
        (Value::Text(text), Type::Text | Type::Folded | Type::Other(_) | Type::Untyped)
        | (Value::Json(text), Type::Json) => text.to_string(),
        (Value::Text(text), Type::Char) => text.trim_end_matches(' ').to_owned(),
        (Value::Date(days), _) => date(Day::of(*days))?,
        (Value::Timestamp(micros), ty) => {
            let (day, time) = Day::of_time(*micros);
            let zone = if *ty == Type::TimestampTz { "+00" } else { "" };
            format!("{} {}{zone}", date(day)?, clock(time))
        }
        (Value::Time(micros), _) => clock(*micros),
        (Value::Interval(value), _) => interval(*value),
        (Value::Uuid(value), _) => uuid(*value),
        (Value::Bytes(bytes), _) => hex(bytes)?,
        _ => return unknown(NOT_KNOWN),
    })
}

fn date(Day { year, month, day }: Day) -> Answer<String> {
    // Others are infinite, or written with BC.
    (1..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
        .or_unknown(OUT_OF_RANGE)
}

fn clock(micros: i64) -> String {
    let (hours, minutes) = (micros / HOUR, micros % HOUR / MINUTE);
    format!("{hours:02}:{minutes:02}:{}", seconds(micros % MINUTE))
}

fn seconds(micros: i64) -> String {
    let text = format!("{:02}.{:06}", micros / SECOND, micros % SECOND);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn uuid(value: u128) -> String {
    let digits = format!("{value:032x}");
    let mut text = String::with_capacity(36);
    for (n, digit) in digits.chars().enumerate() {
        if matches!(n, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

pub(super) fn hex(bytes: &[u8]) -> Answer<String> {
    let mut text = String::from("\\x");
    for byte in bytes {
        write!(text, "{byte:02x}").or_else(|_| unknown(NOT_KNOWN))?;
    }
    Ok(text)
}

/// The style `postgres`: a sign is repeated where it changes (`EncodeInterval`).
fn interval(interval: Interval) -> String {
    let mut words = Vec::new();
    let mut was_negative = false;
    let mut part = |value: i32, unit: &str| {
        if value != 0 {
            let plus = if was_negative && value > 0 { "+" } else { "" };
            let plural = if value == 1 { "" } else { "s" };
            words.push(format!("{plus}{value} {unit}{plural}"));
            was_negative = value < 0;
        }
    };
    part(interval.months / 12, "year");
    part(interval.months % 12, "mon");
    part(interval.days, "day");
    if interval.micros != 0 || words.is_empty() {
        let sign = match interval.micros {
            micros if micros < 0 => "-",
            _ if was_negative => "+",
            _ => "",
        };
        let micros = i64::try_from(interval.micros.unsigned_abs()).unwrap_or(i64::MAX);
        words.push(format!("{sign}{}", clock(micros)));
    }
    words.join(" ")
}

/// The shortest digits that are read as the same number, where they are written without an exponent.
fn float(number: f64, ty: &Type) -> Answer<String> {
    if number.is_nan() {
        return Ok("NaN".to_owned());
    }
    let limit = if *ty == Type::Float4 { 1e6 } else { 1e15 };
    if number != 0.0 && !(1e-4..limit).contains(&number.abs()) {
        return unknown("numbers that are written with an exponent");
    }
    #[allow(clippy::cast_possible_truncation, reason = "the value is that of a real")]
    let single = (*ty == Type::Float4).then_some(number as f32);
    let text = single.map_or_else(|| number.to_string(), |single| single.to_string());
    let is_read_as_same = |text: &str| match single {
        Some(single) => text.parse() == Ok(single),
        None => text.parse() == Ok(number),
    };
    // Of several that are equally near, the server may take another one.
    let has_rival = neighbours(&text).is_some_and(|rivals| rivals.iter().any(|rival| is_read_as_same(rival)));
    if has_rival {
        return unknown("a number with several shortest texts");
    }
    Ok(text)
}

/// The numbers with the last digit one less and one more; `None` if the digits are few, and the number exact.
fn neighbours(text: &str) -> Option<[String; 2]> {
    let number = Decimal::parse(text).filter(|number| number.scale > 0)?;
    let with = |step: i128| Decimal {
        unscaled: number.unscaled.saturating_add(step),
        ..number
    };
    Some([with(-1).to_string(), with(1).to_string()])
}

/// So many digits of a number, as `%.15g` writes them, which is how the server makes a `numeric` of it.
pub(super) fn significant(number: f64, digits: usize) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let text = format!("{number:.*e}", digits.checked_sub(1)?);
    let (digits, exponent) = text.split_once('e')?;
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    };
    Some(format!("{digits}e{exponent}"))
}
