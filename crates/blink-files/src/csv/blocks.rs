//! The text of a file, cut between records.

use std::error::Error;
use std::fmt;

use super::block::Block;
use super::breaks::BreakList;
use super::dialect::Dialect;
use super::fault::Fault;
use super::line_index::LineIndex;
use super::position::Position;
use super::sizes::Sizes;
use super::splitter::Splitter;
use crate::input::{Input, InputError};

/// Cuts a file into blocks of whole records, in order. Ends after the first error; the records before it come first.
pub(crate) struct Blocks {
    input: Input,
    dialect: Dialect,
    splitter: Splitter,
    /// The text from the end of the last block on.
    text: String,
    start: Position,
    index: LineIndex,
    /// The error behind the records in `text`.
    failure: Option<ReadError>,
    is_at_end: bool,
    /// True if there is text behind the header that was not looked at.
    is_unscanned: bool,
    /// True after the lines before the first record were skipped.
    has_begun: bool,
    sizes: Sizes,
}

/// The reason why a file cannot be read on.
#[derive(Debug)]
pub(crate) enum ReadError {
    Input(InputError),
    Fault(Fault),
}

impl Blocks {
    /// The blocks of a file. Its first record is no header unless [`header`](Self::header) takes it.
    pub(crate) fn new(input: Input, dialect: Dialect) -> Self {
        Self::with_sizes(input, dialect, Sizes::default())
    }

    pub(crate) fn with_sizes(input: Input, dialect: Dialect, sizes: Sizes) -> Self {
        Self {
            splitter: Splitter::new(dialect),
            text: String::new(),
            start: Position::START,
            index: LineIndex::new(dialect, input.reopener(), sizes),
            failure: None,
            is_at_end: false,
            is_unscanned: false,
            has_begun: dialect.skipped_lines() == 0,
            input,
            dialect,
            sizes,
        }
    }

    /// Takes the first record as the header; None if the file has no record. It is called before the first block is
    /// taken. The header counts as no record; its lines count.
    ///
    /// # Errors
    ///
    /// If the file cannot be read so far.
    pub(crate) fn header(&mut self) -> Result<Option<Block>, ReadError> {
        while self.splitter.tally.records == 0 {
            if let Some(failure) = self.failure.take() {
                // No block comes, not even of the empty lines before.
                (self.is_at_end, self.splitter) = (true, Splitter::new(self.dialect));
                return Err(failure);
            }
            if self.is_at_end {
                return Ok(None);
            }
            if self.splitter.end >= self.sizes.block {
                // Not of the index, which begins behind the header.
                self.drop_empty_lines();
            }
            self.read(1);
        }
        let (header, _) = self.cut();
        // Empty lines before the header are of no record, and a part that joined them with later ones would lack the header.
        self.index.clear();
        self.start.record = 0;
        self.start.breaks = 0;
        self.is_unscanned = true;
        Ok(Some(header))
    }

    /// Closes a regular file until its first block is taken: many files may wait for their turn.
    pub(crate) fn close(&mut self) {
        self.input.close();
        if self.input.is_closed() {
            (self.text, self.splitter) = (String::new(), Splitter::new(self.dialect));
            (self.failure, self.is_at_end, self.is_unscanned) = (None, false, false);
        }
    }

    /// The lines of the records, which grows as blocks are taken.
    pub(crate) fn index(&self) -> LineIndex {
        self.index.clone()
    }

    /// Reads on, and looks for the ends of records, at most so many. An error is left in `failure`.
    fn read(&mut self, most: u64) {
        if !std::mem::take(&mut self.is_unscanned) {
            let opened = self.input.open_again(self.start.offset);
            match opened.and_then(|()| self.input.read(&mut self.text)) {
                Ok(has_more) => self.is_at_end = !has_more,
                Err(error) => {
                    self.failure = Some(ReadError::Input(error));
                    return;
                }
            }
        }
        if !self.has_begun && !self.skip_lines() {
            return;
        }
        let text = self.text.as_bytes();
        let scanned = self.splitter.scan(text, self.start, self.is_at_end, most);
        let fault = match scanned {
            Err(fault) => Some(fault),
            Ok(()) if text.len() - self.splitter.end.min(text.len()) > self.sizes.record => {
                Some(self.splitter.too_long(text, self.start, self.sizes.record))
            }
            Ok(()) => None,
        };
        // An error that is there already is of a later place.
        self.failure = fault.map(ReadError::Fault).or(self.failure.take());
    }

    /// Skips the lines before the first record; false if they are not all there.
    fn skip_lines(&mut self) -> bool {
        let (bytes, start) = match Position::behind_skipped_lines(&self.text, self.dialect) {
            Some(found) => found,
            None if self.is_at_end => (self.text.len(), self.start),
            None => return false,
        };
        self.text.drain(..bytes);
        self.start = start;
        self.has_begun = true;
        true
    }

    /// Drops lines that are no records, and returns the place before them and the list of them.
    fn drop_empty_lines(&mut self) -> (Position, BreakList) {
        let end = self.splitter.end;
        self.text.drain(..end);
        let tally = self.splitter.cut();
        let start = self.start;
        self.start = tally.behind(start, end);
        (start, tally.list)
    }

    /// Cuts off the whole records.
    fn cut(&mut self) -> (Block, BreakList) {
        let end = self.splitter.end;
        let rest = self.text.get(end..).unwrap_or_default();
        let expected = if self.is_at_end {
            0
        } else {
            self.sizes.block + self.sizes.block / 2
        };
        let mut next = String::with_capacity(rest.len().max(expected));
        next.push_str(rest);
        self.text.truncate(end);
        let text = std::mem::replace(&mut self.text, next);
        let tally = self.splitter.cut();
        let start = self.start;
        self.start = tally.behind(start, end);
        (Block::new(text, self.dialect, start, tally.records), tally.list)
    }
}

impl Iterator for Blocks {
    type Item = Result<Block, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let is_over = !self.is_unscanned && (self.is_at_end || self.failure.is_some());
            let end = self.splitter.end;
            if end >= self.sizes.block || (is_over && end > 0) {
                if self.splitter.tally.records == 0 {
                    let (start, list) = self.drop_empty_lines();
                    self.index.push(start, list, self.start);
                    continue;
                }
                let (block, list) = self.cut();
                self.index.push(block.start(), list, self.start);
                return Some(Ok(block));
            }
            if is_over {
                self.is_at_end = true;
                self.input.end();
                return self.failure.take().map(Err);
            }
            self.read(u64::MAX);
        }
    }
}

impl ReadError {
    /// The line of the file, from 1, if the error has one.
    pub(crate) fn line(&self) -> Option<u64> {
        match self {
            Self::Input(error) => error.line(),
            Self::Fault(fault) => Some(fault.line),
        }
    }

    /// The advice on what to do, if it is not part of the message.
    pub(crate) fn advice(&self) -> Option<String> {
        match self {
            Self::Input(error) => Some(error.advice()),
            Self::Fault(_) => None,
        }
    }
}

/// The message, without the line.
impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Input(error) => error.source(),
            Self::Fault(_) => None,
        }
    }
}
