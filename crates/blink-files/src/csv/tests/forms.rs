//! Dialects, empty lines, and the parts of a file before its records.

use std::io::Write;

use super::support::{TINY, pieces, read, read_blocks};
use crate::csv::{Blocks, Sizes};
use crate::csv::{Dialect, Escape, LineEnd};
use crate::input::Input;

fn fields(text: &str, dialect: Dialect) -> Vec<Vec<(String, bool)>> {
    let all = read(pieces(text.as_bytes(), &[]), dialect, TINY, false);
    assert!(all.error.is_none() && all.faults.is_empty());
    all.records.into_iter().map(|got| got.fields).collect()
}

#[test]
fn an_empty_line_is_a_record_of_one_column_only() {
    let one = Dialect::default().with_empty_line_as_record(true);
    let (null, empty) = ((String::new(), false), (String::new(), true));
    assert_eq!(
        fields("\n\"\"\n\r\n\n", one),
        [
            vec![null.clone()],
            vec![empty.clone()],
            vec![null.clone()],
            vec![null.clone()]
        ]
    );
    assert_eq!(fields("\n\"\"\n\r\n\n", Dialect::default()), [vec![empty.clone()]]);
    assert_eq!(
        fields("\n,\"\"\r\n,", Dialect::default()),
        [vec![null.clone(), empty], vec![null.clone(), null]]
    );
    assert_eq!(fields(" \n", Dialect::default()), [vec![(" ".to_owned(), false)]]);
    assert_eq!(fields("", one), Vec::<Vec<_>>::new());
    for size in [1, 100] {
        let sizes = Sizes { block: size, ..TINY };
        let mut blocks = Blocks::with_sizes(pieces(b"\n\n\na\n\n\r\nb\n\n", &[size]), Dialect::default(), sizes);
        let lengths: Vec<_> = blocks.by_ref().map(|block| block.unwrap().len()).collect();
        // No block has only empty lines.
        assert_eq!(lengths, if size == 1 { vec![1, 1] } else { vec![2] });
        assert_eq!(
            [0, 1].map(|record| blocks.index().line(record)),
            [Some(4..=4), Some(7..=7)]
        );
    }
}

#[test]
fn characters_that_make_no_dialect_are_refused() {
    let new = |delimiter, quote, escape| Dialect::new(delimiter, quote, escape).map_err(|error| error.to_string());
    let (doubled, backslash) = (Escape::Doubled, Escape::Backslash);
    for (delimiter, quote) in [
        ('\n', Some('"')),
        (',', Some('\r')),
        ('\0', None),
        ('§', Some('"')),
        (',', Some('“')),
    ] {
        let error = new(delimiter, quote, doubled).unwrap_err();
        assert!(
            error.ends_with("cannot be a delimiter or quote: it must be one ASCII character and no line break"),
            "{error}"
        );
    }
    let twice = |character: &str| Err(format!("{character} cannot be delimiter, quote or escape at once"));
    assert_eq!(new(',', Some(','), doubled), twice("','"));
    assert_eq!(new('\\', Some('"'), backslash), twice("'\\\\'"));
    assert_eq!(new(',', Some('\\'), backslash), twice("'\\\\'"));
    let dialect = new('\\', Some('"'), doubled).unwrap();
    assert_eq!((dialect.delimiter(), dialect.quote()), (b'\\', Some(b'"')));
}

#[test]
fn the_line_end_is_that_outside_quotes() {
    let found = |head, escape| LineEnd::of_head(head, Dialect::new(',', Some('"'), escape).unwrap());
    assert_eq!(found("a,b\rc,d\r", Escape::Doubled), LineEnd::Cr);
    assert_eq!(found("a,b\rc,d\r\n", Escape::Doubled), LineEnd::Lf);
    assert_eq!(found("a,\"b\rc\"", Escape::Doubled), LineEnd::Lf);
    assert_eq!(found("a,\"b\rc\"\"\r\"", Escape::Doubled), LineEnd::Lf);
    assert_eq!(found(r#"a,"b\"\\"#, Escape::Backslash), LineEnd::Lf);
    assert_eq!(found("a,\"b\\\"\r", Escape::Backslash), LineEnd::Lf);
    assert_eq!(found("a,\"b\\\\\"\r", Escape::Backslash), LineEnd::Cr);
}

#[test]
fn lines_before_the_header_are_skipped_and_counted() {
    let dialect = Dialect::new(';', Some('"'), Escape::Doubled)
        .unwrap()
        .with_skipped_lines(2);
    for size in [1, 3, 100] {
        let all = read(
            pieces(b"sep=;\r\nan \"odd\" line\nid;x\n1;2\n", &[size]),
            dialect,
            TINY,
            true,
        );
        assert_eq!(all.header.unwrap().line, 3);
        assert_eq!(all.records[0].line, 4);
        for cut in ["", "sep=;", "sep=;\nodd", "sep=;\nodd\n"] {
            let all = read(pieces(cut.as_bytes(), &[size]), dialect, TINY, true);
            assert!(
                all.header.is_none() && all.error.is_none() && all.records.is_empty(),
                "{cut:?}"
            );
        }
    }
}

#[test]
fn empty_lines_before_a_header_do_not_move_the_lines_behind_it() {
    let text = "\nname\n\n1\n2\n";
    let sizes = Sizes {
        block: 1,
        parts: 1,
        ..TINY
    };
    let mut blocks = Blocks::with_sizes(pieces(text.as_bytes(), &[2]), Dialect::default(), sizes);
    assert!(blocks.header().unwrap().is_some());
    assert_eq!(blocks.by_ref().map(|block| block.unwrap().len()).sum::<u64>(), 2);
    assert_eq!(
        [0, 1].map(|record| blocks.index().line(record)),
        [Some(4..=4), Some(5..=5)]
    );
}

#[test]
fn a_file_that_was_closed_is_read_on_behind_its_header() {
    let text = "sep=;\nä;b\n\"1\n\";2\n3;4\n";
    for utf_16 in [false, true] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes = if utf_16 {
            let units = format!("\u{FEFF}{text}");
            units.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            text.as_bytes().to_vec()
        };
        file.write_all(&bytes).unwrap();
        for has_header in [true, false] {
            let dialect = Dialect::new(';', Some('"'), Escape::Doubled)
                .unwrap()
                .with_skipped_lines(1);
            let mut blocks = Blocks::new(Input::open(file.path(), None).unwrap(), dialect);
            if has_header {
                assert!(blocks.header().unwrap().is_some());
            }
            blocks.close();
            let all = read_blocks(&mut blocks, false);
            let lines = all.records.iter().map(|record| record.line).collect::<Vec<_>>();
            assert_eq!(lines, if has_header { vec![3, 5] } else { vec![2, 3, 5] });
            let index = all.index.unwrap();
            assert_eq!(index.line(lines.len() as u64 - 1), Some(5..=5));
        }
        let mut blocks = Blocks::new(Input::open(file.path(), None).unwrap(), Dialect::default());
        blocks.close();
        file.write_all(b"x").unwrap();
        let error = blocks.next().unwrap().err().unwrap();
        assert!(error.to_string().contains("changed"), "{error}");
    }
}
