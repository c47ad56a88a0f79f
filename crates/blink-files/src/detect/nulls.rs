//! The words that stand for NULL.

use super::decision::Decisions;
use super::{Sample, SampleColumn};
use crate::convert::{Converter, Notation};
use crate::mistake::Mistake;
use crate::options::{CsvOptions, EmptyField, NullWord};
use crate::target::TargetColumn;
use crate::text::{argument, listed};

/// The words with which programs write NULL: MySQL and COPY `\N`, R `NA`, Excel `#N/A`, Python `None`.
const WORDS: [&str; 12] = [
    "NULL", "null", "Null", "\\N", "NA", "N/A", "n/a", "#N/A", "None", "nil", "-", "(null)",
];

/// The word that no program writes unquoted for anything but NULL: MySQL, Hive and COPY itself write it in columns of
/// text, too.
const MYSQL: &str = "\\N";

/// Returns true if programs write this word for NULL.
pub(super) fn is_word(field: &str) -> bool {
    WORDS.contains(&field)
}

/// The words that stand for NULL in a file.
pub(super) struct NullWords {
    pub(super) words: Vec<NullWord>,
    /// The columns of text in which all texts are quoted, so that a word without quotes is none.
    quoting: Vec<String>,
}

impl NullWords {
    /// The words that the user says.
    pub(super) fn said(options: &CsvOptions) -> Self {
        Self {
            words: options.null.clone(),
            quoting: Vec::new(),
        }
    }

    /// The words for NULL in a column.
    pub(super) fn of(&self, column: &TargetColumn) -> Vec<String> {
        let all = !column.is_text() || self.quoting.contains(&column.name);
        let words = self.words.iter().filter(|null| all || null.in_text);
        words.map(|null| null.word.clone()).collect()
    }
}

/// Finds the words that stand, without quotes, where no value of the column's type does, or no text.
///
/// # Errors
/// If such a word is found in a column of text, too, where it may be a text.
pub(super) fn detect(
    sample: &Sample<'_>,
    notation: &Notation,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<NullWords, Vec<Mistake>> {
    let mut nulls = NullWords::said(options);
    let mut mistakes = Vec::new();
    let empty = match options.empty_as {
        EmptyField::Null => "the empty field without quotes",
        EmptyField::Text => "the empty field without quotes, but in columns of text",
    };
    if nulls.words.is_empty() {
        let texts = sample.columns.iter().filter(|column| column.column.is_text());
        let quoting = texts.filter(|column| quotes_texts(column));
        nulls.quoting = quoting.map(|column| column.column.name.clone()).collect();
        for word in WORDS {
            let has_it = |column: &&SampleColumn<'_>| column.column.is_text() && column.has_unquoted(word);
            let in_text = sample.columns.iter().filter(has_it);
            let is_null_there =
                |column: &&SampleColumn<'_>| word == MYSQL || nulls.quoting.contains(&column.column.name);
            let (null, unclear) = in_text.partition::<Vec<_>, _>(is_null_there);
            if null.is_empty() && !stands_for_no_value(word, sample, notation) {
                continue;
            }
            let in_text = unclear
                .iter()
                .map(|column| column.column.name.as_str())
                .collect::<Vec<_>>();
            if in_text.is_empty() {
                nulls.words.push(NullWord {
                    word: word.to_owned(),
                    in_text: word == MYSQL,
                });
            } else {
                let said = argument(word).unwrap_or_default();
                mistakes.push(Mistake::new(
                    format!(
                        "{word} stands for NULL where a value cannot be it, but is also in a column of text ({})",
                        listed(in_text.into_iter())
                    ),
                    format!("say --null {said} if it is NULL there, too, or --null-but-in-text {said} if it is a text"),
                ));
            }
        }
    }
    let words = nulls.words.iter().map(|null| null.word.as_str());
    let is_null = |column: &SampleColumn<'_>| {
        let column_of_no_text = column.has_quoted_empty && !column.column.is_text();
        column_of_no_text && !Converter::new(&column.column.ty, notation).has_empty()
    };
    let quoted = sample.columns.iter().any(is_null);
    let quoted = quoted.then_some("\"\" where no text goes");
    let found = std::iter::once(empty).chain(quoted).chain(words).collect::<Vec<_>>();
    decisions.add("NULL", found.join(", "), "--null, --empty-as");
    if mistakes.is_empty() { Ok(nulls) } else { Err(mistakes) }
}

/// Returns true if texts of a column are in quotes that they do not need, and nothing else is without quotes than words
/// for NULL: so does R write a column of text.
fn quotes_texts(column: &SampleColumn<'_>) -> bool {
    let needs_no_quotes = |text: &str| !text.contains([',', ';', '\t', '|', '"', '\'', '\n', '\r']);
    column
        .fields
        .iter()
        .all(|(text, is_quoted)| *is_quoted || is_word(text))
        && column
            .fields
            .iter()
            .any(|(text, is_quoted)| *is_quoted && needs_no_quotes(text))
}

/// Returns true if the word is a field of a column whose type has no such value.
fn stands_for_no_value(word: &str, sample: &Sample<'_>, notation: &Notation) -> bool {
    sample.columns.iter().any(|column| {
        column.has_unquoted(word)
            && !column.column.is_text()
            && Converter::new(&column.column.ty, notation)
                .text(word, &mut String::new())
                .is_err()
    })
}
