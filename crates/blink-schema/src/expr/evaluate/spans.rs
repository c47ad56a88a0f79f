//! Ranges as the server stores them.

use std::cmp::Ordering;

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::scalars::{self, Compared};
use crate::expr::types::Type;
use crate::value::{Range, Value};

/// A bound that is absent is infinite.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    pub(super) value: Option<Value<'static>>,
    pub(super) is_inclusive: bool,
    pub(super) is_lower: bool,
}

/// A range that is not empty, with bounds as the server stores them: `[` and `)` of integers and dates.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) lower: Bound,
    pub(super) upper: Bound,
}

fn order(left: &Value<'static>, right: &Value<'static>, ty: &Type) -> Answer<Ordering> {
    match scalars::compare((left, ty), (right, ty), false)? {
        Compared::Ordered(ordering) => Ok(ordering),
        Compared::Different => unknown(NOT_KNOWN),
    }
}

/// Compares where bounds lie, as `range_cmp_bounds` does.
pub(super) fn order_bounds(left: &Bound, right: &Bound, ty: &Type) -> Answer<Ordering> {
    let infinite = |bound: &Bound| if bound.is_lower { -1 } else { 1 };
    let (a, b) = match (&left.value, &right.value) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => {
            let place = |value: &Option<Value<'_>>, bound| if value.is_some() { 0 } else { infinite(bound) };
            return Ok(place(a, left).cmp(&place(b, right)));
        }
    };
    // A bound that is not part of the range lies inside the value, from where it is seen.
    let shift = |bound: &Bound| match (bound.is_inclusive, bound.is_lower) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => -1,
    };
    Ok(order(a, b, ty)?.then(shift(left).cmp(&shift(right))))
}

/// `None` is the empty range.
pub(super) fn span(value: &Value<'static>, ty: &Type) -> Answer<Option<Span>> {
    let Value::Range(range) = value else {
        return unknown(NOT_KNOWN);
    };
    let Range::Between { lower, upper } = &**range else {
        return Ok(None);
    };
    let bound = |bound: &Option<(Value<'static>, bool)>, is_lower| Bound {
        value: bound.as_ref().map(|(value, _)| value.clone()),
        is_inclusive: bound.as_ref().is_some_and(|(_, is_inclusive)| *is_inclusive),
        is_lower,
    };
    let (mut lower, mut upper) = (bound(lower, true), bound(upper, false));
    // Before and after: `[5,3]` is refused though it is empty as `[5,4)`.
    if is_empty(&lower, &upper, ty)? {
        return Ok(None);
    }
    make_discrete(&mut lower, ty)?;
    make_discrete(&mut upper, ty)?;
    if is_empty(&lower, &upper, ty)? {
        return Ok(None);
    }
    Ok(Some(Span { lower, upper }))
}

fn is_empty(lower: &Bound, upper: &Bound, ty: &Type) -> Answer<bool> {
    let (Some(from), Some(to)) = (&lower.value, &upper.value) else {
        return Ok(false);
    };
    match order(from, to, ty)? {
        Ordering::Greater => unknown("a range whose bounds are exchanged"),
        Ordering::Equal => Ok(!(lower.is_inclusive && upper.is_inclusive)),
        Ordering::Less => Ok(false),
    }
}

/// `(1` is `[2`, and `5]` is `6)`.
fn make_discrete(bound: &mut Bound, ty: &Type) -> Answer<()> {
    let is_right = bound.is_inclusive == bound.is_lower;
    if is_right || !matches!(ty, Type::Int4 | Type::Int8 | Type::Date) {
        return Ok(());
    }
    let next = match &bound.value {
        None => return Ok(()),
        Some(Value::Int(number)) if *ty == Type::Int4 => i32::try_from(*number)
            .ok()
            .and_then(|n| n.checked_add(1))
            .map(|n| Value::Int(n.into())),
        Some(Value::Int(number)) => number.checked_add(1).map(Value::Int),
        Some(Value::Date(days)) if *days < i32::MAX - 1 && *days > i32::MIN => Some(Value::Date(days + 1)),
        _ => None,
    };
    bound.value = Some(next.or_unknown(OUT_OF_RANGE)?);
    bound.is_inclusive = bound.is_lower;
    Ok(())
}

/// The empty range is less than all others.
pub(super) fn compare(left: &Value<'static>, right: &Value<'static>, ty: &Type) -> Answer<Compared> {
    Ok(Compared::Ordered(match (span(left, ty)?, span(right, ty)?) {
        (Some(left), Some(right)) => {
            order_bounds(&left.lower, &right.lower, ty)?.then(order_bounds(&left.upper, &right.upper, ty)?)
        }
        (left, right) => left.is_some().cmp(&right.is_some()),
    }))
}

pub(super) type Edge = Option<(Value<'static>, bool)>;

pub(super) fn checked(lower: Edge, upper: Edge, ty: Type) -> Answer {
    let value = Value::Range(Box::new(Range::Between { lower, upper }));
    // The server keeps the empty range and the discrete bounds.
    let edge = |bound: Bound| {
        let is_inclusive = bound.is_inclusive;
        bound.value.map(|value| (value, is_inclusive))
    };
    let range = match span(&value, &ty)? {
        None => Range::Empty,
        Some(span) => Range::Between {
            lower: edge(span.lower),
            upper: edge(span.upper),
        },
    };
    Ok(Typed::new(Value::Range(Box::new(range)), Type::Range(Box::new(ty))))
}
