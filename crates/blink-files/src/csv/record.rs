//! The fields of a block's records.

use super::dialect::Dialect;
use super::fault::{Fault, FaultKind};
use super::find::Finder;
use super::position::Position;

/// Reads the records of a text that a [`Splitter`](super::splitter::Splitter) has passed: its quotes are right.
///
/// It lends each record, and keeps one text for all unescaped fields.
pub(crate) struct Records<'a> {
    text: &'a str,
    dialect: Dialect,
    /// The number of fields that each must have.
    columns: Option<usize>,
    /// The search for the end of a field.
    unquoted: Finder,
    /// The search for the end of a quoted field.
    quoted: Finder,
    at: usize,
    line: u64,
    record: u64,
    fields: Vec<Span>,
    unescaped: String,
    fault: Option<Fault>,
}

/// The place of a field's text.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    /// The place of the field in the block, with its quote.
    from: usize,
    kind: SpanKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SpanKind {
    Unquoted,
    Quoted,
    /// Quoted, and in the text of unescaped fields.
    Unescaped,
}

/// A record of a file.
#[derive(Clone, Copy)]
pub(crate) struct Record<'r> {
    text: &'r str,
    unescaped: &'r str,
    fields: &'r [Span],
    raw: Raw,
    line_end: u8,
}

/// The place of a record in a block.
#[derive(Clone, Copy)]
pub(super) struct Raw {
    pub(super) start: usize,
    /// The position of its line end.
    pub(super) end: usize,
    pub(super) line: u64,
    pub(super) record: u64,
}

/// A field of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Field<'r> {
    /// The text, without quotes and unescaped.
    pub(crate) text: &'r str,
    /// True if it was in quotes: an empty field without is NULL, one with is an empty text.
    pub(crate) is_quoted: bool,
}

/// The end of a field.
enum FieldEnd {
    Delimiter,
    /// A line end that begins here.
    Record(usize),
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect, start: Position, columns: Option<usize>) -> Self {
        let line_end = dialect.line_end();
        let quote = dialect.quote().unwrap_or(line_end.byte());
        let escape = dialect.backslash().unwrap_or(quote);
        Self {
            text,
            dialect,
            columns,
            unquoted: Finder::new([dialect.delimiter(), line_end.byte(), line_end.other()]),
            quoted: Finder::new([quote, line_end.byte(), escape]),
            at: 0,
            line: start.line,
            record: start.record,
            fields: Vec::with_capacity(columns.unwrap_or_default()),
            unescaped: String::new(),
            fault: None,
        }
    }

    /// The next record. After a fault that does not [end the reading](Fault::ends_reading), the next is the one behind
    /// it.
    pub(crate) fn next(&mut self) -> Option<Result<Record<'_>, Fault>> {
        let raw = self.advance()?;
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        match self.columns {
            Some(expected) if expected != self.fields.len() => {
                let found = self.fields.len();
                Some(Err(raw.fault(FaultKind::FieldCount { expected, found })))
            }
            _ => Some(Ok(Record {
                text: self.text,
                unescaped: &self.unescaped,
                fields: &self.fields,
                raw,
                line_end: self.dialect.line_end().byte(),
            })),
        }
    }

    /// Reads a record, whatever its faults.
    pub(super) fn advance(&mut self) -> Option<Raw> {
        self.skip_empty_lines();
        let text = self.text.as_bytes();
        if self.at >= text.len() {
            return None;
        }
        let (start, line, record) = (self.at, self.line, self.record);
        self.fields.clear();
        self.unescaped.clear();
        self.fault = None;
        let end = loop {
            let is_quoted = self.dialect.quote().is_some() && text.get(self.at).copied() == self.dialect.quote();
            let field_end = if is_quoted { self.quoted() } else { self.unquoted() };
            if let FieldEnd::Record(end) = field_end {
                break end;
            }
        };
        self.line += 1;
        self.record += 1;
        Some(Raw {
            start,
            end,
            line,
            record,
        })
    }

    fn skip_empty_lines(&mut self) {
        if self.dialect.empty_line_is_record() {
            return;
        }
        let line_end = self.dialect.line_end().byte();
        loop {
            let length = match self.text.as_bytes().get(self.at..) {
                Some([byte, ..]) if *byte == line_end => 1,
                Some([b'\r', b'\n', ..]) if line_end == b'\n' => 2,
                _ => return,
            };
            self.at += length;
            self.line += 1;
        }
    }

    #[inline]
    fn unquoted(&mut self) -> FieldEnd {
        let (delimiter, line_end) = (self.dialect.delimiter(), self.dialect.line_end());
        let text = self.text.as_bytes();
        let from = self.at;
        let mut search = from;
        loop {
            let found = self.unquoted.find(text, search);
            let (at, byte) = found.map_or((text.len(), None), |(at, byte)| (at, Some(byte)));
            let field_end = if byte == Some(delimiter) {
                self.at = at + 1;
                FieldEnd::Delimiter
            } else if byte.is_none() || byte == Some(line_end.byte()) {
                self.at = at + 1;
                FieldEnd::Record(at)
            } else if byte == Some(b'\r') && text.get(at + 1) == Some(&b'\n') {
                self.at = at + 2;
                FieldEnd::Record(at)
            } else {
                let is_carriage_return = byte == Some(b'\r');
                self.add_fault(FaultKind::LineBreak { is_carriage_return });
                search = at + 1;
                continue;
            };
            self.push(from, from, at, SpanKind::Unquoted);
            return field_end;
        }
    }

    fn quoted(&mut self) -> FieldEnd {
        let (line_end, backslash) = (self.dialect.line_end().byte(), self.dialect.backslash());
        let Some(quote) = self.dialect.quote() else {
            return self.unquoted();
        };
        let text = self.text.as_bytes();
        let from = self.at;
        // The text up to here is in `unescaped`, if there is something to unescape.
        let mut copied = from + 1;
        let (mut search, unescaped_from) = (from + 1, self.unescaped.len());
        let closed = loop {
            let Some((at, byte)) = self.quoted.find(text, search) else {
                break text.len();
            };
            search = at + 1;
            let following = text.get(at + 1).copied();
            let is_quote = byte == quote;
            if byte == line_end {
                self.line += 1;
            } else if is_quote && (backslash.is_some() || following != Some(quote)) {
                break at;
            } else if is_quote || following == Some(quote) || following == backslash {
                self.unescaped.push_str(self.text.get(copied..at).unwrap_or_default());
                copied = at + 1;
                search = at + 2;
            }
        };
        if copied == from + 1 {
            self.push(from, copied, closed, SpanKind::Quoted);
        } else {
            self.unescaped
                .push_str(self.text.get(copied..closed).unwrap_or_default());
            self.push(from, unescaped_from, self.unescaped.len(), SpanKind::Unescaped);
        }
        self.after_quote(closed + 1)
    }

    /// Finds out what ends the field whose quote closed before this position.
    fn after_quote(&mut self, at: usize) -> FieldEnd {
        let line_end = self.dialect.line_end().byte();
        let length = match self.text.as_bytes().get(at..).unwrap_or_default() {
            [] => 0,
            [byte, ..] if *byte == self.dialect.delimiter() => {
                self.at = at + 1;
                return FieldEnd::Delimiter;
            }
            [byte, ..] if *byte == line_end => 1,
            [b'\r', b'\n', ..] => 2,
            // Not reached: the splitter does not pass such a quote.
            _ => {
                self.add_fault(FaultKind::TextAfterQuote { opened: self.line });
                self.text.len()
            }
        };
        self.at = at.saturating_add(length);
        FieldEnd::Record(at.min(self.text.len()))
    }

    #[inline]
    fn push(&mut self, from: usize, start: usize, end: usize, kind: SpanKind) {
        self.fields.push(Span { start, end, from, kind });
    }

    #[cold]
    fn add_fault(&mut self, kind: FaultKind) {
        let fault = Fault {
            line: self.line,
            record: self.record,
            field: Some(self.fields.len()),
            kind,
        };
        self.fault.get_or_insert(fault);
    }
}

