//! The binary form of `numeric`: `numeric_send` in numeric.c.
//!
//! The number of digits, the weight of the first, a sign, the scale shown, then the digits in base 10,000.

use std::fmt::Write as _;

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

/// Writes an integer or a finite float from its decimal text.
pub(crate) fn write_finite(number: &impl ToString, out: &mut BytesMut) -> Result<(), BoxError> {
    Decimal::parse(&number.to_string()).write(out)
}

/// Writes a float as the shortest decimal that reads back as the same float.
pub(crate) fn write_float(number: f64, shortest: &impl ToString, out: &mut BytesMut) -> Result<(), BoxError> {
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

    proptest! {
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
