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

/// The key of a stream of random numbers: for each place in it, such as a row's number, a number that depends on the
/// key and the place alone.
///
/// Keys are made of other keys, by a name or a number, and the streams of different keys are unrelated. The streams of
/// a table's columns are those of [`TableRng`](crate::TableRng).
///
/// ```
/// use blink::RngKey;
///
/// let prices = RngKey::new(42).derive("prices");
/// assert_eq!(prices.number(7), prices.number(7));
/// assert!(prices.below(7, 100) < 100);
/// assert_ne!(prices, RngKey::new(42).derive("weights"));
/// ```
///
/// The numbers are the same on every machine, and in every release that knows the same [`Contract`](crate::Contract).
/// They are not for secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RngKey(u64);

/// Tell keys of their own from those made by numbers.
const NAME: u64 = 0x6e61_6d65_0000_0000;
const ATTEMPT: u64 = 0x7472_7900_0000_0000;
const SEED: u64 = 0x7365_6564_0000_0000;
const WIDE: u64 = 0x7769_6465_0000_0000;

impl RngKey {
    /// The key of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed).nth(SEED)
    }

    /// The key of a table's generated rows: the run's seed, the name as it was declared, and the position of the step
    /// among those that fill it.
    pub(crate) fn of_table(seed: u64, name: &str, nth: u64) -> Self {
        Self(seed).text(name).nth(nth)
    }

    /// The key of the use with this name.
    #[must_use = "this returns another key"]
    pub fn derive(self, name: &str) -> Self {
        self.nth(NAME).text(name)
    }

    /// The key of the use with this number.
    #[inline]
    #[must_use = "this returns another key"]
    pub fn nth(self, n: u64) -> Self {
        Self(mix(self.0.wrapping_add(GAMMA) ^ mix(n.wrapping_add(GAMMA))))
    }

    /// The key of another attempt, for a value that was drawn and does not fit. The attempt 0 has this key itself.
    #[inline]
    #[must_use = "this returns another key"]
    pub fn attempt(self, attempt: u64) -> Self {
        if attempt == 0 {
            self
        } else {
            self.nth(ATTEMPT).nth(attempt)
        }
    }

    fn text(self, text: &str) -> Self {
        let mut key = self.nth(text.len() as u64);
        for bytes in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            key = key.nth(u64::from_le_bytes(word));
        }
        key
    }

    /// The number at a place, each of 64 bits with the same probability. Different places have different numbers.
    #[inline]
    pub fn number(self, place: u64) -> u64 {
        mix(self.0.wrapping_add(place.wrapping_add(1).wrapping_mul(GAMMA)))
    }

    /// The number of an input of one of the functions of a permutation, which tells them apart by the input. It is
    /// [`number`](Self::number) without the multiplication.
    #[inline]
    pub(super) fn mixed(self, input: u64) -> u64 {
        mix(self.0.wrapping_add(input))
    }

    /// A number below `n` for a place, each with the same probability; 0 if `n` is 0.
    #[inline]
    pub fn below(self, place: u64, n: u64) -> u64 {
        bounded(self.number(place), n)
    }

    /// A number below `n` of 128 bits for a place, each with the same probability; 0 if `n` is 0. Where `n` fits 64 bits,
    /// it is that of [`below`](Self::below).
    #[inline]
    pub fn below_wide(self, place: u64, n: u128) -> u128 {
        match u64::try_from(n) {
            Ok(n) => self.below(place, n).into(),
            Err(_) => bounded_wide([self.number(place), self.nth(WIDE).number(place)], n),
        }
    }

    /// A number from 0 to 1, without 1, for a place.
    #[inline]
    pub fn fraction(self, place: u64) -> f64 {
        fraction(self.number(place))
    }

    /// The generator for a place that needs several numbers, and its attempt, from 0.
    ///
    /// ```
    /// use blink::RngKey;
    ///
    /// // A name of up to ten letters that begins with none of "abc".
    /// let names = RngKey::new(42).derive("names");
    /// let name = |row| {
    ///     (0..).find_map(|attempt| {
    ///         let mut rng = names.rng(row, attempt);
    ///         let length = 1 + rng.below(10);
    ///         let name: String = (0..length).map(|_| char::from(b'a' + rng.below(26) as u8)).collect();
    ///         (!name.starts_with(['a', 'b', 'c'])).then_some(name)
    ///     })
    /// };
    /// assert_eq!(name(3), name(3));
    /// ```
    #[inline]
    pub fn rng(self, place: u64, attempt: u64) -> RowRng {
        RowRng {
            key: self.attempt(attempt),
            index: place,
            state: [0; 4],
        }
    }
}

