//! The number of children of each parent, and the parent of each child.

use std::ops::{Range, RangeInclusive};

use super::random::{Key, bounded};
use crate::error::unwind::DrawError;

/// The number of children of each parent of [`Table::per_parent`](crate::Table::per_parent).
///
/// A number, a range (each number in it as often as any other), or numbers with weights:
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
    Even {
        from: u64,
        numbers: u64,
    },
    /// The numbers, each with its threshold: it is taken if the random number is below.
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
            Some(numbers) => Self(Distribution::Even {
                from: *range.start(),
                numbers,
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
        match thresholds(weighted.iter().map(|(_, weight)| *weight)) {
            Ok(thresholds) => {
                let numbers = weighted.iter().map(|(number, _)| *number);
                Self(Distribution::Weighted(numbers.zip(thresholds).collect()))
            }
            Err(wrong) => Self(Distribution::Invalid(wrong)),
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

    #[inline]
    fn number(&self, random: impl FnOnce() -> u64) -> u64 {
        match &self.0 {
            Distribution::Fixed(number) => *number,
            Distribution::Even { from, numbers } => from + bounded(random(), *numbers),
            Distribution::Weighted(numbers) => {
                numbers[weighted_number(numbers.iter().map(|(_, threshold)| *threshold), random())].0
            }
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
            help: "use numbers of 0 or more that are not all 0".to_owned(),
        });
    }
    Ok(sum)
}

/// The thresholds: the first choice whose threshold is above the random number is taken.
fn thresholds(weights: impl Iterator<Item = f64> + Clone) -> Result<Vec<u64>, DrawError> {
    let sum = total_weight(&weights)?;
    // The last choice with a weight takes the rest that rounding leaves.
    let last = weights.clone().map(|weight| weight > 0.0).collect::<Vec<_>>();
    let last = last.iter().rposition(|weighs| *weighs).unwrap_or(0);
    let mut before = 0.0;
    let thresholds = weights.enumerate().map(|(n, weight)| {
        before += weight;
        if n >= last {
            return u64::MAX;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of 2^64; `as` ends at the largest"
        )]
        let threshold = (before / sum * 18_446_744_073_709_551_616.0) as u64;
        threshold
    });
    Ok(thresholds.collect())
}

/// The position of the choice for a random number.
#[inline]
fn weighted_number(mut thresholds: impl Iterator<Item = u64>, random: u64) -> usize {
    let taken = thresholds.position(|threshold| random < threshold || threshold == u64::MAX);
    taken.unwrap_or(0)
}

/// The distance between parents whose first child's number is stored.
const CHECKPOINT_EVERY: u64 = 1024;

