//! A few consecutive parents.

use std::ops::Range;

use super::position::ChildPosition;
use crate::generate::random::RngKey;

/// The largest number of parents of a block.
pub(super) const BLOCK: usize = 64;

/// Up to 64 consecutive parents with their children.
#[derive(Clone, Debug)]
pub(super) struct Block {
    first_parent: u64,
    len: usize,
    /// The first child of each parent, and what comes after the last one's.
    starts: [u64; BLOCK + 1],
}

impl Block {
    /// The block of the parents from this one on. `fill` says how many children they have, one by one; who of them has
    /// how many is decided by the key. Parents that do not exist may follow the last; the sums saturate there.
    #[inline]
    pub(super) fn shuffled(
        first_parent: u64,
        first_child: u64,
        parents: u64,
        key: RngKey,
        fill: impl FnOnce(&mut [u64]),
    ) -> Self {
        let len = usize::try_from(parents).map_or(BLOCK, |parents| parents.min(BLOCK));
        let mut starts = [0; BLOCK + 1];
        let numbers = &mut starts[1..=len];
        fill(numbers);
        shuffle(numbers, key);
        let mut end = first_child;
        for start in numbers {
            end = end.saturating_add(*start);
            *start = end;
        }
        starts[0] = first_child;
        Self {
            first_parent,
            len,
            starts,
        }
    }

    /// The numbers of the parents.
    #[inline]
    pub(super) fn parents(&self) -> Range<u64> {
        self.first_parent..self.first_parent + self.len as u64
    }

    /// The children of all its parents.
    #[inline]
    pub(super) fn children(&self) -> Range<u64> {
        self.starts[0]..self.starts[self.len]
    }

    /// The children of a parent, None if it is in another block.
    #[inline]
    pub(super) fn children_of(&self, parent: u64) -> Option<Range<u64>> {
        let n = usize::try_from(parent.checked_sub(self.first_parent)?).ok()?;
        (n < self.len).then(|| self.starts[n]..self.starts[n + 1])
    }

    /// The parent of a child, which must be one of the block's. Looks at the parent `near` first and at those after it,
    /// if it is in the block.
    #[inline]
    pub(super) fn parent_of(&self, child: u64, near: u64) -> ChildPosition {
        let starts = &self.starts[..self.len];
        let near = usize::try_from(near.saturating_sub(self.first_parent)).unwrap_or(0);
        let ahead = starts.get(near..).unwrap_or_default();
        let n = if ahead.first().is_some_and(|start| *start <= child) {
            near + ahead.iter().take_while(|start| **start <= child).count()
        } else {
            starts.partition_point(|start| *start <= child)
        };
        // The first start is the child or before it.
        let n = n.saturating_sub(1);
        ChildPosition {
            parent: self.first_parent + n as u64,
            nth: child.saturating_sub(starts.get(n).copied().unwrap_or(child)),
        }
    }
}

/// Fisher and Yates' shuffle, with 32 random bits for each place.
#[inline]
fn shuffle(numbers: &mut [u64], key: RngKey) {
    for pair in (0..numbers.len().div_ceil(2)).rev() {
        let random = key.number(pair as u64);
        for (last, random) in [(2 * pair + 1, random >> 32), (2 * pair, random & 0xffff_ffff)] {
            if last < numbers.len() {
                let other = (random * (last as u64 + 1)) >> 32;
                numbers.swap(last, usize::try_from(other).unwrap_or(0));
            }
        }
    }
}
