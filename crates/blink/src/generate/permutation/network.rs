//! A permutation of the numbers below a size that is a little larger than asked.

use crate::generate::random::{RngKey, bounded};

/// The number of rounds, an even one: with four, orders of few numbers are measurably uneven.
const ROUNDS: u64 = 6;

/// The distance of the rounds' functions: an odd number that is not that of the streams.
const ROUND: u64 = 0xd1b5_4a32_d192_ed03;

/// The minimum size of the network: those of smaller ones are uneven.
const SMALLEST: u128 = 64;

/// A Feistel network whose left half has any number of values, and whose right half has bits: left in turn takes a sum,
/// right an exclusive or (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002, have both and the walk).
/// It exceeds the domain by less than a right half, so that of all but the small ones hardly any number is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Network {
    pub(super) key: RngKey,
    /// The number of left halves; 0 stands for 2^64.
    lefts: u64,
    /// From 3 to 64.
    pub(super) right_bits: u32,
}

impl Network {
    #[inline]
    pub(super) fn new(key: RngKey, size: u128) -> Self {
        let last = size.max(SMALLEST) - 1;
        let right_bits = (u128::BITS - last.leading_zeros()) / 2;
        #[expect(clippy::cast_possible_truncation, reason = "at most 2^64, for which 0 stands")]
        let lefts = ((last >> right_bits) + 1) as u64;
        Self { key, lefts, right_bits }
    }

    #[inline]
    pub(super) fn right_mask(&self) -> u64 {
        u64::MAX >> (u64::BITS - self.right_bits)
    }

    #[inline]
    pub(super) fn forward(&self, mut left: u64, mut right: u64) -> (u64, u64) {
        for pair in 0..ROUNDS / 2 {
            left = self.sum(left, self.left_key(2 * pair, right));
            right ^= self.right_key(2 * pair + 1, left);
        }
        (left, right)
    }

    #[inline]
    pub(super) fn back(&self, mut left: u64, mut right: u64) -> (u64, u64) {
        for pair in (0..ROUNDS / 2).rev() {
            right ^= self.right_key(2 * pair + 1, left);
            left = self.difference(left, self.left_key(2 * pair, right));
        }
        (left, right)
    }

    #[inline]
    fn left_key(&self, round: u64, right: u64) -> u64 {
        let random = self.key.mixed(round.wrapping_mul(ROUND).wrapping_add(right));
        if self.lefts == 0 {
            random
        } else {
            bounded(random, self.lefts)
        }
    }

    #[inline]
    fn right_key(&self, round: u64, left: u64) -> u64 {
        self.key.mixed(round.wrapping_mul(ROUND).wrapping_add(left)) & self.right_mask()
    }

    /// The sum of two left halves. Where it exceeds 64 bits, so that it wraps, it exceeds their number, too.
    #[inline]
    fn sum(&self, one: u64, other: u64) -> u64 {
        let (sum, exceeds) = one.overflowing_add(other);
        if exceeds || sum >= self.lefts {
            sum.wrapping_sub(self.lefts)
        } else {
            sum
        }
    }

    #[inline]
    fn difference(&self, one: u64, other: u64) -> u64 {
        let (difference, below) = one.overflowing_sub(other);
        if below {
            difference.wrapping_add(self.lefts)
        } else {
            difference
        }
    }
}
