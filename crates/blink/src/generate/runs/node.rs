//! Consecutive parents with the number of them in each class, and their division.

use crate::generate::fanout::Classes;
use crate::generate::random::{RngKey, bounded};

/// Consecutive parents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) first: u64,
    pub(super) size: u64,
    pub(super) first_child: u64,
    /// The first child after the node's.
    pub(super) end_child: u64,
    /// The place of its random number: 1 for the whole, and 2 `n` and 2 `n` + 1 for the halves of `n`.
    place: u64,
}

/// The parents of one class in a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The number of the class.
    class: usize,
    /// The members of the class before the node.
    before: u64,
    /// The parents of the node that are in this class or one before it.
    end: u64,
}

/// The random division of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    node: Node,
    /// The parents of the left half: the largest power of two below the size, so that blocks are whole.
    left: u64,
    /// Below the size.
    random: u64,
}

impl Node {
    /// All parents.
    pub(super) fn whole(size: u64) -> Self {
        Self {
            first: 0,
            size,
            first_child: 0,
            end_child: u64::MAX,
            place: 1,
        }
    }

    /// The division of a node of more than one parent.
    #[inline]
    pub(super) fn split(&self, key: RngKey) -> Split {
        Split {
            node: *self,
            left: 1 << (u64::BITS - 1 - (self.size - 1).leading_zeros()),
            random: bounded(key.number(self.place), self.size),
        }
    }
}

impl Part {
    /// The parts of all parents.
    pub(super) fn of_all(classes: &Classes, parents: u64) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut begin = 0;
        for (class, (_, end)) in classes.ends(parents).enumerate() {
            if end > begin {
                parts.push(Self { class, before: 0, end });
            }
            begin = end;
        }
        parts
    }

    /// The children of all parts of a node. Saturates.
    pub(super) fn children(parts: &[Self], classes: &Classes) -> u64 {
        let mut begin = 0;
        parts.iter().fold(0, |children: u64, part| {
            let members = part.end - begin;
            begin = part.end;
            children.saturating_add(classes.children_between(part.class, part.before, members))
        })
    }

    /// Writes the numbers of children of a node's parents, one class after the other.
    #[inline]
    pub(super) fn fill(parts: &[Self], classes: &Classes, mut numbers: &mut [u64]) {
        let mut begin = 0;
        for part in parts {
            let members = usize::try_from(part.end - begin).unwrap_or(usize::MAX);
            let (of_class, others) = numbers.split_at_mut(members.min(numbers.len()));
            classes.fill(part.class, part.before, of_class);
            numbers = others;
            begin = part.end;
        }
    }
}

impl Split {
    /// The first parent of the right half.
    #[inline]
    pub(super) fn middle(&self) -> u64 {
        self.node.first + self.left
    }

    /// The first child of the right half. Saturates.
    #[inline]
    pub(super) fn middle_child(&self, parts: &[Part], classes: &Classes) -> u64 {
        let mut begin = 0;
        parts.iter().fold(self.node.first_child, |children, part| {
            let end = self.left_of(part.end);
            let members = end - begin;
            begin = end;
            children.saturating_add(classes.children_between(part.class, part.before, members))
        })
    }

    /// The left or the right half.
    #[inline]
    pub(super) fn half(&self, right: bool, middle_child: u64) -> Node {
        let node = self.node;
        let place = node.place * 2 + u64::from(right);
        if right {
            Node {
                first: self.middle(),
                size: node.size - self.left,
                first_child: middle_child,
                place,
                ..node
            }
        } else {
            Node {
                size: self.left,
                end_child: middle_child,
                place,
                ..node
            }
        }
    }

    /// The part of a half for each part of the node, in order; None if the half has no parents of the class.
    #[inline]
    pub(super) fn half_parts(self, right: bool) -> impl FnMut(Part) -> Option<Part> {
        let (mut begin, mut left_begin) = (0, 0);
        move |part| {
            let left_end = self.left_of(part.end);
            let (before, end) = if right {
                (part.before + (left_end - left_begin), part.end - left_end)
            } else {
                (part.before, left_end)
            };
            left_begin = left_end;
            let empty = end == begin;
            begin = end;
            (!empty).then_some(Part { before, end, ..part })
        }
    }

    /// The part of the first `parents` that goes to the left: their share, rounded up or down at random, for all classes
    /// alike. So a class's own share is one of its two roundings, too, and never more than there are.
    #[inline]
    fn left_of(&self, parents: u64) -> u64 {
        if self.node.size == self.left * 2 {
            // The same, without a division.
            return parents / 2 + ((parents % 2) & u64::from(self.random >= self.left));
        }
        let product = u128::from(parents) * u128::from(self.left) + u128::from(self.random);
        // At most `left`, since the random number is below the size.
        u64::try_from(product / u128::from(self.node.size)).unwrap_or(self.left)
    }
}
