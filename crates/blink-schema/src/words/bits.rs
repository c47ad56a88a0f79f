//! Random numbers of a cell or an identity.

/// The golden ratio's fraction, the step of SplitMix64.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of SplitMix64.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A sequence of random numbers from one number: SplitMix64 (Steele, Lea, Flood, 2014), which begins at once, since
/// most cells draw one or two.
///
/// ```
/// use blink_schema::words::Bits;
///
/// let mut bits = Bits::new(7);
/// assert_eq!(bits.draw(), Bits::new(7).draw());
/// assert!(bits.below(6) < 6);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits(u64);

impl Bits {
    /// The sequence of this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The sequence of one use of a number: sequences of different uses have nothing in common.
    #[inline]
    pub fn of(number: u64, usage: u64) -> Self {
        Self(mix(number ^ mix(usage.wrapping_add(GAMMA))))
    }

    /// The next number.
    #[inline]
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// A number below `n`; 0 if there is none.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.draw()) * u128::from(n)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included; `low` if `high` is less.
    #[inline]
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = i128::from(high) - i128::from(low);
        let Ok(count) = u128::try_from(span + 1) else {
            return low;
        };
        let place = (u128::from(self.draw()) * count) >> 64;
        i64::try_from(i128::from(low) + i128::try_from(place).unwrap_or(0)).unwrap_or(low)
    }

    /// True so many times of a thousand.
    #[inline]
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// A place in a list of `len` entries.
    #[inline]
    pub fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// One of some values; `None` if there are none.
    #[inline]
    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> Option<&'a T> {
        let place = self.place(values.len());
        values.get(place)
    }

    /// A number with a long tail: half of them are below `typical`, each next doubling is half as likely.
    #[inline]
    pub fn long_tail(&mut self, typical: u64) -> u64 {
        let doublings = self.draw().trailing_zeros().min(12);
        self.below(typical.saturating_mul(1 << doublings))
    }

    /// The place of one of some weights; 0 if all are 0.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total);
        for (place, weight) in weights.enumerate() {
            if left < u64::from(weight) {
                return place;
            }
            left -= u64::from(weight);
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_splitmix64() {
        // https://prng.di.unimi.it/splitmix64.c from the state 0.
        let mut bits = Bits::new(0);
        assert_eq!(
            [bits.draw(), bits.draw(), bits.draw()],
            [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]
        );
    }

    #[test]
    fn edges_do_not_panic() {
        let mut bits = Bits::new(1);
        assert_eq!(bits.below(0), 0);
        assert_eq!(bits.between(5, 4), 5);
        assert_eq!(bits.between(5, 3), 5);
        bits.between(i64::MIN, i64::MAX);
        assert_eq!(bits.pick::<u8>(&[]), None);
        bits.long_tail(u64::MAX);
        assert_eq!(bits.long_tail(0), 0);
        assert_eq!(bits.weighted([0, 0].into_iter()), 0);
        assert_eq!(bits.weighted([0, 1].into_iter()), 1);
    }
}
