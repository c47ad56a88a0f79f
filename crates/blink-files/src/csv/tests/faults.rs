//! Faults are found where they are, and end the reading where nothing behind them can be trusted.

use std::fmt::Write as _;

use super::support::{TINY, pieces, read};
use crate::csv::{Blocks, Sizes};
use crate::csv::{Dialect, Escape, LineEnd, ReadError};

/// All that is read, as text: records, faults, the error.
fn seen(text: &str, dialect: Dialect) -> String {
    let mut all = None;
    for (size, block) in [(1000, 1000), (1, 1), (3, 20)] {
        let read = read(
            pieces(text.as_bytes(), &[size]),
            dialect,
            Sizes { block, ..TINY },
            false,
        );
        let mut seen = String::new();
        for got in read.records {
            let fields = got
                .fields
                .iter()
                .map(|(text, is_quoted)| if *is_quoted { format!("{text:?}") } else { text.clone() });
            write!(seen, "{}: {}; ", got.line, fields.collect::<Vec<_>>().join("|")).unwrap();
        }
        for fault in read.faults {
            write!(seen, "fault {fault}; ").unwrap();
        }
        if let Some(error) = read.error {
            let line = error.line().map_or_else(String::new, |line| format!("{line}: "));
            let place = match &error {
                ReadError::Fault(fault) => {
                    assert!(fault.ends_reading());
                    format!(" (record {}, field {})", fault.record, fault.field.unwrap())
                }
                ReadError::Input(_) => String::new(),
            };
            write!(seen, "END {line}{error}{place}; ").unwrap();
        }
        let expected = all.get_or_insert_with(|| seen.clone());
        assert_eq!(seen, *expected, "in pieces of {size}");
    }
    all.unwrap().trim_end_matches("; ").to_owned()
}

fn lf() -> Dialect {
    Dialect::default()
}

fn cr() -> Dialect {
    lf().with_line_end(LineEnd::Cr)
}

fn backslash() -> Dialect {
    Dialect::new(',', Some('"'), Escape::Backslash).unwrap()
}

#[test]
fn a_stray_quote_ends_the_reading() {
    let stray = "a quote \" within a field that does not begin with one. A field with a quote must be quoted, and the \
                 quote escaped; if the file quotes nothing, say --quote none";
    assert_eq!(
        seen("1,a\n2,5\" pipe\n3,c\n", lf()),
        format!("1: 1|a; END 2: {stray} (record 1, field 1)")
    );
    assert_eq!(
        seen("1,\"x\ny,\"\n2, \"b\"\n", lf()),
        format!("1: 1|\"x\\ny,\"; END 3: {stray} (record 1, field 1)")
    );
    assert_eq!(seen("\"a\",b\"", lf()), format!("END 1: {stray} (record 0, field 1)"));
    let none = Dialect::new(',', None, Escape::Doubled).unwrap();
    assert_eq!(seen("1,5\" pipe\n\"2,\"\"\n", none), "1: 1|5\" pipe; 2: \"2|\"\"");
}

#[test]
fn text_after_a_closing_quote_ends_the_reading() {
    let same = "text after the closing quote of a field. A quote in a field must be escaped";
    assert_eq!(
        seen("1,a\n\"b\" ,2\n", lf()),
        format!("1: 1|a; END 2: {same} (record 1, field 0)")
    );
    assert_eq!(seen("1,\"b\"c\n", lf()), format!("END 1: {same} (record 0, field 1)"));
    // A carriage return is only the end of a line before a line feed.
    assert_eq!(seen("1,\"b\"\r", lf()), format!("END 1: {same} (record 0, field 1)"));
    assert_eq!(seen("1,\"b\"\r3", lf()), format!("END 1: {same} (record 0, field 1)"));
    assert_eq!(seen("1,\"b\"\n3", cr()), format!("END 1: {same} (record 0, field 1)"));
    // With a backslash, two quotes are no quote.
    assert_eq!(
        seen("1,\"b\"\"c\"\n", backslash()),
        format!("END 1: {same} (record 0, field 1)")
    );
    let later = "text after the closing quote of a field that opens on line 2. Either the quote there is not closed, or \
                 a quote in the field is not escaped";
    assert_eq!(
        seen("1\n\"2\n3\n4,\"x\"\n", lf()),
        format!("1: 1; END 4: {later} (record 1, field 0)")
    );
}

