//! Places between two records.

use super::dialect::Dialect;

/// A place before a record, and what lies before it in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Position {
    /// The number of records before it, without the header.
    pub(crate) record: u64,
    /// The line of the file, from 1.
    pub(crate) line: u64,
    /// The bytes before it, of the text as UTF-8 without the byte order mark.
    pub(crate) offset: u64,
    /// The line ends within quotes before it, without those of the header.
    pub(super) breaks: u64,
}

impl Position {
    /// The beginning of a file.
    pub(super) const START: Self = Self {
        record: 0,
        line: 1,
        offset: 0,
        breaks: 0,
    };

    /// The place behind the lines that are no records, and their bytes; None if they are not all in the text.
    pub(super) fn behind_skipped_lines(text: &str, dialect: Dialect) -> Option<(usize, Self)> {
        let (mut bytes, mut position) = (0, Self::START);
        for _ in 0..dialect.skipped_lines() {
            let rest = text.as_bytes().get(bytes..)?;
            bytes += memchr::memchr(dialect.line_end().byte(), rest)? + 1;
            position.line += 1;
        }
        position.offset = bytes as u64;
        Some((bytes, position))
    }
}
