//! Long records and long files in bounded memory.

use std::io::{self, Read};

use super::support::pieces;
use crate::csv::{Blocks, Sizes};
use crate::csv::{Dialect, FaultKind, ReadError};
use crate::input::Input;

/// A text that is made while it is read: a beginning, a part that repeats, an end.
fn made(begin: &str, part: &str, times: usize, end: &str) -> Input {
    let mut rest = begin.as_bytes().to_vec();
    let (part, end) = (part.as_bytes().to_vec(), end.as_bytes().to_vec());
    let (mut left, mut has_ended) = (times, false);
    let reader = Made(move || {
        let mut bytes = std::mem::take(&mut rest);
        while bytes.len() < 32 * 1024 && left > 0 {
            bytes.extend(&part);
            left -= 1;
        }
        if left == 0 && !has_ended {
            bytes.extend(&end);
            has_ended = true;
        }
        bytes
    });
    Input::from_reader(Buffered(reader, Vec::new()), None).unwrap()
}

struct Made<F>(F);

struct Buffered<F>(Made<F>, Vec<u8>);

impl<F: FnMut() -> Vec<u8>> Read for Buffered<F> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        if self.1.is_empty() {
            self.1 = (self.0.0)();
        }
        let size = space.len().min(self.1.len());
        space[..size].copy_from_slice(&self.1[..size]);
        self.1.drain(..size);
        Ok(size)
    }
}

#[test]
fn blocks_stay_small_however_long_the_file_is() {
    let mut blocks = Blocks::new(
        made("", "12345,\"a \"\"text\"\"\nof two lines\",x\n", 1_000_000, ""),
        Dialect::default(),
    );
    let (mut records, mut most) = (0, 0);
    for block in &mut blocks {
        let block = block.unwrap();
        assert_eq!(block.start().line, 1 + 2 * records);
        records += block.len();
        most = most.max(block.text().len());
        assert!(block.text().len() >= 128 * 1024 || records == 1_000_000);
    }
    assert_eq!(records, 1_000_000);
    assert!(most <= 256 * 1024, "{most}");
    assert_eq!(blocks.index().line(999_999), Some(1_999_999..=1_999_999));
}

#[test]
fn a_line_of_100_mb_is_a_record() {
    for (begin, part, end) in [
        ("1,a\n2,", "0123456789", "\n3,c\n"),
        ("1,a\n2,\"", "01234\n\"\"89", "\"\n3,c\n"),
    ] {
        let mut blocks = Blocks::new(made(begin, part, 10_000_000, end), Dialect::default());
        let mut lengths = Vec::new();
        for block in &mut blocks {
            let block = block.unwrap();
            let mut records = block.records(Some(2));
            while let Some(record) = records.next() {
                let record = record.unwrap();
                lengths.push(record.get(1).unwrap().text.len());
            }
        }
        let long = if part.contains('"') { 90_000_000 } else { 100_000_000 };
        assert_eq!(lengths, [1, long, 1]);
    }
}

#[test]
fn a_record_that_is_too_long_is_told_at_the_quote() {
    let sizes = Sizes {
        block: 1000,
        record: 2 << 20,
        ..Sizes::default()
    };
    let end = |text: Input| {
        let mut blocks = Blocks::with_sizes(text, Dialect::default(), sizes);
        let block = blocks.next().unwrap().unwrap();
        assert_eq!(block.len(), 2);
        let error = blocks.next().unwrap().err();
        assert!(blocks.next().is_none());
        let Some(ReadError::Fault(fault)) = error else {
            panic!("{error:?}")
        };
        assert!(fault.ends_reading());
        fault
    };
    let fault = end(made("1\n\"2\n\"\nx,\"y\",\"", "3\n", 2_000_000, "\n"));
    assert_eq!((fault.line, fault.record, fault.field), (4, 2, Some(2)));
    assert_eq!(
        fault.to_string(),
        "the quote that opens here is not closed within 2 MiB, the longest record that can be read"
    );
    let fault = end(made("1\n2\n", "0123456789", 1_000_000, "\n"));
    assert_eq!((fault.line, fault.record), (3, 2));
    assert!(matches!(fault.kind, FaultKind::RecordTooLong { is_quoted: false, .. }));
    assert_eq!(
        fault.to_string(),
        "the line is longer than 2 MiB, the longest record that can be read"
    );
}

#[test]
fn a_stray_quote_in_a_long_file_is_found_at_once() {
    // Without the check of each quote, this would be one record up to the end.
    let mut blocks = Blocks::new(made("1,5\" pipe\n", "2,3\n", 10_000_000, ""), Dialect::default());
    let error = blocks.next().unwrap().err().unwrap();
    assert_eq!(error.line(), Some(1));
    let mut input = pieces(b"", &[]);
    assert!(!input.read(&mut String::new()).unwrap());
}

// Found by the fuzz target.
#[test]
fn empty_lines_before_the_header_do_not_shift_the_lines_of_records() {
    let sizes = Sizes {
        block: 1,
        parts: 1,
        ..Sizes::default()
    };
    let text = b"\nhead\n\n\na\n\nb\n";
    let mut blocks = Blocks::with_sizes(pieces(text, &[2, 1]), Dialect::default(), sizes);
    blocks.header().unwrap().unwrap();
    for block in &mut blocks {
        block.unwrap();
    }
    let index = blocks.index();
    assert_eq!((index.line(0), index.line(1)), (Some(5..=5), Some(7..=7)));
}
