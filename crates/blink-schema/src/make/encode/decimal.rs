//! The types numeric and money.

use std::fmt::Write as _;

use blink::__private::encoding::numeric;
use blink::BoxError;
use bytes::{BufMut, BytesMut};

use crate::value::Decimal;

/// `numeric(p,s)`: the most digits, and those behind the point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Precision {
    digits: i32,
    scale: i32,
}

impl Precision {
    /// Reads a type's modifier (`numeric_typmod_precision` and `numeric_typmod_scale` in numeric.c).
    pub(super) fn of(modifier: i32) -> Option<Self> {
        let packed = modifier.checked_sub(4).filter(|packed| *packed >= 0)?;
        Some(Self {
            digits: packed >> 16 & 0xffff,
            scale: ((packed & 0x7ff) ^ 0x400) - 0x400,
        })
    }

    fn check(self, number: Decimal) -> Result<(), BoxError> {
        let digits = number.unscaled.unsigned_abs();
        let scale = i32::from(number.scale);
        if digits == 0 {
            return Ok(());
        }
        let beyond = scale - self.scale;
        let is_exact = beyond <= 0 || power_of_ten(beyond).is_some_and(|unit| digits.is_multiple_of(unit));
        if !is_exact {
            return Err(self.too_exact(&plain(number)));
        }
        let places = self.digits - self.scale + scale;
        let fits = places > 0 && power_of_ten(places).is_none_or(|limit| digits < limit);
        if fits {
            Ok(())
        } else {
            Err(self.too_large(&plain(number)))
        }
    }

    /// The same for the digits before and behind the point, without zeros at the ends.
    fn check_digits(self, text: &str, whole: &str, fraction: &str) -> Result<(), BoxError> {
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        let decimals = if fraction.is_empty() {
            -i32::try_from(zeros)?
        } else {
            i32::try_from(fraction.len())?
        };
        if (!whole.is_empty() || !fraction.is_empty()) && decimals > self.scale {
            return Err(self.too_exact(text));
        }
        let highest = if whole.is_empty() {
            -i32::try_from(fraction.len() - fraction.trim_start_matches('0').len())?
        } else {
            i32::try_from(whole.len())?
        };
        if (!whole.is_empty() || !fraction.is_empty()) && highest > self.digits - self.scale {
            return Err(self.too_large(text));
        }
        Ok(())
    }

    #[cold]
    fn too_exact(self, number: &str) -> BoxError {
        format!(
            "{number} has more decimals than numeric({},{}) keeps",
            self.digits, self.scale
        )
        .into()
    }

    #[cold]
    fn too_large(self, number: &str) -> BoxError {
        format!("{number} is too large for numeric({},{})", self.digits, self.scale).into()
    }
}

/// A power of ten; None if it is larger than all digits.
fn power_of_ten(exponent: i32) -> Option<u128> {
    10_u128.checked_pow(u32::try_from(exponent).ok()?)
}

/// Writes the binary form of a numeric.
pub(super) fn numeric(number: Decimal, precision: Option<Precision>, out: &mut BytesMut) -> Result<(), BoxError> {
    if let Some(precision) = precision {
        precision.check(number)?;
    }
    numeric::write_decimal(number.unscaled, number.scale, out)
}

/// Writes the binary form of a numeric from its digits; false if these are not all that the text has.
pub(super) fn numeric_literal(
    literal: &str,
    precision: Option<Precision>,
    out: &mut BytesMut,
) -> Result<bool, BoxError> {
    let literal = literal.trim();
    if literal.eq_ignore_ascii_case("nan") {
        numeric::write_float(f64::NAN, &"", out)?;
        return Ok(true);
    }
    let (sign, digits) = match literal.as_bytes().first() {
        Some(b'-') => ("-", &literal[1..]),
        Some(b'+') => ("", &literal[1..]),
        _ => ("", literal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || whole.len() + fraction.len() == 0 {
        return Ok(false);
    }
    let whole = whole.trim_start_matches('0');
    if let Some(precision) = precision {
        precision.check_digits(literal, whole, fraction.trim_end_matches('0'))?;
    }
    // The most digits before and behind the point (numeric.h).
    if whole.len() > 131_072 || fraction.len() > 16_383 {
        return Err("the number has more digits than numeric holds".into());
    }
    numeric::write_finite(&format!("{sign}{whole}.{fraction}"), out)?;
    Ok(true)
}

/// The amount in hundredths.
fn cents(number: Decimal) -> Result<i64, BoxError> {
    let hundredths = if number.scale <= 2 {
        power_of_ten(2 - i32::from(number.scale))
            .and_then(|unit| i128::try_from(unit).ok())
            .and_then(|unit| number.unscaled.checked_mul(unit))
    } else {
        let unit = power_of_ten(i32::from(number.scale) - 2).and_then(|unit| i128::try_from(unit).ok());
        match unit {
            Some(unit) if number.unscaled % unit == 0 => Some(number.unscaled / unit),
            None if number.unscaled == 0 => Some(0),
            _ => return Err(format!("{} has more than the two decimals of money", plain(number)).into()),
        }
    };
    let hundredths = hundredths.and_then(|hundredths| i64::try_from(hundredths).ok());
    hundredths.ok_or_else(|| format!("{} is too large for money", plain(number)).into())
}

/// Writes the binary form of money: `cash_send` in cash.c.
pub(super) fn money(number: Decimal, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i64(cents(number)?);
    Ok(())
}

/// Writes an amount without a currency.
pub(super) fn money_text(number: Decimal, out: &mut String) -> Result<(), BoxError> {
    let cents = cents(number)?;
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    write!(out, "{}{whole}", if cents < 0 { "-" } else { "" })?;
    if rest > 0 {
        write!(out, ".{rest:02}")?;
    }
    Ok(())
}

/// The number as text.
pub(super) fn plain(number: Decimal) -> String {
    let digits = number.unscaled.unsigned_abs().to_string();
    let scale = usize::from(number.scale);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    let sign = if number.unscaled < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// Reads a number of at most 38 digits.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.len() + fraction.len() > 38 {
        return None;
    }
    Some(Decimal {
        unscaled: format!("{whole}{fraction}").parse().ok()?,
        scale: u8::try_from(fraction.len()).ok()?,
    })
}
