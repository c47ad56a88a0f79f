//! Comparisons of texts.

use super::columns::Columns;
use super::lengths::lengths;
use super::numbers;
use super::subject::{Step, Subject};
use crate::domain::language::Language;
use crate::domain::lengths::Lengths;
use crate::domain::pattern::{like, regex, similar_to};
use crate::domain::text::{Comparison, Text};
use crate::domain::values::Values;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// The values that match a pattern.
pub(super) fn pattern(
    columns: &Columns<'_>,
    subject: &Subject,
    operator: BinaryOperator,
    right: &Expr,
) -> Option<Values> {
    let Values::Text(text) = columns.values(&subject.column)? else {
        return None;
    };
    let any_case = text.comparison == Comparison::AnyCase && subject.is_plain();
    let language = matching(columns, operator, right, any_case)?;
    let language = before(&subject.steps, language)?;
    // The operators of `char(n)` see its blanks, but a cast to text takes them away.
    let cut = text.padded.is_some() && !subject.is_plain();
    let language = if cut { language.padded() } else { language };
    Some(Values::Text(Text::matching(language)))
}

fn matching(columns: &Columns<'_>, operator: BinaryOperator, right: &Expr, any_case: bool) -> Option<Language> {
    use BinaryOperator as B;
    let text = |expr: &Expr| match columns.constant(expr)? {
        Value::Text(text) => Some(text.into_owned()),
        _ => None,
    };
    let escape = |arguments: &[Expr]| match arguments {
        [_, escape] => match columns.constant(escape)? {
            Value::Text(escape) => Some(escape.chars().next()),
            Value::Null => Some(Some('\\')),
            _ => None,
        },
        _ => Some(Some('\\')),
    };
    let (pattern, escaped) = match super::subject::plain(right) {
        Expr::Call(name, arguments)
            if ["like_escape", "similar_to_escape", "similar_escape"].contains(&name.as_str()) =>
        {
            let pattern = text(arguments.first()?)?;
            let escape = escape(arguments)?;
            if name == "like_escape" {
                (pattern, escape)
            } else {
                (similar_to(&pattern, escape), None)
            }
        }
        _ => (text(right)?, Some('\\')),
    };
    let language = match operator {
        B::Like | B::NotLike => like(&pattern, escaped, any_case),
        B::ILike | B::NotILike => like(&pattern, escaped, true),
        B::Matches | B::NotMatches => regex(&pattern, any_case),
        B::MatchesAnyCase | B::NotMatchesAnyCase => regex(&pattern, true),
        B::StartsWith => Ok(Language::text(&pattern).then(Language::all())),
        _ => return None,
    };
    let language = language.ok()?;
    let negative = matches!(
        operator,
        B::NotLike | B::NotILike | B::NotMatches | B::NotMatchesAnyCase
    );
    // What was left out of the texts that match, because it depends on the locale, may match all the same.
    Some(if negative {
        language.negated().and(Language::ascii())
    } else {
        language
    })
}

/// The texts for which a comparison is true.
pub(super) fn compare(text: &Text, steps: &[Step], operator: BinaryOperator, value: &Value<'static>) -> Option<Text> {
    let measured = measure(steps, operator, value);
    if let ([Step::Call(name, _)], Some(Measured::Characters(lengths))) = (steps, &measured)
        && CHARACTERS.contains(&name.as_str())
    {
        return Some(Text::of_length(*lengths));
    }
    if let ([Step::Call(name, _)], Some(Measured::Bytes(bytes))) = (steps, &measured)
        && name == "octet_length"
        && text.padded.is_none()
    {
        return Some(Text::of_bytes(*bytes));
    }
    let plain = steps.is_empty();
    if let (Value::Text(constant), None) = (value, &measured) {
        let same = same_text(steps, text);
        match operator {
            BinaryOperator::Equal if same => return Some(Text::listed(vec![constant.to_string()])),
            BinaryOperator::NotEqual if plain && text.comparison == Comparison::NotDeterministic => {
                let told = Language::between('a', 'z').or(Language::between('A', 'Z'));
                let some = Language::Concat(vec![Language::all(), told, Language::all()]);
                return constant.is_empty().then(|| Text::matching(some));
            }
            _ => {}
        }
    }
    let any_case = plain && text.comparison == Comparison::AnyCase;
    let (steps, language) = match measured {
        Some(Measured::Characters(Lengths { least, most })) => (inner(steps), Language::of_length(least, most)),
        Some(Measured::Language(language)) => (inner(steps), language),
        Some(Measured::Bytes(Lengths { least, most })) => {
            let ascii = Language::between('\0', '\x7f').repeated(least, most);
            (inner(steps), ascii)
        }
        None => (steps, equal(operator, value, any_case, text.padded.is_some())?),
    };
    let language = before(steps, language)?;
    Some(Text::matching(if text.padded.is_some() {
        language.padded()
    } else {
        language
    }))
}

