//! The types bit and varbit.

use blink::BoxError;
use bytes::{BufMut, BytesMut};

/// Writes bits, of which `101`, `B101` and `X1F` are examples (`bit_in` in varbit.c); false if the text is none.
pub(super) fn write(text: &str, length: Option<u32>, varying: bool, out: &mut BytesMut) -> Result<bool, BoxError> {
    let text = text.trim();
    let (digits, width) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 4),
        None => (text.strip_prefix(['b', 'B']).unwrap_or(text), 1),
    };
    let digit = |digit: char| digit.to_digit(1 << width);
    if !digits.chars().all(|character| digit(character).is_some()) {
        return Ok(false);
    }
    let count = u32::try_from(digits.len())?.checked_mul(width).ok_or("too many bits")?;
    match length {
        Some(most) if varying && count > most => {
            return Err(format!("there are {count} bits, and the column takes at most {most}").into());
        }
        Some(wanted) if !varying && count != wanted => {
            return Err(format!("there are {count} bits, and the column takes {wanted}").into());
        }
        _ => {}
    }
    out.put_i32(i32::try_from(count)?);
    let (mut byte, mut free) = (0_u32, 8);
    for value in digits.chars().filter_map(digit) {
        free -= width;
        byte |= value << free;
        if free == 0 {
            out.put_u8(u8::try_from(byte)?);
            (byte, free) = (0, 8);
        }
    }
    if free < 8 {
        out.put_u8(u8::try_from(byte)?);
    }
    Ok(true)
}