/// The children of all parents, numbered one parent after the other.
#[derive(Debug)]
pub(super) struct ChildIndex {
    fanout: Fanout,
    key: Key,
    parents: u64,
    children: u64,
    /// The number of the first child of every 1,024th parent; empty if all parents have equally many.
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
    /// Counts all children by drawing each parent's number of them.
    pub(super) fn count(fanout: Fanout, parents: u64, key: Key) -> Result<Self, DrawError> {
        if let Distribution::Invalid(misuse) = fanout.0 {
            return Err(misuse);
        }
        let mut families = Self {
            fanout,
            key,
            parents,
            children: 0,
            checkpoints: Vec::new(),
        };
        let children = if let Distribution::Fixed(each) = families.fanout.0 {
            parents.checked_mul(each)
        } else {
            let mut children = Some(0_u64);
            for parent in 0..parents {
                let Some(before) = children else { break };
                if parent % CHECKPOINT_EVERY == 0 {
                    families.checkpoints.push(before);
                }
                children = before.checked_add(families.children_of(parent));
            }
            children
        };
        families.children = children
            .filter(|children| i64::try_from(*children).is_ok())
            .ok_or_else(|| DrawError {
                message: format!("{parents} parents have more than 2^63 children in total"),
                help: "use fewer children per parent".to_owned(),
            })?;
        Ok(families)
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
        self.fanout.number(|| self.key.number(parent))
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
        // If several have the same first child, the last is taken: those before it have no children.
        let noted = self
            .checkpoints
            .partition_point(|first| *first <= child)
            .saturating_sub(1);
        let mut parent = noted as u64 * CHECKPOINT_EVERY;
        let mut nth = child - self.checkpoints[noted];
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

    fn families(fanout: impl Into<Fanout>, parents: u64) -> ChildIndex {
        ChildIndex::count(fanout.into(), parents, Key::of_table(0, "t", 0)).unwrap()
    }

    fn are_right(families: &ChildIndex) {
        let mut child = 0;
        for parent in 0..families.parents() {
            for nth in 0..families.children_of(parent) {
                assert_eq!(families.locate(child), ChildPosition { parent, nth });
                child += 1;
            }
        }
        assert_eq!(child, families.children());
    }

    #[test]
    fn every_child_finds_its_parent() {
        are_right(&families(3, 1000));
        are_right(&families(1, 10));
        are_right(&families(0, 10));
        are_right(&families(0..=5, 5000));
        are_right(&families(0..2, 5000));
        are_right(&families([(0, 0.999), (7, 0.001)], 20_000));
        are_right(&families(2..=2, 3000));
        are_right(&families(0..=5, 0));
    }

    proptest! {
        #[test]
        fn every_child_finds_its_parent_in_any_family(from in 0_u64..4, more in 0_u64..6, parents in 0_u64..4000) {
            are_right(&families(from..=from + more, parents));
        }
    }

    #[test]
    fn more_parents_leave_the_first_as_they_are() {
        let (few, many) = (families(0..=9, 100), families(0..=9, 10_000));
        assert!((0..100).all(|parent| few.children_of(parent) == many.children_of(parent)));
        assert!((0..few.children()).all(|child| few.locate(child) == many.locate(child)));
    }

    #[test]
    fn numbers_are_as_often_as_asked() {
        let mut counts = [0; 3];
        let weighted = families([(0, 1.0), (1, 2.0), (2, 1.0)], 100_000);
        for parent in 0..weighted.parents() {
            counts[usize::try_from(weighted.children_of(parent)).unwrap()] += 1;
        }
        assert!(
            (24_000..26_000).contains(&counts[0]) && (49_000..51_000).contains(&counts[1]),
            "{counts:?}"
        );
        let even = families(0..=4, 100_000);
        assert!((197_000..203_000).contains(&even.children()), "{}", even.children());
    }

    #[test]
    fn few_numbers_are_kept() {
        assert!(families(0..=3, 100_000).checkpoints.len() <= 100);
        assert!(families(3, 100_000).checkpoints.is_empty());
    }

    #[test]
    fn what_is_no_number_is_said() {
        let wrong = |fanout: Fanout| {
            ChildIndex::count(fanout, 10, Key::of_table(0, "t", 0))
                .unwrap_err()
                .message
        };
        #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
        let reversed = Fanout::from(5..=2);
        assert!(wrong(reversed).contains("the range 5..=2 is empty"));
        assert!(wrong(Fanout::from(3..3)).contains("is empty"));
        assert!(wrong(Fanout::from(0..=u64::MAX)).contains("2^64"));
        assert_eq!(wrong(Fanout::from([(1, -1.0)])), "[-1.0] are not valid weights");
        assert_eq!(wrong(Fanout::from([(1, f64::NAN)])), "[NaN] are not valid weights");
        assert_eq!(wrong(Fanout::from([])), "[] are not valid weights");
        assert!(wrong(Fanout::from(u64::MAX)).contains("more than 2^63 children"));
        assert!(wrong(Fanout::from(u64::MAX - 1..=u64::MAX)).contains("more than 2^63 children"));
    }

    #[test]
    fn what_has_no_weight_is_never_taken() {
        let thresholds = thresholds([0.0, 1.0, 0.0, 1.0, 0.0].into_iter()).unwrap();
        for random in [0, 1, u64::MAX / 2 - 1, u64::MAX / 2 + 1, u64::MAX] {
            assert!(
                [1, 3].contains(&weighted_number(thresholds.iter().copied(), random)),
                "{random}"
            );
        }
    }
}
