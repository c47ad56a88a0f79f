//! Comparisons of one column with a constant.

use super::collections::{address, array_of, bits, bytes, range_of};
use super::columns::Columns;
use super::constants::negated;
use super::subject::Subject;
use super::{json, numbers, texts};
use crate::domain::values::{Domain, Values};
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// The values for which a comparison with a constant on the right is true, and the column.
pub(super) fn compare(
    columns: &Columns<'_>,
    operator: BinaryOperator,
    left: &Expr,
    right: &Expr,
) -> Option<(String, Values)> {
    if let Expr::Negated(inner) = left {
        // `- x > 3` is `x < -3`.
        let negated = Expr::Constant(negated(&columns.constant(right)?)?);
        return compare(columns, operator.exchanged()?, inner, &negated);
    }
    let subject = Subject::of(columns, left)?;
    if let Some(values) = json::has_keys(columns, &subject, operator, right) {
        return Some((subject.column, values));
    }
    if let Some(language) = texts::pattern(columns, &subject, operator, right) {
        return Some((subject.column, language));
    }
    if Columns::is_now(right) {
        use BinaryOperator as B;
        // The real time is later than what is taken for it, but not by how much.
        if !matches!(operator, B::Less | B::LessOrEqual) {
            return None;
        }
    }
    let value = columns.constant(right)?;
    let values = of(columns, &subject, operator, &value)?;
    Some((subject.column, values))
}

fn of(columns: &Columns<'_>, subject: &Subject, operator: BinaryOperator, value: &Value<'static>) -> Option<Values> {
    let values = columns.values(&subject.column)?;
    if *value == Value::Null {
        return Some(Values::none());
    }
    match values {
        Values::Discrete(discrete) => numbers::compare(discrete, &subject.steps, operator, value).map(Values::Discrete),
        Values::Text(text) => texts::compare(text, &subject.steps, operator, value).map(Values::Text),
        Values::Bits(_) => bits(&subject.steps, operator, value).map(Values::Bits),
        Values::Bytes(_) => bytes(&subject.steps, operator, value).map(Values::Bytes),
        Values::Uuid => match (operator, subject.steps.as_slice()) {
            (BinaryOperator::Equal, []) => Some(Values::Listed(vec![value.clone()])),
            _ => None,
        },
        Values::Json(_) => json::compare(&subject.steps, operator, value).map(Values::Json),
        Values::Array(array) => array_of(array, &subject.steps, operator, value).map(Values::Array),
        Values::Range(range) => range_of(range, &subject.steps, operator, value).map(Values::Range),
        Values::Network(network) => address(*network, &subject.steps, operator, value).map(Values::Network),
        Values::Any | Values::Listed(_) | Values::Row(_) => None,
    }
}

/// The values for which `= ANY (ARRAY[…])` or `<> ALL (ARRAY[…])` and their like are true: of `any`, of one of the
/// elements, else of all.
pub(super) fn listed(
    columns: &Columns<'_>,
    operator: BinaryOperator,
    left: &Expr,
    list: &Expr,
    any: bool,
) -> Option<(String, Values)> {
    let elements = elements(columns, list).filter(|elements| elements.len() <= MOST_ELEMENTS)?;
    let (mut column, mut found) = (None, Vec::new());
    for element in elements {
        // Equal to NULL nothing is, and different from NULL nothing is known to be.
        match columns.constant(&element)? {
            Value::Null if any => {}
            Value::Null => return None,
            _ => {
                let (name, values) = compare(columns, operator, left, &element)?;
                column = Some(name);
                found.push(values);
            }
        }
    }
    // Each half by itself: one by one, the values of the first are copied as often as there are elements.
    while found.len() > 1 {
        let pairs = found.chunks(2).map(|pair| match pair {
            [one, other] if any => one.union(other),
            [one, other] => Some(one.intersect(other)),
            _ => pair.first().cloned(),
        });
        found = pairs.collect::<Option<_>>()?;
    }
    match found.pop() {
        Some(values) => Some((column?, values)),
        None if any => Some((Subject::of(columns, left)?.column, Values::none())),
        None => None,
    }
}

/// The elements of a list that is looked at, at most.
const MOST_ELEMENTS: usize = 10_000;

fn elements(columns: &Columns<'_>, list: &Expr) -> Option<Vec<Expr>> {
    match list {
        Expr::Array(all) => Some(all.clone()),
        Expr::Constant(Value::Array(all)) => Some(all.iter().cloned().map(Expr::Constant).collect()),
        Expr::Cast(inner, ty) => {
            let element_type = ty.strip_suffix("[]")?;
            let elements = match &**inner {
                Expr::Constant(Value::Text(text)) => array_literal(text)?,
                inner => elements(columns, inner)?,
            };
            let cast = |element| Expr::Cast(Box::new(element), element_type.to_owned());
            // A cast of what is of the type already changes nothing.
            let as_is = |element: &Expr| columns.constant(&cast(element.clone())).is_none();
            Some(
                elements
                    .into_iter()
                    .map(|element| if as_is(&element) { element } else { cast(element) })
                    .collect(),
            )
        }
        Expr::Collate(inner, _) => elements(columns, inner),
        _ => None,
    }
}

/// `{a,"b c",NULL}`, of one dimension.
fn array_literal(text: &str) -> Option<Vec<Expr>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut elements = Vec::new();
    let mut characters = inner.chars().peekable();
    while characters.peek().is_some() {
        let quoted = characters.next_if_eq(&'"').is_some();
        let mut element = String::new();
        loop {
            match characters.next() {
                Some('\\') => element.extend(characters.next()),
                Some('"') if quoted => {
                    characters.next_if_eq(&',');
                    break;
                }
                Some(',') if !quoted => break,
                Some('{' | '}') if !quoted => return None,
                Some(c) => element.push(c),
                None if quoted => return None,
                None => break,
            }
        }
        let null = !quoted && element.eq_ignore_ascii_case("null");
        elements.push(Expr::Constant(if null {
            Value::Null
        } else {
            Value::Text(element.into())
        }));
    }
    Some(elements)
}

/// The values for which a function is true, or, if not `truth`, false.
pub(super) fn called(columns: &Columns<'_>, name: &str, arguments: &[Expr], truth: bool) -> Option<(String, Values)> {
    use BinaryOperator as B;
    let operator = |positive, negative| if truth { positive } else { negative };
    match (name, arguments) {
        ("starts_with", [text, start]) if truth => compare(columns, B::StartsWith, text, start),
        ("regexp_like", [text, pattern]) => compare(columns, operator(B::Matches, B::NotMatches), text, pattern),
        ("like", [text, pattern]) => compare(columns, operator(B::Like, B::NotLike), text, pattern),
        ("jsonb_exists", [json, key]) if truth => compare(columns, B::HasKey, json, key),
        ("isempty" | "lower_inf" | "upper_inf", [Expr::Column(column)]) if !truth => {
            let Values::Range(range) = columns.values(column)? else {
                return None;
            };
            let mut range = range.clone();
            let set = Domain::not_null("a bound that is set");
            match name {
                "isempty" => range.may_be_empty = false,
                "lower_inf" => *range.lower = range.lower.intersect(&set),
                _ => *range.upper = range.upper.intersect(&set),
            }
            Some((column.clone(), Values::Range(range)))
        }
        _ => None,
    }
}
