//! The rules of `meanings.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::name::Words;
use crate::words::{Choice, Form, Meaning, Nature};

const RULES: &str = include_str!("meanings.toml");

/// Words of names that say no more than that a column is a time.
const TIME_WORDS: [&str; 14] = [
    "at",
    "on",
    "date",
    "time",
    "timestamp",
    "datetime",
    "day",
    "utc",
    "gmt",
    "stamp",
    "when",
    "epoch",
    "tstamp",
    "the",
];

/// The outcome of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A meaning.
    Meaning(Meaning),
    /// Labels with their weights.
    States(Vec<Choice>),
}

impl Target {
    pub(super) fn meaning(&self) -> Meaning {
        match self {
            Self::Meaning(meaning) => *meaning,
            Self::States(_) => Meaning::State,
        }
    }
}

/// A condition of a rule besides the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// The words before the pattern, or the table, are about this.
    Subject(String),
    /// A column with this word stands beside it.
    Beside(String),
    /// The text has no more characters.
    AtMost(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) conditions: Vec<Condition>,
    pub(super) target: Target,
}

/// All rules, by their patterns.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) words: Words,
    pub(super) subjects: BTreeMap<String, String>,
    pub(super) parties: Vec<String>,
    pub(super) names: BTreeMap<String, Vec<Rule>>,
    pub(super) times: BTreeMap<String, Vec<Rule>>,
    pub(super) clocks: BTreeMap<String, Vec<Rule>>,
    pub(super) flags: BTreeMap<String, u32>,
    pub(super) nulls: BTreeMap<Meaning, u32>,
    pub(super) common: Vec<String>,
    pub(super) rare: Vec<String>,
}

/// The rules, read once. The file is part of the program, and a test reads every line of it.
pub(super) fn rules() -> &'static Rules {
    static PARSED: OnceLock<Rules> = OnceLock::new();
    PARSED.get_or_init(|| {
        RULES
            .parse::<toml::Table>()
            .map(|table| read(&table))
            .unwrap_or_default()
    })
}

/// The words without those that say that it is a time, and the number that is left out.
pub(super) fn without_time_words(words: &[String]) -> Vec<String> {
    words
        .iter()
        .filter(|word| !TIME_WORDS.contains(&word.as_str()))
        .cloned()
        .collect()
}

