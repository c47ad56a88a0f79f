//! Numbers of children of which most are small and some are large.

use super::classes::Band;
use super::long_tail::{largest_scale, mean_above, share_from, steps};
use super::weights::WeightedBand;
use crate::error::unwind::DrawError;

/// Children spread over parents so that most parents have few, some have many, and a few have very many: as orders over
/// customers, or comments over posts.
///
/// Either the mean is given, or the total: then the parents have exactly that many children together.
///
/// ```
/// use blink::{ChildRuns, Fanout, RngKey, Spread};
///
/// let orders = ChildRuns::new(Spread::total(10_000).at_most(500), 2_000, RngKey::new(42))?;
/// assert_eq!(orders.children(), 10_000);
/// let most = (0..2_000).filter_map(|customer| orders.number_of_children(customer)).max();
/// assert!((100..=500).contains(&most.unwrap()));
///
/// let lines = Fanout::from(Spread::mean(3.0).at_least(1));
/// # Ok::<_, blink::Error>(())
/// ```
///
/// The frequencies are those of a Lomax distribution with the exponent 2: of the parents with many children, a quarter
/// has twice as many. With a mean of 5, a fifth of the parents has three quarters of the children, and two in seven have
/// none. [`evenly`](Self::evenly) gives all parents the same number instead, or the next one.
///
/// With a mean, more parents leave the first ones as they are. With a total they do not, since the children are then
/// shared out among more.
#[derive(Clone, Debug)]
pub struct Spread {
    amount: Amount,
    min: u64,
    max: Option<u64>,
    childless: f64,
    even: bool,
}

#[derive(Clone, Copy, Debug)]
enum Amount {
    Mean(f64),
    Total(u64),
}

/// With a mean, the most children of a parent are this many times as many, if nothing else is said.
const MOST: f64 = 1_000.0;

/// The largest mean above the minimum: less than a bigint holds.
const LARGEST: f64 = 1e18;

impl Spread {
    /// This many children per parent on average, childless ones included. No parent has more than about a thousand times as
    /// many, unless [`at_most`](Self::at_most) says otherwise.
    pub fn mean(children: f64) -> Self {
        Self::new(Amount::Mean(children))
    }

    /// Exactly this many children over all parents.
    pub fn total(children: u64) -> Self {
        Self::new(Amount::Total(children))
    }

    fn new(amount: Amount) -> Self {
        Self {
            amount,
            min: 0,
            max: None,
            childless: 0.0,
            even: false,
        }
    }

    /// The minimum number of a parent's children; 0 by default. With [`childless`](Self::childless) it holds for the
    /// other parents.
    #[must_use = "this returns the changed spread"]
    pub fn at_least(mut self, children: u64) -> Self {
        self.min = children;
        self
    }

    /// The maximum number of a parent's children.
    #[must_use = "this returns the changed spread"]
    pub fn at_most(mut self, children: u64) -> Self {
        self.max = Some(children);
        self
    }

    /// The share of parents that have no children, from 0 to 1; the others have at least one. By default it follows from
    /// the mean and the minimum. With a total that is too small for the others, more have none.
    #[must_use = "this returns the changed spread"]
    pub fn childless(mut self, share: f64) -> Self {
        self.childless = share;
        self
    }

    /// Gives every parent that has children the same number of them, or the next one, instead of few to most and many to
    /// some.
    #[must_use = "this returns the changed spread"]
    pub fn evenly(mut self) -> Self {
        self.even = true;
        self
    }

    /// The least number of children of a parent that is not childless on purpose.
    fn base(&self) -> u64 {
        if self.childless > 0.0 {
            self.min.max(1)
        } else {
            self.min
        }
    }

    fn check(&self) -> Result<(), DrawError> {
        if !(0.0..=1.0).contains(&self.childless) {
            return Err(invalid(
                &format!("{} is not a share of childless parents", self.childless),
                "use a number from 0 to 1",
            ));
        }
        match self.max {
            Some(max) if max < self.base() => Err(invalid(
                &format!(
                    "a parent cannot have at least {} and at most {max} children",
                    self.base()
                ),
                "raise the maximum",
            )),
            _ => Ok(()),
        }
    }

    /// The ranges of numbers of children with their shares of the parents; None if the total is given.
    pub(super) fn shares(&self) -> Option<Result<Vec<WeightedBand>, DrawError>> {
        match self.amount {
            Amount::Total(_) => None,
            Amount::Mean(mean) => Some(self.shares_of_mean(mean)),
        }
    }

