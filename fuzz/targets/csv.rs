//! Any bytes in any dialect, compared with what else reads them.
#![no_main]
#![allow(dead_code, unused_imports, reason = "only a part of the modules is used")]

use std::io::{self, Read};
use std::ops::RangeInclusive;

use libfuzzer_sys::fuzz_target;

// The modules are private to their crate, so they are built into this one.
#[path = "../../crates/blink-files/src"]
mod files {
    pub(crate) mod csv;
    pub(crate) mod input;
    pub(crate) mod text;
}
use files::csv::{Block, Blocks, Dialect, Escape, LineEnd, LineIndex, Sizes};
use files::input::{Encoding, Input};
// The modules call it by this path.
pub(crate) use files::{input, text};

fuzz_target!(|data: &[u8]| {
    let Some((options, bytes)) = data.split_first_chunk() else {
        return;
    };
    let options = Options::of(*options);
    let pieces = options.read(bytes, &[options.piece, options.block, 1]);
    let at_once = options.read(bytes, &[]);
    assert_eq!(pieces.records, at_once.records);
    assert_eq!(pieces.faults, at_once.faults);
    assert_eq!(pieces.error, at_once.error);
    // Bytes that are no text, such as those of a PDF, are not read at all.
    if pieces.index.is_none() {
        return;
    }
    if options.encoding == Some(Encoding::Utf8)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        options.compare_lines(text, &pieces);
        options.compare_with_csv(text, &pieces);
        options.compare_with_head(text, &pieces);
    }
});

struct Options {
    dialect: Dialect,
    encoding: Option<Encoding>,
    has_header: bool,
    piece: usize,
    block: usize,
    parts: usize,
    lists: usize,
}

/// The bytes of lists of which the index forgets none.
const ALL_LISTS: usize = 1 << 20;

impl Options {
    fn of([kinds, characters, piece, block, skipped]: [u8; 5]) -> Self {
        let quote = [Some('"'), Some('"'), Some('\''), None][usize::from(characters & 3)];
        let delimiter = [',', ';', '\t', 'a'][usize::from(characters >> 2 & 3)];
        let escape = if kinds & 1 == 0 {
            Escape::Doubled
        } else {
            Escape::Backslash
        };
        let line_end = if kinds & 2 == 0 { LineEnd::Lf } else { LineEnd::Cr };
        let dialect = Dialect::new(delimiter, quote, escape).expect("characters of a dialect");
        let encodings = [
            "utf-8",
            "utf-8",
            "utf-8",
            "utf-16le",
            "utf-16be",
            "windows-1252",
            "latin1",
            "sjis",
        ];
        Self {
            dialect: dialect
                .with_line_end(line_end)
                .with_empty_line_as_record(kinds & 4 != 0)
                .with_skipped_lines(u32::from(skipped).saturating_sub(253)),
            encoding: Encoding::from_name(encodings[usize::from(kinds >> 4 & 7)]),
            has_header: kinds & 8 != 0,
            piece: usize::from(piece),
            block: usize::from(block).max(1),
            parts: [1024, 1, 2, 5][usize::from(characters >> 4 & 3)],
            lists: [ALL_LISTS, ALL_LISTS, 0, 10][usize::from(characters >> 6 & 3)],
        }
    }

    fn read(&self, bytes: &[u8], pieces: &[usize]) -> All {
        let mut all = All::default();
        let reader = Pieces(bytes.to_vec(), pieces.to_vec(), 0);
        let input = match Input::from_reader(reader, self.encoding) {
            Ok(input) => input,
            Err(error) => {
                all.error = Some(error.to_string());
                return all;
            }
        };
        assert!(self.dialect.record_form().starts_with("delimiter "));
        let sizes = Sizes {
            block: if pieces.is_empty() { 1 << 16 } else { self.block },
            record: 1 << 20,
            parts: self.parts,
            lists: self.lists,
        };
        let mut blocks = Blocks::with_sizes(input, self.dialect, sizes);
        if self.has_header {
            match blocks.header() {
                Ok(Some(header)) => all.add(&header),
                Ok(None) => {}
                Err(error) => all.error = Some(format!("{:?} {error}", error.line())),
            }
            all.headers = all.records.len() + all.faults.len();
        }
        for block in &mut blocks {
            assert!(all.error.is_none(), "an error is the last");
            match block {
                Ok(block) => all.add(&block),
                Err(error) => {
                    // The likely encoding is that of the bytes so far, which depend on the pieces.
                    assert!(error.advice().is_none_or(|advice| !advice.is_empty()));
                    all.error = Some(format!("{:?} {error}", error.line()));
                }
            }
        }
        all.index = Some(blocks.index());
        all
    }

    fn line_end(&self) -> u8 {
        if self.dialect.line_end() == LineEnd::Lf {
            b'\n'
        } else {
            b'\r'
        }
    }