fn entries<'t>(table: &'t toml::Table, name: &str) -> impl Iterator<Item = (&'t str, &'t toml::Value)> {
    let section = table.get(name).and_then(toml::Value::as_table);
    section.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

fn texts(table: &toml::Table, name: &str) -> Vec<(String, String)> {
    let text = |(key, value): (&str, &toml::Value)| Some((key.to_owned(), value.as_str()?.to_owned()));
    entries(table, name).filter_map(text).collect()
}

fn numbers(table: &toml::Table, name: &str) -> Vec<(String, u32)> {
    let number = |(key, value): (&str, &toml::Value)| Some((key.to_owned(), u32::try_from(value.as_integer()?).ok()?));
    entries(table, name).filter_map(number).collect()
}

fn read(table: &toml::Table) -> Rules {
    let words = read_words(table);
    let mut rules = Rules::default();
    for (subject, text) in texts(table, "subjects") {
        for phrase in list(&text) {
            rules.subjects.insert(words.split(phrase).join(" "), subject.clone());
        }
    }
    let parties = texts(table, "parties");
    rules.parties = parties
        .iter()
        .flat_map(|(_, text)| list(text))
        .map(str::to_owned)
        .collect();
    for (patterns, labels) in texts(table, "states") {
        add(
            &mut rules.names,
            &words,
            &patterns,
            &Target::States(choices(&labels)),
            false,
        );
    }
    add_all(&mut rules.names, &words, table, "meanings");
    add_all(&mut rules.times, &words, table, "times");
    add_all(&mut rules.clocks, &words, table, "clocks");
    for (patterns, share) in numbers(table, "flags") {
        rules
            .flags
            .extend(list(&patterns).map(|pattern| (words.split(pattern).join(" "), share)));
    }
    let meant = |(name, share): (String, u32)| Some((Meaning::from_name(&name)?, share));
    rules.nulls = numbers(table, "nulls").into_iter().filter_map(meant).collect();
    for (name, text) in texts(table, "labels") {
        let labels = list(&text).map(str::to_owned);
        match name.as_str() {
            "common" => rules.common.extend(labels),
            _ => rules.rare.extend(labels),
        }
    }
    rules.words = words;
    rules
}

fn read_words(table: &toml::Table) -> Words {
    let abbreviations = texts(table, "abbreviations");
    let mut words = Words::new(abbreviations.iter().cloned().collect());
    let values = ["meanings", "times", "subjects", "abbreviations"].map(|section| texts(table, section));
    for (_, text) in values.iter().flatten() {
        words.learn(text);
    }
    for (patterns, _) in texts(table, "states") {
        words.learn(&patterns);
    }
    for (patterns, _) in numbers(table, "flags") {
        words.learn(&patterns);
    }
    words
}

fn add_all(rules: &mut BTreeMap<String, Vec<Rule>>, words: &Words, table: &toml::Table, section: &str) {
    for (name, text) in texts(table, section) {
        if let Some(meaning) = Meaning::from_name(&name) {
            add(rules, words, &text, &Target::Meaning(meaning), section != "meanings");
        }
    }
}

/// `active 70, inactive 30`.
fn choices(text: &str) -> Vec<Choice> {
    let choice = |entry: &str| {
        let (label, weight) = entry.rsplit_once(' ')?;
        Some(Choice {
            label: label.to_owned(),
            weight: weight.parse().ok()?,
        })
    };
    list(text).filter_map(choice).collect()
}

fn add(rules: &mut BTreeMap<String, Vec<Rule>>, words: &Words, patterns: &str, target: &Target, times: bool) {
    for pattern in list(patterns) {
        let (conditions, name) = pattern.split_once(':').unwrap_or(("", pattern));
        let mut name = words.split(name);
        if times {
            name = without_time_words(&name);
        }
        let rule = Rule {
            conditions: conditions.split_whitespace().map(condition).collect(),
            target: target.clone(),
        };
        let same = rules.entry(name.join(" ")).or_default();
        if !same.contains(&rule) {
            same.push(rule);
        }
    }
}

fn condition(text: &str) -> Condition {
    if let Some(word) = text.strip_prefix('+') {
        return Condition::Beside(word.to_owned());
    }
    match text.strip_prefix("<=").and_then(|length| length.parse().ok()) {
        Some(length) => Condition::AtMost(length),
        None => Condition::Subject(text.to_owned()),
    }
}

/// Returns true if values of the meaning have this form: by nature, or, loosely, if the form can show them.
pub(super) fn fits(meaning: Meaning, form: Form, loosely: bool) -> bool {
    let number = matches!(form, Form::Int | Form::Millis | Form::Decimal(_) | Form::Float);
    let text = form == Form::Text;
    match meaning.nature() {
        Nature::Text => text || (loosely && form == Form::Xml),
        Nature::Digits | Nature::Label => text || matches!(form, Form::Int | Form::Decimal(0)),
        // What stands for something elsewhere is no number as a text.
        Nature::Number | Nature::Year => number || (loosely && text && meaning != Meaning::Identifier),
        Nature::Moment => matches!(form, Form::Date | Form::Timestamp) || (loosely && text),
        Nature::Clock => form == Form::Time || (loosely && text),
        Nature::Span => number || form == Form::Interval || (loosely && text),
        Nature::Flag => form == Form::Bool,
        Nature::Json => form == Form::Json || (loosely && text),
        Nature::Ip => text || form == Form::Inet,
        Nature::Net => text || matches!(form, Form::Inet | Form::Cidr),
        Nature::Mac => text || matches!(form, Form::Mac | Form::Mac8),
        Nature::Uuid => text || form == Form::Uuid,
        Nature::Bytes => form == Form::Bytes,
        Nature::Point => form == Form::Point,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let table: toml::Table = RULES.parse().unwrap();
        for section in ["meanings", "times", "clocks", "nulls"] {
            for (name, _) in entries(&table, section) {
                assert!(Meaning::from_name(name).is_some(), "{name}");
            }
        }
        for (patterns, labels) in entries(&table, "states") {
            let labels = labels.as_str().unwrap();
            assert_eq!(choices(labels).len(), list(labels).count(), "{patterns}");
            assert!(choices(labels).iter().all(|choice| choice.weight > 0), "{patterns}");
        }
        for (name, share) in entries(&table, "flags").chain(entries(&table, "nulls")) {
            assert!((0..=1000).contains(&share.as_integer().unwrap()), "{name}");
        }
        assert!(rules().names.len() > 1500 && rules().times.len() > 400);
    }

    #[test]
    fn conditions_name_subjects_that_there_are() {
        let subjects: std::collections::BTreeSet<_> = rules().subjects.values().collect();
        for rule in rules().names.values().chain(rules().times.values()).flatten() {
            for condition in &rule.conditions {
                if let Condition::Subject(subject) = condition {
                    assert!(subjects.contains(subject), "{subject}");
                }
            }
        }
    }

    #[test]
    fn no_two_rules_claim_the_same_name() {
        for (name, same) in &rules().names {
            for (place, rule) in same.iter().enumerate() {
                for other in same
                    .iter()
                    .skip(place + 1)
                    .filter(|other| other.conditions == rule.conditions)
                {
                    for form in [
                        Form::Text,
                        Form::Int,
                        Form::Bool,
                        Form::Json,
                        Form::Interval,
                        Form::Inet,
                    ] {
                        let (one, two) = (rule.target.meaning(), other.target.meaning());
                        // Of a number that is a label as a text, such as `priority`, the number is the later rule.
                        let number = form == Form::Int && one == Meaning::State;
                        let both = fits(one, form, false) && fits(two, form, false) && !number;
                        assert!(!both, "{name}: {one} and {two} for {form:?}");
                    }
                }
            }
        }
    }
}
