//! Integers at equal distances.

/// The integers `offset + k * step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progression {
    step: i128,
    offset: i128,
}

impl Progression {
    /// All integers.
    pub const ALL: Self = Self { step: 1, offset: 0 };

    /// The integers that leave the remainder `offset` when divided by `step`; all, if `step` is not positive.
    pub fn new(step: i128, offset: i128) -> Self {
        if step <= 1 {
            return Self::ALL;
        }
        Self {
            step,
            offset: offset.rem_euclid(step),
        }
    }

    /// The distance of two neighbours.
    pub fn step(self) -> i128 {
        self.step
    }

    /// True if `at` is one of them.
    pub fn contains(self, at: i128) -> bool {
        // Both are below the step, so that nothing overflows.
        at.rem_euclid(self.step) == self.offset
    }

    /// The smallest of them that is not below `at`.
    pub fn at_or_after(self, at: i128) -> Option<i128> {
        let gap = (self.offset - at.rem_euclid(self.step)).rem_euclid(self.step);
        at.checked_add(gap)
    }

    /// Their number from `first` to `last`.
    pub fn count(self, first: i128, last: i128) -> u128 {
        match self.at_or_after(first) {
            Some(from) if from <= last => (last.abs_diff(from) / self.step.unsigned_abs()).saturating_add(1),
            _ => 0,
        }
    }

    /// The integers that are in both; `None` if there is none.
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (large, small) = if self.step >= other.step {
            (self, other)
        } else {
            (other, self)
        };
        let common = greatest_common_divisor(large.step, small.step);
        if (large.offset - small.offset) % common != 0 {
            return None;
        }
        let rounds = small.step / common;
        let step = large.step.checked_mul(rounds)?;
        // One of the next `rounds` members of the larger progression is in the smaller: found by the inverse of
        // its step.
        let wanted = ((small.offset - large.offset) / common).rem_euclid(rounds);
        let inverse = inverse((large.step / common).rem_euclid(rounds), rounds);
        let times = wanted.checked_mul(inverse)?.rem_euclid(rounds);
        Some(Self::new(
            step,
            large.offset.checked_add(large.step.checked_mul(times)?)?,
        ))
    }
}

fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The inverse of `a` modulo `m`, which have no common divisor.
fn inverse(a: i128, m: i128) -> i128 {
    let (mut old, mut new) = ((a, 1_i128), (m, 0_i128));
    while new.0 != 0 {
        let quotient = old.0 / new.0;
        (old, new) = (new, (old.0 - quotient * new.0, old.1 - quotient * new.1));
    }
    old.1.rem_euclid(m.max(1))
}
