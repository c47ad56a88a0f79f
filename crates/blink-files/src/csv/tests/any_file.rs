//! All that is written comes back, in any dialect, with lines and numbers.

use std::io::Write as _;

use proptest::prelude::*;

use super::support::{Got, TINY, files, pieces, read, read_blocks};
use crate::csv::{Block, Blocks, Dialect, LineEnd, Sizes};
use crate::input::Input;

/// The end of a record is not part of what it is written of.
fn cut_raw(mut expected: Vec<Got>, got: &[Got]) -> Vec<Got> {
    for (expected, got) in expected.iter_mut().zip(got) {
        assert!(expected.raw.starts_with(&got.raw), "{:?} {:?}", expected.raw, got.raw);
        let behind = &expected.raw[got.raw.len()..];
        assert!(behind.is_empty() || behind.starts_with(['\n', '\r']), "{behind:?}");
        expected.raw.clone_from(&got.raw);
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_written_comes_back(
        file in files(), sizes in prop::collection::vec(1_usize..40, 1..5), block in 1_usize..100, has_header: bool,
    ) {
        let block_sizes = Sizes { block, ..TINY };
        let all = read(pieces(file.text.as_bytes(), &sizes), file.dialect, block_sizes, has_header);
        prop_assert!(all.error.is_none(), "{:?}", all.error);
        prop_assert_eq!(all.faults, Vec::<String>::new());
        let mut got = Vec::from_iter(all.header);
        prop_assert_eq!(got.len(), usize::from(has_header && !file.records.is_empty()));
        let header = got.len();
        got.extend(all.records);
        prop_assert_eq!(&cut_raw(file.expected(), &got), &got);
        let index = all.index.unwrap();
        for (n, record) in got[header..].iter().enumerate() {
            prop_assert_eq!(index.line(n as u64), Some(record.line..=record.line));
        }
        prop_assert_eq!(index.line((got.len() - header) as u64), None);
    }

    #[test]
    fn lines_that_were_forgotten_are_read_again(
        file in files(), block in 1_usize..100, parts in 1_usize..4, lists in 0_usize..20, has_header: bool, is_utf_16: bool,
    ) {
        let mut on_disk = tempfile::NamedTempFile::new().unwrap();
        if is_utf_16 {
            on_disk.write_all(&[0xFF, 0xFE]).unwrap();
            on_disk.write_all(&file.text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
        } else {
            on_disk.write_all("\u{FEFF}".as_bytes()).unwrap();
            on_disk.write_all(file.text.as_bytes()).unwrap();
        }
        let regular = Input::open(on_disk.path(), None).unwrap();
        prop_assert!(regular.has_mark());
        for (input, is_exact) in [(regular, true), (pieces(file.text.as_bytes(), &[7]), lists > 19)] {
            let mut blocks = Blocks::with_sizes(input, file.dialect, Sizes { block, parts, lists, ..TINY });
            let all = read_blocks(&mut blocks, has_header);
            let index = all.index.unwrap();
            for (n, record) in all.records.iter().enumerate() {
                let lines = index.line(n as u64).unwrap();
                prop_assert!(lines.contains(&record.line), "{lines:?} {record:?}");
                prop_assert!(!is_exact || lines.clone().count() == 1, "{lines:?} {record:?}");
            }
        }
    }

    #[test]
    fn a_head_is_read_like_the_file(file in files(), end in 0_usize..80) {
        let all = read(pieces(file.text.as_bytes(), &[]), file.dialect, TINY, false);
        let end = (0..=end.min(file.text.len())).rfind(|end| file.text.is_char_boundary(*end)).unwrap();
        for is_whole in [false, true] {
            let (block, fault) = Block::of_head(&file.text[..end], is_whole, file.dialect);
            let mut faults = Vec::new();
            let got = super::support::records(&block, &mut faults);
            let whole = got.len().saturating_sub(usize::from(is_whole));
            prop_assert_eq!(&got[..whole], &all.records[..whole]);
            prop_assert!(is_whole || fault.is_none(), "{fault:?}");
            prop_assert!(is_whole || faults.is_empty(), "{faults:?}");
        }
        let (block, fault) = Block::of_head(&file.text, true, file.dialect);
        prop_assert!(fault.is_none());
        prop_assert_eq!(super::support::records(&block, &mut Vec::new()), all.records);
    }

    #[test]
    fn the_line_end_of_a_file_is_found(file in files()) {
        let found = LineEnd::of_head(&file.text, file.dialect);
        if file.text.contains('\n') {
            prop_assert_eq!(found, LineEnd::Lf);
        } else if file.dialect.line_end() == LineEnd::Cr && file.starts.len() > 1 {
            prop_assert_eq!(found, LineEnd::Cr);
        } else if file.starts.is_empty() || !file.text.contains('\r') {
            prop_assert_eq!(found, LineEnd::Lf);
        }
    }
}

/// The header stands between empty lines before it and the first record, and counted as none of either when they became
/// one part of the index: the line before a record's own was told.
#[test]
fn empty_lines_before_the_header_do_not_shift_the_lines_of_records() {
    let sizes = Sizes {
        block: 1,
        parts: 1,
        lists: 100,
        ..TINY
    };
    let mut blocks = Blocks::with_sizes(pieces(b"\n\nid\n\n1\n2\n", &[1]), Dialect::default(), sizes);
    let all = read_blocks(&mut blocks, true);
    let lines = all.records.iter().map(|record| record.line);
    assert_eq!(lines.collect::<Vec<_>>(), [5, 6]);
    let index = all.index.unwrap();
    assert_eq!((index.line(0), index.line(1)), (Some(5..=5), Some(6..=6)));
}
