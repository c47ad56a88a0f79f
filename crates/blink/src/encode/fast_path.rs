//! A fast path for values of the most common types.
//!
//! [`ToSql`](postgres_types::ToSql) writes the same bytes, by calls into another crate that the compiler does not
//! inline: they cost five to ten of some twenty nanoseconds per field.

use bytes::BytesMut;

use super::binary::check_length;
use crate::error::BoxError;

/// Writes the length and the value if its type is one of these; otherwise returns false.
#[inline]
pub(super) fn try_put<T>(value: &T, out: &mut BytesMut) -> bool {
    castaway::match_type!(value, {
        &i64 as value => fixed(value.to_be_bytes(), out),
        &i32 as value => fixed(value.to_be_bytes(), out),
        &i16 as value => fixed(value.to_be_bytes(), out),
        &f64 as value => fixed(value.to_be_bytes(), out),
        &f32 as value => fixed(value.to_be_bytes(), out),
        &bool as value => fixed([u8::from(*value)], out),
        &String as value => text(value, out),
        _ => false,
    })
}

#[inline]
fn fixed<const N: usize>(bytes: [u8; N], out: &mut BytesMut) -> bool {
    // The length and the value, of at most eight bytes, in one write.
    let mut field = [0; 12];
    field[3] = length::<N>();
    field[4..4 + N].copy_from_slice(&bytes);
    out.extend_from_slice(&field[..4 + N]);
    true
}

#[inline]
fn text(text: &str, out: &mut BytesMut) -> bool {
    // The slow path refuses a text that is too long.
    let Ok(length) = check_length(text.len()) else {
        return false;
    };
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
    true
}

/// Refuses a text or bytes that no field can hold before they are copied, for the types whose length is known here.
#[inline]
pub(super) fn check_field_len<T>(value: &T) -> Result<(), BoxError> {
    let length = castaway::match_type!(value, {
        &String as value => value.len(),
        &Option<String> as value => value.as_ref().map_or(0, String::len),
        &Vec<u8> as value => value.len(),
        &Option<Vec<u8>> as value => value.as_ref().map_or(0, Vec::len),
        _ => return Ok(()),
    });
    check_length(length).map(drop)
}

const fn length<const N: usize>() -> u8 {
    assert!(N <= 8, "an integer, a float or a bool");
    #[expect(clippy::cast_possible_truncation, reason = "8 at the most")]
    let length = N as u8;
    length
}
