//! The children of each owner, one owner after the other.

use std::ops::Range;

use blink::{ChildPosition, ChildRuns, RunCursor};

use super::classes::Classes;

/// The consecutive children of each owner, of all or of those of one class.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    runs: ChildRuns,
    of_class: Option<(Classes, u64)>,
}

impl Run {
    pub(crate) fn new(runs: ChildRuns, of_class: Option<(Classes, u64)>) -> Self {
        Self { runs, of_class }
    }

    /// The number of all children.
    pub(crate) fn children(&self) -> u64 {
        self.runs.children()
    }

    /// The owner of a child, and the child's number there.
    pub(crate) fn parent_of(&self, child: u64) -> Option<ChildPosition> {
        self.of_owner(self.runs.parent_of(child)?)
    }

    /// A place among the children, from which those near it are found without a search.
    pub(crate) fn cursor(&self) -> Cursor<'_> {
        Cursor {
            run: self,
            runs: self.runs.cursor(),
        }
    }

    /// The position below an owner, of that below the owners of the class alone.
    fn of_owner(&self, position: ChildPosition) -> Option<ChildPosition> {
        match &self.of_class {
            None => Some(position),
            Some((classes, class)) => Some(ChildPosition {
                parent: classes.nth(*class, position.parent)?,
                nth: position.nth,
            }),
        }
    }

    /// The numbers of an owner's children; None if there is no such owner.
    pub(crate) fn children_of(&self, parent: u64) -> Option<Range<u64>> {
        let Some((classes, class)) = &self.of_class else {
            return self.runs.children_of(parent);
        };
        let children = self.runs.children_of(classes.before(*class, parent));
        if classes.class(parent) == *class {
            return children;
        }
        // None, but they would stand there.
        let at = children.map_or(self.children(), |children| children.start);
        Some(at..at)
    }

    /// The number of children that an owner has; None if there is no such owner.
    pub(crate) fn number_of_children(&self, parent: u64) -> Option<u64> {
        self.children_of(parent).map(|run| run.end - run.start)
    }
}

/// A place among the children of a [`Run`].
#[derive(Debug)]
pub(crate) struct Cursor<'r> {
    run: &'r Run,
    runs: RunCursor<'r>,
}

impl Cursor<'_> {
    /// The owner of a child, and the child's number there.
    pub(crate) fn parent_of(&mut self, child: u64) -> Option<ChildPosition> {
        self.run.of_owner(self.runs.parent_of(child)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blink::{RngKey, Spread};

    #[test]
    fn children_stand_below_owners_of_their_class() {
        let classes = Classes::new(50, 3, RngKey::new(1));
        let parents = classes.count(2);
        let runs = ChildRuns::new(Spread::total(70), parents, RngKey::new(2)).unwrap();
        let run = Run::new(runs, Some((classes.clone(), 2)));
        let (mut next, mut cursor) = (0, run.cursor());
        for parent in 0..50 {
            let children = run.children_of(parent).unwrap();
            assert_eq!(children.start, next);
            next = children.end;
            assert!(children.is_empty() || classes.class(parent) == 2);
            for child in children.clone() {
                let nth = child - children.start;
                assert_eq!(run.parent_of(child), Some(ChildPosition { parent, nth }));
                assert_eq!(cursor.parent_of(child), run.parent_of(child));
            }
        }
        assert_eq!(next, 70);
    }
}
