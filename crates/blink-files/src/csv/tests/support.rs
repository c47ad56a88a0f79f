//! Files in memory, and what is read of them.

use std::io::{self, Read};

use proptest::prelude::*;

use crate::csv::{Block, Dialect, Escape, LineEnd, LineIndex, ReadError};
use crate::csv::{Blocks, Sizes};
use crate::input::Input;

/// Bytes that are read in pieces of these sizes, over and over.
pub(super) struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    sizes: Vec<usize>,
    turn: usize,
}

impl Pieces {
    pub(super) fn new(bytes: &[u8], sizes: &[usize]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            at: 0,
            sizes: sizes.to_vec(),
            turn: 0,
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.get(self.turn).copied().unwrap_or(usize::MAX).max(1);
        self.turn = (self.turn + 1) % self.sizes.len().max(1);
        let size = size.min(space.len()).min(self.bytes.len() - self.at);
        space[..size].copy_from_slice(&self.bytes[self.at..self.at + size]);
        self.at += size;
        Ok(size)
    }
}

/// A record as it was read.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Got {
    pub(super) fields: Vec<(String, bool)>,
    pub(super) line: u64,
    pub(super) field_lines: Vec<u64>,
    pub(super) raw: String,
}

/// All that is read of a file.
#[derive(Default)]
pub(super) struct Read1 {
    pub(super) header: Option<Got>,
    pub(super) records: Vec<Got>,
    pub(super) faults: Vec<String>,
    pub(super) error: Option<ReadError>,
    pub(super) index: Option<LineIndex>,
}

pub(super) const TINY: Sizes = Sizes {
    block: 16,
    record: 1 << 20,
    parts: 1 << 10,
    lists: 1 << 20,
};

pub(super) fn pieces(text: &[u8], sizes: &[usize]) -> Input {
    Input::from_reader(Pieces::new(text, sizes), None).unwrap()
}

pub(super) fn read(input: Input, dialect: Dialect, sizes: Sizes, has_header: bool) -> Read1 {
    let mut blocks = Blocks::with_sizes(input, dialect, sizes);
    read_blocks(&mut blocks, has_header)
}

pub(super) fn read_blocks(blocks: &mut Blocks, has_header: bool) -> Read1 {
    let mut all = Read1::default();
    if has_header {
        match blocks.header() {
            Ok(Some(header)) => {
                assert_eq!(header.len(), 1);
                all.header = records(&header, &mut all.faults).pop();
            }
            Ok(None) => {}
            Err(error) => {
                all.error = Some(error);
                assert!(blocks.next().is_none(), "a failed header ends the file");
                return all;
            }
        }
    }
    let (mut count, mut end) = (0, None);
    for block in &mut *blocks {
        match block {
            Ok(block) => {
                assert!(all.error.is_none());
                assert_eq!(block.start().record, count);
                assert!(block.start().offset >= end.unwrap_or(0));
                assert!(block.len() > 0);
                count += block.len();
                end = Some(block.start().offset + block.text().len() as u64);
                let faults = all.faults.len();
                let got = records(&block, &mut all.faults);
                assert_eq!(
                    got.len() + all.faults.len() - faults,
                    block.len() as usize,
                    "{:?}",
                    block.text()
                );
                all.records.extend(got);
            }
            Err(error) => all.error = Some(error),
        }
    }
    assert!(blocks.next().is_none());
    all.index = Some(blocks.index());
    all
}

pub(super) fn records(block: &Block, faults: &mut Vec<String>) -> Vec<Got> {
    let mut got = Vec::new();
    let mut number = block.start().record;
    let mut records = block.records(None);
    while let Some(record) = records.next() {
        match record {
            Ok(record) => {
                assert_eq!(record.number(), number);
                assert_eq!(record.fields().len(), record.len());
                let fields = record.fields().map(|field| (field.text.to_owned(), field.is_quoted));
                got.push(Got {
                    fields: fields.collect(),
                    line: record.line(),
                    field_lines: (0..record.len()).map(|field| record.line_of(field)).collect(),
                    raw: record.raw().to_owned(),
                });
            }
            Err(fault) => {
                assert_eq!(fault.record, number);
                assert!(!fault.ends_reading(), "{fault:?}");
                faults.push(format!("{}: {fault}", fault.line));
            }
        }
        number += 1;
    }
    got
}

/// A file, and the records that it was written of.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) dialect: Dialect,
    pub(super) records: Vec<Vec<(String, bool)>>,
    pub(super) text: String,
    /// The position of each record in the text.
    pub(super) starts: Vec<usize>,
    /// The position of each field in the text.
    pub(super) field_starts: Vec<Vec<usize>>,
}

impl Written {
    /// The line of this position: the number of line ends before it, and one.
    pub(super) fn line(&self, position: usize) -> u64 {
        let line_end = match self.dialect.line_end() {
            LineEnd::Lf => b'\n',
            LineEnd::Cr => b'\r',
        };
        1 + self.text.as_bytes()[..position]
            .iter()
            .filter(|byte| **byte == line_end)
            .count() as u64
    }

