//! Values of scalar types, read from their binary form and written in another type's.

use bytes::{BufMut, BytesMut};
use postgres_types::Type;

use crate::encode::binary::Reader;
use crate::encode::text_output;
use crate::error::BoxError;

/// Returns the bytes of a type of this length.
fn whole<const N: usize>(bytes: &[u8]) -> Result<[u8; N], BoxError> {
    let mut reader = Reader(bytes);
    let whole = reader.array()?;
    reader.check_end()?;
    Ok(whole)
}

pub(super) fn char_byte(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(i8::from_be_bytes(whole(bytes)?)))
}

pub(super) fn int2(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(i16::from_be_bytes(whole(bytes)?)))
}

pub(super) fn int4(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(i32::from_be_bytes(whole(bytes)?)))
}

pub(super) fn int8(bytes: &[u8]) -> Result<i64, BoxError> {
    whole(bytes).map(i64::from_be_bytes)
}

pub(super) fn oid(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(u32::from_be_bytes(whole(bytes)?)))
}

pub(super) fn float4(bytes: &[u8]) -> Result<f32, BoxError> {
    whole(bytes).map(f32::from_be_bytes)
}

pub(super) fn float8(bytes: &[u8]) -> Result<f64, BoxError> {
    whole(bytes).map(f64::from_be_bytes)
}

fn too_large(number: i64, least: impl std::fmt::Display, most: impl std::fmt::Display) -> BoxError {
    format!("{number} does not fit into the column's type, which holds {least} to {most}").into()
}

pub(super) fn to_int2(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i16(i16::try_from(number).map_err(|_| too_large(number, i16::MIN, i16::MAX))?);
    Ok(())
}

pub(super) fn to_int4(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i32(i32::try_from(number).map_err(|_| too_large(number, i32::MIN, i32::MAX))?);
    Ok(())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "has the signature of the other writers, which can fail"
)]
pub(super) fn to_int8(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i64(number);
    Ok(())
}

pub(super) fn to_oid(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_u32(u32::try_from(number).map_err(|_| too_large(number, u32::MIN, u32::MAX))?);
    Ok(())
}

/// Refuses an integer that is no float4. All integers up to 2^24 are, and all up to 2^53 are float8; of larger ones,
/// only some are.
pub(super) fn to_float4(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    let float = number as f32;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exact: the float is whole, and i128 holds it"
    )]
    if float as i128 != i128::from(number) {
        return Err(format!("{number} is not a float4: the nearest is {float}").into());
    }
    out.put_f32(float);
    Ok(())
}

pub(super) fn to_float8(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    let float = number as f64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exact: the float is whole, and i128 holds it"
    )]
    if float as i128 != i128::from(number) {
        return Err(format!("{number} is not a float8: the nearest is {float}").into());
    }
    out.put_f64(float);
    Ok(())
}

/// Accepts the texts that `charin` in char.c does, except those of several bytes, of which it drops all but the first.
pub(super) fn to_char(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let byte = match text {
        [] => 0,
        [byte] => *byte,
        _ => {
            return Err(format!(
                "{:?} is more than the one byte of a \"char\"",
                String::from_utf8_lossy(text)
            )
            .into());
        }
    };
    out.put_u8(byte);
    Ok(())
}

/// `jsonb_recv` in jsonb.c: a version, then the text.
#[expect(
    clippy::unnecessary_wraps,
    reason = "has the signature of the other writers, which can fail"
)]
pub(super) fn to_jsonb(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_u8(1);
    out.put_slice(text);
    Ok(())
}

pub(super) fn from_jsonb(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut reader = Reader(bytes);
    reader.u8()?;
    out.put_slice(reader.rest());
    Ok(())
}

/// Accepts the texts that `uuid_in` in uuid.c does: 32 hexadecimal digits, with an optional hyphen after every four and
/// optional braces around them.
pub(super) fn to_uuid(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut rest = match text {
        [b'{', inner @ .., b'}'] => inner,
        other => other,
    };
    for n in 1..=16 {
        let (byte, after) = split_hex_byte(rest).ok_or_else(|| not_a_uuid(text))?;
        out.put_u8(byte);
        rest = match after {
            [b'-', after @ ..] if n % 2 == 0 && n < 16 => after,
            after => after,
        };
    }
    if rest.is_empty() { Ok(()) } else { Err(not_a_uuid(text)) }
}

fn not_a_uuid(text: &[u8]) -> BoxError {
    format!("{:?} is not a uuid", String::from_utf8_lossy(text)).into()
}

/// Reads two hexadecimal digits, and returns the rest as well.
fn split_hex_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    let (&[high, low], rest) = text.split_first_chunk()?;
    let (high, low) = (char::from(high).to_digit(16)?, char::from(low).to_digit(16)?);
    Some((u8::try_from(high << 4 | low).ok()?, rest))
}

pub(super) fn from_uuid(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut text = String::new();
    text_output::render(&Type::UUID, bytes, &mut text)?;
    out.put_slice(text.as_bytes());
    Ok(())
}

/// Converts a date to its midnight; the infinities stay infinite.
pub(super) fn date_to_timestamp(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    const MICROSECONDS_A_DAY: i64 = 86_400_000_000;
    let microseconds = match i32::from_be_bytes(whole(bytes)?) {
        i32::MIN => i64::MIN,
        i32::MAX => i64::MAX,
        days => i64::from(days)
            .checked_mul(MICROSECONDS_A_DAY)
            .ok_or("the date is outside of what a timestamp holds")?,
    };
    out.put_i64(microseconds);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_beyond_every_timestamp_is_refused() {
        let mut out = BytesMut::new();
        assert!(date_to_timestamp(&106_751_992_i32.to_be_bytes(), &mut out).is_err());
        assert!(date_to_timestamp(&(-106_751_992_i32).to_be_bytes(), &mut out).is_err());
    }
}
