//! The search for the ends of records.

use memchr::memchr2;

use super::breaks::BreakList;
use super::dialect::Dialect;
use super::fault::{Fault, FaultKind};
use super::find::Finder;
use super::position::Position;

/// Finds the ends of records in a text that grows, looking at each byte once.
///
/// It looks at quotes and line ends alone. Every quote is checked, so that what it has passed has no stray one.
pub(super) struct Splitter {
    dialect: Dialect,
    line_end: u8,
    /// The quote; the line end if there is none.
    quote: u8,
    /// The search within quotes.
    quoted: Finder,
    /// The position up to which the text was looked at.
    scanned: usize,
    /// The position behind the last record's end.
    pub(super) end: usize,
    /// The quote that is open.
    open: Option<OpenQuote>,
    fault: Option<Fault>,
    /// The line ends in quotes of the unfinished record.
    breaks: u64,
    pub(super) tally: Tally,
}

#[derive(Clone, Copy)]
struct OpenQuote {
    at: usize,
    /// The line ends in quotes before it in its record.
    breaks: u64,
}

/// The findings since the text's beginning, up to the last record's end.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) empty_lines: u64,
    /// The line ends in quotes.
    pub(super) breaks: u64,
    pub(super) list: BreakList,
}

impl Tally {
    /// The place behind these records of so many bytes.
    pub(super) fn behind(&self, start: Position, bytes: usize) -> Position {
        Position {
            record: start.record + self.records,
            line: start.line + self.records + self.empty_lines + self.breaks,
            offset: start.offset + bytes as u64,
            breaks: start.breaks + self.breaks,
        }
    }
}

/// The next thing to look for.
#[derive(PartialEq, Eq)]
enum Next {
    Record,
    Quote,
    MoreText,
    Fault,
}

impl Splitter {
    pub(super) fn new(dialect: Dialect) -> Self {
        let line_end = dialect.line_end().byte();
        let quote = dialect.quote().unwrap_or(line_end);
        let third = dialect.backslash().unwrap_or(quote);
        Self {
            dialect,
            line_end,
            quote,
            quoted: Finder::new([quote, line_end, third]),
            scanned: 0,
            end: 0,
            open: None,
            fault: None,
            breaks: 0,
            tally: Tally::default(),
        }
    }

    /// The line of the quote that is open.
    fn open_line(&self, start: Position) -> Option<u64> {
        self.open.map(|open| self.record_line(start) + open.breaks)
    }

    /// Goes on to the end of the text or of so many records. The text begins at a place between two records.
    pub(super) fn scan(&mut self, text: &[u8], start: Position, is_last: bool, most: u64) -> Result<(), Fault> {
        let mut next = if self.open.is_some() { Next::Quote } else { Next::Record };
        while self.tally.records < most {
            next = match next {
                Next::Record => self.scan_unquoted(text, start),
                Next::Quote => self.scan_quoted(text, start, is_last),
                Next::MoreText | Next::Fault => break,
            };
        }
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if is_last && self.tally.records < most {
            self.finish(text, start)?;
        }
        Ok(())
    }

    /// Forgets the text up to the last record's end, and returns the findings in it.
    pub(super) fn cut(&mut self) -> Tally {
        self.scanned -= self.end.min(self.scanned);
        if let Some(open) = &mut self.open {
            open.at -= self.end.min(open.at);
        }
        self.end = 0;
        std::mem::take(&mut self.tally)
    }

    #[inline]
    fn scan_unquoted(&mut self, text: &[u8], start: Position) -> Next {
        let rest = text.get(self.scanned..).unwrap_or_default();
        let Some(found) = memchr2(self.line_end, self.quote, rest) else {
            self.scanned = text.len();
            return Next::MoreText;
        };
        let at = self.scanned + found;
        self.scanned = at + 1;
        if rest.get(found) == Some(&self.line_end) {
            self.end_record(text, at);
            return Next::Record;
        }
        let is_first = at == self.end || text.get(at.wrapping_sub(1)) == Some(&self.dialect.delimiter());
        if !is_first {
            let quote = char::from(self.quote);
            return self.fail(self.fault(text, start, at, FaultKind::StrayQuote { quote }));
        }
        self.open_quote(at);
        Next::Quote
    }

    #[inline]
    fn open_quote(&mut self, at: usize) {
        self.open = Some(OpenQuote {
            at,
            breaks: self.breaks,
        });
    }

    fn scan_quoted(&mut self, text: &[u8], start: Position, is_last: bool) -> Next {
        let quote = self.quote;
        let backslash = self.dialect.backslash();
        let next_field = [self.dialect.delimiter(), quote];
        loop {
            let Some((at, byte)) = self.quoted.find(text, self.scanned) else {
                self.scanned = text.len();
                return Next::MoreText;
            };
            self.scanned = at + 1;
            let following = text.get(at + 1).copied();
            match byte {
                // Checked first, since files that quote one field mostly quote the next.
                _ if byte == quote && backslash.is_none() && text.get(at + 1..at + 3) == Some(&next_field) => {
                    self.open_quote(at + 2);
                    self.scanned = at + 3;
                }
                _ if byte == quote && backslash.is_none() && following == Some(quote) => self.scanned = at + 2,
                _ if byte == quote => return self.close_quote(text, at, start, is_last),
                _ if byte == self.line_end => self.breaks += 1,
                // A backslash. It is looked at again when there is something behind it.
                _ if following.is_none() && !is_last => {
                    self.scanned = at;
                    return Next::MoreText;
                }
                _ if following == Some(quote) || following == backslash => self.scanned = at + 2,
                _ => {}
            }
        }
    }

