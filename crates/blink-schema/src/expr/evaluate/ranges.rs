//! Ranges.

use std::cmp::Ordering;

use super::answer::{Answer, INVALID_INPUT, NOT_KNOWN, Typed, unknown};
use super::cast;
use super::compare::with_types;
use super::spans::{Bound, Span, checked, order_bounds, span};
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;
use crate::value::Value;

fn parts(typed: &Typed) -> Answer<(Option<Span>, &Type)> {
    match &typed.ty {
        Type::Range(ty) => Ok((span(&typed.value, ty)?, ty)),
        _ => unknown(NOT_KNOWN),
    }
}

/// `&&`, `<<` and `>>`.
pub(super) fn operate(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    let (left, right) = with_types(left, right)?;
    let ((a, ty), (b, other)) = (parts(&left)?, parts(&right)?);
    let (Some(a), Some(b)) = (a, b) else {
        return if ty == other {
            Ok(Typed::bool(false))
        } else {
            unknown(NOT_KNOWN)
        };
    };
    if ty != other {
        return unknown(NOT_KNOWN);
    }
    let is_before = |first: &Span, second: &Span| Ok(order_bounds(&first.upper, &second.lower, ty)? == Ordering::Less);
    let result = match operator {
        BinaryOperator::Overlaps => !is_before(&a, &b)? && !is_before(&b, &a)?,
        BinaryOperator::ShiftLeft => is_before(&a, &b)?,
        _ => is_before(&b, &a)?,
    };
    Ok(Typed::bool(result))
}

pub(super) fn contains(container: &Typed, contained: &Typed) -> Answer {
    let (outer, ty) = parts(container)?;
    let inner = match &contained.ty {
        Type::Range(other) if **other == *ty => span(&contained.value, ty)?,
        other if *other == *ty => {
            let bound = |is_lower| Bound {
                value: Some(contained.value.clone()),
                is_inclusive: true,
                is_lower,
            };
            Some(Span {
                lower: bound(true),
                upper: bound(false),
            })
        }
        _ => return unknown(NOT_KNOWN),
    };
    Ok(Typed::bool(match (outer, inner) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(outer), Some(inner)) => {
            order_bounds(&outer.lower, &inner.lower, ty)? != Ordering::Greater
                && order_bounds(&outer.upper, &inner.upper, ty)? != Ordering::Less
        }
    }))
}

/// Functions of one range.
pub(super) fn call(name: &str, range: &Typed) -> Answer {
    let (span, ty) = parts(range)?;
    let bound = |bound: Option<Bound>| {
        let value = bound.and_then(|bound| bound.value).unwrap_or(Value::Null);
        Ok(Typed::new(value, ty.clone()))
    };
    let is = |test: fn(&Span) -> bool| Ok(Typed::bool(span.as_ref().is_some_and(test)));
    match name {
        "isempty" => Ok(Typed::bool(span.is_none())),
        "lower" => bound(span.map(|span| span.lower)),
        "upper" => bound(span.map(|span| span.upper)),
        "lower_inc" => is(|span| span.lower.is_inclusive),
        "upper_inc" => is(|span| span.upper.is_inclusive),
        "lower_inf" => is(|span| span.lower.value.is_none()),
        "upper_inf" => is(|span| span.upper.value.is_none()),
        _ => unknown(NOT_KNOWN),
    }
}

/// `int4range(1, 5, '[]')` and such.
pub(super) fn make(name: &str, arguments: &[Typed]) -> Answer {
    let Type::Range(ty) = Type::named(name) else {
        return unknown(NOT_KNOWN);
    };
    let (lower, upper, marks) = match arguments {
        [lower, upper] => (lower, upper, "[)"),
        [lower, upper, marks] => (lower, upper, marks.as_text()?),
        _ => return unknown(NOT_KNOWN),
    };
    let bound = |value: &Typed, is_inclusive: bool| -> Answer<_> {
        if value.is_null() {
            return Ok(None);
        }
        Ok(Some((cast::to(value, &ty)?.value, is_inclusive)))
    };
    let (opening, closing) = match marks {
        "[)" => (true, false),
        "[]" => (true, true),
        "()" => (false, false),
        "(]" => (false, true),
        _ => return unknown(INVALID_INPUT),
    };
    let (lower, upper) = (bound(lower, opening)?, bound(upper, closing)?);
    checked(lower, upper, *ty)
}