/// A number below another, as evenly as 2^64 numbers can be divided: by multiplication, so that each takes one draw.
#[inline]
pub(crate) fn bounded(random: u64, n: u64) -> u64 {
    ((u128::from(random) * u128::from(n)) >> 64) as u64
}

/// A number below another of 128 bits, from random bits of which the higher come first: the upper half of the product.
#[inline]
pub(crate) fn bounded_wide([high, low]: [u64; 2], n: u128) -> u128 {
    let product = |one: u64, other: u128| u128::from(one) * other;
    let (n_high, n_low) = (n >> 64, n & u128::from(u64::MAX));
    let (high_low, low_high) = (product(high, n_low), product(low, n_high));
    // Less than 3 times 2^64.
    let middle = (product(low, n_low) >> 64) + (high_low & u128::from(u64::MAX)) + (low_high & u128::from(u64::MAX));
    product(high, n_high) + (high_low >> 64) + (low_high >> 64) + (middle >> 64)
}

/// A number from 0 to 1, without 1, with the 53 bits that an `f64` holds.
#[inline]
pub(crate) fn fraction(random: u64) -> f64 {
    (random >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// The random numbers of one row: a generator of the crate `rand_core`, from which anything of `rand` and `fake` draws.
///
/// It is xoshiro256++ (Blackman and Vigna), begun from the seed of the run, the table and the row's number by
/// SplitMix64. The numbers are the same on every machine and in every release that knows the same
/// [`Contract`](crate::Contract). It is not for secrets.
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

    /// The next number, each of 64 bits with the same probability.
    ///
    /// This and the methods below are part of the [`Contract`](crate::Contract); the distributions of `rand` may change
    /// with its version.
    #[inline]
    pub fn number(&mut self) -> u64 {
        self.next()
    }

    /// A number below `n`, each with the same probability; 0 if `n` is 0.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        bounded(self.next(), n)
    }

    /// A number below `n` of 128 bits, each with the same probability; 0 if `n` is 0. Where `n` fits 64 bits, it is that
    /// of [`below`](Self::below).
    #[inline]
    pub fn below_wide(&mut self, n: u128) -> u128 {
        match u64::try_from(n) {
            Ok(n) => self.below(n).into(),
            Err(_) => bounded_wide([self.next(), self.next()], n),
        }
    }

    /// A number from 0 to 1, without 1.
    #[inline]
    pub fn fraction(&mut self) -> f64 {
        fraction(self.next())
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
            ..RngKey::of_table(0, "t", 0).rng(0, 0)
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
            RngKey::of_table(0, "users", 0).nth(0),
            RngKey::of_table(0, "users", 0).nth(1),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }

    #[test]
    fn wide_numbers_are_the_upper_half_of_the_product() {
        let random = [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210];
        let random_u128 = u128::from(random[0]) << 64 | u128::from(random[1]);
        // By a power of two the product is a shift.
        for bits in 0..128 {
            let shifted = if bits == 0 { 0 } else { random_u128 >> (128 - bits) };
            assert_eq!(bounded_wide(random, 1 << bits), shifted, "{bits}");
        }
        assert_eq!(bounded_wide([u64::MAX; 2], u128::MAX), u128::MAX - 1);
        assert_eq!(bounded_wide([0; 2], u128::MAX), 0);
        assert_eq!(bounded_wide([1 << 63, 0], u128::MAX), u128::MAX / 2);

        let key = RngKey::new(1);
        let thirds = (0..30_000).map(|place| key.below_wide(place, 3 << 100) >> 100);
        let counts = thirds.fold([0_u32; 3], |mut counts, third| {
            counts[usize::try_from(third).unwrap()] += 1;
            counts
        });
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
        for n in [0, 1, 1_000, u64::MAX] {
            assert_eq!(key.below_wide(3, n.into()), key.below(3, n).into());
            assert_eq!(key.rng(3, 0).below_wide(n.into()), key.rng(3, 0).below(n).into());
        }
        let mut rng = key.rng(3, 0);
        assert_eq!(
            key.rng(3, 0).below_wide(1 << 127),
            bounded_wide([rng.next(), rng.next()], 1 << 127)
        );
    }

    #[test]
    fn numbers_are_even() {
        let key = RngKey::of_table(0, "t", 0);
        let mut counts = [0_u32; 10];
        for row in 0..100_000 {
            let mut rng = key.rng(row, 0);
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
