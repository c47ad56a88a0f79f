//! The parsers of single values. An error follows "invalid value … for …: ".

use blink::OnConflict;

use super::names::split_names;

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

#[cfg(test)]
mod tests {
    use super::*;

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
