//! The random numbers of generated rows, and their keys. Both are part of the public contract: a change to their
//! results changes every user's data.

use std::convert::Infallible;

use rand_core::TryRng;

/// The golden ratio's fraction, the step of SplitMix64.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014): a
/// bijection, so that the rows of a table never share a state.
#[inline]
pub(crate) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The key of the random numbers of a table, or of one of its uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RngKey(u64);

impl RngKey {
    /// The key of a table: the run's seed, the name as it was declared, and the position of the step among those that
    /// fill it.
    pub(crate) fn of_table(seed: u64, name: &str, nth: u64) -> Self {
        let mut key = Self(seed).derive(name.len() as u64);
        for bytes in name.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            key = key.derive(u64::from_le_bytes(word));
        }
        key.derive(nth)
    }

    /// A key for one of several uses.
    #[inline]
    pub(crate) fn derive(self, which: u64) -> Self {
        Self(mix(self.0.wrapping_add(GAMMA) ^ mix(which.wrapping_add(GAMMA))))
    }

    /// The number at a place.
    #[inline]
    pub(crate) fn number(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_add(1).wrapping_mul(GAMMA)))
    }

    /// The generator of a row.
    #[inline]
    pub(crate) fn rng(self, index: u64) -> RowRng {
        RowRng {
            key: self,
            index,
            state: [0; 4],
        }
    }
}

/// A number below another, as evenly as 2^64 numbers can be divided: by multiplication, so that each takes one draw.
#[inline]
pub(crate) fn bounded(random: u64, n: u64) -> u64 {
    ((u128::from(random) * u128::from(n)) >> 64) as u64
}

/// A number from 0 to 1, without 1, with the 53 bits that an `f64` holds.
#[inline]
pub(crate) fn fraction(random: u64) -> f64 {
    (random >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// The random numbers of one row: a generator of the crate `rand_core`, from which anything of `rand` and `fake` draws.
///
/// It is xoshiro256++ (Blackman and Vigna), begun from the seed of the run, the table and the row's number by
/// SplitMix64. The numbers are the same on every machine and in every release that does not say otherwise. It is not
/// for secrets.
///
/// ```
/// use blink::{Factory, ToRow};
/// use rand::RngExt as _;
///
/// let dice = Factory::new(|draw| draw.rng().random_range(1..=6));
/// assert!((1..=6).contains(&dice.build()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRng {
    key: RngKey,
    index: u64,
    /// All 0 until the first number is drawn, since many rows draw none; never afterwards.
    state: [u64; 4],
}

impl RowRng {
    #[inline]
    fn begin(&mut self) {
        let seed = RngKey(self.key.number(self.index));
        // The words are not all 0, since mix is a bijection and its arguments differ.
        self.state = [seed.number(0), seed.number(1), seed.number(2), seed.number(3)];
    }

    #[inline]
    pub(crate) fn next(&mut self) -> u64 {
        if self.state == [0; 4] {
            self.begin();
        }
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }
}

impl TryRng for RowRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        // The upper half is the better one.
        Ok((self.next() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            part.copy_from_slice(&word[..part.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the reference implementation (<https://prng.di.unimi.it/xoshiro256plusplus.c>) from the
    /// state 1, 2, 3, 4.
    #[test]
    fn the_generator_is_xoshiro256_plus_plus() {
        let mut rng = RowRng {
            state: [1, 2, 3, 4],
            ..RngKey::of_table(0, "t", 0).rng(0)
        };
        let numbers: [u64; 5] = std::array::from_fn(|_| rng.next());
        assert_eq!(
            numbers,
            [
                41_943_041,
                58_720_359,
                3_588_806_011_781_223,
                3_591_011_842_654_386,
                9_228_616_714_210_784_205
            ]
        );
    }

    /// The first numbers of the reference implementation (<https://prng.di.unimi.it/splitmix64.c>) from the state 0.
    #[test]
    fn the_finalizer_is_that_of_splitmix64() {
        assert_eq!(mix(GAMMA), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(GAMMA.wrapping_mul(2)), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn keys_differ_by_everything_that_makes_them() {
        let keys = [
            RngKey::of_table(0, "users", 0),
            RngKey::of_table(1, "users", 0),
            RngKey::of_table(0, "posts", 0),
            RngKey::of_table(0, "users", 1),
            RngKey::of_table(0, "users\0", 0),
            RngKey::of_table(0, "", 0),
            RngKey::of_table(0, "users", 0).derive(0),
            RngKey::of_table(0, "users", 0).derive(1),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }

    #[test]
    fn numbers_are_even() {
        let key = RngKey::of_table(0, "t", 0);
        let mut counts = [0_u32; 10];
        for row in 0..100_000 {
            let mut rng = key.rng(row);
            counts[usize::try_from(bounded(rng.next(), 10)).unwrap()] += 1;
            assert!((0.0..1.0).contains(&fraction(rng.next())));
        }
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
        assert_eq!(
            (bounded(u64::MAX, u64::MAX), bounded(0, 7), bounded(u64::MAX, 1)),
            (u64::MAX - 1, 0, 0)
        );
    }
}
