//! Patterns as languages: LIKE, `~` and SIMILAR TO.

mod back_reference;
mod dialect;
mod hir;
mod like;
mod similar;
mod unsupported;

pub use like::like;
pub use similar::similar_to;
pub use unsupported::Unsupported;

use regex_syntax::ParserBuilder;

use super::extent::Extent;
use super::language::Language;
use super::text::Text;
use super::values::{Domain, Values};
use crate::value::Value;

/// The texts that match a regular expression of PostgreSQL's, `~`, or `~*` if `any_case`.
///
/// For `\w`, `[[:alpha:]]` and `~*`, which depend on the locale, only texts of ASCII and of the characters that the
/// expression names are taken.
///
/// # Errors
///
/// If the expression has what is no regular language or what is not known here, such as a back reference to a group of
/// many texts.
pub fn regex(pattern: &str, any_case: bool) -> Result<Language, Unsupported> {
    if let Some(group) = back_reference::referred(pattern)? {
        let words = words_of(group.content, any_case)?;
        let written_out = words.iter().map(|word| matching(&group.with(pattern, word), false));
        return Ok(Language::Or(written_out.collect::<Result<_, _>>()?));
    }
    matching(pattern, any_case)
}

/// The most texts of a group that is referred back to.
const MOST_WORDS: u128 = 64;

/// The texts that a group of an expression matches.
fn words_of(group: &str, any_case: bool) -> Result<Vec<String>, Unsupported> {
    if any_case {
        return Err(Unsupported("a back reference in any case".to_owned()));
    }
    let texts = Text::matching(matching(&format!("^(?:{group})$"), false)?);
    let numbering = Domain::of(Values::Text(texts), "").numbering(Extent::Whole, 0);
    let numbering = numbering.filter(|numbering| numbering.capacity() <= MOST_WORDS);
    let numbering = numbering.ok_or_else(|| Unsupported("a back reference to many texts".to_owned()))?;
    let words = (0..numbering.capacity()).filter_map(|place| match numbering.value(place) {
        Some(Value::Text(text)) => Some(text.into_owned()),
        _ => None,
    });
    Ok(words.collect())
}

fn matching(pattern: &str, any_case: bool) -> Result<Language, Unsupported> {
    let translated = dialect::translate(pattern, any_case)?;
    let mut language = Language::all();
    for part in &translated.parts {
        let parsed = ParserBuilder::new()
            .case_insensitive(translated.any_case)
            .dot_matches_new_line(true)
            .nest_limit(100)
            .build()
            .parse(&part.pattern)
            .map_err(|error| Unsupported(format!("{error}")))?;
        let matching = hir::matching(&parsed)?;
        language = language.and(if part.negated { matching.negated() } else { matching });
    }
    if translated.locale {
        language = language.and(Language::ascii_and(&translated.others));
    }
    Ok(language)
}
