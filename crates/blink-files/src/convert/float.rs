//! The types real and double precision: the nearest value to the number written.

use std::str::FromStr;

use super::number_style::{Buffer, NumberStyle};
use super::reason::Reason;
use super::scanner::trim;

/// A type of floating-point numbers.
pub(super) trait Float: FromStr + Copy {
    const NAME: &'static str;
    const NAN: Self;
    const INFINITY: Self;
    const NEGATIVE_INFINITY: Self;
    fn is_infinite(self) -> bool;
    fn is_zero(self) -> bool;
}

impl Float for f32 {
    const NAME: &'static str = "real";
    const NAN: Self = f32::NAN;
    const INFINITY: Self = f32::INFINITY;
    const NEGATIVE_INFINITY: Self = f32::NEG_INFINITY;

    fn is_infinite(self) -> bool {
        self.is_infinite()
    }

    fn is_zero(self) -> bool {
        self == 0.0
    }
}

impl Float for f64 {
    const NAME: &'static str = "double precision";
    const NAN: Self = f64::NAN;
    const INFINITY: Self = f64::INFINITY;
    const NEGATIVE_INFINITY: Self = f64::NEG_INFINITY;

    fn is_infinite(self) -> bool {
        self.is_infinite()
    }

    fn is_zero(self) -> bool {
        self == 0.0
    }
}

/// Reads a number. The standard library rounds correctly, and so does the C library under `float8in_internal` in
/// float.c.
#[inline]
pub(super) fn parse<T: Float>(field: &str, style: NumberStyle, round: bool) -> Result<T, Reason> {
    let mut buffer = Buffer::new();
    let plain = style.plain(field, &mut buffer).and_then(|plain| {
        let plain = plain.trim_matches(|c: char| u8::try_from(c).is_ok_and(super::scanner::is_space));
        // The standard library's words are not PostgreSQL's.
        let begins = matches!(
            plain.as_bytes(),
            [b'0'..=b'9' | b'.', ..] | [b'+' | b'-', b'0'..=b'9' | b'.', ..]
        );
        begins.then_some(plain)
    });
    let Some((plain, value)) = plain.and_then(|plain| Some((plain, plain.parse::<T>().ok()?))) else {
        return parse_word(field, style);
    };
    if value.is_infinite() {
        return Err(Reason::OutOfRange(T::NAME));
    }
    if value.is_zero() && !round && !is_zero(plain) {
        return Err(Reason::Underflow(T::NAME));
    }
    Ok(value)
}

/// True if the digits before the exponent are all 0.
fn is_zero(number: &str) -> bool {
    number
        .bytes()
        .take_while(|byte| !matches!(byte, b'e' | b'E'))
        .all(|byte| !matches!(byte, b'1'..=b'9'))
}

#[cold]
fn parse_word<T: Float>(field: &str, style: NumberStyle) -> Result<T, Reason> {
    let word = trim(field.as_bytes());
    if word.eq_ignore_ascii_case(b"nan") {
        return Ok(T::NAN);
    }
    match infinity(word) {
        Some(false) => Ok(T::INFINITY),
        Some(true) => Ok(T::NEGATIVE_INFINITY),
        None => Err(style.fault(field, "a number")),
    }
}

/// Returns the sign of a word for infinity: true if it is negative.
pub(super) fn infinity(word: &[u8]) -> Option<bool> {
    let (negative, word) = match word {
        [b'-', word @ ..] => (true, word),
        [b'+', word @ ..] | word => (false, word),
    };
    (word.eq_ignore_ascii_case(b"infinity") || word.eq_ignore_ascii_case(b"inf")).then_some(negative)
}
