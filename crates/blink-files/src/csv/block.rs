//! Whole records in a row.

use super::dialect::Dialect;
use super::fault::Fault;
use super::position::Position;
use super::record::Records;
use super::splitter::Splitter;

/// Whole records of a file, with the empty lines between them.
pub(crate) struct Block {
    text: String,
    dialect: Dialect,
    start: Position,
    records: u64,
}

impl Block {
    pub(super) fn new(text: String, dialect: Dialect, start: Position, records: u64) -> Self {
        Self {
            text,
            dialect,
            start,
            records,
        }
    }

    /// The records of a file's head: those up to the first fault, which comes, too, if it ends the reading. What is cut
    /// off at the end is left out, unless the head is the whole file. The first of them may be a header.
    pub(crate) fn of_head(head: &str, is_whole: bool, dialect: Dialect) -> (Self, Option<Fault>) {
        let skipped = Position::behind_skipped_lines(head, dialect);
        let (skipped, start) = skipped.unwrap_or((head.len(), Position::START));
        let head = head.get(skipped..).unwrap_or_default();
        let mut splitter = Splitter::new(dialect);
        let fault = splitter.scan(head.as_bytes(), start, is_whole, u64::MAX).err();
        let text = head.get(..splitter.end).unwrap_or_default().to_owned();
        let records = splitter.cut().records;
        (Self::new(text, dialect, start, records), fault)
    }

    /// Reads the records; each must have so many fields, if a number is given.
    pub(crate) fn records(&self, columns: Option<usize>) -> Records<'_> {
        Records::new(&self.text, self.dialect, self.start, columns)
    }

    /// The place before the first record.
    pub(crate) fn start(&self) -> Position {
        self.start
    }

    /// The number of records, which is not 0 but for a head.
    pub(crate) fn len(&self) -> u64 {
        self.records
    }

    /// The text as it is in the file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}