    /// Looks at what is behind a closing quote.
    #[inline]
    fn close_quote(&mut self, text: &[u8], at: usize, start: Position, is_last: bool) -> Next {
        let behind = text.get(at + 1..).unwrap_or_default();
        let line_end = match behind {
            [] if is_last => None,
            [byte, ..] if *byte == self.dialect.delimiter() => None,
            [byte, ..] if *byte == self.line_end => Some(at + 1),
            [b'\r', b'\n', ..] => Some(at + 2),
            // The quote is looked at again when there is something behind it.
            [] | [b'\r'] if !is_last => {
                self.scanned = at;
                return Next::MoreText;
            }
            _ => {
                let opened = self.open_line(start).unwrap_or(start.line);
                return self.fail(self.fault(text, start, at, FaultKind::TextAfterQuote { opened }));
            }
        };
        self.open = None;
        self.scanned = (at + 2).min(text.len());
        if let Some(line_end) = line_end {
            self.scanned = line_end + 1;
            self.end_record(text, line_end);
            // The next record may begin with a quote.
            if text.get(self.scanned) == Some(&self.quote) {
                self.open_quote(self.scanned);
                self.scanned += 1;
                return Next::Quote;
            }
        }
        Next::Record
    }

    /// Ends the record at this line end.
    #[inline]
    fn end_record(&mut self, text: &[u8], at: usize) {
        let record = text.get(self.end..at).unwrap_or_default();
        let has_return = self.line_end == b'\n' && record.last() == Some(&b'\r');
        self.add_record(record, has_return);
        self.end = at + 1;
    }

    #[inline]
    fn add_record(&mut self, record: &[u8], has_return: bool) {
        if record.len() < 2 {
            let content = if has_return {
                record.split_last().map_or(record, |(_, rest)| rest)
            } else {
                record
            };
            if content.is_empty() && !self.dialect.empty_line_is_record() {
                self.tally.empty_lines += 1;
                self.tally.list.push_empty_line(self.tally.records);
                return;
            }
        }
        if self.breaks != 0 {
            self.tally.list.push_record(self.tally.records, self.breaks);
            self.tally.breaks += self.breaks;
            self.breaks = 0;
        }
        self.tally.records += 1;
    }

    /// Ends the last record of the file.
    fn finish(&mut self, text: &[u8], start: Position) -> Result<(), Fault> {
        if let Some(open) = self.open {
            return Err(Fault {
                line: self.open_line(start).unwrap_or(start.line),
                ..self.fault(text, start, open.at, FaultKind::UnclosedQuote)
            });
        }
        let record = text.get(self.end..).unwrap_or_default();
        if !record.is_empty() {
            self.add_record(record, false);
        }
        self.end = text.len();
        Ok(())
    }

    /// The line at the position up to which the text was looked at.
    fn line(&self, start: Position) -> u64 {
        self.record_line(start) + self.breaks
    }

    /// The line of the unfinished record.
    fn record_line(&self, start: Position) -> u64 {
        start.line + self.tally.records + self.tally.empty_lines + self.tally.breaks
    }

    /// A record that is longer than allowed.
    pub(super) fn too_long(&self, text: &[u8], start: Position, limit: usize) -> Fault {
        let is_quoted = self.open.is_some();
        let at = self.open.map_or(self.end, |open| open.at);
        let fault = self.fault(text, start, at, FaultKind::RecordTooLong { limit, is_quoted });
        Fault {
            line: self.open_line(start).unwrap_or(fault.line),
            ..fault
        }
    }

    #[cold]
    fn fail(&mut self, fault: Fault) -> Next {
        self.fault = Some(fault);
        Next::Fault
    }

    #[cold]
    fn fault(&self, text: &[u8], start: Position, at: usize, kind: FaultKind) -> Fault {
        let before = text.get(self.end..at).unwrap_or_default();
        Fault {
            line: self.line(start),
            record: start.record + self.tally.records,
            field: Some(delimiters(self.dialect, before)),
            kind,
        }
    }
}

/// The number of delimiters outside quotes.
fn delimiters(dialect: Dialect, text: &[u8]) -> usize {
    let (mut count, mut is_quoted, mut is_escaped) = (0, false, false);
    for byte in text {
        if is_escaped {
            is_escaped = false;
        } else if Some(*byte) == dialect.quote() {
            is_quoted = !is_quoted;
        } else if is_quoted {
            is_escaped = Some(*byte) == dialect.backslash();
        } else {
            count += usize::from(*byte == dialect.delimiter());
        }
    }
    count
}
