//! The product of a maker, and its way into the form of a cell.

use std::borrow::Cow;

use blink::__private::calendar::{DAY, MINUTE, SECOND, UNIX_EPOCH};

use super::bits::Bits;
use super::calendar::{write_clock, write_date, write_timestamp};
use super::form::{Form, Limits};
use super::identity::Identity;
use super::length;
use crate::value::{Decimal, Interval, Value};

/// The product of a maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// A text of a list.
    Listed(&'static str),
    /// A text in the scratch.
    Written,
    /// JSON in the scratch.
    Json,
    /// A number: `unscaled / 10^scale`.
    Number(i64, u8),
    /// A point in time: microseconds since 2000 in UTC.
    Moment(i64),
    /// A time of the day in microseconds.
    Clock(i64),
    /// A length of time: microseconds, and the microseconds of its unit where it is a number.
    Span(i64, i64),
    /// Yes or no.
    Flag(bool),
    /// A random UUID.
    Uuid(u128),
    /// Bytes.
    Bytes([u8; 24]),
}

/// All that turns what was made into a value.
pub(crate) struct Cell<'i, 'c> {
    pub(crate) identity: &'i Identity,
    pub(crate) limits: &'i Limits<'c>,
    pub(crate) bits: Bits,
}

impl Made {
    /// The value of the form, within the limits.
    pub(crate) fn value<'a>(self, cell: Cell<'_, 'a>, scratch: &'a mut String) -> Value<'a> {
        match cell.limits.form {
            Form::Text => self.text(&cell, scratch),
            Form::Int | Form::Millis => Value::Int(i64::try_from(self.number(cell, scratch, 0)).unwrap_or(0)),
            Form::Decimal(scale) => Value::Decimal(Decimal {
                unscaled: self.number(cell, scratch, scale),
                scale,
            }),
            Form::Float => self.float(cell, scratch),
            Form::Bool => Value::Bool(self.flag(cell)),
            Form::Date | Form::Timestamp | Form::Time | Form::Interval => self.time(cell),
            Form::Json => Value::Json(self.json(scratch)),
            Form::Uuid => Value::Uuid(match self {
                Self::Uuid(uuid) => uuid,
                _ => random_uuid(cell),
            }),
            Form::Bytes => Value::Bytes(match self {
                Self::Bytes(bytes) => Cow::Owned(bytes.to_vec()),
                Self::Listed(text) => Cow::Borrowed(text.as_bytes()),
                _ => Cow::Borrowed(self.written(scratch).as_bytes()),
            }),
            Form::Xml => {
                let text = self.written(scratch).replace('&', "and").replace(['<', '>'], " ");
                Value::Literal(Cow::Owned(format!("<value>{text}</value>")))
            }
            // The makers of these write what the type's input function reads.
            Form::Inet | Form::Cidr | Form::Mac | Form::Mac8 | Form::Point => {
                Value::Literal(Cow::Borrowed(self.written(scratch)))
            }
        }
    }

    fn text<'a>(self, cell: &Cell<'_, 'a>, scratch: &'a mut String) -> Value<'a> {
        let limits = cell.limits;
        if let Self::Listed(text) = self {
            let text = length::cut(text, limits.max_length);
            if text.len() >= limits.min_length {
                return Value::Text(Cow::Borrowed(text));
            }
        }
        self.written(scratch);
        length::fit(scratch, limits.min_length, limits.max_length, &mut cell.bits.clone());
        Value::Text(Cow::Borrowed(scratch))
    }

    /// Leaves the text in the scratch.
    pub(crate) fn write(self, scratch: &mut String) {
        self.written(scratch);
    }

    /// The text, which is in the scratch afterwards.
    fn written(self, scratch: &mut String) -> &str {
        match self {
            Self::Written | Self::Json => return scratch,
            _ => scratch.clear(),
        }
        match self {
            Self::Listed(text) => scratch.push_str(text),
            Self::Number(unscaled, scale) => write_decimal(unscaled, scale, scratch),
            Self::Moment(micros) if micros.rem_euclid(DAY) == 0 => write_date(micros, scratch),
            Self::Moment(micros) => write_timestamp(micros, scratch),
            Self::Clock(micros) => write_clock(micros, scratch),
            Self::Span(micros, _) => write_clock(micros.rem_euclid(DAY), scratch),
            Self::Flag(flag) => scratch.push_str(if flag { "true" } else { "false" }),
            Self::Uuid(uuid) => write_uuid(uuid, scratch),
            Self::Bytes(bytes) => write_hex(&bytes, scratch),
            Self::Written | Self::Json => {}
        }
        scratch
    }

    fn number(self, mut cell: Cell<'_, '_>, scratch: &mut String, scale: u8) -> i128 {
        let (unscaled, from) = match self {
            Self::Number(unscaled, from) => (i128::from(unscaled), from),
            Self::Moment(micros) => {
                let seconds = micros
                    .div_euclid(SECOND)
                    .saturating_add(i64::from(-UNIX_EPOCH) * 86_400);
                let factor = if cell.limits.form == Form::Millis { 1000 } else { 1 };
                (i128::from(seconds) * factor, 0)
            }
            Self::Clock(micros) => (i128::from(micros / SECOND), 0),
            Self::Span(micros, unit) => (i128::from(micros.checked_div(unit).unwrap_or(0)), 0),
            Self::Flag(flag) => (i128::from(flag), 0),
            Self::Uuid(_) | Self::Bytes(_) => (i128::from(cell.bits.long_tail(100)), 0),
            Self::Listed(_) | Self::Written | Self::Json => (digits(self.written(scratch), &mut cell.bits), 0),
        };
        cell.within(rescale(unscaled, from, scale))
    }

    fn float(self, cell: Cell<'_, '_>, scratch: &mut String) -> Value<'static> {
        // Places on the map keep six digits, which no decimal of a float's size loses.
        let scale = if let Self::Number(_, scale) = self { scale } else { 0 };
        let limits = Limits {
            low: cell.limits.low.map(|low| rescale(low, 0, scale)),
            high: cell.limits.high.map(|high| rescale(high, 0, scale)),
            ..*cell.limits
        };
        let identity = cell.identity;
        let unscaled = self.number(
            Cell {
                identity,
                limits: &limits,
                bits: cell.bits,
            },
            scratch,
            scale,
        );
        // Both are exact below 2^53, and division rounds to the nearest: the same bits everywhere.
        Value::Float(unscaled as f64 / 10_i128.checked_pow(u32::from(scale)).unwrap_or(1) as f64)
    }

    fn flag(self, mut cell: Cell<'_, '_>) -> bool {
        match self {
            Self::Flag(flag) => flag,
            Self::Number(unscaled, _) => unscaled != 0,
            _ => cell.bits.chance(cell.limits.true_share),
        }
    }

    fn time(self, cell: Cell<'_, '_>) -> Value<'static> {
        let moment = match self {
            Self::Moment(micros) => micros,
            _ => cell.identity.timeline().created,
        };
        match cell.limits.form {
            Form::Date => {
                let day = cell.within(i128::from(moment.div_euclid(DAY)));
                Value::Date(i32::try_from(day).unwrap_or(0))
            }
            Form::Time => {
                let micros = if let Self::Clock(micros) = self { micros } else { moment };
                let micros = micros.rem_euclid(DAY) / MINUTE * MINUTE;
                Value::Time(i64::try_from(cell.within(i128::from(micros))).unwrap_or(0))
            }
            Form::Interval => {
                let mut bits = cell.bits.clone();
                let micros = match self {
                    Self::Span(micros, _) => micros,
                    _ => bits.between(1, 24 * 12) * 5 * MINUTE,
                };
                Value::Interval(Interval {
                    months: 0,
                    days: i32::try_from(micros / DAY).unwrap_or(0),
                    micros: micros % DAY,
                })
            }
            _ => Value::Timestamp(i64::try_from(cell.within(i128::from(moment))).unwrap_or(moment)),
        }
    }

    fn json(self, scratch: &mut String) -> Cow<'_, str> {
        match self {
            Self::Json => Cow::Borrowed(scratch),
            Self::Number(..) | Self::Flag(_) => Cow::Borrowed(self.written(scratch)),
            _ => {
                self.written(scratch);
                let mut quoted = String::with_capacity(scratch.len() + 2);
                push_json_string(scratch, &mut quoted);
                Cow::Owned(quoted)
            }
        }
    }
}

