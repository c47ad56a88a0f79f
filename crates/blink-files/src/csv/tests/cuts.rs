//! Files cut at every byte, in reading and in length.

use super::support::{TINY, pieces, read};
use crate::csv::Sizes;
use crate::csv::{Dialect, Escape, FaultKind, ReadError};

const FILE: &str = "id,\"text\"\r\n1,\"a \"\"b\"\" \r\n\nc\"\r\n\r\n2,ä€🦀\n3,\"\"\n\n\"4\",\"\"\"\"\r\n5,";

fn backslash() -> Dialect {
    Dialect::new(',', Some('"'), Escape::Backslash).unwrap()
}

#[test]
fn two_pieces_read_like_one() {
    let slashed = FILE
        .replace("\"\"b\"\"", r#"\"b\\\" \b"#)
        .replace("\"\"\"\"", r#""\"""#);
    for (dialect, file) in [(Dialect::default(), FILE), (backslash(), &slashed)] {
        let whole = read(pieces(file.as_bytes(), &[]), dialect, TINY, true);
        assert_eq!(whole.error.map(|error| error.to_string()), None);
        assert_eq!(whole.records.len(), 5);
        let lines = whole.records.iter().map(|got| got.line).collect::<Vec<_>>();
        assert_eq!(lines, [2, 6, 7, 9, 10]);
        for cut in 0..=file.len() {
            for block in [1, 7, 1000] {
                let sizes = Sizes { block, ..TINY };
                let all = read(pieces(file.as_bytes(), &[cut, 1000]), dialect, sizes, true);
                assert_eq!(
                    (all.header.as_ref(), &all.records),
                    (whole.header.as_ref(), &whole.records),
                    "{cut}"
                );
            }
        }
        let all = read(pieces(file.as_bytes(), &[1]), dialect, TINY, true);
        assert_eq!(all.records, whole.records);
    }
}

#[test]
fn a_file_that_ends_anywhere_gives_its_first_records() {
    let whole = read(pieces(FILE.as_bytes(), &[]), Dialect::default(), TINY, false).records;
    for end in 0..FILE.len() {
        let all = read(pieces(&FILE.as_bytes()[..end], &[]), Dialect::default(), TINY, false);
        let sure = all.records.len().saturating_sub(1);
        assert_eq!(all.records[..sure], whole[..sure], "{end}");
        match all.error {
            None => {}
            Some(ReadError::Fault(fault)) => {
                if FILE[..end].ends_with("\"\r") {
                    assert!(matches!(fault.kind, FaultKind::TextAfterQuote { .. }), "{end}");
                } else {
                    assert_eq!(fault.kind, FaultKind::UnclosedQuote, "{end}");
                    assert!(all.records.last().is_none_or(|got| got.line <= fault.line), "{end}");
                }
            }
            Some(error) => assert_eq!(
                error.to_string(),
                "ends within a character of UTF-8: the file is not complete"
            ),
        }
    }
}
