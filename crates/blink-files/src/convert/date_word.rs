//! Words that stand in place of a date, or behind one.

use super::reason::Reason;
use super::scanner::{Scanner, trim};

/// A word in place of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Infinity,
    NegativeInfinity,
    Epoch,
}

/// Recognizes the words that stand in place of a date (`datetktbl` in datetime.c).
#[inline]
pub(super) fn scan(text: &[u8]) -> Result<Option<Word>, Reason> {
    match text.first() {
        Some(b'0'..=b'9') => Ok(None),
        _ => scan_rare(text),
    }
}

#[cold]
fn scan_rare(text: &[u8]) -> Result<Option<Word>, Reason> {
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    let first = Scanner(text).word();
    let begins = |word: &&str| first.eq_ignore_ascii_case(word.as_bytes());
    if is("infinity") {
        Ok(Some(Word::Infinity))
    } else if is("-infinity") {
        Ok(Some(Word::NegativeInfinity))
    } else if is("epoch") {
        Ok(Some(Word::Epoch))
    } else if ["now", "today", "tomorrow", "yesterday"].iter().any(begins) {
        Err(Reason::Relative)
    } else {
        Ok(None)
    }
}

/// Takes `BC` or `AD` off the end; true for BC.
#[inline]
pub(super) fn split_era(text: &[u8]) -> (&[u8], bool) {
    match text {
        [.., b'c' | b'C' | b'd' | b'D'] => split_rare_era(text),
        _ => (text, false),
    }
}

#[cold]
fn split_rare_era(text: &[u8]) -> (&[u8], bool) {
    let Some((rest, era)) = text.split_last_chunk::<2>() else {
        return (text, false);
    };
    let is_bc = era.eq_ignore_ascii_case(b"bc");
    let is_alone = rest.last().is_some_and(|byte| !byte.is_ascii_alphabetic());
    if is_alone && (is_bc || era.eq_ignore_ascii_case(b"ad")) {
        (trim(rest), is_bc)
    } else {
        (text, false)
    }
}
