//! LIKE.

use super::unsupported::Unsupported;
use crate::domain::language::Language;

/// The texts that match a LIKE pattern, ILIKE if `any_case`; of ILIKE only texts of ASCII and of the pattern's
/// characters are taken. `escape` is the character that takes the meaning of the next; usually `\`.
///
/// # Errors
///
/// If the pattern ends with the escape character.
pub fn like(pattern: &str, escape: Option<char>, any_case: bool) -> Result<Language, Unsupported> {
    let mut parts = Vec::new();
    let mut others = String::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let literal = if Some(c) == escape {
            let next = characters.next();
            next.ok_or_else(|| Unsupported("the pattern ends with its escape character".to_owned()))?
        } else {
            match c {
                '%' => {
                    parts.push(Language::all());
                    continue;
                }
                '_' => {
                    parts.push(Language::any());
                    continue;
                }
                c => c,
            }
        };
        if !literal.is_ascii() {
            others.push(literal);
        }
        parts.push(if any_case && literal.is_ascii_alphabetic() {
            let (lower, upper) = (literal.to_ascii_lowercase(), literal.to_ascii_uppercase());
            Language::character(lower).or(Language::character(upper))
        } else {
            Language::character(literal)
        });
    }
    let language = Language::Concat(parts);
    Ok(if any_case {
        language.and(Language::ascii_and(&others))
    } else {
        language
    })
}
