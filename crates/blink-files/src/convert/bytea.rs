//! The type bytea.

use bytes::{BufMut, BytesMut};

use super::hex::byte;
use super::reason::Reason;

/// Reads bytes, as `\x` and hexadecimal digits or in the escape format (`byteain` in varlena.c or bytea.c). Other
/// characters are their bytes in UTF-8.
pub(super) fn write(field: &str, out: &mut BytesMut) -> Result<(), Reason> {
    let field = field.as_bytes();
    match field.strip_prefix(b"\\x") {
        Some(digits) => write_hex(digits, out).ok_or(Reason::Not("bytes in hexadecimal digits")),
        None => write_escaped(field, out),
    }
}

fn write_hex(mut rest: &[u8], out: &mut BytesMut) -> Option<()> {
    out.reserve(rest.len() / 2);
    loop {
        match rest {
            [] => return Some(()),
            // `hex_decode` in encode.c
            [b' ' | b'\n' | b'\t' | b'\r', after @ ..] => rest = after,
            [high, low, after @ ..] => {
                out.put_u8(byte(*high, *low)?);
                rest = after;
            }
            [_] => return None,
        }
    }
}

fn write_escaped(mut rest: &[u8], out: &mut BytesMut) -> Result<(), Reason> {
    loop {
        let plain = rest
            .iter()
            .position(|byte| matches!(byte, b'\\' | 0))
            .unwrap_or(rest.len());
        let (copied, escaped) = rest.split_at(plain);
        out.extend_from_slice(copied);
        rest = match escaped {
            [] => return Ok(()),
            [0, ..] => return Err(Reason::Nul),
            [b'\\', b'\\', after @ ..] => {
                out.put_u8(b'\\');
                after
            }
            [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..] => {
                out.put_u8((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                after
            }
            _ => return Err(Reason::Not("bytes: a backslash is written as \\\\")),
        };
    }
}
