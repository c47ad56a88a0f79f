//! The meanings of columns: rules as data (`meanings.toml`), the evidence, and the reason.

mod base;
mod directive;
mod found;
mod labels;
mod lookup;
mod name;
mod order;
mod rules;

pub use found::Found;
pub use labels::weighted_labels;
pub use order::time_order;

use self::base::{Base, base};
use self::lookup::{Evidence, Hit, find};
use self::rules::{Target, rules};
use crate::facts::{Column, Table, Types};
use crate::words::{Bits, Choice, Form, Meaning};

/// The meanings of all columns of a table, in their order.
pub fn meanings_of(table: &Table, types: &Types) -> Vec<Found> {
    table
        .columns
        .iter()
        .map(|column| meaning_of(table, column, types))
        .collect()
}

/// The meaning of a column: a directive in its comment, the labels of its enum, its name with its type, its length, its
/// table and its neighbours, else its type; the first that answers wins. What keys, CHECKs and the configuration say
/// comes before, and is the plan's.
///
/// ```
/// use blink_schema::facts::{Facts, Table};
/// use blink_schema::meaning::meaning_of;
/// use blink_schema::words::Meaning;
///
/// let facts = Facts::of([Table::new("users").column("email", "text")]);
/// let table = &facts.tables[0];
/// let found = meaning_of(table, &table.columns[0], &facts.types);
/// assert_eq!((found.meaning, found.because.as_str()), (Meaning::Email, "the name `email`, text"));
/// ```
pub fn meaning_of(table: &Table, column: &Column, types: &Types) -> Found {
    let base = base(&column.ty, types);
    let words = rules().words.split(&column.name);
    let mut found = of_directive(column, &base)
        .or_else(|| of_labels(&base))
        .or_else(|| of_name(table, column, &base, &words))
        .or_else(|| of_domain(table, &base))
        .unwrap_or_else(|| of_type(column, &base, &words));
    if found.meaning == Meaning::Flag {
        let default = match column.default.as_deref() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        found.true_share = labels::true_share(&words, default).0;
    }
    if found.form == Some(Form::Int)
        && words
            .iter()
            .any(|word| ["ms", "millis", "millisecond", "timestamp"].contains(&word.as_str()))
    {
        // Only a bigint has room for milliseconds since 1970.
        if base.high.is_some_and(|high| high > i128::from(i32::MAX)) {
            found.form = Some(Form::Millis);
        }
    }
    found.null_share = if column.not_null {
        0
    } else {
        labels::null_share(found.meaning)
    };
    if let Some(Err(name)) = column.comment.as_deref().and_then(directive::directive) {
        found.mistake = Some(format!("the comment asks for `{name}`, which is no meaning"));
    }
    found
}

fn found(meaning: Meaning, base: &Base<'_>, confidence: u8, because: String) -> Found {
    Found {
        meaning,
        because,
        confidence,
        form: base.form,
        array: base.array,
        max_length: base.max_length,
        high: base.high,
        choices: Vec::new(),
        true_share: 500,
        null_share: 0,
        party: 0,
        mistake: None,
    }
}

/// The type as people say it.
fn type_name(base: &Base<'_>) -> String {
    let name = base.names.last().copied().unwrap_or("of an unknown type");
    let length = base.max_length.map(|length| format!("({length})")).unwrap_or_default();
    let array = if base.array { "[]" } else { "" };
    format!("{name}{length}{array}")
}

fn of_directive(column: &Column, base: &Base<'_>) -> Option<Found> {
    let meaning = directive::directive(column.comment.as_deref()?)?.ok()?;
    Some(found(meaning, base, 100, "the comment says so".to_owned()))
}

fn of_labels(base: &Base<'_>) -> Option<Found> {
    let labels = base.labels?;
    let name = base.names.last().copied().unwrap_or_default();
    let mut found = found(Meaning::State, base, 95, format!("the labels of `{name}`"));
    found.choices = weighted_labels(labels.iter().map(String::as_str));
    Some(found)
}

fn of_name(table: &Table, column: &Column, base: &Base<'_>, words: &[String]) -> Option<Found> {
    let form = base.form?;
    let rules = rules();
    if let Some(flag) = of_flag(form, base, words, &column.name) {
        return Some(flag);
    }
    let beside = |word: &str| {
        let others = table.columns.iter().filter(|other| other.name != column.name);
        others
            .into_iter()
            .any(|other| rules.words.split(&other.name).iter().any(|part| part == word))
    };
    let table_words = rules.words.split(table.name.table());
    let hit = find(&Evidence {
        words,
        table: &table_words,
        form,
        max_length: base.max_length,
        beside: &beside,
    })?;
    Some(of_hit(&hit, &format!("the name `{}`", column.name), base))
}

/// The name of a domain says what its values are: `CREATE DOMAIN email AS text`.
fn of_domain(table: &Table, base: &Base<'_>) -> Option<Found> {
    let form = base.form?;
    let table_words = rules().words.split(table.name.table());
    let (_, domains) = base.names.split_last()?;
    domains.iter().find_map(|domain| {
        let hit = find(&Evidence {
            words: &rules().words.split(domain),
            table: &table_words,
            form,
            max_length: base.max_length,
            beside: &|_| false,
        })?;
        Some(of_hit(&hit, &format!("the name of the domain `{domain}`"), base))
    })
}

