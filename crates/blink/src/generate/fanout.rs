//! The number of children of each parent.

use std::ops::{Range, RangeInclusive};

use super::random::bounded;
use crate::error::unwind::DrawError;

/// The number of children of each parent of [`Table::per_parent`](crate::Table::per_parent).
///
/// A number, a range (each number in it with the same probability), or numbers with weights:
///
/// ```
/// use blink::Fanout;
///
/// let five = Fanout::from(5);
/// let some = Fanout::from(0..=10);
/// let mostly_one = Fanout::from([(1, 0.9), (100, 0.1)]); // one in ten has a hundred
/// ```
///
/// Weights need not add up to 1: the frequency of a number is its weight's share of the sum.
#[derive(Clone, Debug)]
pub struct Fanout(pub(super) Distribution);

#[derive(Clone, Debug)]
pub(super) enum Distribution {
    Fixed(u64),
    /// The smallest number, and the count of numbers from it on.
    Uniform {
        min: u64,
        count: u64,
    },
    /// The numbers with their thresholds. The first number whose threshold is above the random number is taken.
    Weighted(Box<[(u64, u64)]>),
    Invalid(DrawError),
}

impl From<u64> for Fanout {
    fn from(children: u64) -> Self {
        Self(Distribution::Fixed(children))
    }
}

impl From<RangeInclusive<u64>> for Fanout {
    fn from(range: RangeInclusive<u64>) -> Self {
        if range.is_empty() {
            return Self::invalid(&format!("the range {range:?} is empty"));
        }
        match (range.end() - range.start()).checked_add(1) {
            Some(count) => Self(Distribution::Uniform {
                min: *range.start(),
                count,
            }),
            None => Self::invalid(&format!("the range {range:?} has more than 2^64 - 1 numbers")),
        }
    }
}

impl From<Range<u64>> for Fanout {
    fn from(range: Range<u64>) -> Self {
        if range.is_empty() {
            return Self::invalid(&format!("the range {range:?} is empty"));
        }
        Self::from(range.start..=range.end - 1)
    }
}

impl<const N: usize> From<[(u64, f64); N]> for Fanout {
    fn from(weighted: [(u64, f64); N]) -> Self {
        Self::from(&weighted[..])
    }
}

impl From<Vec<(u64, f64)>> for Fanout {
    fn from(weighted: Vec<(u64, f64)>) -> Self {
        Self::from(&weighted[..])
    }
}

impl From<&[(u64, f64)]> for Fanout {
    fn from(weighted: &[(u64, f64)]) -> Self {
        match cumulative_thresholds(weighted.iter().map(|(_, weight)| *weight)) {
            Ok(thresholds) => {
                let numbers = weighted.iter().map(|(number, _)| *number);
                Self(Distribution::Weighted(numbers.zip(thresholds).collect()))
            }
            Err(error) => Self(Distribution::Invalid(error)),
        }
    }
}

impl Fanout {
    fn invalid(what: &str) -> Self {
        Self(Distribution::Invalid(DrawError {
            message: format!("invalid number of children: {what}"),
            help: "use a number, a range that is not empty, or numbers with weights".to_owned(),
        }))
    }

    /// Draws the number of children of a parent.
    #[inline]
    pub(super) fn children(&self, random: impl FnOnce() -> u64) -> u64 {
        match &self.0 {
            Distribution::Fixed(number) => *number,
            Distribution::Uniform { min, count } => min + bounded(random(), *count),
            Distribution::Weighted(numbers) => {
                numbers[choose_position(numbers.iter().map(|(_, threshold)| *threshold), random())].0
            }
            // Never counted: `ChildIndex::build` returns the error.
            Distribution::Invalid(_) => 0,
        }
    }
}

