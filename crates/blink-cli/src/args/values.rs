//! The parsers of single values. An error follows "invalid value … for …: ".

use std::num::NonZeroU64;

use blink::{OnConflict, TableName};
use blink_files::jiff::Unit;
use blink_files::jiff::civil::{Date, date};

use super::names::{split_at_commas, split_names};

/// The character around fields; None if quotes are characters like others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote(pub(super) Option<char>);

/// A character with its name for the shell.
fn named_character(text: &str) -> Option<char> {
    match text {
        "tab" | "\\t" => Some('\t'),
        "space" => Some(' '),
        "comma" => Some(','),
        "semicolon" => Some(';'),
        "pipe" => Some('|'),
        _ => {
            let mut characters = text.chars();
            let first = characters.next()?;
            characters.next().is_none().then_some(first)
        }
    }
}

/// A character of the grammar. COPY takes bytes (`ProcessCopyOptions` in copy.c), and no line break.
fn grammar_character(text: &str) -> Result<char, String> {
    named_character(text)
        .filter(|c| c.is_ascii() && !matches!(c, '\n' | '\r' | '\0'))
        .ok_or_else(|| "one ASCII character is needed, and no line break; tab stands for a tabulator".to_owned())
}

pub(super) fn delimiter(text: &str) -> Result<char, String> {
    match grammar_character(text)? {
        c if c.is_ascii_alphanumeric() => Err("a letter or digit does not separate fields".to_owned()),
        c => Ok(c),
    }
}

pub(super) fn quote(text: &str) -> Result<Quote, String> {
    if text == "none" {
        return Ok(Quote(None));
    }
    match grammar_character(text)? {
        c if c.is_ascii_alphanumeric() => Err("a letter or digit does not quote fields".to_owned()),
        c => Ok(Quote(Some(c))),
    }
}

pub(super) fn separator(text: &str) -> Result<char, String> {
    named_character(text)
        .filter(|c| matches!(c, '.' | ',' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}'))
        .ok_or_else(|| "one of . , ' _ or space is needed".to_owned())
}

pub(super) fn boolean_words(text: &str) -> Result<(String, String), String> {
    let words = text
        .split_once('/')
        .filter(|(yes, no)| !yes.is_empty() && !no.is_empty() && !no.contains('/'));
    let Some((yes, no)) = words else {
        return Err("two words with a / in between are needed, as in ja/nein".to_owned());
    };
    if yes.to_lowercase() == no.to_lowercase() {
        return Err("the words for true and false are the same".to_owned());
    }
    Ok((yes.to_owned(), no.to_owned()))
}

pub(super) fn first_year(text: &str) -> Result<i32, String> {
    let year = text.parse().ok().filter(|year| (1..=9_900).contains(year));
    year.ok_or_else(|| "a year from 1 to 9900 is needed: 1970 makes 70 mean 1970, and 69 mean 2069".to_owned())
}

pub(super) fn on_conflict(text: &str) -> Result<OnConflict, String> {
    if text == "nothing" {
        return Ok(OnConflict::DoNothing);
    }
    match text.strip_prefix("update=") {
        Some(keys) => Ok(OnConflict::update(split_names(keys)?)),
        None => Err("nothing is needed, or update= and the columns of a key, as in update=id".to_owned()),
    }
}

/// A number of rows, in which `_` may separate digits.
pub(super) fn number_of_rows(text: &str) -> Result<NonZeroU64, String> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('_');
    let digits = text.replace('_', "");
    let rows = digits.parse::<NonZeroU64>().ok().filter(|_| is_number);
    rows.ok_or_else(|| "a number from 1 on is needed, as in 1000000 or 1_000_000".to_owned())
}