fn of_hit(hit: &Hit, name: &str, base: &Base<'_>) -> Found {
    let mut because = format!("{name}, {}", type_name(base));
    if let Some(subject) = &hit.subject {
        because.push_str(", of ");
        because.push_str(subject);
    }
    let words = hit.pattern.split(' ').count();
    let mut confidence = 60 + 10 * words.min(3);
    confidence += if hit.subject.is_some() { 10 } else { 0 };
    confidence -= if hit.by_nature { 0 } else { 25 };
    let mut found = found(
        hit.rule.target.meaning(),
        base,
        u8::try_from(confidence.min(95)).unwrap_or(95),
        because,
    );
    found.party = party(&hit.before);
    if let Target::States(choices) = &hit.rule.target {
        found.choices = if base.form == Some(Form::Text) {
            fitting(choices, base.max_length)
        } else {
            numbered(choices)
        };
    }
    found
}

/// `is_active` as an integer, or as a letter.
fn of_flag(form: Form, base: &Base<'_>, words: &[String], name: &str) -> Option<Found> {
    let asks = words
        .first()
        .is_some_and(|first| ["is", "has", "can", "allow", "should"].contains(&first.as_str()));
    if form == Form::Bool {
        let (_, phrase) = labels::true_share(words, None);
        let sure = if phrase.is_some() { 85 } else { 60 };
        return Some(found(
            Meaning::Flag,
            base,
            sure,
            format!("the name `{name}`, {}", type_name(base)),
        ));
    }
    if !asks || words.len() < 2 {
        return None;
    }
    let because = format!("the name `{name}`, {}", type_name(base));
    match (form, base.max_length) {
        (Form::Int | Form::Decimal(0), _) => Some(found(Meaning::Flag, base, 75, because)),
        (Form::Text, Some(length @ 1..=5)) => {
            let (share, _) = labels::true_share(words, None);
            let (yes, no) = match length {
                1 | 2 => ("Y", "N"),
                3 | 4 => ("yes", "no"),
                _ => ("true", "false"),
            };
            let choice = |label: &str, weight| Choice {
                label: label.to_owned(),
                weight,
            };
            let mut found = found(Meaning::State, base, 70, because);
            found.choices = vec![choice(yes, share), choice(no, 1000 - share)];
            Some(found)
        }
        _ => None,
    }
}

/// The labels that are short enough; of a column of few characters their first letters, each once.
fn fitting(choices: &[Choice], max_length: Option<usize>) -> Vec<Choice> {
    let max = max_length.unwrap_or(usize::MAX);
    let whole: Vec<Choice> = choices
        .iter()
        .filter(|choice| choice.label.len() <= max)
        .cloned()
        .collect();
    if whole.len() == choices.len() || whole.len() > 2 {
        return whole;
    }
    let mut short: Vec<Choice> = Vec::new();
    for choice in choices {
        let label: String = choice.label.chars().take(max).collect::<String>().to_uppercase();
        if !label.is_empty() && !short.iter().any(|other| other.label == label) {
            short.push(Choice {
                label,
                weight: choice.weight,
            });
        }
    }
    short
}

/// Integers that stand for labels, as frameworks count them: from 0.
fn numbered(choices: &[Choice]) -> Vec<Choice> {
    let number = |(place, choice): (usize, &Choice)| Choice {
        label: place.to_string(),
        weight: choice.weight,
    };
    choices.iter().enumerate().map(number).collect()
}

/// The party that the words before a pattern name; 0 for the row's own.
fn party(before: &[String]) -> u64 {
    let named = before.iter().find(|word| rules().parties.contains(word));
    // FNV-1a: the same for the same word, wherever it stands in the list.
    named.map_or(0, |word| {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Bits::new(word.bytes().fold(0xcbf2_9ce4_8422_2325, hash)).draw() | 1
    })
}

/// The meaning that a type alone tells.
fn of_type(column: &Column, base: &Base<'_>, words: &[String]) -> Found {
    let because = format!(
        "the type {}, since nothing knows the name `{}`",
        type_name(base),
        column.name
    );
    let reference = words.last().is_some_and(|last| last == "id");
    let (meaning, confidence) = match base.form {
        Some(Form::Text) if reference => (Meaning::Token, 40),
        Some(Form::Int | Form::Millis | Form::Decimal(0)) if reference => (Meaning::Identifier, 40),
        Some(Form::Text) => match base.max_length {
            Some(..=5) => (Meaning::Code, 15),
            _ => (Meaning::Phrase, 15),
        },
        Some(Form::Int) if labels::true_share(words, None).1.is_some() => (Meaning::Flag, 40),
        Some(Form::Int | Form::Millis) => (Meaning::Count, 15),
        Some(Form::Float | Form::Decimal(_)) => (Meaning::Measure, 15),
        Some(Form::Bool) => (Meaning::Flag, 40),
        Some(Form::Date | Form::Timestamp) => (Meaning::Begun, 25),
        Some(Form::Time) => (Meaning::TimeOfDay, 40),
        Some(Form::Interval) => (Meaning::Duration, 40),
        Some(Form::Uuid) => (Meaning::Uuid, 60),
        Some(Form::Json) => (Meaning::JsonMetadata, 30),
        Some(Form::Bytes) => (Meaning::Bytes, 40),
        Some(Form::Inet) => (Meaning::Ip, 60),
        Some(Form::Cidr) => (Meaning::Network, 60),
        Some(Form::Mac | Form::Mac8) => (Meaning::Mac, 60),
        Some(Form::Point) => (Meaning::Point, 60),
        Some(Form::Xml) | None => (Meaning::Phrase, 5),
    };
    found(meaning, base, confidence, because)
}
