//! Comparisons.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::answer::NOT_KNOWN;
use super::answer::{Answer, Typed, unknown};
use super::scalars::{self, Compared, Operand};
use super::{cast, json, spans};
use crate::expr::types::Type;
use crate::value::Value;

/// Gives a constant without a type that of the other operand.
pub(super) fn with_types<'a>(left: &'a Typed, right: &'a Typed) -> Answer<(Cow<'a, Typed>, Cow<'a, Typed>)> {
    let adapt = |typed: &'a Typed, other: &Typed| -> Answer<Cow<'a, Typed>> {
        if is_untyped(&typed.ty) && !is_untyped(&other.ty) && !other.is_null() {
            return Ok(Cow::Owned(cast::to(typed, &other.ty)?));
        }
        Ok(Cow::Borrowed(typed))
    };
    Ok((adapt(left, right)?, adapt(right, left)?))
}

fn is_untyped(ty: &Type) -> bool {
    match ty {
        Type::Array(element) => **element == Type::Untyped,
        ty => *ty == Type::Untyped,
    }
}

/// Two NULLs are equal, and one is not equal to anything else.
pub(super) fn is_not_distinct(left: &Typed, right: &Typed) -> Answer<bool> {
    match (left.is_null(), right.is_null()) {
        (false, false) => Ok(compare(left, right, false)?.is_equal()),
        (left, right) => Ok(left == right),
    }
}

/// Compares values that are not NULL; texts are ordered only by their bytes.
pub(super) fn compare(left: &Typed, right: &Typed, by_bytes: bool) -> Answer<Compared> {
    let (left, right) = with_types(left, right)?;
    compare_values((&left.value, &left.ty), (&right.value, &right.ty), by_bytes)
}

fn compare_values(left: Operand<'_>, right: Operand<'_>, by_bytes: bool) -> Answer<Compared> {
    match (left.1, right.1) {
        (Type::Array(a), Type::Array(b)) => arrays((left.0, a), (right.0, b), by_bytes),
        (Type::Range(a), Type::Range(b)) if a == b => spans::compare(left.0, right.0, a),
        (Type::Jsonb, Type::Jsonb) => Ok(Compared::of(json::parse_value(left.0)? == json::parse_value(right.0)?)),
        _ => scalars::compare(left, right, by_bytes),
    }
}

fn arrays(left: (&Value<'static>, &Type), right: (&Value<'static>, &Type), by_bytes: bool) -> Answer<Compared> {
    let (Value::Array(a), Value::Array(b)) = (left.0, right.0) else {
        return unknown(NOT_KNOWN);
    };
    let has_dimensions = |array: &[Value<'_>]| array.iter().any(|element| matches!(element, Value::Array(_)));
    if has_dimensions(a) || has_dimensions(b) {
        return unknown("arrays of several dimensions");
    }
    for (x, y) in a.iter().zip(b) {
        // NULL is greater than all else.
        let compared = match (x, y) {
            (Value::Null, Value::Null) => Compared::of(true),
            (Value::Null, _) => Compared::Ordered(Ordering::Greater),
            (_, Value::Null) => Compared::Ordered(Ordering::Less),
            _ => compare_values((x, left.1), (y, right.1), by_bytes)?,
        };
        if !compared.is_equal() {
            return Ok(compared);
        }
    }
    Ok(Compared::Ordered(a.len().cmp(&b.len())))
}
