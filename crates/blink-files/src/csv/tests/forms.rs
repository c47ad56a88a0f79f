//! Dialects, empty lines, and the parts of a file before its records.

use super::support::{TINY, pieces, read};
use crate::csv::{Blocks, Sizes};
use crate::csv::{Dialect, Escape, LineBreak, LineEnd};

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
        assert_eq!(blocks.empty_lines(), 6);
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

/// The data of all blocks for COPY.
fn copy_data(text: &str, dialect: Dialect, has_header: bool) -> (String, Option<LineBreak>) {
    let mut blocks = Blocks::with_sizes(pieces(text.as_bytes(), &[1]), dialect, super::support::TINY);
    if has_header {
        blocks.header().unwrap();
    }
    let data: Vec<u8> = blocks
        .by_ref()
        .flat_map(|block| block.unwrap().into_copy_data())
        .collect();
    (String::from_utf8(data).unwrap(), blocks.line_break())
}

#[test]
fn copy_data_is_what_copy_reads() {
    let dialect = Dialect::default();
    // As it is.
    let same = "1,\"a\r\nb\"\n2,b\n";
    assert_eq!(copy_data(same, dialect, false), (same.to_owned(), Some(LineBreak::Lf)));
    // One line end in all of the file, that of the header; none in quotes changes.
    let mixed = "h,i\r\n1,\"a\nb\"\n2,b\r\n\n3,c";
    assert_eq!(
        copy_data(mixed, dialect, true),
        ("1,\"a\nb\"\r\n2,b\r\n3,c\r\n".to_owned(), Some(LineBreak::CrLf))
    );
    // The end marker of COPY before PostgreSQL 18.
    assert_eq!(
        copy_data("1\n\\.\n\\.x\n\\.", dialect, false).0,
        "1\n\"\\.\"\n\\.x\n\"\\.\"\n"
    );
    let cr = dialect.with_line_end(LineEnd::Cr);
    assert_eq!(
        copy_data("1\r\r2", cr, false),
        ("1\r2\r".to_owned(), Some(LineBreak::Cr))
    );
    assert_eq!(copy_data("", dialect, false), (String::new(), None));
}

#[test]
fn unchanged_copy_data_is_not_copied() {
    let mut blocks = Blocks::new(pieces(b"1,2\n", &[]), Dialect::default());
    let block = blocks.next().unwrap().unwrap();
    let text = block.text().as_ptr();
    assert_eq!(block.into_copy_data().as_ptr(), text);
}
