//! Functions of text.

use super::answer::{Answer, NOT_KNOWN, OrUnknown, Typed, unknown};
use super::cast;
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;

const CASE_OF_LOCALE: &str = "whether the locale knows the cases of a letter is not known";

/// True if every locale agrees on the upper and lower case of all characters.
fn has_plain_cases(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii() || (c.to_lowercase().eq([c]) && c.to_uppercase().eq([c])))
}

pub(super) fn lower(text: &str) -> Answer<String> {
    has_plain_cases(text)
        .then(|| text.to_ascii_lowercase())
        .or_unknown(CASE_OF_LOCALE)
}

pub(super) fn upper(text: &str) -> Answer<String> {
    has_plain_cases(text)
        .then(|| text.to_ascii_uppercase())
        .or_unknown(CASE_OF_LOCALE)
}

/// Letters between spaces: what else ends a word depends on the library of the collation.
pub(super) fn initcap(text: &str) -> Answer<String> {
    if !text.chars().all(|c| c.is_ascii_alphabetic() || c == ' ') {
        return unknown("where a word ends depends on the collation");
    }
    let mut in_word = false;
    let capitalize = |c: char| {
        let changed = if in_word {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        };
        in_word = c != ' ';
        changed
    };
    Ok(text.chars().map(capitalize).collect())
}

pub(super) fn like(operator: BinaryOperator, text: &Typed, pattern: &Typed) -> Answer {
    use BinaryOperator as B;
    if text.ty == Type::Folded || pattern.ty == Type::Folded || text.ty == Type::Char {
        return unknown("patterns for citext and char(n)");
    }
    let (text, pattern) = (text.as_text()?, pattern.as_text()?);
    let matches = match operator {
        B::StartsWith => text.starts_with(pattern),
        B::Like | B::NotLike => matches_like(text, pattern)?,
        _ => matches_like(&lower(text)?, &lower(pattern)?)?,
    };
    Ok(Typed::bool(matches != matches!(operator, B::NotLike | B::NotILike)))
}

enum Part {
    Any,
    One,
    Character(char),
}

/// Matches a pattern of LIKE, whose escape is the backslash.
fn matches_like(text: &str, pattern: &str) -> Answer<bool> {
    let mut parts = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        parts.push(match c {
            '%' => Part::Any,
            '_' => Part::One,
            '\\' => Part::Character(characters.next().or_unknown("an escape at the end of a pattern")?),
            c => Part::Character(c),
        });
    }
    if text.len().saturating_mul(parts.len()) > MAX_STEPS {
        return unknown(LONG);
    }
    let text: Vec<char> = text.chars().collect();
    Ok(matches_parts(&text, &parts))
}

/// Goes back to the last `%` alone: what an earlier one could take, the last can as well.
fn matches_parts(text: &[char], parts: &[Part]) -> bool {
    let (mut at, mut part) = (0, 0);
    let mut retry = None;
    loop {
        match (parts.get(part), text.get(at)) {
            (Some(Part::Any), _) => {
                part += 1;
                retry = Some((at, part));
            }
            (Some(Part::One), Some(_)) => (at, part) = (at + 1, part + 1),
            (Some(Part::Character(wanted)), Some(c)) if wanted == c => (at, part) = (at + 1, part + 1),
            (None, None) => return true,
            _ => match retry {
                Some((start, after)) if start < text.len() => {
                    retry = Some((start + 1, after));
                    (at, part) = (start + 1, after);
                }
                _ => return false,
            },
        }
    }
}

/// `like_escape`: the pattern with the backslash as its escape.
pub(super) fn like_escape(pattern: &str, escape: &str) -> Answer<String> {
    let mut escapes = escape.chars();
    let (escape, rest) = (escapes.next(), escapes.next());
    if rest.is_some() {
        return unknown("an escape of several characters");
    }
    let mut result = String::new();
    let mut is_escaped = false;
    for c in pattern.chars() {
        if Some(c) == escape && !is_escaped {
            result.push('\\');
            is_escaped = true;
            continue;
        }
        if c == '\\' && !is_escaped {
            result.push('\\');
        }
        result.push(c);
        is_escaped = false;
    }
    Ok(result)
}

/// The first or, of a negative number, all but the last characters.
pub(super) fn left(text: &str, count: i64) -> String {
    text.chars().take(clamp(text, count)).collect()
}

