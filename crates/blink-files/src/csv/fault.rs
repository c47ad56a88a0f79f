//! Faults of a file's form.

use std::error::Error;
use std::fmt;

/// A fault, and its place in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The line of the file, from 1: that of the fault itself, or where the quote of an unclosed field opened.
    pub(crate) line: u64,
    /// The number of the record, from 0, without the header.
    pub(crate) record: u64,
    /// The field, from 0, if the fault is in one.
    pub(crate) field: Option<usize>,
    pub(crate) kind: FaultKind,
}

/// The kinds of faults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum FaultKind {
    /// A quote in a field that does not begin with one.
    StrayQuote { quote: char },
    /// Something other than a delimiter or line end after a closing quote. The quote opened on this line.
    TextAfterQuote { opened: u64 },
    /// A quote that opens and is not closed before the end of the file.
    UnclosedQuote,
    /// A record of more bytes than this. If a quote is open, the fault's line is where it opened.
    RecordTooLong { limit: usize, is_quoted: bool },
    /// A `\r` outside quotes where lines end with `\n`, or the other way round.
    LineBreak { is_carriage_return: bool },
    /// More or fewer fields than there are columns.
    FieldCount { expected: usize, found: usize },
}

impl Fault {
    /// True if nobody can know where the records behind the fault begin, so that the file cannot be read on.
    /// [`Blocks`](super::Blocks) ends after such a fault.
    pub(crate) fn ends_reading(&self) -> bool {
        !matches!(self.kind, FaultKind::LineBreak { .. } | FaultKind::FieldCount { .. })
    }
}

/// The message, without the line.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            FaultKind::StrayQuote { quote } => write!(
                f,
                "a quote {quote} within a field that does not begin with one. A field with a quote must be quoted, and \
                 the quote escaped; if the file quotes nothing, say --quote none"
            ),
            FaultKind::TextAfterQuote { opened } if opened == self.line => {
                f.write_str("text after the closing quote of a field. A quote in a field must be escaped")
            }
            FaultKind::TextAfterQuote { opened } => write!(
                f,
                "text after the closing quote of a field that opens on line {opened}. Either the quote there is not \
                 closed, or a quote in the field is not escaped"
            ),
            FaultKind::UnclosedQuote => {
                f.write_str("the quote that opens here is not closed before the end of the file")
            }
            FaultKind::RecordTooLong { limit, is_quoted: true } => write!(
                f,
                "the quote that opens here is not closed within {} MiB, the longest record that can be read",
                limit >> 20
            ),
            FaultKind::RecordTooLong {
                limit,
                is_quoted: false,
            } => write!(
                f,
                "the line is longer than {} MiB, the longest record that can be read",
                limit >> 20
            ),
            FaultKind::LineBreak {
                is_carriage_return: true,
            } => f.write_str("a carriage return within a line. A field with one must be quoted"),
            FaultKind::LineBreak { .. } => f.write_str(
                "a line feed in a file whose lines end with a carriage return. A field with one must be quoted",
            ),
            FaultKind::FieldCount { expected, found } => {
                let noun = if found == 1 { "field" } else { "fields" };
                write!(f, "{found} {noun} where {expected} are expected")
            }
        }
    }
}

impl Error for Fault {}
