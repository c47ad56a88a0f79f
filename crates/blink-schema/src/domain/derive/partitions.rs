//! Bounds of partitions.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::constants::{finite_date, finite_timestamp};
use super::derived::Branch;
use super::{numbers, texts};
use crate::domain::unit::Unit;
use crate::domain::values::{Domain, Values};
use crate::expr::BinaryOperator;
use crate::facts::{Bound, BoundValue, KeyPart};
use crate::value::{Decimal, Value};

/// Returns keys that a partition takes: not always all of them, but none that it does not take. `None` where the bound
/// says nothing of a column alone: of hashes, expressions and the default partition.
pub fn partition_bound(bound: &Bound, key: &[KeyPart], columns: Columns<'_>, fact: &str) -> Option<Branch> {
    let name = |at: usize| match key.get(at) {
        Some(KeyPart::Column(name)) => Some(name.as_str()),
        _ => None,
    };
    let columns = match bound {
        Bound::List(values) => {
            BTreeMap::from([(name(0)?.to_owned(), listed(columns.values(name(0)?)?, values, fact)?)])
        }
        Bound::Range(from, to) => {
            let names = (0..key.len()).map(name).collect::<Option<Vec<_>>>()?;
            let not_null = |name: &str| (name.to_owned(), Domain::not_null(fact));
            let mut found = names.into_iter().map(not_null).collect::<BTreeMap<_, _>>();
            for at in 0..key.len() {
                let (from_rest, to_rest) = (from.get(at..)?, to.get(at..)?);
                let values = columns.values(name(at)?)?;
                let (domain, ends) = ranged(values, from_rest, to_rest, fact)?;
                found.insert(name(at)?.to_owned(), domain);
                if ends {
                    break;
                }
            }
            found
        }
        Bound::Default | Bound::Hash(..) => return None,
    };
    Some(Branch {
        weight: 1,
        columns,
        relations: Vec::new(),
    })
}

fn listed(values: &Values, list: &[BoundValue], fact: &str) -> Option<Domain> {
    let mut found = Values::none();
    let mut nullable = false;
    for value in list {
        match value {
            BoundValue::Null => nullable = true,
            BoundValue::Value(text) => found = found.union(&compared(values, BinaryOperator::Equal, text)?)?,
            BoundValue::MinValue | BoundValue::MaxValue => return None,
        }
    }
    let domain = Domain::of(found, fact);
    Some(if nullable {
        domain
    } else {
        domain.intersect(&Domain::not_null(fact))
    })
}

/// The values of the first of the columns; true if the later ones may then have any.
fn ranged(values: &Values, from: &[BoundValue], to: &[BoundValue], fact: &str) -> Option<(Domain, bool)> {
    use BinaryOperator as B;
    let not_null = |values| Domain::of(values, fact).intersect(&Domain::not_null(fact));
    let (first, last) = (from.first()?, to.first()?);
    let more = |rest: &[BoundValue]| rest.iter().skip(1).any(|value| matches!(value, BoundValue::Value(_)));
    if first == last
        && let BoundValue::Value(text) = first
    {
        return Some((not_null(compared(values, B::Equal, text)?), false));
    }
    let mut found = values.clone();
    if let BoundValue::Value(text) = first {
        let operator = if more(from) { B::Greater } else { B::GreaterOrEqual };
        found = found.intersect(&compared(values, operator, text)?);
    }
    if let BoundValue::Value(text) = last {
        found = found.intersect(&compared(values, B::Less, text)?);
    }
    Some((not_null(found), true))
}

fn compared(values: &Values, operator: BinaryOperator, text: &str) -> Option<Values> {
    let value = value(values, text)?;
    match values {
        Values::Discrete(discrete) => numbers::compare(discrete, &[], operator, &value).map(Values::Discrete),
        Values::Text(text) => texts::compare(text, &[], operator, &value).map(Values::Text),
        _ if operator == BinaryOperator::Equal => Some(Values::Listed(vec![value])),
        _ => None,
    }
}

/// The value of the text that the type's output function wrote.
fn value(values: &Values, text: &str) -> Option<Value<'static>> {
    Some(match values {
        Values::Discrete(discrete) => match discrete.unit {
            Unit::Int => Value::Int(text.parse().ok()?),
            Unit::Bool => Value::Bool(matches!(text, "t" | "true")),
            Unit::Enum(_) => Value::Text(text.to_owned().into()),
            Unit::Decimal { .. } | Unit::Numeric => Value::Decimal(Decimal::parse(text)?),
            Unit::Float { .. } => Value::Float(text.parse().ok()?),
            Unit::Date => Value::Date(finite_date(text)?),
            Unit::Timestamp { zoned } => Value::Timestamp(finite_timestamp(text, zoned)?),
            Unit::Time | Unit::TimeZoned | Unit::Interval { .. } => return None,
        },
        Values::Text(_) => Value::Text(text.to_owned().into()),
        Values::Uuid => Value::Uuid(u128::from_str_radix(&text.replace('-', ""), 16).ok()?),
        _ => return None,
    })
}
