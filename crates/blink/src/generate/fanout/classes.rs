//! Classes of parents by their number of children.

use crate::generate::random::{RngKey, bounded};

/// Parents that have from `low` to `high` children, each number with the same probability, as a law lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) low: u64,
    pub(super) high: u64,
    /// The parents of this band and of those before it: a number, or a share in parts of 2^64, of which `u64::MAX` is
    /// all.
    pub(super) up_to: u64,
}

/// The numbers of children that parents have, and how often.
#[derive(Clone, Debug)]
pub(in crate::generate) struct Classes {
    list: Box<[Class]>,
    /// The parents of each class and of those before it, as in a band.
    up_to: Box<[u64]>,
    /// The number of parents, if that of each class is exact.
    parents: Option<u64>,
    /// The place at which rounding begins, so that each parent is as likely as any other to be in a small class.
    phase: u64,
}

/// One class. Its members are numbered, and two that follow one another have `low + high` children together, so that
/// those of the first members are known without a walk.
#[derive(Clone, Copy, Debug)]
pub(in crate::generate) struct Class {
    low: u64,
    high: u64,
    /// The last member of an odd number, which has the mean.
    unpaired: Option<u64>,
    key: RngKey,
}

impl Classes {
    /// Classes whose sizes are shares of any number of parents.
    pub(super) fn of_shares(bands: &[Band], key: RngKey) -> Self {
        Self::new(bands, None, key)
    }

    /// Classes of this many parents, which are the last band's `up_to`.
    pub(super) fn of_parents(bands: &[Band], parents: u64, key: RngKey) -> Self {
        Self::new(bands, Some(parents), key)
    }

    fn new(bands: &[Band], parents: Option<u64>, key: RngKey) -> Self {
        let (mut classes, mut up_to, mut before) = (Vec::new(), Vec::new(), 0);
        for (n, band) in bands.iter().enumerate() {
            let members = band.up_to.saturating_sub(before);
            if members > 0 {
                before = band.up_to;
                up_to.push(band.up_to);
                classes.push(Class {
                    low: band.low,
                    high: band.high,
                    unpaired: (parents.is_some() && members % 2 == 1).then(|| members - 1),
                    key: key.nth(n as u64),
                });
            }
        }
        Self {
            list: classes.into(),
            up_to: up_to.into(),
            parents,
            phase: key.nth(u64::MAX).number(0),
        }
    }

    /// The number of every parent's children, if all have the same.
    pub(in crate::generate) fn fixed(&self) -> Option<u64> {
        match &*self.list {
            [class] if class.low == class.high => Some(class.low),
            _ => None,
        }
    }

    /// The number of parents that the classes are made for; None if it may be any.
    pub(in crate::generate) fn parents(&self) -> Option<u64> {
        self.parents
    }

    /// The class with this number, from 0.
    #[inline]
    pub(in crate::generate) fn get(&self, n: usize) -> Option<&Class> {
        self.list.get(n)
    }

    /// The children of members of a class that follow one another. Saturates where those of the first do.
    #[inline]
    pub(in crate::generate) fn children_between(&self, class: usize, first: u64, members: u64) -> u64 {
        self.get(class)
            .map_or(0, |class| class.children_between(first, members))
    }

    /// The numbers of children of members of a class that follow one another.
    #[inline]
    pub(in crate::generate) fn fill(&self, class: usize, first: u64, numbers: &mut [u64]) {
        if let Some(class) = self.get(class) {
            class.fill(first, numbers);
        }
    }

    /// The classes, each with how many of this many parents are in it or in one before it.
    pub(in crate::generate) fn ends(&self, parents: u64) -> impl Iterator<Item = (&Class, u64)> {
        let ends = self.up_to.iter().map(move |up_to| match (self.parents, *up_to) {
            (Some(_), end) => end,
            (None, u64::MAX) => parents,
            (None, share) => high_half(parents, share, self.phase),
        });
        self.list.iter().zip(ends)
    }
}

/// `factor * share + plus` in parts of 2^64.
fn high_half(factor: u64, share: u64, plus: u64) -> u64 {
    ((u128::from(factor) * u128::from(share) + u128::from(plus)) >> 64) as u64
}

impl Class {
    /// The number of a member's children.
    #[inline]
    pub(in crate::generate) fn number(&self, member: u64) -> u64 {
        if self.low == self.high {
            return self.low;
        }
        if self.unpaired == Some(member) {
            return self.mean();
        }
        // Not 2^64 numbers, which no fan-out allows.
        let more = bounded(self.key.number(member / 2), (self.high - self.low).saturating_add(1));
        if member % 2 == 0 {
            self.low + more
        } else {
            self.high - more
        }
    }

    /// The numbers of children of members that follow one another.
    #[inline]
    fn fill(&self, first: u64, numbers: &mut [u64]) {
        if self.low == self.high {
            numbers.fill(self.low);
            return;
        }
        let (second_of_pair, pairs) = numbers.split_at_mut(usize::from(first % 2 == 1).min(numbers.len()));
        second_of_pair.fill(self.number(first));
        for (pair, numbers) in (first.div_ceil(2)..).zip(pairs.chunks_mut(2)) {
            let number = self.number(pair * 2);
            if let [one, other] = numbers {
                (*one, *other) = (number, self.low + (self.high - number));
            } else {
                numbers.fill(number);
            }
        }
    }

    /// The children of members that follow one another. Saturates where those of the first do.
    #[inline]
    fn children_between(&self, first: u64, members: u64) -> u64 {
        if self.low == self.high {
            return members.saturating_mul(self.low);
        }
        self.children(first + members).saturating_sub(self.children(first))
    }

    /// The children of the first members. Saturates.
    #[inline]
    pub(in crate::generate) fn children(&self, members: u64) -> u64 {
        if self.low == self.high {
            return members.saturating_mul(self.low);
        }
        let paired = (members / 2).saturating_mul(self.low.saturating_add(self.high));
        if members % 2 == 0 {
            return paired;
        }
        paired.saturating_add(self.number(members - 1))
    }

    fn mean(&self) -> u64 {
        u64::midpoint(self.low, self.high)
    }

    /// The member that has a child of the class, and the child's number there. The class must have such a child.
    #[inline]
    pub(in crate::generate) fn find(&self, child: u64) -> (u64, u64) {
        if self.low == self.high {
            let each = self.low.max(1);
            return (child / each, child % each);
        }
        let together = self.low.saturating_add(self.high).max(1);
        let (first, nth) = (child / together * 2, child % together);
        let of_first = self.number(first);
        if nth < of_first {
            (first, nth)
        } else {
            (first + 1, nth - of_first)
        }
    }
}