/// The sum of the weights, or an error if they are invalid.
pub(super) fn total_weight(weights: &(impl Iterator<Item = f64> + Clone)) -> Result<f64, DrawError> {
    let sum = weights.clone().sum::<f64>();
    if weights.clone().any(|weight| weight.is_nan() || weight < 0.0) || sum <= 0.0 || sum.is_infinite() {
        return Err(DrawError {
            message: format!("{:?} are not valid weights", weights.clone().collect::<Vec<_>>()),
            help: "use numbers of 0 or more; their sum must be finite and not 0".to_owned(),
        });
    }
    Ok(sum)
}

/// The thresholds: the first choice whose threshold is above the random number is taken.
fn cumulative_thresholds(weights: impl Iterator<Item = f64> + Clone) -> Result<Vec<u64>, DrawError> {
    let sum = total_weight(&weights)?;
    // The last choice with a weight takes the rest that rounding leaves.
    let has_weight = weights.clone().map(|weight| weight > 0.0).collect::<Vec<_>>();
    let last = has_weight.iter().rposition(|has_weight| *has_weight).unwrap_or(0);
    let mut cumulative = 0.0;
    let thresholds = weights.enumerate().map(|(n, weight)| {
        cumulative += weight;
        if n >= last {
            return u64::MAX;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of 2^64; `as` saturates"
        )]
        let threshold = (cumulative / sum * 18_446_744_073_709_551_616.0) as u64;
        threshold
    });
    Ok(thresholds.collect())
}

/// The position of the choice for a random number.
#[inline]
fn choose_position(mut thresholds: impl Iterator<Item = u64>, random: u64) -> usize {
    // No random number is above u64::MAX, the last threshold: it also takes u64::MAX itself, and so a choice is always
    // found.
    let taken = thresholds.position(|threshold| random < threshold || threshold == u64::MAX);
    taken.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::random::RngKey;

    #[test]
    fn numbers_are_as_often_as_asked() {
        let parents_by_children = |fanout: Fanout| {
            let key = RngKey::of_table(0, "t", 0);
            let mut counts = [0; 5];
            for parent in 0..100_000 {
                counts[usize::try_from(fanout.children(|| key.number(parent))).unwrap()] += 1;
            }
            counts
        };
        let weighted = parents_by_children(Fanout::from([(0, 1.0), (1, 2.0), (2, 1.0)]));
        assert!(
            (24_000..26_000).contains(&weighted[0]) && (49_000..51_000).contains(&weighted[1]),
            "{weighted:?}"
        );
        let uniform = parents_by_children(Fanout::from(0..=4));
        assert!(
            uniform.iter().all(|count| (19_500..20_500).contains(count)),
            "{uniform:?}"
        );
    }

    #[test]
    fn invalid_fanouts_are_refused() {
        let message_of = |fanout| match fanout {
            Fanout(Distribution::Invalid(error)) => error.message,
            valid => panic!("{valid:?}"),
        };
        #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
        let reversed = Fanout::from(5..=2);
        assert!(message_of(reversed).contains("the range 5..=2 is empty"));
        assert!(message_of(Fanout::from(3..3)).contains("is empty"));
        assert!(message_of(Fanout::from(0..=u64::MAX)).contains("2^64"));
        assert_eq!(message_of(Fanout::from([(1, -1.0)])), "[-1.0] are not valid weights");
        assert_eq!(message_of(Fanout::from([(1, f64::NAN)])), "[NaN] are not valid weights");
        assert_eq!(message_of(Fanout::from([])), "[] are not valid weights");
        let infinite = Fanout::from([(1, f64::INFINITY), (2, 1.0)]);
        assert_eq!(message_of(infinite), "[inf, 1.0] are not valid weights");
    }

    #[test]
    fn what_has_no_weight_is_never_taken() {
        let thresholds = cumulative_thresholds([0.0, 1.0, 0.0, 1.0, 0.0].into_iter()).unwrap();
        for random in [0, 1, u64::MAX / 2 - 1, u64::MAX / 2 + 1, u64::MAX] {
            assert!(
                [1, 3].contains(&choose_position(thresholds.iter().copied(), random)),
                "{random}"
            );
        }
    }
}
