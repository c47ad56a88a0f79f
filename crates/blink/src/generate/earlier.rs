//! Picks of parents that survive growth.

use super::random::bounded;

/// The most that rounding takes from or adds to a product, as a share of it: a few units in the last place of an `f64`.
const ROUNDING: f64 = 1.0 / (1_u64 << 50) as f64;

/// The parents that there are already when a row comes, if both tables grow at the same pace: those among which
/// [`Draw::pick_earlier`](crate::Draw::pick_earlier) picks.
///
/// Row `k` (from 0) picks among the first ⌈(k + 1) × ratio⌉ parents, where `ratio` is the number of parents for each row.
/// As the ratio is the caller's constant, and not taken from the tables' sizes, more rows on either side leave the picks
/// of the first as they were.
///
/// ```
/// use blink::{EarlierParents, RngKey};
///
/// // One user for ten posts.
/// let users = EarlierParents::new(0.1).unwrap();
/// assert_eq!(users.among(0, 1_000), 1);
/// assert_eq!(users.among(999, 1_000), 100);
///
/// let author = RngKey::new(42).derive("author");
/// let pick = |post, users_now| users.pick(post, users_now, author.number(post));
/// assert_eq!(pick(999, 1_000), pick(999, 1_000_000));
/// ```
///
/// # Trees
///
/// A row that refers to an earlier row of its own table picks among the rows before it. The first has none:
///
/// ```
/// # use blink::{EarlierParents, RngKey};
/// let parent = RngKey::new(42).derive("parent_id");
/// let rows_before = EarlierParents::new(1.0).unwrap();
/// let parent_of = |row: u64| rows_before.pick(row.checked_sub(1)?, row, parent.number(row));
/// assert_eq!(parent_of(0), None);
/// assert_eq!(parent_of(1), Some(0));
/// assert!(parent_of(50) < Some(50));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlierParents {
    ratio: f64,
}

impl EarlierParents {
    /// The parents of rows that have this many parents each; None unless that is positive and finite.
    pub fn new(ratio: f64) -> Option<Self> {
        (ratio > 0.0 && ratio.is_finite()).then_some(Self { ratio })
    }

    /// The number of parents that a row picks among: ⌈(row + 1) × ratio⌉, or all where there are fewer.
    ///
    /// A product that is a whole number but for rounding counts as that number. So with a ratio of parents ÷ rows the
    /// last row picks among just these parents.
    #[inline]
    pub fn among(self, row: u64, parents: u64) -> u64 {
        let product = (row as f64 + 1.0) * self.ratio;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive; `as` saturates"
        )]
        let earlier = (product - product * ROUNDING).ceil() as u64;
        earlier.max(1).min(parents)
    }

    /// The number of the parent, from 0, that a row picks with this random number; None if there are no parents.
    #[inline]
    pub fn pick(self, row: u64, parents: u64, random: u64) -> Option<u64> {
        let among = self.among(row, parents);
        (among > 0).then(|| bounded(random, among))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::generate::random::RngKey;

    fn earlier(ratio: f64) -> EarlierParents {
        EarlierParents::new(ratio).unwrap()
    }

    #[test]
    fn only_positive_numbers_are_ratios() {
        for ratio in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(EarlierParents::new(ratio), None, "{ratio}");
        }
    }

    #[test]
    fn extremes_stay_among_the_parents() {
        for ratio in [f64::MIN_POSITIVE, 1e-300, 0.5, 1.0, 1e300, f64::MAX] {
            for row in [0, 1, u64::MAX / 2, u64::MAX] {
                assert_eq!(earlier(ratio).pick(row, 0, u64::MAX), None);
                for parents in [1, 2, u64::MAX] {
                    let among = earlier(ratio).among(row, parents);
                    assert!((1..=parents).contains(&among), "{ratio} {row} {parents}: {among}");
                    assert!(earlier(ratio).pick(row, parents, u64::MAX).unwrap() < among);
                }
            }
        }
    }

    proptest! {
        /// With tenths, thirds and the like, whose product with a row's number an `f64` does not hold.
        #[test]
        fn a_fraction_is_multiplied_exactly(row in 0_u64..1 << 30, parents in 1_u64..2_000, rows in 1_u64..2_000) {
            let among = earlier(parents as f64 / rows as f64).among(row, u64::MAX);
            prop_assert_eq!(among, ((row + 1) * parents).div_ceil(rows));
        }

        #[test]
        fn the_last_row_picks_among_all_parents(rows in 1_u64..1 << 40, parents in 1_u64..1 << 40) {
            let ratio = earlier(parents as f64 / rows as f64);
            prop_assert_eq!(ratio.among(rows - 1, u64::MAX), parents);
        }

        #[test]
        fn more_parents_change_nothing(row in 0_u64..1 << 40, ratio in 1e-6..1e3, random: u64, more in 0_u64..1 << 40) {
            let enough = earlier(ratio).among(row, u64::MAX);
            let picked = earlier(ratio).pick(row, enough, random);
            prop_assert_eq!(earlier(ratio).pick(row, enough + more, random), picked);
            prop_assert!(picked.is_some_and(|parent| parent < enough));
        }

        #[test]
        fn later_rows_pick_among_no_fewer(row in 0_u64..u64::MAX, ratio in 1e-6..1e3) {
            prop_assert!(earlier(ratio).among(row, u64::MAX) <= earlier(ratio).among(row + 1, u64::MAX));
        }
    }

    /// The shares that the rustdoc of `Draw::pick_earlier` gives.
    #[test]
    fn early_parents_have_more_children() {
        const PARENTS: u64 = 1_000;
        const ROWS: u64 = 100_000;
        let key = RngKey::new(0);
        let mut children = vec![0_u32; 1_000];
        for row in 0..ROWS {
            let parent = earlier(0.01).pick(row, PARENTS, key.number(row)).unwrap();
            children[usize::try_from(parent).unwrap()] += 1;
        }
        let share = |parents: &[u32]| f64::from(parents.iter().sum::<u32>()) / ROWS as f64;
        assert!(
            (share(&children[..190]) - 0.5).abs() < 0.02,
            "{}",
            share(&children[..190])
        );
        assert!(
            (share(&children[500..]) - 0.15).abs() < 0.02,
            "{}",
            share(&children[500..])
        );
        // ln(1000 / 100) / 0.01
        let tenth = f64::from(children[90..110].iter().sum::<u32>()) / 20.0;
        assert!((tenth - 230.0).abs() < 15.0, "{tenth}");
    }
}
