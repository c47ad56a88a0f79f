//! Arrays.

use super::answer::{Answer, NOT_KNOWN, OrUnknown, Typed, unknown};
use super::compare::{compare, is_not_distinct, with_types};
use super::lists::flat;
use super::{cast, output};
use crate::expr::types::Type;
use crate::value::Value;

const DIMENSIONS: &str = "arrays of several dimensions";

/// `ARRAY[…]`.
pub(super) fn array(elements: Vec<Typed>) -> Answer {
    let ty = elements
        .iter()
        .map(|element| &element.ty)
        .find(|ty| **ty != Type::Untyped);
    let ty = ty.cloned().unwrap_or(Type::Untyped);
    let element_type = match &ty {
        Type::Array(inner) => (**inner).clone(),
        other => other.clone(),
    };
    let mut values = Vec::with_capacity(elements.len());
    for element in elements {
        if element.ty != ty && element.ty != Type::Untyped {
            return unknown("an array of several types");
        }
        let element = if element.ty == Type::Untyped {
            cast::to(&element, &ty)?
        } else {
            element
        };
        values.push(element.value);
    }
    Ok(Typed::new(Value::Array(values), Type::Array(Box::new(element_type))))
}

/// The elements of an array of one dimension, and their type.
fn parts(typed: &Typed) -> Answer<(&[Value<'static>], &Type)> {
    match (&typed.value, &typed.ty) {
        (Value::Array(elements), Type::Array(ty)) => {
            if elements.iter().any(|element| matches!(element, Value::Array(_))) {
                return unknown(DIMENSIONS);
            }
            Ok((elements, ty))
        }
        _ => unknown(NOT_KNOWN),
    }
}

fn typed_elements(typed: &Typed) -> Answer<Vec<Typed>> {
    let (elements, ty) = parts(typed)?;
    Ok(elements
        .iter()
        .map(|element| Typed::new(element.clone(), ty.clone()))
        .collect())
}

/// `array[at]`; NULL outside.
pub(super) fn element(array: &Typed, at: &Typed) -> Answer {
    if array.is_null() || at.is_null() {
        return match &array.ty {
            Type::Array(ty) => Ok(Typed::null((**ty).clone())),
            _ => unknown(NOT_KNOWN),
        };
    }
    let (elements, ty) = parts(array)?;
    let place = at.as_int()?.checked_sub(1).and_then(|at| usize::try_from(at).ok());
    let value = place
        .and_then(|place| elements.get(place))
        .cloned()
        .unwrap_or(Value::Null);
    Ok(Typed::new(value, ty.clone()))
}

fn contains_equal(elements: &[Typed], wanted: &Typed) -> Answer<bool> {
    // NULL equals nothing here.
    for element in elements {
        if !element.is_null() && !wanted.is_null() && compare(element, wanted, false)?.is_equal() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses arrays so long that it takes long to compare each element with each of the other.
fn check_pairs(elements: &[Typed], others: &[Typed]) -> Answer<()> {
    if elements.len().saturating_mul(others.len()) > MAX_PAIRS {
        return unknown("long arrays");
    }
    Ok(())
}

const MAX_PAIRS: usize = 1 << 20;

pub(super) fn contains(container: &Typed, contained: &Typed) -> Answer {
    let elements = typed_elements(container)?;
    let wanted = typed_elements(contained)?;
    check_pairs(&elements, &wanted)?;
    for wanted in wanted {
        if !contains_equal(&elements, &wanted)? {
            return Ok(Typed::bool(false));
        }
    }
    Ok(Typed::bool(true))
}

pub(super) fn overlap(left: &Typed, right: &Typed) -> Answer {
    let (left, right) = with_types(left, right)?;
    let elements = typed_elements(&left)?;
    let wanted = typed_elements(&right)?;
    check_pairs(&elements, &wanted)?;
    for wanted in wanted {
        if contains_equal(&elements, &wanted)? {
            return Ok(Typed::bool(true));
        }
    }
    Ok(Typed::bool(false))
}

/// `||` of arrays, or of an array and an element.
pub(super) fn concatenated(left: &Typed, right: &Typed) -> Answer {
    let (array, other) = match (&left.ty, &right.ty) {
        (Type::Array(_), _) => (left, right),
        _ => (right, left),
    };
    if other.ty == array.ty {
        return match (left.is_null(), right.is_null()) {
            (true, _) => Ok(right.clone()),
            (_, true) => Ok(left.clone()),
            _ => {
                let (first, second) = (parts(left)?.0, parts(right)?.0);
                Ok(Typed::new(Value::Array([first, second].concat()), array.ty.clone()))
            }
        };
    }
    // A constant could be an array or an element.
    if !matches!(&array.ty, Type::Array(element) if **element == other.ty) {
        return unknown(NOT_KNOWN);
    }
    let mut elements = if array.is_null() {
        Vec::new()
    } else {
        parts(array)?.0.to_vec()
    };
    if std::ptr::eq(array, left) {
        elements.push(other.value.clone());
    } else {
        elements.insert(0, other.value.clone());
    }
    Ok(Typed::new(Value::Array(elements), array.ty.clone()))
}

fn int(number: usize) -> Answer {
    Ok(Typed::int(i32::try_from(number).ok().or_unknown(NOT_KNOWN)?))
}

pub(super) fn call(name: &str, arguments: &[Typed]) -> Answer {
    match (name, arguments) {
        ("cardinality", [array]) => match &array.value {
            Value::Array(elements) => int(flat(elements.clone()).len()),
            _ => unknown(NOT_KNOWN),
        },
        ("array_ndims" | "array_length" | "array_upper" | "array_lower", [array, ..]) => {
            dimension(name, array, arguments.get(1))
        }
        ("array_to_string", [array, delimiter]) => {
            let mut texts = Vec::new();
            for element in typed_elements(array)?.iter().filter(|element| !element.is_null()) {
                texts.push(output::text(element)?);
            }
            Ok(Typed::text(texts.join(delimiter.as_text()?)))
        }
        ("string_to_array", [text, delimiter]) => {
            let (text, delimiter) = (text.as_text()?, delimiter.as_text()?);
            let parts: Vec<&str> = match (text, delimiter) {
                ("", _) => Vec::new(),
                (text, "") => vec![text],
                (text, delimiter) => text.split(delimiter).collect(),
            };
            let elements = parts.into_iter().map(|part| Value::Text(part.to_owned().into()));
            Ok(Typed::new(
                Value::Array(elements.collect()),
                Type::Array(Box::new(Type::Text)),
            ))
        }
        _ => unknown(NOT_KNOWN),
    }
}

/// Functions that are not NULL where an argument is.
pub(super) fn call_with_nulls(name: &str, arguments: &[Typed]) -> Answer {
    let [first, second] = arguments else {
        return unknown(NOT_KNOWN);
    };
    match name {
        "array_append" | "array_cat" | "array_prepend" => concatenated(first, second),
        "array_position" => {
            if first.is_null() {
                return Ok(Typed::null(Type::Int4));
            }
            for (n, element) in typed_elements(first)?.iter().enumerate() {
                if is_not_distinct(element, second)? {
                    return int(n + 1);
                }
            }
            Ok(Typed::null(Type::Int4))
        }
        "array_remove" => {
            if first.is_null() {
                return Ok(first.clone());
            }
            let mut kept = Vec::new();
            for element in typed_elements(first)? {
                if !is_not_distinct(&element, second)? {
                    kept.push(element.value);
                }
            }
            Ok(Typed::new(Value::Array(kept), first.ty.clone()))
        }
        _ => unknown(NOT_KNOWN),
    }
}

/// The lengths of the dimensions; an empty array has none. All lower bounds are taken as 1, as text without bounds gives.
fn dimension(name: &str, array: &Typed, number: Option<&Typed>) -> Answer {
    let mut lengths = Vec::new();
    let mut rest = Some(&array.value);
    while let Some(Value::Array(elements)) = rest {
        if !elements.is_empty() {
            lengths.push(elements.len());
        }
        rest = elements.first();
    }
    if name == "array_ndims" {
        return if lengths.is_empty() {
            Ok(Typed::null(Type::Int4))
        } else {
            int(lengths.len())
        };
    }
    let number = number.or_unknown(NOT_KNOWN)?.as_int()?;
    let place = number.checked_sub(1).and_then(|number| usize::try_from(number).ok());
    match place.and_then(|place| lengths.get(place)) {
        None => Ok(Typed::null(Type::Int4)),
        Some(_) if name == "array_lower" => Ok(Typed::int(1)),
        Some(length) => int(*length),
    }
}