impl Raw {
    #[cold]
    fn fault(&self, kind: FaultKind) -> Fault {
        Fault {
            line: self.line,
            record: self.record,
            field: None,
            kind,
        }
    }
}

impl<'r> Record<'r> {
    /// The number of the record in its file, from 0, without the header.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn number(&self) -> u64 {
        self.raw.record
    }

    /// The line on which it begins, from 1.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn line(&self) -> u64 {
        self.raw.line
    }

    /// The line on which a field begins: later than the record's if a field before it has a line break.
    pub(crate) fn line_of(&self, field: usize) -> u64 {
        let end = self.fields.get(field).map_or(self.raw.end, |span| span.from);
        let before = self.text.as_bytes().get(self.raw.start..end).unwrap_or_default();
        self.raw.line + memchr::memchr_iter(self.line_end, before).count() as u64
    }

    /// The record as it is in the file, without its line end.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn raw(&self) -> &'r str {
        self.text.get(self.raw.start..self.raw.end).unwrap_or_default()
    }

    /// The number of fields.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    #[inline]
    pub(crate) fn get(&self, field: usize) -> Option<Field<'r>> {
        self.fields.get(field).map(|span| self.field(*span))
    }

    #[inline]
    pub(crate) fn fields(self) -> impl ExactSizeIterator<Item = Field<'r>> {
        self.fields.iter().map(move |span| self.field(*span))
    }

    #[inline]
    fn field(&self, span: Span) -> Field<'r> {
        let text = match span.kind {
            SpanKind::Unescaped => self.unescaped,
            SpanKind::Unquoted | SpanKind::Quoted => self.text,
        };
        Field {
            // Delimiter, quote and line ends are ASCII characters, so that they are between two others.
            text: text.get(span.start..span.end).unwrap_or_default(),
            is_quoted: span.kind != SpanKind::Unquoted,
        }
    }
}
