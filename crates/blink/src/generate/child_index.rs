//! The parent of each child.

use super::fanout::{Distribution, Fanout};
use super::random::RngKey;
use crate::error::unwind::DrawError;

/// The distance between parents whose first child's number is stored.
const CHECKPOINT_EVERY: u64 = 1024;

/// The children of all parents, numbered one parent after the other.
#[derive(Debug)]
pub(super) struct ChildIndex {
    fanout: Fanout,
    key: RngKey,
    parents: u64,
    children: u64,
    /// The index of the first child of every 1,024th parent; empty if the number of children is fixed.
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
    /// Builds the index: draws each parent's number of children and adds them up.
    pub(super) fn build(fanout: Fanout, parents: u64, key: RngKey) -> Result<Self, DrawError> {
        if let Distribution::Invalid(error) = fanout.0 {
            return Err(error);
        }
        let mut index = Self {
            fanout,
            key,
            parents,
            children: 0,
            checkpoints: Vec::new(),
        };
        let children = if let Distribution::Fixed(each) = index.fanout.0 {
            parents.checked_mul(each)
        } else {
            let mut children = Some(0_u64);
            for parent in 0..parents {
                let Some(before) = children else { break };
                if parent % CHECKPOINT_EVERY == 0 {
                    index.checkpoints.push(before);
                }
                children = before.checked_add(index.children_of(parent));
            }
            children
        };
        index.children = children
            .filter(|children| i64::try_from(*children).is_ok())
            .ok_or_else(|| DrawError {
                message: format!("{parents} parents have more than 2^63 - 1 children in total"),
                help: "use fewer children per parent".to_owned(),
            })?;
        Ok(index)
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
        self.fanout.children(|| self.key.number(parent))
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
        // Several checkpoints may have the same first child, if the parents between them have no children. The last one
        // is taken.
        let checkpoint = self
            .checkpoints
            .partition_point(|first| *first <= child)
            .saturating_sub(1);
        let mut parent = checkpoint as u64 * CHECKPOINT_EVERY;
        let mut nth = child - self.checkpoints[checkpoint];
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

    fn child_index(fanout: impl Into<Fanout>, parents: u64) -> ChildIndex {
        ChildIndex::build(fanout.into(), parents, RngKey::of_table(0, "t", 0)).unwrap()
    }

    fn assert_locates_every_child(index: &ChildIndex) {
        let mut child = 0;
        for parent in 0..index.parents() {
            for nth in 0..index.children_of(parent) {
                assert_eq!(index.locate(child), ChildPosition { parent, nth });
                child += 1;
            }
        }
        assert_eq!(child, index.children());
    }

    #[test]
    fn every_child_finds_its_parent() {
        assert_locates_every_child(&child_index(3, 1000));
        assert_locates_every_child(&child_index(1, 10));
        assert_locates_every_child(&child_index(0, 10));
        assert_locates_every_child(&child_index(0..=5, 5000));
        assert_locates_every_child(&child_index(0..2, 5000));
        assert_locates_every_child(&child_index([(0, 0.999), (7, 0.001)], 20_000));
        assert_locates_every_child(&child_index(2..=2, 3000));
        assert_locates_every_child(&child_index(0..=5, 0));
    }

    proptest! {
        #[test]
        fn every_child_finds_its_parent_in_any_family(from in 0_u64..4, more in 0_u64..6, parents in 0_u64..4000) {
            assert_locates_every_child(&child_index(from..=from + more, parents));
        }
    }

    #[test]
    fn more_parents_leave_the_first_as_they_are() {
        let (few, many) = (child_index(0..=9, 100), child_index(0..=9, 10_000));
        assert!((0..100).all(|parent| few.children_of(parent) == many.children_of(parent)));
        assert!((0..few.children()).all(|child| few.locate(child) == many.locate(child)));
    }

    #[test]
    fn one_number_is_kept_per_1024_parents() {
        assert_eq!(child_index(0..=3, 100_000).checkpoints.len(), 98);
        assert_eq!(child_index(2..=2, 1_025).checkpoints, [0, 2_048]);
        assert!(child_index(3, 100_000).checkpoints.is_empty());
    }

    #[test]
    fn more_children_than_a_bigint_numbers_are_refused() {
        for fanout in [
            Fanout::from(u64::MAX),
            Fanout::from(u64::MAX - 1..=u64::MAX),
            Fanout::from(1 << 62),
        ] {
            let error = ChildIndex::build(fanout, 2, RngKey::of_table(0, "t", 0)).unwrap_err();
            assert_eq!(error.message, "2 parents have more than 2^63 - 1 children in total");
        }
        assert_eq!(child_index((1 << 63) - 1, 1).children(), (1 << 63) - 1);
    }
}
