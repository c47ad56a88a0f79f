//! Runs that are asked for one after the other.

use std::ops::Range;

use super::block::Block;
use super::position::ChildPosition;
use super::tree::Path;

/// A reader of [`ChildRuns`](crate::ChildRuns) that keeps 64 parents at hand: a parent or child near the one before it takes a few
/// nanoseconds.
///
/// ```
/// use blink::{ChildRuns, RngKey};
///
/// let runs = ChildRuns::new(0..=4, 1_000, RngKey::new(42))?;
/// let mut cursor = runs.cursor();
/// let mut last_of_their_parents = 0;
/// for child in 0..runs.children() {
///     let position = cursor.parent_of(child).unwrap();
///     if cursor.children_of(position.parent).unwrap().end == child + 1 {
///         last_of_their_parents += 1;
///     }
/// }
/// let with_children = (0..1_000).filter(|parent| runs.number_of_children(*parent) != Some(0));
/// assert_eq!(last_of_their_parents, with_children.count());
/// # Ok::<_, blink::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunCursor<'r> {
    path: Path<'r>,
    block: Option<Block>,
    /// The parent of the last child.
    near: u64,
    fixed: Option<u64>,
    parents: u64,
    children: u64,
}

impl<'r> RunCursor<'r> {
    pub(super) fn new(path: Path<'r>, fixed: Option<u64>, parents: u64, children: u64) -> Self {
        Self {
            path,
            block: None,
            near: 0,
            fixed,
            parents,
            children,
        }
    }

    /// The numbers of a parent's children; None if there is no such parent.
    #[inline]
    pub fn children_of(&mut self, parent: u64) -> Option<Range<u64>> {
        if parent >= self.parents {
            return None;
        }
        if let Some(each) = self.fixed {
            return Some(parent * each..(parent + 1) * each);
        }
        if let Some(run) = self.block.as_ref().and_then(|block| block.children_of(parent)) {
            return Some(run);
        }
        self.block_of_parent(parent).children_of(parent)
    }

    /// The parent of a child; None if there is no such child.
    #[inline]
    pub fn parent_of(&mut self, child: u64) -> Option<ChildPosition> {
        if child >= self.children {
            return None;
        }
        if let Some(each) = self.fixed {
            // Not 0, or there were no child.
            return Some(ChildPosition {
                parent: child.checked_div(each)?,
                nth: child.checked_rem(each)?,
            });
        }
        let near = self.near;
        let position = match &self.block {
            Some(block) if block.children().contains(&child) => block.parent_of(child, near),
            _ => self.block_of_child(child).parent_of(child, u64::MAX),
        };
        self.near = position.parent;
        Some(position)
    }

    /// The number of a parent's children; 0 if there is no such parent.
    #[inline]
    pub(in crate::generate) fn number_of_children(&mut self, parent: u64) -> u64 {
        self.children_of(parent).map_or(0, |run| run.end - run.start)
    }

    /// The parent of a child that there is.
    #[inline]
    pub(in crate::generate) fn locate(&mut self, child: u64) -> ChildPosition {
        debug_assert!(child < self.children, "{child} is not below {}", self.children);
        self.parent_of(child).unwrap_or(ChildPosition {
            parent: self.parents,
            nth: 0,
        })
    }

    /// The end of the parents that are at hand after one was asked for.
    #[inline]
    pub(in crate::generate) fn parents_at_hand(&self) -> u64 {
        let known = self.block.as_ref().map_or(u64::MAX, |block| block.parents().end);
        known.min(self.parents)
    }

    fn block_of_parent(&mut self, parent: u64) -> &Block {
        self.block.insert(self.path.block_of_parent(parent))
    }

    fn block_of_child(&mut self, child: u64) -> &Block {
        self.block.insert(self.path.block_of_child(child))
    }
}
