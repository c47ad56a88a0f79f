//! Distinct numbers by construction, and back.

mod network;
mod shuffle;

use super::random::RngKey;
use network::Network;
use shuffle::Shuffle;

/// The numbers below a size in an order that looks random: each place has a number of its own, and each number its
/// place. For values that must be distinct, without remembering the ones before: the row's number is the place, and the
/// number is encoded as the value.
///
/// The size is the capacity of the values, not the number of rows: then more rows leave the first as they were.
///
/// ```
/// use blink::{Permutation, RngKey};
///
/// // Number plates from AA-000 to ZZ-999.
/// let plates = Permutation::new(RngKey::new(42).derive("plates"), 26 * 26 * 1_000);
/// let plate = |row| {
///     let number = plates.at(row)?;
///     let letter = |n: u64| char::from(b'A' + (n % 26) as u8);
///     Some(format!("{}{}-{:03}", letter(number / 26_000), letter(number / 1_000), number % 1_000))
/// };
/// assert_ne!(plate(0), plate(1));
/// assert_eq!(plate(676_000), None); // there are no more plates
///
/// // Which row has this number?
/// let number = plates.at(7).unwrap();
/// assert_eq!(plates.place_of(number), Some(7));
/// ```
///
/// It takes constant memory and, whatever the size, some tens of nanoseconds each way. It is not for secrets.
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    network: Network,
    size: u64,
}

impl Permutation {
    /// The order of the numbers below `size` that belongs to this key.
    #[inline]
    pub fn new(key: RngKey, size: u64) -> Self {
        Self {
            network: Network::new(key, u128::from(size)),
            size,
        }
    }

    /// The capacity: how many places and numbers there are.
    #[inline]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The number at a place; None if the place is not below the size.
    #[inline]
    pub fn at(&self, place: u64) -> Option<u64> {
        match Shuffle::of(self.network.key, self.size.into()) {
            Some(shuffle) => shuffle.at(place.into()).map(u64::from),
            None => self.walk(place, Network::forward),
        }
    }

    /// The place of a number; None if the number is not below the size.
    #[inline]
    pub fn place_of(&self, number: u64) -> Option<u64> {
        match Shuffle::of(self.network.key, self.size.into()) {
            Some(shuffle) => shuffle.place_of(number.into()).map(u64::from),
            None => self.walk(number, Network::back),
        }
    }

    /// Goes on until the network comes back into the domain, which it must if it began there.
    #[inline]
    fn walk(&self, from: u64, step: impl Fn(&Network, u64, u64) -> (u64, u64)) -> Option<u64> {
        if from >= self.size {
            return None;
        }
        let Network { right_bits, .. } = self.network;
        let mut number = from;
        loop {
            let (left, right) = step(&self.network, number >> right_bits, number & self.network.right_mask());
            number = left << right_bits | right;
            if number < self.size {
                return Some(number);
            }
        }
    }
}

/// A [`Permutation`] of up to 2^128 - 1 numbers: for uuids, addresses, and products of several domains.
///
/// Where the size fits 64 bits, it is the same order as the `Permutation` of the same key.
///
/// ```
/// use blink::{RngKey, WidePermutation};
///
/// // The random bits of a version 4 UUID.
/// let ids = WidePermutation::new(RngKey::new(42).derive("ids"), 1 << 122);
/// let bits = ids.at(1_000_000).unwrap();
/// assert!(bits < 1 << 122);
/// assert_eq!(ids.place_of(bits), Some(1_000_000));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WidePermutation {
    network: Network,
    size: u128,
}

impl WidePermutation {
    /// The order of the numbers below `size` that belongs to this key.
    #[inline]
    pub fn new(key: RngKey, size: u128) -> Self {
        Self {
            network: Network::new(key, size),
            size,
        }
    }

    /// The capacity: how many places and numbers there are.
    #[inline]
    pub fn size(&self) -> u128 {
        self.size
    }

    /// The number at a place; None if the place is not below the size.
    #[inline]
    pub fn at(&self, place: u128) -> Option<u128> {
        match Shuffle::of(self.network.key, self.size) {
            Some(shuffle) => shuffle.at(place).map(u128::from),
            None => self.walk(place, Network::forward),
        }
    }

