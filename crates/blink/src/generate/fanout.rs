//! The number of children of each parent, and the parent of each child.

use std::ops::{Range, RangeInclusive};

use super::random::{RngKey, bounded};
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
pub struct Fanout(Distribution);

#[derive(Clone, Debug)]
enum Distribution {
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
    fn children(&self, random: impl FnOnce() -> u64) -> u64 {
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

/// The distance between parents whose first child's number is stored.
const CHECKPOINT_EVERY: u64 = 1024;

/// The children of all parents, numbered one parent after the other.
#[derive(Debug)]
pub(super) struct ChildIndex {
    fanout: Fanout,
    key: RngKey,
    parents: u64,
    children: u64,
    /// The index of the first child of every 1,024th parent; empty if the number of children is fixed.
    checkpoints: Vec<u64>,
}

/// A child's parent, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChildPosition {
    pub(super) parent: u64,
    /// The child's number among its parent's, from 0.
    pub(super) nth: u64,
}

impl ChildIndex {
    /// Builds the index: draws each parent's number of children and adds them up.
    pub(super) fn build(fanout: Fanout, parents: u64, key: RngKey) -> Result<Self, DrawError> {
        if let Distribution::Invalid(error) = fanout.0 {
            return Err(error);
        }
        let mut index = Self {
            fanout,
            key,
            parents,
            children: 0,
            checkpoints: Vec::new(),
        };
        let children = if let Distribution::Fixed(each) = index.fanout.0 {
            parents.checked_mul(each)
        } else {
            let mut children = Some(0_u64);
            for parent in 0..parents {
                let Some(before) = children else { break };
                if parent % CHECKPOINT_EVERY == 0 {
                    index.checkpoints.push(before);
                }
                children = before.checked_add(index.children_of(parent));
            }
            children
        };
        index.children = children
            .filter(|children| i64::try_from(*children).is_ok())
            .ok_or_else(|| DrawError {
                message: format!("{parents} parents have more than 2^63 - 1 children in total"),
                help: "use fewer children per parent".to_owned(),
            })?;
        Ok(index)
    }

    pub(super) fn children(&self) -> u64 {
        self.children
    }

    pub(super) fn parents(&self) -> u64 {
        self.parents
    }

    /// The number of a parent's children.
    #[inline]
    pub(super) fn children_of(&self, parent: u64) -> u64 {
        self.fanout.children(|| self.key.number(parent))
    }

    /// Finds the parent of a child.
    pub(super) fn locate(&self, child: u64) -> ChildPosition {
        debug_assert!(child < self.children, "{child} is not below {}", self.children);
        if let Distribution::Fixed(each) = self.fanout.0 {
            return ChildPosition {
                parent: child / each,
                nth: child % each,
            };
        }
        // Several checkpoints may have the same first child, if the parents between them have no children. The last one
        // is taken.
        let checkpoint = self
            .checkpoints
            .partition_point(|first| *first <= child)
            .saturating_sub(1);
        let mut parent = checkpoint as u64 * CHECKPOINT_EVERY;
        let mut nth = child - self.checkpoints[checkpoint];
        loop {
            let children = self.children_of(parent);
            if nth < children {
                return ChildPosition { parent, nth };
            }
            nth -= children;
            parent += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn child_index(fanout: impl Into<Fanout>, parents: u64) -> ChildIndex {
        ChildIndex::build(fanout.into(), parents, RngKey::of_table(0, "t", 0)).unwrap()
    }

    fn assert_locates_every_child(index: &ChildIndex) {
        let mut child = 0;
        for parent in 0..index.parents() {
            for nth in 0..index.children_of(parent) {
                assert_eq!(index.locate(child), ChildPosition { parent, nth });
                child += 1;
            }
        }
        assert_eq!(child, index.children());
    }

    #[test]
    fn every_child_finds_its_parent() {
        assert_locates_every_child(&child_index(3, 1000));
        assert_locates_every_child(&child_index(1, 10));
        assert_locates_every_child(&child_index(0, 10));
        assert_locates_every_child(&child_index(0..=5, 5000));
        assert_locates_every_child(&child_index(0..2, 5000));
        assert_locates_every_child(&child_index([(0, 0.999), (7, 0.001)], 20_000));
        assert_locates_every_child(&child_index(2..=2, 3000));
        assert_locates_every_child(&child_index(0..=5, 0));
    }

    proptest! {
        #[test]
        fn every_child_finds_its_parent_in_any_family(from in 0_u64..4, more in 0_u64..6, parents in 0_u64..4000) {
            assert_locates_every_child(&child_index(from..=from + more, parents));
        }
    }

    #[test]
    fn more_parents_leave_the_first_as_they_are() {
        let (few, many) = (child_index(0..=9, 100), child_index(0..=9, 10_000));
        assert!((0..100).all(|parent| few.children_of(parent) == many.children_of(parent)));
        assert!((0..few.children()).all(|child| few.locate(child) == many.locate(child)));
    }

    #[test]
    fn numbers_are_as_often_as_asked() {
        let parents_by_children = |fanout: Fanout| {
            let index = child_index(fanout, 100_000);
            let mut counts = [0; 5];
            for parent in 0..index.parents() {
                counts[usize::try_from(index.children_of(parent)).unwrap()] += 1;
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
    fn one_number_is_kept_per_1024_parents() {
        assert_eq!(child_index(0..=3, 100_000).checkpoints.len(), 98);
        assert_eq!(child_index(2..=2, 1_025).checkpoints, [0, 2_048]);
        assert!(child_index(3, 100_000).checkpoints.is_empty());
    }

    #[test]
    fn invalid_fanouts_are_refused() {
        let message_of = |fanout: Fanout| {
            ChildIndex::build(fanout, 10, RngKey::of_table(0, "t", 0))
                .unwrap_err()
                .message
        };
        #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
        let reversed = Fanout::from(5..=2);
        assert!(message_of(reversed).contains("the range 5..=2 is empty"));
        assert!(message_of(Fanout::from(3..3)).contains("is empty"));
        assert!(message_of(Fanout::from(0..=u64::MAX)).contains("2^64"));
        assert_eq!(message_of(Fanout::from([(1, -1.0)])), "[-1.0] are not valid weights");
        assert_eq!(message_of(Fanout::from([(1, f64::NAN)])), "[NaN] are not valid weights");
        assert_eq!(message_of(Fanout::from([])), "[] are not valid weights");
        assert!(message_of(Fanout::from(u64::MAX)).contains("more than 2^63 - 1 children"));
        assert!(message_of(Fanout::from(u64::MAX - 1..=u64::MAX)).contains("more than 2^63 - 1 children"));
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
