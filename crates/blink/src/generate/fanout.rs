//! The number of children of each parent.

mod classes;
mod long_tail;
mod spread;
mod weights;

use std::ops::{Range, RangeInclusive};

use super::random::RngKey;
use crate::error::unwind::DrawError;
use classes::Band;
pub(super) use classes::{Class, Classes};
pub use spread::Spread;
pub(super) use weights::total_weight;
use weights::{WeightedBand, cumulative_thresholds};

/// The number of children of each parent, as of [`Table::per_parent`](crate::Table::per_parent),
/// [`ChildRuns`](crate::ChildRuns) and [`DealtChildren`](crate::DealtChildren).
///
/// A number, a range (each number in it with the same probability), numbers with weights, or a [`Spread`], by which most
/// parents have few children and some have many:
///
/// ```
/// use blink::{Fanout, Spread};
///
/// let five = Fanout::from(5);
/// let some = Fanout::from(0..=10);
/// let mostly_one = Fanout::from([(1, 0.9), (100, 0.1)]); // one in ten has a hundred
/// let few_to_most = Fanout::from(Spread::mean(5.0));
/// let a_thousand_in_all = Fanout::from(Spread::total(1_000));
/// ```
///
/// Weights need not add up to 1: the frequency of a number is its weight's share of the sum.
#[derive(Clone, Debug)]
pub struct Fanout(Law);

#[derive(Clone, Debug)]
enum Law {
    /// Each band's share of any number of parents.
    Shares(Box<[Band]>),
    /// A number of children that is given, which only the number of parents makes bands of.
    Total(Spread),
    Invalid(DrawError),
}

impl From<u64> for Fanout {
    fn from(children: u64) -> Self {
        Self::one_band(children, children)
    }
}

impl From<RangeInclusive<u64>> for Fanout {
    fn from(range: RangeInclusive<u64>) -> Self {
        if range.is_empty() {
            return Self::invalid(&format!("the range {range:?} is empty"));
        }
        if range == (0..=u64::MAX) {
            return Self::invalid(&format!("the range {range:?} has more than 2^64 - 1 numbers"));
        }
        Self::one_band(*range.start(), *range.end())
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
        Self(bands_of_weights(weighted.iter().map(|(number, weight)| WeightedBand {
            low: *number,
            high: *number,
            weight: *weight,
        })))
    }
}

impl From<Spread> for Fanout {
    fn from(spread: Spread) -> Self {
        Self(match spread.shares() {
            None => Law::Total(spread),
            Some(Ok(shares)) => bands_of_weights(shares.into_iter()),
            Some(Err(error)) => Law::Invalid(error),
        })
    }
}

/// The mistake of a fan-out that gives these parents too many children in total.
pub(super) fn too_many_children(parents: u64) -> DrawError {
    DrawError {
        message: format!("{parents} parents have more than 2^63 - 1 children in total"),
        help: "use fewer children per parent".to_owned(),
    }
}

/// The law of ranges with weights.
fn bands_of_weights(weighted: impl Iterator<Item = WeightedBand> + Clone) -> Law {
    match cumulative_thresholds(weighted.clone().map(|band| band.weight)) {
        Ok(thresholds) => {
            let bands = weighted.zip(thresholds);
            Law::Shares(
                bands
                    .map(|(WeightedBand { low, high, .. }, up_to)| Band { low, high, up_to })
                    .collect(),
            )
        }
        Err(error) => Law::Invalid(error),
    }
}

impl Fanout {
    fn one_band(low: u64, high: u64) -> Self {
        Self(Law::Shares(
            [Band {
                low,
                high,
                up_to: u64::MAX,
            }]
            .into(),
        ))
    }

    fn invalid(what: &str) -> Self {
        Self(Law::Invalid(DrawError {
            message: format!("invalid number of children: {what}"),
            help: "use a number, a range that is not empty, or numbers with weights".to_owned(),
        }))
    }

    /// The classes of these parents.
    pub(super) fn classes(&self, parents: u64, key: RngKey) -> Result<Classes, DrawError> {
        match &self.0 {
            Law::Shares(bands) => Ok(Classes::of_shares(bands, key)),
            Law::Total(spread) => Ok(Classes::of_parents(&spread.bands(parents)?, parents, key)),
            Law::Invalid(error) => Err(error.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_fanouts_are_refused() {
        let message_of = |fanout: Fanout| fanout.classes(1, RngKey::of_table(0, "t", 0)).unwrap_err().message;
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
        let fanout = Fanout::from([(5, 0.0), (1, 1.0), (6, 0.0), (2, 1.0), (7, 0.0)]);
        let classes = fanout.classes(9, RngKey::of_table(0, "t", 0)).unwrap();
        let ends = classes.ends(1_000).map(|(class, end)| (class.number(0), end));
        assert_eq!(ends.collect::<Vec<_>>(), [(1, 500), (2, 1_000)]);
    }
}
