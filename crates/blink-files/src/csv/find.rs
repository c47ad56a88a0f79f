//! A search for one of three bytes that is fast for near ones.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The words that are searched here. Farther bytes are found faster by `memchr`, whose call costs as much as three.
const WORDS: usize = 4;

/// A search for the first of three bytes.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    bytes: [u8; 3],
    /// Each byte eight times.
    patterns: [u64; 3],
}

impl Finder {
    pub(super) fn new(bytes: [u8; 3]) -> Self {
        Self {
            bytes,
            patterns: bytes.map(|byte| u64::from(byte) * ONES),
        }
    }

    /// The first of the bytes from this position on, and its position.
    #[inline]
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<(usize, u8)> {
        let mut rest = text.get(from..)?;
        let mut at = from;
        for _ in 0..WORDS {
            let Some((bytes, behind)) = rest.split_first_chunk::<8>() else {
                let found = rest.iter().position(|byte| self.bytes.contains(byte))?;
                return Some((at + found, *rest.get(found)?));
            };
            let word = u64::from_le_bytes(*bytes);
            let found = self
                .patterns
                .iter()
                .fold(0, |found, pattern| found | zero_bytes(word ^ pattern));
            if found != 0 {
                let first = found.trailing_zeros() & !7;
                return Some((at + (first / 8) as usize, (word >> (first & 63)).to_le_bytes()[0]));
            }
            rest = behind;
            at += 8;
        }
        let [a, b, c] = self.bytes;
        let found = memchr::memchr3(a, b, c, rest)?;
        Some((at + found, *rest.get(found)?))
    }
}

/// The high bits of the bytes that are zero; above the first there may be more.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_is_found(text in "[a-e\u{80}-\u{90}\0\u{1}]{0,80}", from in 0_usize..90) {
            let bytes = text.as_bytes();
            for needles in [*b"abc", *b"xab", *b"xyz", [0, 1, b'a'], [b'b'; 3]] {
                let expected = (from..bytes.len()).find(|at| needles.contains(&bytes[*at]));
                let expected = expected.map(|at| (at, bytes[at]));
                prop_assert_eq!(Finder::new(needles).find(bytes, from), expected);
            }
        }
    }
}