/// The last or, of a negative number, all but the first characters.
pub(super) fn right(text: &str, count: i64) -> String {
    let length = text.chars().count();
    text.chars().skip(length - clamp(text, count)).collect()
}

fn clamp(text: &str, count: i64) -> usize {
    let length = text.chars().count();
    let wanted = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if count < 0 {
        length.saturating_sub(wanted)
    } else {
        wanted.min(length)
    }
}

/// `substring(text, start, length)`; characters before the first count.
pub(super) fn substring(text: &str, start: i64, length: Option<i64>) -> Answer<String> {
    let end = match length {
        Some(length) if length < 0 => return unknown("a negative length"),
        Some(length) => start.saturating_add(length),
        None => i64::MAX,
    };
    let wanted = (1_i64..).zip(text.chars()).filter(|(n, _)| *n >= start && *n < end);
    Ok(wanted.map(|(_, c)| c).collect())
}

/// The number of the character at which a text begins; 0 if it is not there.
pub(super) fn position(text: &str, wanted: &str) -> i64 {
    let before = text.find(wanted).and_then(|at| text.get(..at));
    before.map_or(0, |before| count(before) + 1)
}

pub(super) fn count(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// The n-th part between delimiters, from the end if n is negative.
pub(super) fn split_part(text: &str, delimiter: &str, n: i64) -> Answer<String> {
    if n <= 0 {
        return unknown("parts counted from the end, which old versions refuse");
    }
    let place = usize::try_from(n - 1).unwrap_or(usize::MAX);
    if delimiter.is_empty() {
        return Ok(if n == 1 { text.to_owned() } else { String::new() });
    }
    Ok(text.split(delimiter).nth(place).unwrap_or_default().to_owned())
}

/// `lpad` and `rpad`: filled up, or cut at the end.
pub(super) fn pad(text: &str, length: i64, fill: &str, at_left: bool) -> Answer<String> {
    let length = usize::try_from(length.max(0)).unwrap_or(usize::MAX);
    if length > MAX_LENGTH {
        return unknown(LONG);
    }
    let missing = length.saturating_sub(text.chars().count());
    let padding: String = fill.chars().cycle().take(missing).collect();
    let text: String = text.chars().take(length).collect();
    Ok(if at_left { padding + &text } else { text + &padding })
}

/// Longer texts than this are not made.
const MAX_LENGTH: usize = 1 << 16;

/// Characters that are looked at, at most.
pub(super) const MAX_STEPS: usize = 1 << 26;

pub(super) const LONG: &str = "a long text";

pub(super) fn replace(text: &str, from: &str, to: &str) -> Answer<String> {
    if from.is_empty() {
        return Ok(text.to_owned());
    }
    if text.len().saturating_mul(to.len()) > MAX_STEPS {
        return unknown(LONG);
    }
    Ok(text.replace(from, to))
}

pub(super) fn repeat(text: &str, count: i64) -> Answer<String> {
    let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);
    if text.len().saturating_mul(count) > MAX_LENGTH {
        return unknown(LONG);
    }
    Ok(text.repeat(count))
}

/// The text, if each of its characters may be looked for among others.
pub(super) fn searched<'t>(text: &'t str, among: &str) -> Answer<&'t str> {
    if text.len().saturating_mul(among.len()) > MAX_STEPS {
        return unknown(LONG);
    }
    Ok(text)
}

pub(super) fn translate(text: &str, from: &str, to: &str) -> Answer<String> {
    let text = searched(text, from)?;
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let change = |c: char| match from.iter().position(|wanted| *wanted == c) {
        Some(at) => to.get(at).copied(),
        None => Some(c),
    };
    Ok(text.chars().filter_map(change).collect())
}

/// The text of an argument that any type is allowed for, as its output function writes it.
pub(super) fn any(typed: &Typed) -> Answer<String> {
    match cast::to(typed, &Type::Text)?.as_text() {
        // `concat` writes booleans as `t` and `f`, unlike a cast.
        Ok(_) if typed.ty == Type::Bool => Ok(if typed.as_bool()? == Some(true) { "t" } else { "f" }.to_owned()),
        Ok(_) if typed.ty == Type::Char => unknown(NOT_KNOWN),
        text => text.map(str::to_owned),
    }
}
