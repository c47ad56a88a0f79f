//! Hexadecimal digits.

/// The value of each byte as a hexadecimal digit; 0xFF if it is none.
static DIGITS: [u8; 256] = {
    let mut table = [0xFF; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            _ => 0xFF,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

#[inline]
pub(super) fn digit(byte: u8) -> Option<u8> {
    // The table has a place for each byte.
    DIGITS.get(usize::from(byte)).copied().filter(|digit| *digit < 16)
}

#[inline]
pub(super) fn byte(high: u8, low: u8) -> Option<u8> {
    Some(digit(high)? << 4 | digit(low)?)
}
