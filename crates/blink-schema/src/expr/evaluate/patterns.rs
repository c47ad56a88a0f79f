//! Matches of regular expressions.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::{Regex, RegexBuilder};

use super::answer::{Answer, OrUnknown, Typed, unknown};
use super::regex;
use super::text::{LONG, MAX_STEPS};
use crate::expr::types::Type;

/// Patterns that were compiled, so that a constraint's is compiled once for all rows.
#[derive(Default)]
pub struct Patterns {
    compiled: Mutex<ByPattern>,
}

/// By the pattern, and true for any case; `None` is one whose meaning is not known.
type ByPattern = BTreeMap<(String, bool), Option<Arc<Compiled>>>;

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patterns").finish_non_exhaustive()
    }
}

struct Compiled {
    regex: Regex,
    /// The states that a match may be in, at most.
    states: usize,
    is_for_ascii: bool,
    is_single: bool,
}

/// Patterns may come out of columns.
const MAX_PATTERNS: usize = 1000;
const MAX_SIZE: usize = 1 << 18;
/// The states of a pattern of that size.
const MAX_STATES: usize = MAX_SIZE / 16;
const UNSURE: &str = "a pattern that may mean something else in PostgreSQL's dialect";

impl Patterns {
    fn compiled(&self, pattern: &str, any_case: bool) -> Answer<Arc<Compiled>> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if compiled.len() >= MAX_PATTERNS {
            compiled.clear();
        }
        let entry = compiled.entry((pattern.to_owned(), any_case));
        entry
            .or_insert_with(|| compile(pattern, any_case).map(Arc::new))
            .clone()
            .or_unknown(UNSURE)
    }

    pub(super) fn matches(&self, text: &Typed, pattern: &Typed, any_case: bool) -> Answer<bool> {
        if [&text.ty, &pattern.ty]
            .iter()
            .any(|ty| matches!(ty, Type::Folded | Type::Char))
        {
            return unknown("patterns for citext and char(n)");
        }
        let compiled = self.compiled(pattern.as_text()?, any_case)?;
        Ok(compiled.regex.is_match(compiled.checked(text.as_text()?)?))
    }

    /// `substring(text FROM pattern)` of a pattern whose match is known.
    pub(super) fn find(&self, text: &str, pattern: &str) -> Answer<Option<String>> {
        let compiled = self.compiled(pattern, false)?;
        match compiled.regex.find(compiled.checked(text)?) {
            None => Ok(None),
            Some(found) if compiled.is_single => Ok(Some(found.as_str().to_owned())),
            Some(_) => unknown("which part matches"),
        }
    }

    /// `regexp_replace(text, pattern, replacement, flags)`.
    pub(super) fn replace(&self, text: &str, pattern: &str, replacement: &str, flags: &str) -> Answer<String> {
        let is_global = flags.contains('g');
        if !flags.chars().all(|flag| "gi".contains(flag)) || replacement.contains('\\') {
            return unknown("flags, or a replacement with parts of the text");
        }
        let compiled = self.compiled(pattern, flags.contains('i'))?;
        let text = compiled.checked(text)?;
        if compiled.regex.find(text).is_none() {
            return Ok(text.to_owned());
        }
        // Empty matches count differently, too.
        if !compiled.is_single || compiled.regex.is_match("") {
            return unknown("which part matches");
        }
        if text.len().saturating_mul(replacement.len()) > MAX_STEPS {
            return unknown(LONG);
        }
        // 0 is all of them.
        let limit = usize::from(!is_global);
        Ok(compiled
            .regex
            .replacen(text, limit, regex_lite::NoExpand(replacement))
            .into_owned())
    }
}

impl Compiled {
    fn checked<'a>(&self, text: &'a str) -> Answer<&'a str> {
        if self.is_for_ascii && !text.is_ascii() {
            return unknown("which characters belong to a class depends on the locale");
        }
        if text.len().saturating_mul(self.states) > MAX_STEPS {
            return unknown(LONG);
        }
        Ok(text)
    }
}

fn compile(pattern: &str, any_case: bool) -> Option<Compiled> {
    let translated = regex::translate(pattern, any_case)?;
    let regex = RegexBuilder::new(&translated.pattern)
        .size_limit(MAX_SIZE)
        .build()
        .ok()?;
    // Repetitions are written out.
    let states = if pattern.contains('{') {
        MAX_STATES
    } else {
        pattern.len()
    };
    Some(Compiled {
        regex,
        states,
        is_for_ascii: translated.is_for_ascii,
        is_single: translated.is_single,
    })
}
