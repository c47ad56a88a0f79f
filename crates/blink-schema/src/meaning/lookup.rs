//! The rule for a name.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::rules::{Condition, Rule, Rules, fits, rules, without_time_words};
use crate::words::Form;

/// The evidence of a column.
pub(super) struct Evidence<'e> {
    /// The words of its name.
    pub(super) words: &'e [String],
    /// The words of its table's name.
    pub(super) table: &'e [String],
    /// The form of its type.
    pub(super) form: Form,
    /// Its greatest number of characters.
    pub(super) max_length: Option<usize>,
    /// Looks for a word in the names of the other columns.
    pub(super) beside: &'e dyn Fn(&str) -> bool,
}

/// The rule that was found.
pub(super) struct Hit {
    pub(super) rule: &'static Rule,
    /// The words that the rule knows.
    pub(super) pattern: String,
    /// The words before it.
    pub(super) before: Vec<String>,
    /// The subject on which the rule rests.
    pub(super) subject: Option<String>,
    /// False if the type only can show it.
    pub(super) by_nature: bool,
}

/// The way of looking.
#[derive(Clone, Copy)]
struct Search<'s> {
    patterns: &'static BTreeMap<String, Vec<Rule>>,
    words: &'s [String],
    /// True if the form need only show the values.
    loosely: bool,
    /// True if a number may be the seconds since 1970.
    seconds: bool,
}

/// The rule for a column's name; `None` if no rule knows it.
pub(super) fn find(evidence: &Evidence<'_>) -> Option<Hit> {
    let rules = rules();
    let words = evidence.words;
    // A number at the end counts columns that mean the same, unless a rule knows it.
    let numbered = words
        .last()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let unnumbered = if numbered {
        words.split_last().map(|(_, rest)| rest)
    } else {
        None
    };
    let bare = without_time_words(words);
    let times = Search {
        patterns: &rules.times,
        words: &bare,
        loosely: false,
        seconds: false,
    };
    if matches!(evidence.form, Form::Date | Form::Timestamp | Form::Time) {
        let clocks = Search {
            patterns: &rules.clocks,
            ..times
        };
        let of_clock = if evidence.form == Form::Time {
            suffix(clocks, evidence)
        } else {
            None
        };
        return of_clock.or_else(|| suffix(times, evidence));
    }
    let by_name = |loosely| {
        let names = Search {
            patterns: &rules.names,
            words,
            loosely,
            seconds: false,
        };
        suffix(names, evidence).or_else(|| {
            let words = unnumbered?;
            suffix(Search { words, ..names }, evidence)
        })
    };
    // An integer or a text is a time only if the name says so.
    let said = bare.len() < words.len() || words.first().is_some_and(|first| first == "last" || first == "first");
    let of_time = || {
        if !said || bare.is_empty() {
            return None;
        }
        let search = Search {
            loosely: true,
            seconds: matches!(evidence.form, Form::Int | Form::Decimal(_) | Form::Float),
            ..times
        };
        suffix(search, evidence)
    };
    match by_name(false) {
        // `created_at` as a text or an integer is a time, whatever `at` alone would be.
        Some(hit) if hit.pattern.split(' ').count() < bare.len().max(1) => of_time().or(Some(hit)),
        Some(hit) => Some(hit),
        None => of_time().or_else(|| by_name(true)),
    }
}

fn suffix(search: Search<'_>, evidence: &Evidence<'_>) -> Option<Hit> {
    let words = search.words;
    // Of a name like `date` nothing is left, which a rule may know; of others a word must be.
    let last = words.len().saturating_sub(1);
    (0..=last).find_map(|start| {
        let (before, rest) = words.split_at_checked(start)?;
        let pattern = rest.join(" ");
        let candidates = search.patterns.get(&pattern)?;
        let subject = || subject_of(rules(), before).or_else(|| subject_of(rules(), evidence.table));
        let holds = |rule: &&Rule| {
            (search.seconds || fits(rule.target.meaning(), evidence.form, search.loosely))
                && rule.conditions.iter().all(|condition| match condition {
                    Condition::Subject(name) => subject().as_deref() == Some(name.as_str()),
                    Condition::Beside(word) => (evidence.beside)(word),
                    Condition::AtMost(length) => evidence.max_length.is_some_and(|max| max <= *length),
                })
        };
        let rule = candidates.iter().filter(holds).max_by_key(|rule| precision(rule))?;
        let rests = rule
            .conditions
            .iter()
            .any(|condition| matches!(condition, Condition::Subject(_)));
        Some(Hit {
            rule,
            pattern,
            before: before.to_vec(),
            subject: if rests { subject() } else { None },
            by_nature: fits(rule.target.meaning(), evidence.form, false),
        })
    })
}

/// The number of conditions; of equal ones the smaller length counts more.
fn precision(rule: &Rule) -> (usize, Reverse<usize>) {
    let length = rule.conditions.iter().filter_map(|condition| match condition {
        Condition::AtMost(length) => Some(*length),
        _ => None,
    });
    (rule.conditions.len(), Reverse(length.min().unwrap_or(usize::MAX)))
}

/// The subject of some words: that of the last of them that has one.
pub(super) fn subject_of(rules: &Rules, words: &[String]) -> Option<String> {
    for end in (1..=words.len()).rev() {
        for start in end.saturating_sub(3)..end {
            let phrase = words.get(start..end).unwrap_or(&[]).join(" ");
            if let Some(subject) = rules.subjects.get(&phrase) {
                return Some(subject.clone());
            }
        }
    }
    None
}
