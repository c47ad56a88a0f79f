//! The crate `csv` reads the same where both have a meaning.

use proptest::prelude::*;

use super::support::{TINY, pieces, read};
use crate::csv::Sizes;
use crate::csv::{Dialect, Escape, FaultKind, LineEnd, ReadError};

fn by_csv(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(dialect.delimiter());
    match dialect.quote() {
        Some(quote) => reader.quote(quote),
        None => reader.quoting(false),
    };
    if dialect.line_end() == LineEnd::Cr {
        reader.terminator(csv::Terminator::Any(b'\r'));
    }
    let mut reader = reader.from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_without_a_fault_is_read_alike(
        text in "([ab, ä]|\"\"|\"|\n|\r\n|\r|,\"|\",|\"\n){0,30}", size in 1_usize..9, block in 1_usize..20, is_cr: bool, has_quote: bool,
    ) {
        let mut dialect = Dialect::new(',', has_quote.then_some('"'), Escape::Doubled).unwrap();
        if is_cr {
            dialect = dialect.with_line_end(LineEnd::Cr);
        }
        let all = read(pieces(text.as_bytes(), &[size]), dialect, Sizes { block, ..TINY }, false);
        let got: Vec<Vec<String>> = all.records.iter().map(|got| got.fields.iter().map(|field| field.0.clone()).collect()).collect();
        match all.error {
            None if all.faults.is_empty() => prop_assert_eq!(&got, &by_csv(&text, dialect)),
            None => {}
            // All quotes are in pairs for `csv`, too, where no quote is stray.
            Some(ReadError::Fault(fault)) => {
                let quotes = text.matches('"').count();
                prop_assert!(has_quote && quotes > 0);
                if fault.kind == FaultKind::UnclosedQuote {
                    prop_assert_eq!(quotes % 2, 1);
                }
                if all.faults.is_empty() {
                    let expected = by_csv(&text, dialect);
                    prop_assert_eq!(&got[..], &expected[..got.len()]);
                }
            }
            Some(error) => prop_assert!(false, "{error:?}"),
        }
    }
}
