//! Children dealt to parents like cards.

use super::fanout::{Class, Classes, Fanout, too_many_children};
use super::permutation::Permutation;
use super::random::RngKey;
use super::runs::ChildPosition;
use crate::error::unwind::DrawError;
use crate::error::{Error, ErrorKind};

/// Children whose parents are all over, as orders of a shop have customers: child 7 and child 8 have nothing to do with
/// one another, and yet which children a parent has is known without looking at the others. So a child can have several
/// such parents, each of which adds its own children up.
///
/// The children's numbers go through a [`Permutation`], and parents, in the order of another one, take shares of the
/// permuted numbers, as large as the fan-out says. Both directions are arithmetic, in constant memory and, whatever the
/// numbers, in well under a microsecond for each child.
///
/// ```
/// use blink::{DealtChildren, RngKey, Spread};
///
/// let price = |order: u64| 1 + order % 100;
/// let key = RngKey::new(42);
/// let of_customers = DealtChildren::new(Spread::total(1_000), 100, key.derive("customer"))?;
/// let of_shops = DealtChildren::new(Spread::total(1_000), 7, key.derive("shop"))?;
///
/// let order = 123;
/// let (customer, shop) = (of_customers.parent_of(order).unwrap().parent, of_shops.parent_of(order).unwrap().parent);
/// assert!(of_customers.children_of(customer).any(|child| child == order));
/// let turnover: u64 = of_shops.children_of(shop).map(price).sum();
/// assert!(turnover >= price(order));
/// # Ok::<_, blink::Error>(())
/// ```
///
/// Another number of parents or children deals all of them anew. Where a parent's children follow one another, use
/// [`ChildRuns`](crate::ChildRuns).
#[derive(Clone, Debug)]
pub struct DealtChildren {
    classes: Classes,
    /// The beginning of each class.
    starts: Box<[Start]>,
    /// The places of parents, those of the first class first.
    order: Permutation,
    /// The children in the order in which parents take them.
    deal: Permutation,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    /// Among the parents in order.
    place: u64,
    /// Among the children as they are dealt.
    child: u64,
}

impl DealtChildren {
    /// The children of this many parents, as the key deals them. Their number follows from the fan-out; with
    /// [`Spread::total`](crate::Spread::total) it is given.
    ///
    /// # Errors
    ///
    /// If the fan-out is invalid, or the total is more than a bigint can number.
    pub fn new(children: impl Into<Fanout>, parents: u64, key: RngKey) -> Result<Self, Error> {
        Self::build(&children.into(), parents, key).map_err(|error| Error::new(ErrorKind::InvalidDraw(error)))
    }

    fn build(fanout: &Fanout, parents: u64, key: RngKey) -> Result<Self, DrawError> {
        let classes = fanout.classes(parents, key.nth(CLASSES))?;
        let (mut starts, mut start) = (Vec::new(), Start { place: 0, child: 0 });
        for (class, end) in classes.ends(parents) {
            starts.push(start);
            start = Start {
                place: end,
                child: start
                    .child
                    .saturating_add(class.children(end.saturating_sub(start.place))),
            };
        }
        if i64::try_from(start.child.max(parents)).is_err() {
            return Err(too_many_children(parents));
        }
        Ok(Self {
            classes,
            starts: starts.into(),
            order: Permutation::new(key.nth(ORDER), parents),
            deal: Permutation::new(key.nth(DEAL), start.child),
        })
    }

    /// The number of parents.
    #[inline]
    pub fn parents(&self) -> u64 {
        self.order.size()
    }

    /// The number of all children.
    #[inline]
    pub fn children(&self) -> u64 {
        self.deal.size()
    }

    /// The parent of a child, and its number among its siblings, in no particular order; None if there is no such child.
    pub fn parent_of(&self, child: u64) -> Option<ChildPosition> {
        let dealt = self.deal.at(child)?;
        let (class, start) = self.class(|start| start.child <= dealt)?;
        let (member, nth) = class.find(dealt - start.child);
        let parent = self.order.at(start.place + member)?;
        Some(ChildPosition { parent, nth })
    }

    /// The numbers of a parent's children, by their number among their siblings; none if there is no such parent.
    pub fn children_of(&self, parent: u64) -> impl DoubleEndedIterator<Item = u64> + Clone {
        let (first, number) = self.dealt_to(parent).unwrap_or((0, 0));
        (first..first + number).filter_map(|dealt| self.deal.place_of(dealt))
    }

    /// The number of a parent's children; None if there is no such parent.
    pub fn number_of_children(&self, parent: u64) -> Option<u64> {
        self.dealt_to(parent).map(|(_, number)| number)
    }

    /// A parent's child by its number among its siblings; None if there is no such parent, or if it has not so many.
    pub fn child_of(&self, ChildPosition { parent, nth }: ChildPosition) -> Option<u64> {
        let (first, number) = self.dealt_to(parent)?;
        (nth < number).then(|| self.deal.place_of(first + nth)).flatten()
    }

    /// The first child of a parent as they are dealt, and how many it has.
    fn dealt_to(&self, parent: u64) -> Option<(u64, u64)> {
        let place = self.order.place_of(parent)?;
        let (class, start) = self.class(|start| start.place <= place)?;
        let member = place - start.place;
        Some((start.child + class.children(member), class.number(member)))
    }

    /// The last class that begins before something.
    #[inline]
    fn class(&self, begins_before: impl Fn(&Start) -> bool) -> Option<(&Class, Start)> {
        let n = self.starts.partition_point(begins_before).checked_sub(1)?;
        Some((self.classes.get(n)?, *self.starts.get(n)?))
    }
}

