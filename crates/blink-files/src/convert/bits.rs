//! The types bit and bit varying.

use bytes::{BufMut, BytesMut};

use super::hex::digit;
use super::reason::Reason;

/// Bits in binary or hexadecimal digits: `101`, `B101`, `X1F` (`bit_in` in varbit.c).
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits<'a> {
    digits: &'a [u8],
    is_hex: bool,
}

impl<'a> Bits<'a> {
    /// Reads bits, and makes sure that the column takes as many.
    pub(super) fn parse(field: &'a str, length: Option<u32>, varying: bool) -> Result<Self, Reason> {
        let (digits, is_hex) = match field.as_bytes() {
            [b'x' | b'X', digits @ ..] => (digits, true),
            [b'b' | b'B', digits @ ..] | digits => (digits, false),
        };
        let is_digit = |byte: &u8| {
            if is_hex {
                digit(*byte).is_some()
            } else {
                matches!(byte, b'0' | b'1')
            }
        };
        if !digits.iter().all(is_digit) {
            return Err(Reason::Not("bits"));
        }
        let bits = Self { digits, is_hex };
        let count = bits.count().ok_or(Reason::OutOfRange("bits"))?;
        match length {
            Some(length) if varying && count > length => Err(Reason::TooManyBits(length)),
            Some(length) if !varying && count != length => Err(Reason::BitLength(length)),
            _ => Ok(bits),
        }
    }

    fn count(self) -> Option<u32> {
        let digits = u32::try_from(self.digits.len()).ok()?;
        let count = digits.checked_mul(if self.is_hex { 4 } else { 1 })?;
        (count <= i32::MAX.unsigned_abs() - 7).then_some(count)
    }

    pub(super) fn write(self, out: &mut BytesMut) {
        out.put_u32(self.count().unwrap_or(0));
        let bits_in_digit = if self.is_hex { 4 } else { 1 };
        let (mut byte, mut free) = (0, 8);
        for &character in self.digits {
            free -= bits_in_digit;
            byte |= digit(character).unwrap_or(0) << free;
            if free == 0 {
                out.put_u8(byte);
                (byte, free) = (0, 8);
            }
        }
        if free < 8 {
            out.put_u8(byte);
        }
    }
}
