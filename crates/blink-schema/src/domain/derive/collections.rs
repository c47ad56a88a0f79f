//! Comparisons of lengths of bytes and arrays, of bounds of ranges, and of families of addresses.

use super::lengths::lengths;
use super::numbers;
use super::subject::Step;
use crate::domain::lengths::Lengths;
use crate::domain::network::Network;
use crate::domain::subnet::Subnet;
use crate::domain::values::{Array, Domain, RangeOf, Values};
use crate::expr::BinaryOperator;
use crate::value::Value;

/// The lengths of bits or bytes of which a comparison is true; `unit` is what the function counts one of them as.
fn sized(steps: &[Step], functions: &[(&str, u32)], operator: BinaryOperator, value: &Value<'_>) -> Option<Lengths> {
    let (Step::Call(name, others), casts) = steps.split_last()? else {
        return None;
    };
    // `bit varying` is cast to `bit`, whose functions it has.
    let is_same = |step: &Step| matches!(step, Step::Cast(ty) if ["bit", "\"bit\"", "bytea"].contains(&ty.as_str()));
    if !others.is_empty() || !casts.iter().all(is_same) {
        return None;
    }
    let (_, unit) = functions.iter().find(|(function, _)| function == name)?;
    let lengths = lengths(operator, value)?;
    let most = lengths.most.map(|most| most / unit);
    Some(Lengths::new(lengths.least.div_ceil(*unit), most))
}

pub(super) fn bytes(steps: &[Step], operator: BinaryOperator, value: &Value<'_>) -> Option<Lengths> {
    let functions = [("length", 1), ("octet_length", 1), ("bit_length", 8)];
    sized(steps, &functions, operator, value)
}

pub(super) fn bits(steps: &[Step], operator: BinaryOperator, value: &Value<'_>) -> Option<Lengths> {
    sized(steps, &[("length", 1), ("bit_length", 1)], operator, value)
}

pub(super) fn array_of(array: &Array, steps: &[Step], operator: BinaryOperator, value: &Value<'_>) -> Option<Array> {
    let mut found = array.clone();
    let [Step::Call(name, others)] = steps else {
        // `<> '{}'`
        let empty = matches!(value, Value::Array(elements) if elements.is_empty());
        if !steps.is_empty() || !empty || operator != BinaryOperator::NotEqual {
            return None;
        }
        found.dimensions = vec![Lengths::new(1, None)];
        return Some(found);
    };
    match (name.as_str(), others.as_slice()) {
        ("cardinality", []) => found.dimensions = vec![lengths(operator, value)?],
        ("array_length" | "array_upper", [Value::Int(dimension)]) => {
            let at = usize::try_from(dimension.checked_sub(1)?).ok().filter(|at| *at < 6)?;
            let at_length = lengths(operator, value)?;
            found.dimensions = vec![Lengths::default(); at + 1];
            if at > 0 {
                found.dimensions.fill(Lengths::new(1, None));
            }
            *found.dimensions.get_mut(at)? = at_length;
        }
        ("array_ndims", []) => {
            let counts = lengths(operator, value)?;
            let count = usize::try_from(counts.least.max(1)).ok().filter(|count| *count <= 6)?;
            found.dimensions = vec![Lengths::new(1, None); count];
            if counts.is_empty() || !counts.contains(count) {
                return None;
            }
        }
        _ => return None,
    }
    Some(found)
}

pub(super) fn range_of(
    range: &RangeOf,
    steps: &[Step],
    operator: BinaryOperator,
    value: &Value<'static>,
) -> Option<RangeOf> {
    let [Step::Call(name, others)] = steps else {
        let empty = matches!(value, Value::Text(text) if text == "empty")
            || matches!(value, Value::Range(range) if **range == crate::value::Range::Empty);
        if steps.is_empty() && empty && operator == BinaryOperator::NotEqual {
            return Some(RangeOf {
                may_be_empty: false,
                ..range.clone()
            });
        }
        return None;
    };
    if !others.is_empty() {
        return None;
    }
    let mut found = range.clone();
    let bound = match name.as_str() {
        "lower" => &mut found.lower,
        "upper" => &mut found.upper,
        _ => return None,
    };
    let Values::Discrete(discrete) = &bound.values else {
        return None;
    };
    let narrowed = numbers::compare(discrete, &[], operator, value)?;
    **bound = bound.intersect(&Domain::of(Values::Discrete(narrowed), format!("{name} of the range")));
    Some(found)
}

pub(super) fn address(
    network: Network,
    steps: &[Step],
    operator: BinaryOperator,
    value: &Value<'_>,
) -> Option<Network> {
    let Network::Ip { network, .. } = network else {
        return None;
    };
    let of = |family, within| Network::Ip {
        network,
        family,
        within,
    };
    match (steps, operator, value) {
        ([Step::Call(name, others)], BinaryOperator::Equal, Value::Int(family))
            if name == "family" && others.is_empty() =>
        {
            Some(of(Some(u8::try_from(*family).ok()?), None))
        }
        ([] | [Step::Cast(_)], BinaryOperator::ShiftLeft, Value::Literal(text) | Value::Text(text)) => {
            Some(of(None, Some(Subnet::read(text)?)))
        }
        _ => None,
    }
}
