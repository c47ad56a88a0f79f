//! The binary form of `numeric`: `numeric_send` in numeric.c.
//!
//! The number of digits, the weight of the first, a sign, the scale shown, then the digits in base 10,000.

use std::fmt::{self, Write as _};

use bytes::{BufMut, BytesMut};

use super::binary::Reader;
use crate::error::BoxError;

const BASE_DIGITS: usize = 4;
const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const POSITIVE_INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// A number as its decimal digits: those before the point, and those after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// Parses `-12.340`, as `Display` of integers and floats writes it.
    fn parse(text: &str) -> Self {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Self {
            negative,
            whole: whole.to_owned(),
            fraction: fraction.to_owned(),
        }
    }

    fn write(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        let whole_groups = self.whole.len().div_ceil(BASE_DIGITS);
        let padding = whole_groups * BASE_DIGITS - self.whole.len();
        let mut digits = "0".repeat(padding) + &self.whole + &self.fraction;
        digits.push_str(&"0".repeat(digits.len().next_multiple_of(BASE_DIGITS) - digits.len()));
        let mut groups = digits
            .as_bytes()
            .chunks(BASE_DIGITS)
            .map(|group| {
                group
                    .iter()
                    .fold(0, |value, digit| value * 10 + i16::from(digit - b'0'))
            })
            .collect::<Vec<_>>();
        let leading = groups.iter().take_while(|&&group| group == 0).count();
        groups.drain(..leading);
        while groups.last() == Some(&0) {
            groups.pop();
        }
        let weight = if groups.is_empty() {
            0
        } else {
            i16::try_from(whole_groups)? - 1 - i16::try_from(leading)?
        };
        let negative = self.negative && !groups.is_empty();
        out.put_i16(i16::try_from(groups.len())?);
        out.put_i16(weight);
        out.put_u16(if negative { NEGATIVE } else { POSITIVE });
        out.put_u16(u16::try_from(self.fraction.len())?);
        for group in groups {
            out.put_i16(group);
        }
        Ok(())
    }
}

/// Writes `unscaled / 10^scale`, and shows that many decimals.
///
/// # Errors
/// None: every such number is a numeric.
pub fn write_decimal(unscaled: i128, scale: u8, out: &mut BytesMut) -> Result<(), BoxError> {
    const BASE: u16 = 10_000;
    // 39 digits.
    let mut groups = [0_u16; 10];
    let mut count = 0;
    let padding = (BASE_DIGITS - usize::from(scale) % BASE_DIGITS) % BASE_DIGITS;
    let padded = unscaled
        .unsigned_abs()
        .checked_mul(10_u128.pow(u32::try_from(padding)?));
    let Some(mut rest) = padded else {
        return write_finite(&Point { unscaled, scale }, out);
    };
    for group in &mut groups {
        if rest == 0 {
            break;
        }
        // Division is fast where 64 bits are enough.
        (*group, rest) = match u64::try_from(rest) {
            Ok(rest) => (
                u16::try_from(rest % u64::from(BASE))?,
                u128::from(rest / u64::from(BASE)),
            ),
            Err(_) => (u16::try_from(rest % u128::from(BASE))?, rest / u128::from(BASE)),
        };
        count += 1;
    }
    let digits = groups.get(..count).unwrap_or_default();
    let zeros = digits.iter().take_while(|&&group| group == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    let behind_point = (usize::from(scale) + padding) / BASE_DIGITS;
    let weight = if count == 0 {
        0
    } else {
        i16::try_from(count)? - 1 - i16::try_from(behind_point)?
    };
    out.put_i16(i16::try_from(digits.len())?);
    out.put_i16(weight);
    out.put_u16(if unscaled < 0 { NEGATIVE } else { POSITIVE });
    out.put_u16(u16::from(scale));
    for group in digits.iter().rev() {
        out.put_u16(*group);
    }
    Ok(())
}

/// A number with its point.
struct Point {
    unscaled: i128,
    scale: u8,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.unscaled.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        f.write_str(if self.unscaled < 0 { "-" } else { "" })?;
        f.write_str(whole)?;
        if scale > 0 {
            write!(f, ".{fraction}")?;
        }
        Ok(())
    }
}

/// Writes an integer or a finite float from its decimal text.
///
/// # Errors
/// If it has more digits than numeric holds.
pub fn write_finite(number: &impl ToString, out: &mut BytesMut) -> Result<(), BoxError> {
    Decimal::parse(&number.to_string()).write(out)
}

/// Writes a float as the shortest decimal that reads back as the same float.
///
/// # Errors
/// As [`write_finite`].
pub fn write_float(number: f64, shortest: &impl ToString, out: &mut BytesMut) -> Result<(), BoxError> {
    let sign = if number.is_nan() {
        NAN
    } else if number == f64::INFINITY {
        POSITIVE_INFINITY
    } else if number == f64::NEG_INFINITY {
        NEGATIVE_INFINITY
    } else {
        return write_finite(shortest, out);
    };
    out.put_slice(&[0, 0, 0, 0]);
    out.put_u16(sign);
    out.put_u16(0);
    Ok(())
}

