//! Distinct numbers by construction.

use super::random::RngKey;

/// The number of rounds: enough for the numbers of adjacent positions to look unrelated.
const ROUNDS: u64 = 6;

/// The minimum size of the network: smaller domains are permuted within it, so that they have many orders, too.
const SMALLEST_BITS: u32 = 6;

/// A keyed order of the numbers below `size`: a different one for each place.
///
/// A Feistel network over the smallest power of two that holds the domain, walked until it comes back into it (Black
/// and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002), which takes fewer than two steps on average. Its halves
/// differ by a bit where the bits are odd, so they are changed in turn and never swapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permutation {
    key: RngKey,
    size: u64,
    left_bits: u32,
    right_bits: u32,
}

impl Permutation {
    #[inline]
    pub(crate) fn new(key: RngKey, size: u64) -> Self {
        let bits = (u64::BITS - size.saturating_sub(1).leading_zeros()).max(SMALLEST_BITS);
        let left_bits = bits / 2;
        Self {
            key,
            size,
            left_bits,
            right_bits: bits - left_bits,
        }
    }

    /// The number at a place below `size`.
    #[inline]
    pub(crate) fn at(&self, place: u64) -> u64 {
        debug_assert!(place < self.size, "{place} is not below {}", self.size);
        let mut number = self.step(place);
        while number >= self.size {
            number = self.step(number);
        }
        number
    }

    #[inline]
    fn step(&self, number: u64) -> u64 {
        let left_mask = (1 << self.left_bits) - 1;
        let right_mask = (1 << self.right_bits) - 1;
        let mut left = number >> self.right_bits;
        let mut right = number & right_mask;
        // A half has at most 32 bits, so that the round fits beside it.
        for round in (0..ROUNDS).step_by(2) {
            left ^= self.key.number(right << 3 | round) & left_mask;
            right ^= self.key.number(left << 3 | (round + 1)) & right_mask;
        }
        left << self.right_bits | right
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn permutation(seed: u64, size: u64) -> Permutation {
        Permutation::new(RngKey::of_table(seed, "t", 0), size)
    }

    fn is_bijection(seed: u64, size: u64) -> bool {
        let permutation = permutation(seed, size);
        let mut seen = vec![false; usize::try_from(size).unwrap()];
        (0..size).all(|place| {
            let number = permutation.at(place);
            number < size && !std::mem::replace(&mut seen[usize::try_from(number).unwrap()], true)
        })
    }

    #[test]
    fn small_domains_and_powers_of_two_are_permuted_whole() {
        for size in (1..=130).chain((7..=20).flat_map(|bits| [(1 << bits) - 1, 1 << bits])) {
            assert!(is_bijection(size, size), "{size}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_domain_is_permuted_whole(seed: u64, size in 1_u64..=1 << 20) {
            prop_assert!(is_bijection(seed, size));
        }
    }

    proptest! {
        #[test]
        fn places_of_a_large_domain_differ(seed: u64, bits in 21_u32..64, less in 0_u64..1000, from: u64) {
            let size = (1 << bits) - less;
            let permutation = permutation(seed, size);
            let from = from % (size - 1000);
            let mut numbers = (from..from + 1000).map(|place| permutation.at(place)).collect::<Vec<_>>();
            prop_assert!(numbers.iter().all(|number| *number < size));
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), 1000);
        }
    }

    #[test]
    fn the_largest_domains_end() {
        for size in [1 << 63, (1 << 63) + 1, u64::MAX] {
            let permutation = permutation(7, size);
            assert!(permutation.at(size - 1) < size);
            assert_ne!(permutation.at(0), permutation.at(1));
        }
    }

    /// Asserts that adjacent positions have distant numbers: each quarter of the domain gets its share.
    #[test]
    fn neighbours_are_spread() {
        let size = 1_000_003;
        let permutation = permutation(1, size);
        let mut quarters = [0; 4];
        for place in 0..10_000 {
            quarters[usize::try_from(permutation.at(place) * 4 / size).unwrap()] += 1;
        }
        assert!(
            quarters.iter().all(|count| (2_300..2_700).contains(count)),
            "{quarters:?}"
        );
    }

    #[test]
    fn small_domains_have_many_orders() {
        let mut orders = std::collections::HashSet::new();
        for seed in 0..2_000 {
            let permutation = permutation(seed, 5);
            orders.insert((0..5).map(|place| permutation.at(place)).collect::<Vec<_>>());
        }
        assert_eq!(orders.len(), 120);
    }
}
