//! Whole numbers.

use super::decimal::Decimal;
use super::number_style::{Buffer, NumberStyle};
use super::reason::Reason;

/// The name of a type of whole numbers, and its values.
pub(super) trait Integer: TryFrom<i64> {
    const NAME: &'static str;
}

impl Integer for i16 {
    const NAME: &'static str = "smallint";
}

impl Integer for i32 {
    const NAME: &'static str = "integer";
}

impl Integer for i64 {
    const NAME: &'static str = "bigint";
}

impl Integer for u32 {
    const NAME: &'static str = "oid";
}

/// Reads a whole number; `1.0` and `1e3` are whole, too.
#[inline]
pub(super) fn parse<T: Integer>(field: &str, style: NumberStyle) -> Result<T, Reason> {
    let value = match parse_digits(field.as_bytes()) {
        Some(value) => value,
        None => parse_decimal(field, style, T::NAME)?,
    };
    T::try_from(value).map_err(|_| Reason::OutOfRange(T::NAME))
}

/// Reads up to 18 digits behind an optional minus; None for anything else.
#[inline]
fn parse_digits(field: &[u8]) -> Option<i64> {
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

fn parse_decimal(field: &str, style: NumberStyle, ty: &'static str) -> Result<i64, Reason> {
    let mut buffer = Buffer::new();
    let number = style
        .plain(field, &mut buffer)
        .map(str::as_bytes)
        .and_then(Decimal::scan);
    let Some(number) = number else {
        return Err(style.fault(field, "a whole number"));
    };
    let places = number.places();
    if places.is_zero() {
        return Ok(0);
    }
    if places.decimals() > 0 {
        return Err(Reason::NotWhole);
    }
    if places.whole_digits() > 19 {
        return Err(Reason::OutOfRange(ty));
    }
    // Negative, since there is one more negative number than there are positive ones.
    let mut value = Some(0_i64);
    let times_ten_less = |value: Option<i64>, digit: u8| value?.checked_mul(10)?.checked_sub(i64::from(digit));
    let count = places.end - places.first;
    for digit in number.digits().skip(places.first).take(count) {
        value = times_ten_less(value, digit);
    }
    for _ in 0..-places.decimals() {
        value = times_ten_less(value, 0);
    }
    let value = if number.negative {
        value
    } else {
        value.and_then(i64::checked_neg)
    };
    value.ok_or(Reason::OutOfRange(ty))
}
