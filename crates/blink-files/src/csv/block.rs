//! Whole records in a row.

use bytes::Bytes;

use super::dialect::Dialect;
use super::fault::Fault;
use super::line_break::LineBreak;
use super::position::{CopyStart, Position};
use super::record::Records;
use super::splitter::{Splitter, Tally};

/// Whole records of a file, with the empty lines between them.
pub(crate) struct Block {
    text: String,
    dialect: Dialect,
    start: Position,
    records: u64,
    copy_start: CopyStart,
    /// The line break between the records of COPY's data.
    line_break: LineBreak,
    /// True if COPY reads the text as it is.
    is_copy_data: bool,
    is_unterminated: bool,
}

impl Block {
    pub(super) fn new(text: String, dialect: Dialect, start: Position, tally: &Tally, line_break: LineBreak) -> Self {
        let ends = tally.records + tally.empty_lines - u64::from(tally.is_unterminated);
        let has_one_break = match line_break {
            LineBreak::CrLf => tally.crlf == ends,
            LineBreak::Lf => tally.crlf == 0,
            LineBreak::Cr => true,
        };
        Self {
            text,
            dialect,
            start,
            records: tally.records,
            copy_start: CopyStart {
                at: start,
                first: tally.first,
            },
            line_break,
            is_copy_data: has_one_break && tally.empty_lines == 0 && !tally.has_end_marker,
            is_unterminated: tally.is_unterminated,
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
        let tally = splitter.cut();
        let line_break = tally.line_break(dialect);
        (Self::new(text, dialect, start, &tally, line_break), fault)
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

    /// The line break of the data that [`into_copy_data`](Self::into_copy_data) makes, the same in all of a file.
    pub(crate) fn line_break(&self) -> LineBreak {
        self.line_break
    }

    /// The place of a COPY command that begins with this block.
    pub(crate) fn copy_start(&self) -> CopyStart {
        self.copy_start
    }

    /// The records as data of COPY's CSV format, for a command whose delimiter, quote and escape are the dialect's. The
    /// data of several blocks may follow each other in one command.
    ///
    /// This is the text, but for what COPY would not read: other line ends than the file's first, no line end, empty
    /// lines that are no records, and a record `\.`, with which data ends before PostgreSQL 18.
    pub(crate) fn into_copy_data(self) -> Bytes {
        if !self.is_copy_data {
            return Bytes::from(self.rewritten());
        }
        let mut text = self.text;
        if self.is_unterminated {
            text.push_str(self.line_break.text());
        }
        Bytes::from(text)
    }

    fn rewritten(&self) -> String {
        let mut data = String::with_capacity(self.text.len() + self.text.len() / 16);
        let mut records = self.records(None);
        while let Some(raw) = records.advance() {
            let record = self.text.get(raw.start..raw.end).unwrap_or_default();
            match self.dialect.quote() {
                Some(quote) if record == "\\." => {
                    data.push(char::from(quote));
                    // A backslash before anything but a quote or backslash is itself.
                    data.push_str(record);
                    data.push(char::from(quote));
                }
                _ => data.push_str(record),
            }
            data.push_str(self.line_break.text());
        }
        data
    }
}
