//! The words that stand for NULL.

use super::Sample;
use super::decision::Decisions;
use crate::convert::{Converter, Notation};
use crate::mistake::Mistake;
use crate::options::{CsvOptions, EmptyField, NullWord};
use crate::text::listed;

/// The words with which programs write NULL: MySQL and COPY `\N`, R `NA`, Excel `#N/A`, Python `None`.
const WORDS: [&str; 12] = [
    "NULL", "null", "Null", "\\N", "NA", "N/A", "n/a", "#N/A", "None", "nil", "-", "(null)",
];

/// Finds the words that stand, without quotes, where no value of the column's type does.
///
/// # Errors
/// If such a word is found in a column of text, too, where it may be a value.
pub(super) fn detect(
    sample: &Sample<'_>,
    notation: &Notation,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<Vec<NullWord>, Vec<Mistake>> {
    let mut nulls = options.null.clone();
    let mut mistakes = Vec::new();
    let empty = match options.empty_as {
        EmptyField::Null => "the empty field without quotes",
        EmptyField::Text => "the empty field without quotes, but in columns of text",
    };
    if nulls.is_empty() {
        for word in WORDS {
            if !stands_for_no_value(word, sample, notation) {
                continue;
            }
            let in_text = sample.columns.iter().filter(|column| {
                column.column.is_text() && column.fields.iter().any(|(text, is_quoted)| text == word && !is_quoted)
            });
            let in_text = in_text.map(|column| column.column.name.as_str()).collect::<Vec<_>>();
            if in_text.is_empty() {
                nulls.push(NullWord {
                    word: word.to_owned(),
                    in_text: false,
                });
            } else {
                mistakes.push(Mistake::new(
                    format!(
                        "{word} stands for NULL where a value cannot be it, but is also in a column of text ({})",
                        listed(in_text.into_iter())
                    ),
                    format!("say --null {word} if it is NULL there, too, or --null-but-in-text {word} if it is a text"),
                ));
            }
        }
    }
    let words = nulls.iter().map(|null| null.word.as_str());
    let found = std::iter::once(empty).chain(words).collect::<Vec<_>>();
    decisions.add("NULL", found.join(", "), "--null, --empty-as");
    if mistakes.is_empty() { Ok(nulls) } else { Err(mistakes) }
}

/// Returns true if the word is a field of a column whose type has no such value.
fn stands_for_no_value(word: &str, sample: &Sample<'_>, notation: &Notation) -> bool {
    sample.columns.iter().any(|column| {
        let has_it = column.fields.iter().any(|(text, is_quoted)| text == word && !is_quoted);
        has_it
            && !column.column.is_text()
            && Converter::new(&column.column.ty, notation)
                .text(word, &mut String::new())
                .is_err()
    })
}
