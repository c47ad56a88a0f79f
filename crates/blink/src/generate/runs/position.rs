//! The place of a child under its parent.

/// A child's parent, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChildPosition {
    /// The parent's number, from 0.
    pub parent: u64,
    /// The child's number among its parent's, from 0.
    pub nth: u64,
}
