//! The sequences that a run advances.

use crate::catalog::sequences::SequenceInfo;
use crate::sql::TableName;

/// A sequence that belongs to a column that is copied.
#[derive(Debug)]
pub(crate) struct SequencePlan {
    pub(crate) sequence: SequenceInfo,
    /// The sources of the highest values; empty if the sequence stays.
    pub(crate) max_value: Vec<MaxValueSource>,
    /// The reasons for which the sequence stays, or a column is ignored.
    pub(crate) notes: Vec<String>,
}

/// The source of a column's highest value.
///
/// An index has it at its end, also for the rows that existed before. Without an index the server would have to read
/// the whole table again, so that Blink examines the rows as it sends them. It does both where the query that asks the
/// index may not see all rows, or where a trigger may store rows elsewhere.
#[derive(Debug)]
pub(crate) struct MaxValueSource {
    /// The index of the step among the tables of the plan.
    pub(crate) table: usize,
    pub(crate) name: TableName,
    pub(crate) column: String,
    pub(crate) from: MaxFrom,
    /// True if this role may read the column, and no policy hides rows.
    pub(crate) is_readable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxFrom {
    Index,
    /// The rows that are sent, with the column's position among those sent.
    SentRows(usize),
    /// The same, as soon as the table has stored fewer than were sent: a trigger may have put the others elsewhere.
    DroppedRows(usize),
}