    fn shares_of_mean(&self, mean: f64) -> Result<Vec<WeightedBand>, DrawError> {
        self.check()?;
        let (base, having) = (self.base(), 1.0 - self.childless);
        // Of the parents that have children.
        let mean_of_them = if mean == 0.0 && having == 0.0 {
            base as f64
        } else {
            mean / having
        };
        let above = mean_of_them - base as f64;
        let limit = self.max.map_or(u64::MAX, |max| max - base);
        let highest = self.max.map_or(MOST * above.ceil(), |_| limit as f64).min(LARGEST);
        // What the division above rounded is not held against it.
        let nearest = above.clamp(0.0, highest.max(0.0));
        let above = if (above - nearest).abs() < 1e-9 { nearest } else { above };
        if !(0.0..=highest).contains(&above) {
            return Err(invalid(
                &format!("{mean} is not a possible mean number of children"),
                "use a number that the minimum, the maximum and the share of childless parents allow",
            ));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to LARGEST"
        )]
        let (room, whole) = ((highest as u64).min(limit), above as u64);
        let band = |low: u64, high: u64, share| WeightedBand {
            low: base.saturating_add(low),
            high: base.saturating_add(high),
            weight: having * share,
        };
        let mut shares = vec![WeightedBand {
            low: 0,
            high: 0,
            weight: self.childless,
        }];
        if self.even {
            let next = above - whole as f64;
            for (above, share) in [(whole, 1.0 - next), (whole + 1, next)] {
                shares.push(band(above, above, share));
            }
            return Ok(shares);
        }
        let scale = largest_scale(|scale| mean_above(scale, room, above) <= above);
        shares.extend(steps(room, above).map(|step| band(step.low, step.high, step.share(scale))));
        Ok(shares)
    }

    /// The ranges of numbers of children with their numbers of parents, if the total is given.
    pub(super) fn bands(&self, parents: u64) -> Result<Vec<Band>, DrawError> {
        self.check()?;
        let Amount::Total(total) = self.amount else {
            return Ok(Vec::new());
        };
        let having = self.parents_with_children(parents, total);
        let base = self.base();
        let (least, most) = (
            u128::from(having) * u128::from(base),
            self.max.map(|max| u128::from(max) * u128::from(having)),
        );
        let total_wide = u128::from(total);
        if total_wide < least || most.is_some_and(|most| total_wide > most) || (having == 0 && total > 0) {
            let max = self.max.map_or(String::new(), |max| format!(" to {max}"));
            return Err(invalid(
                &format!("{having} parents with {base}{max} children each cannot have {total} children in total"),
                "change the number of parents, the total, the minimum or the maximum",
            ));
        }
        let groups = if having == 0 {
            Vec::new()
        } else if self.even {
            let (each, more) = (total / having, total % having);
            vec![Group::of(each, having - more), Group::of(each.saturating_add(1), more)]
        } else {
            // No parent has more than all children.
            let max = self.max.map_or(total, |max| max.min(total));
            long_tailed_groups(having, base, max, total)
        };
        let mut up_to = 0;
        let mut bands = Vec::new();
        for group in [Group::of(0, parents - having)].into_iter().chain(groups) {
            up_to += group.parents;
            bands.push(Band {
                low: group.low,
                high: group.high,
                up_to,
            });
        }
        Ok(bands)
    }

    fn parents_with_children(&self, parents: u64, total: u64) -> u64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        let childless = (parents as f64 * self.childless + 0.5).floor() as u64;
        let having = parents - childless.min(parents);
        if self.childless > 0.0 && self.min == 0 {
            having.min(total)
        } else {
            having
        }
    }
}

fn invalid(what: &str, help: &str) -> DrawError {
    DrawError {
        message: format!("invalid number of children: {what}"),
        help: help.to_owned(),
    }
}

/// Some parents with the same number of children, or a number in a range.
#[derive(Clone, Copy, Debug)]
struct Group {
    low: u64,
    high: u64,
    parents: u64,
}

impl Group {
    fn of(children: u64, parents: u64) -> Self {
        Self {
            low: children,
            high: children,
            parents,
        }
    }

    /// The children of all its parents: of two together the lowest and the highest number, of one left over the mean.
    fn children(&self) -> u128 {
        let (low, high) = (u128::from(self.low), u128::from(self.high));
        u128::from(self.parents / 2) * (low + high) + u128::from(self.parents % 2) * u128::midpoint(low, high)
    }

    /// Gives the only parent of the group more children, up to the highest number. Returns how many.
    fn raise_single(&mut self, rest: u128) -> u128 {
        let mean = u64::midpoint(self.low, self.high);
        let raised = mean
            .saturating_add(u64::try_from(rest).unwrap_or(u64::MAX))
            .min(self.high);
        *self = Self::of(raised, 1);
        u128::from(raised - mean)
    }
}

/// Groups of parents that have exactly `total` children, which `base` and `max` allow.
fn long_tailed_groups(parents: u64, base: u64, max: u64, total: u64) -> Vec<Group> {
    let room = max - base;
    let mean = total as f64 / parents as f64 - base as f64;
    let groups = |scale| groups_of_scale(scale, parents, base, room, mean);
    let all = |groups: &[Group]| groups.iter().map(Group::children).sum::<u128>();
    let scale = largest_scale(|scale| all(&groups(scale)) <= u128::from(total));
    let mut groups = groups(scale);
    // Whole parents rarely make the total. What is left goes to single parents in a range first, those with the most
    // children, then to those with few, and last to those with the fewest, so that childless ones stay so.
    let mut rest = u128::from(total).saturating_sub(all(&groups));
    for group in groups.iter_mut().rev().filter(|group| group.parents == 1) {
        rest -= group.raise_single(rest);
    }
    let mut exact = Vec::new();
    let fewest = 1.min(groups.len());
    groups.rotate_left(fewest);
    for group in groups {
        if rest == 0 || group.parents == 0 {
            exact.push(group);
            continue;
        }
        let parents = u128::from(group.parents);
        let children = (group.children() + rest).min(parents * u128::from(max));
        rest -= children.saturating_sub(group.children());
        // At most `max` each.
        let each = u64::try_from(children / parents).unwrap_or(max);
        let more = u64::try_from(children % parents).unwrap_or(0);
        exact.push(Group::of(each, group.parents - more));
        exact.push(Group::of(each.saturating_add(1), more));
    }
    exact
}

fn groups_of_scale(scale: f64, parents: u64, base: u64, room: u64, mean: f64) -> Vec<Group> {
    let reach = |children| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the parents"
        )]
        let reach = (parents as f64 * share_from(children, scale) + 0.5).floor() as u64;
        reach.min(parents)
    };
    let mut groups = Vec::new();
    let mut left = parents;
    for step in steps(room, mean) {
        let beyond = step.next.map_or(0, reach);
        groups.push(Group {
            low: base + step.low,
            high: base + step.high,
            parents: left - beyond.min(left),
        });
        left = beyond.min(left);
        if left == 0 {
            break;
        }
    }
    groups
}