/// All but the last.
fn inner(steps: &[Step]) -> &[Step] {
    steps.split_last().map_or(&[], |(_, inner)| inner)
}

const CHARACTERS: [&str; 3] = ["length", "char_length", "character_length"];

/// True if the steps leave the text, and what is equal, as they are.
fn same_text(steps: &[Step], text: &Text) -> bool {
    match steps {
        [] => true,
        [Step::Cast(ty)] => {
            ["text", "character varying"].contains(&ty.as_str()) && text.comparison == Comparison::Exact
        }
        _ => false,
    }
}

enum Measured {
    Characters(Lengths),
    Bytes(Lengths),
    Language(Language),
}

/// The texts for which a comparison is true of a number that is made of the text at the end.
fn measure(steps: &[Step], operator: BinaryOperator, value: &Value<'_>) -> Option<Measured> {
    let Some(Step::Call(name, others)) = steps.last() else {
        return None;
    };
    match (name.as_str(), others.as_slice()) {
        ("length" | "char_length" | "character_length", []) => {
            if let Some(lengths) = lengths(operator, value) {
                return Some(Measured::Characters(lengths));
            }
            let other = lengths(BinaryOperator::Equal, value).filter(|_| operator == BinaryOperator::NotEqual)?;
            let language = Language::of_length(other.least, other.most);
            Some(Measured::Language(language.negated()))
        }
        ("octet_length", []) => lengths(operator, value).map(Measured::Bytes),
        ("position" | "strpos", [Value::Text(part)]) => {
            // Not found is zero.
            let found = Language::Concat(vec![Language::all(), Language::text(part), Language::all()]);
            let places = lengths(operator, value)?;
            match (places.least, places.most) {
                (1, None) => Some(Measured::Language(found)),
                (0, Some(0)) => Some(Measured::Language(found.negated())),
                (least, None) if part.chars().count() == 1 && least > 1 => {
                    let none_before = Language::of_length(least - 1, Some(least - 1));
                    let holds = Language::Concat(vec![Language::all(), Language::text(part), Language::all()]);
                    let start = none_before.and(holds.negated());
                    Some(Measured::Language(Language::Concat(vec![start, found])))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The texts that are equal to a constant, or not.
fn equal(operator: BinaryOperator, value: &Value<'_>, any_case: bool, padded: bool) -> Option<Language> {
    let Value::Text(constant) = value else {
        return None;
    };
    let constant = if padded {
        constant.trim_end_matches(' ')
    } else {
        constant
    };
    let language = if any_case {
        let parts = constant.chars().map(|c| {
            let lower = Language::Concat(c.to_lowercase().map(Language::character).collect());
            let upper = Language::Concat(c.to_uppercase().map(Language::character).collect());
            lower.or(upper).or(Language::character(c))
        });
        Language::Concat(parts.collect())
    } else {
        Language::text(constant)
    };
    match operator {
        BinaryOperator::Equal => Some(language),
        BinaryOperator::NotEqual => Some(language.negated()),
        _ => None,
    }
}

/// Texts that the steps make into one of the language; not all of them, where that is not simple.
fn before(steps: &[Step], language: Language) -> Option<Language> {
    steps.iter().rev().try_fold(language, |language, step| match step {
        Step::Cast(ty) if ["text", "character varying", "citext"].contains(&ty.as_str()) => Some(language),
        Step::Cast(_) | Step::Modulo(_) => None,
        Step::Call(name, others) => match (name.as_str(), others.as_slice()) {
            // Those that are in lower case already.
            ("lower", []) => Some(language.and(Language::without_upper_case())),
            ("upper", []) => Some(language.and(Language::without_lower_case())),
            ("btrim" | "ltrim" | "rtrim", others) => {
                let characters = match others {
                    [] => " ",
                    [Value::Text(characters)] => characters.as_ref(),
                    _ => return None,
                };
                Some(trimmed(name, characters, language))
            }
            ("left", [Value::Int(count)]) | ("substring" | "substr", [Value::Int(1), Value::Int(count)]) => {
                cut(language, *count)
            }
            _ => None,
        },
    })
}

fn trimmed(function: &str, characters: &str, language: Language) -> Language {
    let (left, right) = (function != "rtrim", function != "ltrim");
    let blanks = || Language::one_of(characters).repeated(0, None);
    let mut inner = language;
    let mut parts = Vec::new();
    if left {
        inner = inner.and(Language::not_beginning_with(characters));
        parts.push(blanks());
    }
    if right {
        inner = inner.and(Language::not_ending_with(characters));
    }
    parts.push(inner);
    if right {
        parts.push(blanks());
    }
    Language::Concat(parts)
}

/// Texts whose first characters are in the language.
fn cut(language: Language, count: i64) -> Option<Language> {
    let count = u32::try_from(count).ok()?;
    let longer = language
        .clone()
        .and(Language::of_length(count, Some(count)))
        .then(Language::all());
    let shorter = match count.checked_sub(1) {
        Some(most) => language.and(Language::of_length(0, Some(most))),
        None => Language::none(),
    };
    Some(longer.or(shorter))
}

/// The values that a function leaves as they are: `lower(x) = x`, `btrim(x) = x`, `date_trunc('day', x) = x`.
pub(super) fn fixed_point(
    columns: &Columns<'_>,
    operator: BinaryOperator,
    left: &Expr,
    right: &Expr,
) -> Option<(String, Values)> {
    if operator != BinaryOperator::Equal {
        return None;
    }
    let (one, other) = (Subject::of(columns, left)?, Subject::of(columns, right)?);
    let is_column = |subject: &Subject| subject.steps.iter().all(|step| matches!(step, Step::Cast(_)));
    let subject = match (is_column(&one), is_column(&other)) {
        (false, true) => one.clone(),
        (true, false) => other.clone(),
        _ => return None,
    };
    if one.column != other.column {
        return None;
    }
    let values = match columns.values(&subject.column)? {
        Values::Discrete(values) => Values::Discrete(numbers::fixed_point(values, &subject.steps)?),
        Values::Text(text) if text.comparison == Comparison::NotDeterministic => return None,
        Values::Text(text) => {
            let mut language = Language::all();
            for step in &subject.steps {
                language = language.and(fixed(step)?);
            }
            Values::Text(Text::matching(if text.padded.is_some() {
                language.padded()
            } else {
                language
            }))
        }
        _ => return None,
    };
    Some((subject.column, values))
}

fn fixed(step: &Step) -> Option<Language> {
    let alphanumeric = || {
        Language::between('a', 'z')
            .or(Language::between('A', 'Z'))
            .or(Language::between('0', '9'))
    };
    match step {
        Step::Cast(ty) => ["text", "character varying", "citext"]
            .contains(&ty.as_str())
            .then(Language::all),
        Step::Modulo(_) => None,
        Step::Call(name, others) => match (name.as_str(), others.as_slice()) {
            ("lower", []) => Some(Language::without_upper_case()),
            ("upper", []) => Some(Language::without_lower_case()),
            ("btrim" | "ltrim" | "rtrim", []) => Some(trimmed_already(name, " ")),
            ("btrim" | "ltrim" | "rtrim", [Value::Text(characters)]) => Some(trimmed_already(name, characters)),
            ("initcap", []) => {
                let small = Language::between('a', 'z');
                let behind_other = Language::Concat(vec![Language::all(), alphanumeric()]).negated();
                let begins_small = Language::Concat(vec![behind_other, small, Language::all()]);
                let capital = Language::between('A', 'Z');
                let inner_capital = Language::Concat(vec![Language::all(), alphanumeric(), capital, Language::all()]);
                Some(
                    begins_small
                        .negated()
                        .and(inner_capital.negated())
                        .and(Language::ascii()),
                )
            }
            ("replace", [Value::Text(part), Value::Text(with)]) if part != with && !part.is_empty() => {
                let found = Language::Concat(vec![Language::all(), Language::text(part), Language::all()]);
                Some(found.negated())
            }
            ("left", [Value::Int(count)]) => Some(Language::of_length(0, Some(u32::try_from(*count).ok()?))),
            _ => None,
        },
    }
}

fn trimmed_already(function: &str, characters: &str) -> Language {
    let mut language = Language::all();
    if function != "rtrim" {
        language = language.and(Language::not_beginning_with(characters));
    }
    if function != "ltrim" {
        language = language.and(Language::not_ending_with(characters));
    }
    language
}
