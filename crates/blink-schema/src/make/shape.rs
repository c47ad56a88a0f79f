//! The shapes of relations: which row of the parent each row refers to.

/// The way in which a row's number leads to that of its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each parent has consecutive children.
    Run,
    /// Each row picks from a population.
    Pick(Population),
    /// A digit of the row's place in a [`Joint`], so that no two rows have the same.
    Joint { joint: usize, digit: usize },
    /// The row that these references lead to, the first of this table, each next of the parent before.
    Follow(Vec<usize>),
    /// An earlier row of the same table; with `in_run` of the same owner.
    Earlier { in_run: bool },
    /// The row before, so that no two refer to the same; the row itself if it must refer to one.
    Previous,
    /// NULL.
    Absent(&'static str),
}

/// The rows that a reference picks from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Population {
    /// All rows of the parent.
    All(usize),
    /// The rows of a class of the parent's.
    OfClass { parent: usize, class: u64 },
    /// Rows of a table that has rows and is not filled: its index among these.
    WithRows(usize),
    /// The rows of the parent below the ancestor that a path leads to.
    Below {
        path: Vec<usize>,
        ancestor: usize,
        parent: usize,
    },
    /// The rows that a table of members has below the ancestor that a path leads to; its reference leads to the parent.
    Members {
        path: Vec<usize>,
        ancestor: usize,
        members: usize,
        reference: usize,
    },
}

/// References that together make a row distinct, all rows or those of one owner: each row has its place in the product
/// of the populations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Joint {
    /// True if only the rows of one owner have to differ.
    pub(crate) in_run: bool,
    pub(crate) populations: Vec<Population>,
    /// True if no row may refer twice to the same row: by two digits, or by a digit and its owner.
    pub(crate) differ: bool,
}