impl Cell<'_, '_> {
    /// The number itself if the limits allow it; else with fewer digits, so that its kind of distribution stays; else
    /// one that they allow. What is not negative by nature stays so where it can.
    fn within(mut self, number: i128) -> i128 {
        let high = self.limits.high;
        let natural = self.limits.low.filter(|low| number < 0 || *low > 0);
        let zero = (number >= 0 && high.is_none_or(|high| high >= 0)).then_some(0);
        let low = natural
            .or(if self.limits.low.is_some() { zero } else { None })
            .or(self.limits.low);
        let allowed = |number: i128| low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high);
        if allowed(number) {
            return number;
        }
        let shorter = (1..39)
            .map(|digits| number / 10_i128.pow(digits))
            .find(|shorter| allowed(*shorter));
        if let Some(shorter) = shorter.filter(|shorter| *shorter != 0) {
            return shorter;
        }
        match (low, high) {
            (Some(low), Some(high)) => {
                let span = high.saturating_sub(low).saturating_add(1);
                let count = u64::try_from(span).unwrap_or(if span > 0 { u64::MAX } else { 0 });
                let draw = self.bits.below(count).min(self.bits.below(count));
                low.saturating_add(i128::from(draw))
            }
            (Some(low), None) => low.saturating_add(i128::from(self.bits.long_tail(100))),
            (None, Some(high)) => high.saturating_sub(i128::from(self.bits.long_tail(100))),
            (None, None) => number,
        }
    }
}

