//! A permutation of a few numbers.

use crate::generate::random::RngKey;

/// The largest size: beyond, a network is as fast.
const LARGEST: u128 = 16;

/// A few numbers in a random order (Durstenfeld, "Algorithm 235: Random permutation", 1964): every order has the same
/// probability.
pub(super) struct Shuffle {
    numbers: [u8; LARGEST as usize],
    size: usize,
}

impl Shuffle {
    /// The order of the numbers below `size` that belongs to this key, if they are few.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "at most 16")]
    pub(super) fn of(key: RngKey, size: u128) -> Option<Self> {
        if size > LARGEST {
            return None;
        }
        let mut numbers = std::array::from_fn(|n| n as u8);
        for last in (1..size as u64).rev() {
            numbers.swap(key.below(last, last + 1) as usize, last as usize);
        }
        let size = size as usize;
        Some(Self { numbers, size })
    }

    #[inline]
    pub(super) fn at(&self, place: u128) -> Option<u8> {
        let place = usize::try_from(place).ok()?;
        self.order().get(place).copied()
    }

    #[inline]
    pub(super) fn place_of(&self, number: u128) -> Option<u8> {
        let place = self.order().iter().position(|other| u128::from(*other) == number)?;
        u8::try_from(place).ok()
    }

    #[inline]
    fn order(&self) -> &[u8] {
        self.numbers.get(..self.size).unwrap_or_default()
    }
}
