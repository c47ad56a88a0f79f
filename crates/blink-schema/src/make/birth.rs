//! The times at which the rows of a plan may come to be.

use blink::RngKey;

/// The times of all tables whose rows have one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Births {
    /// Of each table; None if its rows have no time.
    pub(crate) tables: Vec<Option<Birth>>,
}

/// The times of a table's rows, in microseconds since 2000-01-01.
#[derive(Clone, Debug)]
pub(crate) struct Birth {
    /// No row is earlier.
    pub(crate) first: i64,
    /// No row is later, so that there is time left for its children.
    pub(crate) last: i64,
    /// The references to parents before which no row may be.
    pub(crate) parents: Vec<usize>,
    /// True if rows with higher numbers are later, as the first rows of a tree are, and as keys that are counted up tell.
    pub(crate) in_order: bool,
    /// True if no two rows of an owner come to be in the same second.
    pub(crate) is_distinct: bool,
    pub(crate) key: RngKey,
    /// The column that tells it, of a table of the user's own: its place among those that are read.
    pub(crate) own: Option<usize>,
    /// The tables of the user's own after all rows of which this table's rows come.
    pub(crate) after: Vec<After>,
}

/// A table of the user's own after all rows of which others come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) table: usize,
    /// The place of the column that tells the time among those that are read.
    pub(crate) part: usize,
    /// The seconds that rows between the two may take.
    pub(crate) seconds: i64,
}