    /// The records that must be read.
    pub(super) fn expected(&self) -> Vec<Got> {
        let mut expected = Vec::new();
        for (n, fields) in self.records.iter().enumerate() {
            let raw = &self.text[self.starts[n]..];
            expected.push(Got {
                fields: fields.clone(),
                line: self.line(self.starts[n]),
                field_lines: self.field_starts[n].iter().map(|at| self.line(*at)).collect(),
                raw: raw.to_owned(),
            });
        }
        expected
    }
}

pub(super) fn dialects() -> impl Strategy<Value = Dialect> {
    let delimiter = prop::sample::select(vec![',', ';', '\t', '|', ' ', '\u{1}', 'x']);
    let quote = prop::sample::select(vec![Some('"'), Some('"'), Some('\''), Some('$'), None]);
    let escape = prop_oneof![3 => Just(Escape::Doubled), 1 => Just(Escape::Backslash)];
    let line_end = prop_oneof![4 => Just(LineEnd::Lf), 1 => Just(LineEnd::Cr)];
    (delimiter, quote, escape, line_end, 0_u32..3).prop_map(|(delimiter, quote, escape, line_end, skipped_lines)| {
        let dialect = Dialect::new(delimiter, quote, escape).unwrap();
        dialect
            .with_line_end(line_end)
            .with_skipped_lines(skipped_lines.saturating_sub(1))
    })
}

/// Files of one to four columns.
pub(super) fn files() -> impl Strategy<Value = Written> {
    let field = ("[a-cx,;|\\t '\"$\\\\\n\rä€🦀\u{1}]{0,9}", any::<bool>());
    let record = (prop::collection::vec(field, 4), any::<u8>());
    let records = prop::collection::vec(record, 0..12);
    (dialects(), 1_usize..5, any::<bool>(), records).prop_map(|(dialect, columns, empty_is_record, records)| {
        write(
            dialect.with_empty_line_as_record(columns == 1 && empty_is_record),
            columns,
            records,
        )
    })
}

fn write(dialect: Dialect, columns: usize, records: Vec<(Vec<(String, bool)>, u8)>) -> Written {
    let mut written = Written {
        dialect,
        records: Vec::new(),
        text: "sep=;\n\r".repeat(dialect.skipped_lines() as usize),
        starts: Vec::new(),
        field_starts: Vec::new(),
    };
    // One line, whatever ends lines.
    if dialect.line_end() == LineEnd::Lf {
        written.text = "sep=;\r\n".repeat(dialect.skipped_lines() as usize);
    }
    let last = records.len();
    for (n, (fields, kind)) in records.into_iter().enumerate() {
        let line_end = match dialect.line_end() {
            LineEnd::Cr => "\r",
            LineEnd::Lf if kind & 1 == 0 => "\n",
            LineEnd::Lf => "\r\n",
        };
        if kind & 0x30 == 0 && !dialect.empty_line_is_record() {
            written.text.push_str(line_end);
        }
        written.starts.push(written.text.len());
        let (mut record, mut starts) = (Vec::new(), Vec::new());
        for (column, (text, is_quoted)) in fields.into_iter().take(columns).enumerate() {
            if column > 0 {
                written.text.push(char::from(dialect.delimiter()));
            }
            starts.push(written.text.len());
            record.push(write_field(&mut written.text, dialect, text, is_quoted, columns == 1));
        }
        written.records.push(record);
        written.field_starts.push(starts);
        let is_empty = written.text.len() == *written.starts.last().unwrap();
        if n + 1 < last || kind & 2 == 0 || is_empty {
            written.text.push_str(line_end);
        }
    }
    written
}

/// Appends a field, in quotes if it needs them; returns what must be read of it.
fn write_field(file: &mut String, dialect: Dialect, text: String, is_quoted: bool, is_only: bool) -> (String, bool) {
    let is_special = |c: char| {
        matches!(c, '\n' | '\r') || [Some(dialect.delimiter()), dialect.quote()].contains(&u8::try_from(c).ok())
    };
    let Some(quote) = dialect.quote().map(char::from) else {
        let mut text: String = text.chars().filter(|c| !is_special(*c)).collect();
        if text.is_empty() && is_only && !dialect.empty_line_is_record() {
            text.push('e');
        }
        file.push_str(&text);
        return (text, false);
    };
    let is_blank = text.is_empty() && is_only && !dialect.empty_line_is_record();
    if !is_quoted && !is_blank && !text.contains(is_special) {
        file.push_str(&text);
        return (text, false);
    }
    file.push(quote);
    for c in text.chars() {
        match dialect.escape() {
            Escape::Doubled if c == quote => file.push(quote),
            Escape::Backslash if c == quote || c == '\\' => file.push('\\'),
            _ => {}
        }
        file.push(c);
    }
    file.push(quote);
    (text, true)
}