/// A number with another number of digits behind the point, rounded half up.
fn rescale(unscaled: i128, from: u8, to: u8) -> i128 {
    let power = |digits: u8| 10_i128.checked_pow(u32::from(digits)).unwrap_or(i128::MAX);
    if to >= from {
        unscaled.saturating_mul(power(to - from))
    } else {
        let divisor = power(from - to);
        unscaled.saturating_add(divisor / 2).div_euclid(divisor)
    }
}

/// The digits of a text as a number; where it has none a small one.
fn digits(text: &str, bits: &mut Bits) -> i128 {
    let digits = text.bytes().filter(u8::is_ascii_digit);
    let number = digits.take(18).fold(None, |number: Option<i128>, digit| {
        Some(number.unwrap_or(0) * 10 + i128::from(digit - b'0'))
    });
    number.unwrap_or_else(|| i128::from(1 + bits.long_tail(20)))
}

/// Appends `-19.99`.
pub(crate) fn write_decimal(unscaled: i64, scale: u8, out: &mut String) {
    let magnitude = unscaled.unsigned_abs();
    let power = 10_u64.checked_pow(u32::from(scale)).unwrap_or(1);
    if unscaled < 0 {
        out.push('-');
    }
    super::grammar::push_number(magnitude / power, out);
    if scale > 0 {
        let width = usize::from(scale);
        let _ = std::fmt::Write::write_fmt(out, format_args!(".{:0width$}", magnitude % power));
    }
}

/// Appends a UUID with its hyphens.
pub(crate) fn write_uuid(uuid: u128, out: &mut String) {
    let part = |shift: u32, digits: u32| (uuid >> shift) & ((1 << (4 * digits)) - 1);
    let _ = std::fmt::Write::write_fmt(
        out,
        format_args!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            part(96, 8),
            part(80, 4),
            part(64, 4),
            part(48, 4),
            part(0, 12)
        ),
    );
}

/// Appends two hexadecimal digits for each byte.
pub(crate) fn write_hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        let _ = std::fmt::Write::write_fmt(out, format_args!("{byte:02x}"));
    }
}

/// Two hexadecimal digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::new();
    write_hex(bytes, &mut digits);
    digits
}

/// A UUID of version 4 (RFC 9562).
pub(crate) fn uuid_of(high: u64, low: u64) -> u128 {
    let random = (u128::from(high) << 64) | u128::from(low);
    (random & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62)
}

fn random_uuid(mut cell: Cell<'_, '_>) -> u128 {
    uuid_of(cell.bits.draw(), cell.bits.draw())
}

/// Appends a JSON string.
pub(crate) fn push_json_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_value_in_every_form() {
        assert_eq!(rescale(1999, 2, 0), 20);
        assert_eq!(rescale(1999, 2, 4), 199_900);
        assert_eq!(rescale(-1999, 2, 1), -200);
        assert_eq!(rescale(1, 0, 200), i128::MAX);
        let mut text = String::new();
        write_decimal(-5, 2, &mut text);
        assert_eq!(text, "-0.05");
    }

    #[test]
    fn a_uuid_says_its_version() {
        let mut text = String::new();
        write_uuid(uuid_of(u64::MAX, u64::MAX), &mut text);
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn json_strings_are_escaped() {
        let mut text = String::new();
        push_json_string("a \"b\"\\\n\u{1}", &mut text);
        assert_eq!(text, "\"a \\\"b\\\"\\\\\\n \"");
    }
}
