//! The type boolean.

use super::notation::Notation;
use super::reason::Reason;
use super::scanner::trim;

const NOT: Reason = Reason::Not("a boolean");

/// Reads a word of the file's own, or one of PostgreSQL's or its beginning (`parse_bool_with_len` in bool.c).
#[inline]
pub(super) fn parse(field: &str, notation: &Notation) -> Result<bool, Reason> {
    let word = trim(field.as_bytes());
    if let Some((yes, no)) = &notation.booleans {
        let word = field.trim();
        let is = |own: &str| word == own || !own.is_ascii() && word.to_lowercase() == own.to_lowercase();
        if is(yes) || word.eq_ignore_ascii_case(yes) {
            return Ok(true);
        }
        if is(no) || word.eq_ignore_ascii_case(no) {
            return Ok(false);
        }
    }
    match word {
        [b't' | b'T' | b'y' | b'Y' | b'1'] => Ok(true),
        [b'f' | b'F' | b'n' | b'N' | b'0'] => Ok(false),
        word => parse_word(word),
    }
}

fn parse_word(word: &[u8]) -> Result<bool, Reason> {
    let begins = |whole: &[u8]| {
        whole
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    // `o` is the beginning of both on and off.
    if word.len() < 2 {
        Err(NOT)
    } else if begins(b"true") || begins(b"yes") || begins(b"on") {
        Ok(true)
    } else if begins(b"false") || begins(b"no") || begins(b"off") {
        Ok(false)
    } else {
        Err(NOT)
    }
}
