//! Groups of a table's rows.

/// The rows that exclude one another, or of which at most one may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// All rows of the table.
    All,
    /// Consecutive rows, so that there are as many groups of about the same size.
    Blocks(u64),
    /// The rows of one owner.
    Owner,
    /// The rows that a reference leads to the same row.
    Referring(usize),
    /// Each row alone, numbered beside the rows of other tables: the number of this table among so many.
    Dealt { nth: u64, tables: u64 },
}

/// The place of a row in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// The number of the group.
    pub(crate) group: u64,
    /// The row's number in it, from 0.
    pub(crate) nth: u64,
    /// The number of members.
    pub(crate) of: u64,
}
