//! Children numbered one parent after the other.

mod block;
mod cursor;
mod node;
mod position;
mod tree;

use std::ops::Range;

use super::fanout::{Fanout, too_many_children};
use super::random::RngKey;
use crate::error::unwind::DrawError;
use crate::error::{Error, ErrorKind};
pub use cursor::RunCursor;
pub use position::ChildPosition;
use tree::Tree;

/// The children of all parents, numbered one parent after the other: each parent has a run of consecutive children.
///
/// Which children a parent has, and which parent a child, is computed in time that grows with the logarithm of the number
/// of parents, in constant memory; nothing is stored or counted beforehand.
///
/// ```
/// use blink::{ChildRuns, RngKey};
///
/// let lines = ChildRuns::new(1..=9, 1_000_000_000_000, RngKey::new(42))?;
/// let position = lines.parent_of(3_000_000_000_000).unwrap();
/// let run = lines.children_of(position.parent).unwrap();
/// assert_eq!(run.start + position.nth, 3_000_000_000_000);
/// assert!((1..=9).contains(&(run.end - run.start)));
/// # Ok::<_, blink::Error>(())
/// ```
///
/// How many of the parents have how many children is their share; halving the parents at random, again and again, decides
/// which of them have. So the total hardly varies with the key, while each parent has each number of children as often
/// as the fan-out says.
///
/// More parents leave the first ones and their children as they are, unless the total is given ([`Spread::total`]).
///
/// [`Spread::total`]: crate::Spread::total
#[derive(Clone, Debug)]
pub struct ChildRuns {
    tree: Tree,
    /// The number of each parent's children, if all have the same: then all else is multiplication.
    fixed: Option<u64>,
    parents: u64,
    children: u64,
}

impl ChildRuns {
    /// The runs of this many parents that belong to the key.
    ///
    /// # Errors
    ///
    /// If the fan-out is invalid, or the total is more than a bigint can number.
    pub fn new(children: impl Into<Fanout>, parents: u64, key: RngKey) -> Result<Self, Error> {
        Self::build(&children.into(), parents, key).map_err(|error| Error::new(ErrorKind::InvalidDraw(error)))
    }

    pub(super) fn build(fanout: &Fanout, parents: u64, key: RngKey) -> Result<Self, DrawError> {
        let classes = fanout.classes(parents, key.nth(CLASSES))?;
        let fixed = classes.fixed();
        let tree = Tree::new(classes, parents, key.nth(TREE));
        let children = if i64::try_from(parents).is_err() {
            None
        } else if let Some(each) = fixed {
            parents.checked_mul(each)
        } else {
            Some(tree.first_child(parents))
        };
        let children = children
            .filter(|children| i64::try_from(*children).is_ok())
            .ok_or_else(|| too_many_children(parents))?;
        Ok(Self {
            tree,
            fixed,
            parents,
            children,
        })
    }

    /// The number of parents.
    #[inline]
    pub fn parents(&self) -> u64 {
        self.parents
    }

    /// The number of all children.
    #[inline]
    pub fn children(&self) -> u64 {
        self.children
    }

    /// The numbers of a parent's children; None if there is no such parent.
    pub fn children_of(&self, parent: u64) -> Option<Range<u64>> {
        self.reader().children_of(parent)
    }

    /// The number of a parent's children; None if there is no such parent.
    pub fn number_of_children(&self, parent: u64) -> Option<u64> {
        self.children_of(parent).map(|run| run.end - run.start)
    }

    /// The parent of a child; None if there is no such child.
    pub fn parent_of(&self, child: u64) -> Option<ChildPosition> {
        self.reader().parent_of(child)
    }

    /// A cursor, which is fast where one parent or child is asked for after its neighbour.
    pub fn cursor(&self) -> RunCursor<'_> {
        self.reading(true)
    }

    /// A cursor for one question.
    pub(super) fn reader(&self) -> RunCursor<'_> {
        self.reading(false)
    }

    fn reading(&self, keeps_path: bool) -> RunCursor<'_> {
        RunCursor::new(self.tree.path(keeps_path), self.fixed, self.parents, self.children)
    }
}

/// The uses of a key that are kept apart.
const CLASSES: u64 = 0;
const TREE: u64 = 1;

#[cfg(test)]
mod tests;