#[test]
fn an_unclosed_quote_is_told_where_it_opens() {
    let unclosed = "the quote that opens here is not closed before the end of the file";
    assert_eq!(
        seen("1,a\n2,\"b\n\nc\n", lf()),
        format!("1: 1|a; END 2: {unclosed} (record 1, field 1)")
    );
    assert_eq!(
        seen("\"a\nb\",\"c\n\n", lf()),
        format!("END 2: {unclosed} (record 0, field 1)")
    );
    assert_eq!(seen("\"", lf()), format!("END 1: {unclosed} (record 0, field 0)"));
    assert_eq!(seen("\"a\"\"", lf()), format!("END 1: {unclosed} (record 0, field 0)"));
    assert_eq!(
        seen("\"a\\\"", backslash()),
        format!("END 1: {unclosed} (record 0, field 0)")
    );
    assert_eq!(
        seen("\"a\\", backslash()),
        format!("END 1: {unclosed} (record 0, field 0)")
    );
    assert_eq!(
        seen("1\r\"2\r3", cr()),
        format!("1: 1; END 2: {unclosed} (record 1, field 0)")
    );
}

#[test]
fn a_line_break_of_the_other_kind_is_a_fault_of_its_record() {
    let carriage_return = "a carriage return within a line. A field with one must be quoted";
    assert_eq!(
        seen("1,a\rb,c\rd\n2,b\n", lf()),
        format!("2: 2|b; fault 1: {carriage_return}")
    );
    assert_eq!(seen("1,a\n2,b\r", lf()), format!("1: 1|a; fault 2: {carriage_return}"));
    assert_eq!(seen("1,a\r\r\n", lf()), format!("fault 1: {carriage_return}"));
    let line_feed = "a line feed in a file whose lines end with a carriage return. A field with one must be quoted";
    assert_eq!(
        seen("1,\"a\nb\"\r2,\n\r3,c\r", cr()),
        format!("1: 1|\"a\\nb\"; 3: 3|c; fault 2: {line_feed}")
    );
}

#[test]
fn numbers_of_fields_are_compared() {
    let mut blocks = Blocks::new(pieces(b"1,2\n\n1\n\"1\n\",2,3\n3,4\n", &[]), lf());
    let block = blocks.next().unwrap().unwrap();
    let mut records = block.records(Some(2));
    let mut seen = Vec::new();
    while let Some(record) = records.next() {
        seen.push(match record {
            Ok(record) => format!("{} {}", record.line(), record.len()),
            Err(fault) => {
                assert!(!fault.ends_reading());
                format!("{} {} {fault}", fault.record, fault.line)
            }
        });
    }
    assert_eq!(
        seen,
        [
            "1 2",
            "1 3 1 field where 2 are expected",
            "2 4 3 fields where 2 are expected",
            "6 2"
        ]
    );
}

#[test]
fn a_backslash_escapes_a_quote_or_backslash_in_quotes_only() {
    assert_eq!(seen(r#""a\"\\\b\",",\,x\\"#, backslash()), r#"1: "a\"\\\\b\","|\|x\\"#);
    assert_eq!(seen("\"\\\\\"\n", backslash()), r#"1: "\\""#);
}

#[test]
fn a_bad_byte_comes_after_the_records_before_it() {
    let mut file = b"1,a\n2,\"b\nb\"\n3,".to_vec();
    file.extend(b"\xE9\n4,d\n");
    let all = read(pieces(&file, &[]), lf(), TINY, false);
    assert_eq!(all.records.len(), 2);
    let error = all.error.unwrap();
    assert_eq!(error.line(), Some(4));
    assert_eq!(error.to_string(), "byte 0xE9 means nothing in UTF-8");
    assert!(error.advice().unwrap().ends_with("say --encoding windows-1252"));
}

#[test]
fn a_fault_in_the_header_ends_the_file() {
    let all = read(pieces(b"a,b\"\n1,2\n", &[]), lf(), TINY, true);
    assert_eq!(all.error.unwrap().line(), Some(1));
    let all = read(pieces(b"\n\na,b\"\n1,2\n", &[]), lf(), TINY, true);
    assert_eq!((all.error.unwrap().line(), all.records.len()), (Some(3), 0));
    let many = "\n".repeat(1000) + "a,b\n1,2\n";
    let all = read(pieces(many.as_bytes(), &[7]), lf(), TINY, true);
    assert_eq!((all.header.unwrap().line, all.records[0].line), (1001, 1002));
    let all = read(pieces(b"", &[]), lf(), TINY, true);
    assert!(all.header.is_none() && all.error.is_none());
    let all = read(pieces(b"\n\r\n", &[]), lf(), TINY, true);
    assert!(all.header.is_none() && all.error.is_none());
    let all = read(pieces(b"\n\"a\n\",b", &[]), lf(), TINY, true);
    assert_eq!((all.header.unwrap().line, all.records.len()), (2, 0));
}