/// The units of a size, and their bytes.
const UNITS: [(&str, u64); 9] = [
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// A number of bytes with its unit, as in `10GB` or `1.5 GB`.
pub(super) fn size(text: &str) -> Result<NonZeroU64, String> {
    let wrong = || "a size is needed, as in 500MB or 10GB".to_owned();
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(end);
    let (_, bytes) = UNITS
        .iter()
        .find(|(name, _)| unit.eq_ignore_ascii_case(name))
        .ok_or_else(wrong)?;
    let (whole, part) = number.trim_end().split_once('.').unwrap_or((number.trim_end(), "0"));
    let is_number = |digits: &str| (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) {
        return Err(wrong());
    }
    let digits = u32::try_from(part.len()).map_err(|_| wrong())?;
    let scale = 10_u128.pow(digits);
    let whole = whole.parse::<u128>().map_err(|_| wrong())?;
    let part = part.parse::<u128>().map_err(|_| wrong())?;
    let size = (whole * scale + part) * u128::from(*bytes) / scale;
    let size = u64::try_from(size).ok().and_then(NonZeroU64::new);
    size.ok_or_else(wrong)
}

/// A day, in days since 2000-01-01.
pub(super) fn day(text: &str) -> Result<i32, String> {
    let is_day = text.len() == "2024-06-30".len() && text.chars().all(|c| c.is_ascii_digit() || c == '-');
    let day = text.parse::<Date>().ok().filter(|day| is_day && day.year() >= 1_000);
    let days = day.and_then(|day| date(2000, 1, 1).until((Unit::Day, day)).ok());
    let days = days.map(|span| span.get_days());
    days.ok_or_else(|| "a day from 1000-01-01 to 9999-12-31 is needed, as in 2024-06-30".to_owned())
}

/// Tables that an argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableNames(pub(super) Vec<TableName>);

/// Names of tables with commas in between.
pub(super) fn tables(text: &str) -> Result<TableNames, String> {
    let names = split_at_commas(text).into_iter().map(table).collect::<Result<_, _>>()?;
    Ok(TableNames(names))
}

/// The name of a table, with or without its schema.
pub(super) fn table(text: &str) -> Result<TableName, String> {
    let name = TableName::from(text);
    let parts = [name.schema().unwrap_or("s"), name.table()];
    if parts.iter().any(|part| part.is_empty() || part.contains('\0')) {
        return Err(
            "table or schema.table is needed; a name with a dot or comma in it goes in double quotes".to_owned(),
        );
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit() {
        for (text, bytes) in [
            ("10GB", 10_000_000_000),
            ("1.5 gb", 1_500_000_000),
            ("20mb", 20_000_000),
            ("7kB", 7_000),
            ("2GiB", 2 << 30),
            ("0.5TiB", 1 << 39),
            ("999B", 999),
        ] {
            assert_eq!(size(text).unwrap().get(), bytes, "{text}");
        }
        for wrong in [
            "",
            "10",
            "GB",
            "-1GB",
            "0GB",
            "1.GB",
            ".5GB",
            "1,5GB",
            "1GBs",
            "1 G B",
            "99999999999TB",
            "NaNGB",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn characters_are_read_by_themselves_or_by_name() {
        assert_eq!(
            [",", ";", "tab", "\\t", "\t", "pipe", "space"].map(|c| delimiter(c).unwrap()),
            [',', ';', '\t', '\t', '\t', '|', ' ']
        );
        for wrong in ["", ",,", "x", "7", "é", "\n", "\0"] {
            delimiter(wrong).unwrap_err();
        }
        assert_eq!((quote("none"), quote("'")), (Ok(Quote(None)), Ok(Quote(Some('\'')))));
        quote("“").unwrap_err();
        assert_eq!(
            ["'", "space", "\u{202f}"].map(|c| separator(c).unwrap()),
            ['\'', ' ', '\u{202f}']
        );
        separator(";").unwrap_err();
    }

    #[test]
    fn words_and_years_are_checked() {
        assert_eq!(boolean_words("ja/nein").unwrap(), ("ja".to_owned(), "nein".to_owned()));
        for wrong in ["ja", "/", "ja/", "/nein", "a/b/c", "X/x"] {
            boolean_words(wrong).unwrap_err();
        }
        assert_eq!(first_year("1970"), Ok(1970));
        for wrong in ["0", "-1", "9901", "x", ""] {
            first_year(wrong).unwrap_err();
        }
    }

    #[test]
    fn numbers_of_rows_and_days_are_read() {
        for (text, rows) in [("1", 1), ("1000000", 1_000_000), ("1_000_000", 1_000_000)] {
            assert_eq!(number_of_rows(text).unwrap().get(), rows);
        }
        for wrong in [
            "",
            "0",
            "-1",
            "+1",
            "1k",
            "1.5",
            "_1",
            "1_",
            "_",
            "18446744073709551616",
        ] {
            number_of_rows(wrong).unwrap_err();
        }
        for (text, days) in [
            ("2000-01-01", 0),
            ("1999-12-31", -1),
            ("2024-02-29", 8_825),
            ("9999-12-31", 2_921_939),
        ] {
            assert_eq!(day(text), Ok(days));
        }
        for wrong in [
            "",
            "2023-02-29",
            "2024-2-9",
            "20240229",
            "2024-02-29T00:00",
            "0999-12-31",
            "29.02.2024",
            "-00001-01-",
        ] {
            day(wrong).unwrap_err();
        }
    }

    #[test]
    fn tables_are_named_with_commas_in_between() {
        let names = |text: &str| tables(text).map(|names| names.0);
        assert_eq!(
            names("users,shop.\"a.b,c\"").unwrap(),
            [TableName::new("users"), TableName::qualified("shop", "a.b,c")]
        );
        for wrong in ["", "a,", ",a", "a,,b", "s.", ".t", "a\0"] {
            names(wrong).unwrap_err();
        }
    }

    #[test]
    fn a_conflict_has_an_action() {
        assert_eq!(on_conflict("nothing").unwrap(), OnConflict::DoNothing);
        assert_eq!(
            on_conflict("update=id,\"a,b\"").unwrap(),
            OnConflict::update(["id", "a,b"])
        );
        for wrong in ["update", "update=", "update=id,", "update=id,id", "skip"] {
            on_conflict(wrong).unwrap_err();
        }
    }
}