    /// The line of each record is one more than the line ends before it, and the index knows it.
    fn compare_lines(&self, text: &str, all: &All) {
        let (mut at, mut line) = (0, 1);
        let index = all.index.as_ref().expect("the text is valid");
        let mut places = Vec::new();
        for record in &all.records {
            assert!(record.line >= line);
            while line < record.line {
                at += 1 + text.as_bytes()[at..]
                    .iter()
                    .position(|byte| *byte == self.line_end())
                    .expect("a line");
                line += 1;
            }
            assert!(text[at..].starts_with(&record.raw), "{:?} {record:?}", &text[at..]);
            places.push(at as u64);
        }
        if all.faults.is_empty() {
            for (n, record) in all.records[all.headers..].iter().enumerate() {
                self.compare_range(index.line(n as u64), record.line);
                let bytes = index.bytes_around(n as u64).expect("a record that was read");
                assert!(bytes.contains(&places[all.headers + n]) || bytes.is_empty(), "{bytes:?} {record:?}");
            }
        }
    }

    /// The answer is exact unless the index has forgotten something.
    fn compare_range(&self, range: Option<RangeInclusive<u64>>, expected: u64) {
        let range = range.expect("a record that was read");
        assert!(range.contains(&expected), "{range:?} {expected}");
        assert!(self.lists < ALL_LISTS || range.start() == range.end(), "{range:?}");
    }

    /// The crate `csv` has no faults, so that it is asked about texts without one.
    fn compare_with_csv(&self, text: &str, all: &All) {
        let is_comparable = all.error.is_none()
            && all.faults.is_empty()
            && self.dialect.skipped_lines() == 0
            && !self.dialect.empty_line_is_record()
            && (self.dialect.escape() == Escape::Doubled || self.dialect.quote().is_none());
        // It would take a second byte order mark, too.
        if !is_comparable || text.starts_with('\u{FEFF}') {
            return;
        }
        let mut reader = ::csv::ReaderBuilder::new();
        reader
            .has_headers(false)
            .flexible(true)
            .delimiter(self.dialect.delimiter());
        match self.dialect.quote() {
            Some(quote) => reader.quote(quote),
            None => reader.quoting(false),
        };
        if self.dialect.line_end() == LineEnd::Cr {
            reader.terminator(::csv::Terminator::Any(b'\r'));
        }
        let records = reader.from_reader(text.as_bytes()).into_records();
        let theirs: Vec<Vec<String>> = records
            .map(|record| record.expect("valid text").iter().map(str::to_owned).collect())
            .collect();
        let ours: Vec<Vec<String>> = all.records.iter().map(|record| record.texts()).collect();
        assert_eq!(ours, theirs);
    }

    fn compare_with_head(&self, text: &str, all: &All) {
        LineEnd::of_head(text, self.dialect);
        if text.contains('\0') {
            return;
        }
        let (block, fault) = Block::of_head(text, true, self.dialect);
        let mut head = All::default();
        head.add(&block);
        let fields = |all: &All| all.records.iter().map(Got::texts).collect::<Vec<_>>();
        assert_eq!(fields(&head), fields(all));
        assert_eq!(fault.is_some(), all.error.is_some());
    }
}

struct Pieces(Vec<u8>, Vec<usize>, usize);

impl Read for Pieces {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let size = self.1.get(self.2 % self.1.len().max(1)).copied().unwrap_or(usize::MAX);
        self.2 += 1;
        let size = size.max(1).min(space.len()).min(self.0.len());
        space[..size].copy_from_slice(&self.0[..size]);
        self.0.drain(..size);
        Ok(size)
    }
}

#[derive(Default)]
struct All {
    headers: usize,
    records: Vec<Got>,
    faults: Vec<String>,
    error: Option<String>,
    index: Option<LineIndex>,
}

#[derive(PartialEq, Debug)]
struct Got {
    fields: Vec<(String, bool)>,
    lines: Vec<u64>,
    line: u64,
    raw: String,
}

impl Got {
    fn texts(&self) -> Vec<String> {
        self.fields.iter().map(|(text, _)| text.clone()).collect()
    }
}

impl All {
    fn add(&mut self, block: &Block) {
        let before = self.records.len() + self.faults.len();
        let mut records = block.records(None);
        while let Some(record) = records.next() {
            match record {
                Ok(record) => self.records.push(Got {
                    fields: record
                        .fields()
                        .map(|field| (field.text.to_owned(), field.is_quoted))
                        .collect(),
                    lines: (0..record.len()).map(|field| record.line_of(field)).collect(),
                    line: record.line(),
                    raw: record.raw().to_owned(),
                }),
                Err(fault) => {
                    assert!(!fault.ends_reading());
                    self.faults.push(format!("{} {} {fault}", fault.record, fault.line));
                }
            }
        }
        assert_eq!((self.records.len() + self.faults.len() - before) as u64, block.len());
    }
}
