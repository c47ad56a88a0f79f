//! Binary forms of texts that input functions read.

use blink::BoxError;
use bytes::{BufMut, BytesMut};

use super::form::Scalar;
use super::{bits, decimal, network, vector};
use crate::value::{Value, times};

impl Scalar {
    /// Writes the binary form of a text as the server writes values of the type; false, and perhaps a part, if it is none
    /// of these.
    pub(super) fn literal(&self, text: &str, out: &mut BytesMut) -> Result<bool, BoxError> {
        match self {
            Self::Text(limit) => limit.write(text, out).map(|()| true),
            Self::Json | Self::Jsonb | Self::Xml | Self::Enum(_) => self.literal_document(text, out),
            Self::Float4 => match text.trim().parse::<f32>() {
                Ok(float) => {
                    check_range(text, float.is_infinite(), float == 0.0)?;
                    out.put_f32(float);
                    Ok(true)
                }
                Err(_) => Ok(false),
            },
            Self::Float8 => match text.trim().parse::<f64>() {
                Ok(float) => {
                    check_range(text, float.is_infinite(), float == 0.0)?;
                    out.put_f64(float);
                    Ok(true)
                }
                Err(_) => Ok(false),
            },
            Self::Numeric(precision) => decimal::numeric_literal(text, *precision, out),
            Self::Money => match decimal::parse(text.trim()) {
                Some(number) => decimal::money(number, out).map(|()| true),
                None => Ok(false),
            },
            Self::Uuid => Ok(uuid(text).map(|uuid| out.put_u128(uuid)).is_some()),
            Self::Bits(length, varying) => bits::write(text, *length, *varying, out),
            Self::Inet | Self::Cidr => network::address(text.trim(), matches!(self, Self::Cidr), out),
            Self::MacAddr => Ok(network::hardware_address(text.trim(), 6, out)),
            Self::MacAddr8 => Ok(network::hardware_address(text.trim(), 8, out)),
            Self::Geometric(shape) => Ok(shape.write(text, out).is_some()),
            Self::Vector(dimensions) => match vector::parse(text) {
                Some(numbers) => vector::write(&numbers, *dimensions, out).map(|()| true),
                None => Ok(false),
            },
            _ => match self.read(text.trim())? {
                Some(value) => self.binary(&value, out).map(|()| true),
                None => self.zoned_time(text, out),
            },
        }
    }

    /// Reads a value of a type that a value of its own is for.
    fn read(&self, text: &str) -> Result<Option<Value<'static>>, BoxError> {
        Ok(match self {
            Self::Bool => match text {
                "t" | "true" | "yes" | "on" | "1" => Some(Value::Bool(true)),
                "f" | "false" | "no" | "off" | "0" => Some(Value::Bool(false)),
                _ => None,
            },
            Self::Int2 | Self::Int4 | Self::Int8 | Self::Oid => integer(text)?.map(Value::Int),
            Self::Bytea => bytes(text).map(|bytes| Value::Bytes(bytes.into())),
            Self::Date => times::date(text).map(Value::Date),
            Self::Time(_) => times::time(text).map(Value::Time),
            Self::Timestamp(_) => times::timestamp(text).map(Value::Timestamp),
            Self::TimestampTz(_) => times::timestamp_with_zone(text).map(Value::Timestamp),
            Self::Interval(_) => times::interval(text).map(Value::Interval),
            _ => None,
        })
    }

    /// Writes a time with a zone (`timetz_send` in date.c), which no other value holds.
    fn zoned_time(&self, text: &str, out: &mut BytesMut) -> Result<bool, BoxError> {
        let Self::TimeTz(unit) = self else { return Ok(false) };
        let Some((micros, east)) = times::time_with_zone(text.trim()) else {
            return Ok(false);
        };
        out.put_i64(unit.time(micros)?);
        out.put_i32(-east);
        Ok(true)
    }
}

/// Refuses a number that is beyond the ends of a float: `parse` makes infinity or zero of it.
fn check_range(text: &str, is_infinite: bool, is_zero: bool) -> Result<(), BoxError> {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    let has_digits = digits.bytes().any(|byte| byte.is_ascii_digit());
    let is_small = is_zero && digits.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    if is_infinite && has_digits || is_small {
        return Err(format!("{text} is outside of what the column's type holds").into());
    }
    Ok(())
}

/// Reads digits with a sign; an error if they are more than any integer has.
fn integer(text: &str) -> Result<Option<i64>, BoxError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let number = text.parse().map(Some);
    number.map_err(|_| format!("{text} does not fit into the column's type").into())
}

/// Reads `\x` and hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |&[high, low]: &[u8; 2]| u8::try_from(digit(high)? << 4 | digit(low)?).ok();
    pairs.iter().map(byte).collect()
}

/// Reads 32 hexadecimal digits, in groups of 8, 4, 4, 4 and 12 or together.
fn uuid(text: &str) -> Option<u128> {
    let text = text.trim();
    let digits = text.replace('-', "");
    let is_grouped = digits.len() == text.len() || text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let is_hex = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_grouped && is_hex {
        u128::from_str_radix(&digits, 16).ok()
    } else {
        None
    }
}