    /// The place of a number; None if the number is not below the size.
    #[inline]
    pub fn place_of(&self, number: u128) -> Option<u128> {
        match Shuffle::of(self.network.key, self.size) {
            Some(shuffle) => shuffle.place_of(number).map(u128::from),
            None => self.walk(number, Network::back),
        }
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "both halves fit 64 bits")]
    fn walk(&self, from: u128, step: impl Fn(&Network, u64, u64) -> (u64, u64)) -> Option<u128> {
        if from >= self.size {
            return None;
        }
        let Network { right_bits, .. } = self.network;
        let mut number = from;
        loop {
            let right = number as u64 & self.network.right_mask();
            let (left, right) = step(&self.network, (number >> right_bits) as u64, right);
            number = u128::from(left) << right_bits | u128::from(right);
            if number < self.size {
                return Some(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use proptest::prelude::*;

    use super::*;

    fn key(seed: u64) -> RngKey {
        RngKey::new(seed).derive("t")
    }

    fn permutation(seed: u64, size: u64) -> Permutation {
        Permutation::new(key(seed), size)
    }

    fn assert_bijection(seed: u64, size: u64) {
        let permutation = permutation(seed, size);
        let wide = WidePermutation::new(key(seed), u128::from(size));
        let mut seen = vec![false; usize::try_from(size).unwrap()];
        for place in 0..size {
            let number = permutation.at(place).unwrap();
            assert!(number < size, "{size}: {place} has {number}");
            assert!(
                !std::mem::replace(&mut seen[usize::try_from(number).unwrap()], true),
                "{size}: {number} twice"
            );
            assert_eq!(permutation.place_of(number), Some(place), "{size}");
            assert_eq!(wide.at(u128::from(place)), Some(u128::from(number)), "{size}");
        }
    }

    #[test]
    fn small_domains_and_powers_of_two_are_permuted_whole() {
        for size in (0..=300).chain((9..=14).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1])) {
            assert_bijection(size, size);
        }
    }

    #[test]
    fn there_is_nothing_beyond_the_size() {
        for size in [0, 1, 5, 63, 64, 65, 1_000, u64::MAX] {
            let permutation = permutation(3, size);
            assert_eq!(permutation.size(), size);
            for beyond in [size, size.saturating_add(1), u64::MAX] {
                assert_eq!((permutation.at(beyond), permutation.place_of(beyond)), (None, None));
            }
        }
        for size in [0, 5, 1 << 80, u128::MAX] {
            let permutation = WidePermutation::new(key(3), size);
            assert_eq!(permutation.size(), size);
            for beyond in [size, u128::MAX] {
                assert_eq!((permutation.at(beyond), permutation.place_of(beyond)), (None, None));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_domain_is_permuted_whole(seed: u64, size in 1_u64..=1 << 13) {
            assert_bijection(seed, size);
        }
    }

    /// Sizes of all magnitudes, those beside powers of two among them.
    fn sizes() -> impl Strategy<Value = u128> {
        let beside = (1_u32..=128, 0_u128..2_000, any::<bool>()).prop_map(|(bits, by, above)| {
            let power = 1_u128.checked_shl(bits).unwrap_or(u128::MAX);
            if above {
                power.saturating_add(by)
            } else {
                power.saturating_sub(by)
            }
        });
        let any = (any::<u128>(), 0_u32..128).prop_map(|(size, less)| size >> less);
        prop_oneof![beside, any].prop_map(|size| size.max(1))
    }

    proptest! {
        #[test]
        fn places_of_any_domain_have_numbers_of_their_own_and_come_back(seed: u64, size in sizes(), from: u128) {
            let permutation = WidePermutation::new(key(seed), size);
            let from = from % size;
            let places = from..from.saturating_add(200).min(size);
            let count = places.clone().count();
            let mut numbers = HashSet::new();
            for place in places {
                let number = permutation.at(place).unwrap();
                prop_assert!(number < size);
                prop_assert_eq!(permutation.place_of(number), Some(place));
                prop_assert_eq!(permutation.at(permutation.place_of(place).unwrap()), Some(place));
                numbers.insert(number);
            }
            prop_assert_eq!(numbers.len(), count);
        }

        #[test]
        fn sixty_four_bits_are_the_low_half_of_128(seed: u64, size: u64, less in 0_u32..64, place: u64) {
            let size = (size >> less).max(1);
            let place = place % size;
            let (narrow, wide) = (permutation(seed, size), WidePermutation::new(key(seed), u128::from(size)));
            prop_assert_eq!(narrow.at(place).map(u128::from), wide.at(u128::from(place)));
            prop_assert_eq!(narrow.place_of(place).map(u128::from), wide.place_of(u128::from(place)));
        }
    }

    #[test]
    fn the_largest_domains_end() {
        for size in [u64::MAX - 1, u64::MAX] {
            let permutation = permutation(7, size);
            for place in [0, 1, size / 2, size - 1] {
                let number = permutation.at(place).unwrap();
                assert_eq!(permutation.place_of(number), Some(place));
            }
        }
        // The last two have 2^64 left halves.
        for size in [u128::MAX << 64, u128::MAX - (1 << 63), u128::MAX] {
            let permutation = WidePermutation::new(key(7), size);
            for place in [0, 1, size / 2, size - 1] {
                let number = permutation.at(place).unwrap();
                assert_eq!(permutation.place_of(number), Some(place));
            }
        }
    }

    /// Asserts that the counts are as even as random ones are: chi squared within six standard deviations.
    fn assert_even(counts: impl ExactSizeIterator<Item = u64> + Clone, what: &str) {
        let freedom = counts.len() as f64 - 1.0;
        let expected = counts.clone().sum::<u64>() as f64 / counts.len() as f64;
        let chi_squared = counts
            .map(|count| (count as f64 - expected).powi(2) / expected)
            .sum::<f64>();
        let deviations = (chi_squared - freedom) / (2.0 * freedom).sqrt();
        assert!(deviations.abs() < 6.0, "{what}: {deviations} standard deviations");
    }

    /// Asserts that the numbers of two neighbouring places are unrelated, in the domain's high and low digits.
    #[test]
    fn neighbours_are_spread() {
        for size in [100_003, 1_000_003, 1 << 32, 1 << 63, u64::MAX] {
            let permutation = permutation(1, size);
            let number = |place| permutation.at(place).unwrap();
            let high = |number| usize::try_from(u128::from(number) * 32 / u128::from(size)).unwrap();
            let low = |number| usize::try_from(number % 32).unwrap();
            let (mut highs, mut lows) = (vec![0; 32 * 32], vec![0; 32 * 32]);
            for place in 0..50_000 {
                let (one, next) = (number(place), number(place + 1));
                highs[high(one) * 32 + high(next)] += 1;
                lows[low(one) * 32 + low(next)] += 1;
            }
            assert_even(highs.into_iter(), &format!("high digits of {size}"));
            assert_even(lows.into_iter(), &format!("low digits of {size}"));
        }
    }

    #[test]
    fn wide_numbers_are_spread() {
        for size in [1 << 96, 1 << 122, 3 << 100, u128::MAX] {
            let permutation = WidePermutation::new(key(1), size);
            let digit = size / 256 + 1;
            let (mut highs, mut lows) = (vec![0; 256], vec![0; 256]);
            for place in 0..50_000 {
                let number = permutation.at(place).unwrap();
                highs[usize::try_from(number / digit).unwrap()] += 1;
                lows[usize::try_from(number % 256).unwrap()] += 1;
            }
            assert_even(highs.into_iter(), &format!("high digits of {size}"));
            assert_even(lows.into_iter(), &format!("low digits of {size}"));
        }
    }

    /// Asserts that every order of a few numbers belongs to as many keys as any other.
    #[test]
    fn small_domains_have_all_orders() {
        for size in [2, 3, 4, 5] {
            let mut orders = HashMap::new();
            for seed in 0..24_000 {
                let permutation = permutation(seed, size);
                let order = (0..size)
                    .map(|place| permutation.at(place).unwrap())
                    .collect::<Vec<_>>();
                *orders.entry(order).or_insert(0) += 1;
            }
            assert_eq!(orders.len() as u64, (1..=size).product::<u64>());
            assert_even(
                orders.into_values().collect::<Vec<_>>().into_iter(),
                &format!("orders of {size}"),
            );
        }
    }

    /// Asserts that each two places of a domain get each two numbers equally often.
    #[test]
    fn pairs_of_a_domain_are_even_over_keys() {
        for size in [16, 17, 40] {
            let mut pairs = HashMap::new();
            for seed in 0..60_000 {
                let permutation = permutation(seed, size);
                let pair = (permutation.at(0).unwrap(), permutation.at(size - 1).unwrap());
                *pairs.entry(pair).or_insert(0) += 1;
            }
            assert_eq!(pairs.len() as u64, size * (size - 1));
            let counts = pairs.into_values().collect::<Vec<_>>();
            assert_even(counts.into_iter(), &format!("pairs of {size}"));
        }
    }
}