/// The uses of a key that are kept apart.
const CLASSES: u64 = 0;
const ORDER: u64 = 1;
const DEAL: u64 = 2;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fanout::Spread;
    use super::*;

    fn dealt(children: impl Into<Fanout>, parents: u64, seed: u64) -> DealtChildren {
        DealtChildren::new(children, parents, RngKey::of_table(seed, "t", 0)).unwrap()
    }

    /// Asserts that each child has one parent, and that parents and children agree.
    fn assert_relation(dealt: &DealtChildren) {
        let mut seen = vec![false; usize::try_from(dealt.children()).unwrap()];
        for parent in 0..dealt.parents() {
            let children = dealt.children_of(parent).collect::<Vec<_>>();
            assert_eq!(dealt.number_of_children(parent), Some(children.len() as u64));
            for (nth, child) in children.into_iter().enumerate() {
                let position = ChildPosition {
                    parent,
                    nth: nth as u64,
                };
                assert_eq!(dealt.parent_of(child), Some(position), "{child}");
                assert_eq!(dealt.child_of(position), Some(child));
                assert!(
                    !std::mem::replace(&mut seen[usize::try_from(child).unwrap()], true),
                    "{child} twice"
                );
            }
        }
        assert!(seen.iter().all(|seen| *seen));
        assert_eq!(dealt.parent_of(dealt.children()), None);
        assert_eq!(dealt.number_of_children(dealt.parents()), None);
        assert_eq!(dealt.children_of(dealt.parents()).count(), 0);
        let beyond = ChildPosition {
            parent: 0,
            nth: dealt.children(),
        };
        assert_eq!(dealt.child_of(beyond), None);
    }

    #[test]
    fn parents_and_children_find_each_other() {
        for parents in [0, 1, 2, 7, 64, 1_000] {
            assert_relation(&dealt(0, parents, 0));
            assert_relation(&dealt(3, parents, 0));
            assert_relation(&dealt(0..=5, parents, 0));
            assert_relation(&dealt(1..=6, parents, 0));
            assert_relation(&dealt([(4, 0.2), (0, 0.4), (2, 0.399), (30, 0.001)], parents, 0));
            assert_relation(&dealt(Spread::mean(2.5), parents, 0));
            assert_relation(&dealt(Spread::mean(1.5).childless(0.5).evenly(), parents, 0));
            assert_relation(&dealt(Spread::total(parents * 7), parents, 0));
        }
    }

    proptest! {
        #[test]
        fn totals_minima_and_maxima_hold(
            parents in 1_u64..2_000, min in 0_u64..4, more in 0_u64..60, part in 0..=100_u64, seed: u64, even: bool,
        ) {
            let max = min + more;
            let total = parents * min + parents * more * part / 100;
            let spread = Spread::total(total).at_least(min).at_most(max);
            let dealt = dealt(if even { spread.evenly() } else { spread }, parents, seed);
            prop_assert_eq!(dealt.children(), total);
            let mut numbers = (0..parents).map(|parent| dealt.number_of_children(parent).unwrap());
            prop_assert!(numbers.all(|number| (min..=max).contains(&number)));
            assert_relation(&dealt);
        }
    }

    #[test]
    fn huge_numbers_take_no_memory() {
        let most = (1 << 63) - 1;
        for (fanout, parents) in [
            (Fanout::from(0..=9), 1_000_000_000_000),
            (Fanout::from(Spread::mean(3.0)), 1_000_000_000_000),
            (Fanout::from(Spread::total(5_000_000_000_000)), 1_000_000_000_000),
            (Fanout::from(Spread::total(most)), most),
            (Fanout::from(Spread::total(most)), 2),
            (Fanout::from(1), most),
        ] {
            let dealt = dealt(fanout, parents, 0);
            for child in (0..500).map(|n| dealt.children() / 501 * n) {
                let position = dealt.parent_of(child).unwrap();
                assert!(position.parent < parents);
                assert_eq!(dealt.child_of(position), Some(child));
                assert!(position.nth < dealt.number_of_children(position.parent).unwrap());
            }
        }
        let error = DealtChildren::build(&Fanout::from(2), most, RngKey::of_table(0, "t", 0)).unwrap_err();
        assert!(
            error.message.contains("more than 2^63 - 1 children"),
            "{}",
            error.message
        );
    }

    #[test]
    fn children_of_neighbours_are_all_over() {
        let dealt = dealt(Spread::total(100_000), 1_000, 1);
        let mut halves = [[0_u32; 2]; 2];
        for child in 0..100_000 {
            let parent = dealt.parent_of(child).unwrap().parent;
            halves[usize::from(child >= 50_000)][usize::from(parent >= 500)] += 1;
        }
        // Those of a parent are as often among the first children as among the last.
        for parents in [0, 1] {
            let (one, other) = (halves[0][parents], halves[1][parents]);
            assert!(one.abs_diff(other) < 1_500, "{halves:?}");
        }
        let same = (1..100_000)
            .filter(|child| dealt.parent_of(*child).unwrap().parent == dealt.parent_of(child - 1).unwrap().parent);
        // The chance that two children have one parent is the sum of the squares of the parents' shares.
        let squares = (0..1_000).map(|parent| (dealt.number_of_children(parent).unwrap() as f64 / 100_000.0).powi(2));
        let expected = squares.sum::<f64>() * 100_000.0;
        let same = same.count() as f64;
        assert!(
            (same - expected).abs() < 6.0 * expected.sqrt(),
            "{same}, not {expected}"
        );
    }
}