/// Writes out the number as `numeric_out` does.
pub(crate) fn render(bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
    let mut reader = Reader(bytes);
    let count = usize::try_from(reader.i16()?)?;
    let weight = i32::from(reader.i16()?);
    let sign = reader.u16()?;
    let scale = usize::from(reader.u16()?);
    let groups = (0..count).map(|_| reader.i16()).collect::<Result<Vec<_>, _>>()?;
    reader.check_end()?;
    match sign {
        POSITIVE => {}
        NEGATIVE => text.push('-'),
        NAN => {
            text.push_str("NaN");
            return Ok(());
        }
        POSITIVE_INFINITY => {
            text.push_str("Infinity");
            return Ok(());
        }
        NEGATIVE_INFINITY => {
            text.push_str("-Infinity");
            return Ok(());
        }
        other => return Err(format!("{other:#06x} is not a valid numeric sign").into()),
    }
    if weight < 0 {
        text.push('0');
    } else {
        write!(text, "{}", group(&groups, 0))?;
        for exponent in (0..weight).rev() {
            write!(text, "{:04}", group(&groups, weight - exponent))?;
        }
    }
    if scale > 0 {
        text.push('.');
        let end = text.len() + scale;
        let mut exponent = -1;
        while text.len() < end {
            write!(text, "{:04}", group(&groups, weight - exponent))?;
            exponent -= 1;
        }
        text.truncate(end);
    }
    Ok(())
}

/// The digit of base 10,000 at this place from the left; zero if none was sent.
fn group(groups: &[i16], place: i32) -> i16 {
    let sent = usize::try_from(place).ok().and_then(|place| groups.get(place));
    sent.copied().unwrap_or(0)
}

/// The number as an integer, if it is one.
pub(crate) fn integer(bytes: &[u8]) -> Result<i64, BoxError> {
    let mut text = String::new();
    render(bytes, &mut text)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return Err(format!("{text} is not a whole number").into());
    }
    whole
        .parse()
        .map_err(|_| format!("{text} does not fit into the column's type").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn back_and_forth(number: &impl ToString) -> String {
        let mut bytes = BytesMut::new();
        write_finite(number, &mut bytes).unwrap();
        let mut text = String::new();
        render(&bytes, &mut text).unwrap();
        text
    }

    #[test]
    fn the_bytes_are_those_of_the_server() {
        // select encode(numeric_send('-1234567.8901'), 'hex')
        let mut bytes = BytesMut::new();
        write_finite(&"-1234567.8901", &mut bytes).unwrap();
        assert_eq!(&bytes[..], [0, 3, 0, 1, 0x40, 0, 0, 4, 0, 123, 0x11, 0xd7, 0x22, 0xc5]);
        assert_eq!(back_and_forth(&"-0"), "0");
        assert_eq!(back_and_forth(&"0.00010"), "0.00010");
        assert_eq!(back_and_forth(&"100000000"), "100000000");
        assert!(integer(&[0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x13, 0x88]).is_err());
    }

    #[test]
    fn a_scaled_integer_is_the_number_with_its_point() {
        let small = [0, 1, -1, 10, 99, 10_000, -12_340, 100_000_000, 19_999];
        for unscaled in small
            .into_iter()
            .chain([i128::MAX, i128::MIN, i128::from(u64::MAX) + 1, 10_i128.pow(38)])
        {
            for scale in [0, 1, 2, 3, 4, 5, 8, 20, 38, 39, 40, 255] {
                let (mut bytes, mut text) = (BytesMut::new(), String::new());
                write_decimal(unscaled, scale, &mut bytes).unwrap();
                render(&bytes, &mut text).unwrap();
                let expected = Point { unscaled, scale }.to_string();
                assert_eq!(text, expected);
                let mut by_text = BytesMut::new();
                write_finite(&expected, &mut by_text).unwrap();
                assert_eq!(bytes, by_text, "{expected}");
            }
        }
    }

    proptest! {
        #[test]
        fn scaled_integers_are_written_like_their_texts(unscaled: i128, shift in 0..128_u32, scale: u8) {
            let unscaled = unscaled >> shift;
            let (mut bytes, mut by_text) = (BytesMut::new(), BytesMut::new());
            write_decimal(unscaled, scale, &mut bytes).unwrap();
            write_finite(&Point { unscaled, scale }, &mut by_text).unwrap();
            prop_assert_eq!(bytes, by_text);
        }

        #[test]
        fn integers_read_back(number: i64) {
            let mut bytes = BytesMut::new();
            write_finite(&number, &mut bytes).unwrap();
            prop_assert_eq!(integer(&bytes).unwrap(), number);
        }

        #[test]
        fn floats_read_back(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            prop_assert_eq!(back_and_forth(&number).parse().map(f64::to_bits), Ok(number.to_bits()));
        }
    }
}
