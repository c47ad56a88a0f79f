//! Numbers of all types.

use std::cmp::Ordering;

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, Typed, unknown};
use crate::expr::types::Type;
use crate::value::{Decimal, Value};

/// NaN equals NaN, and is greater than all else.
pub(super) fn floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// A `numeric` with the values that are no numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Numeric {
    MinusInfinity,
    Number(Decimal),
    Infinity,
    NotANumber,
}

pub(super) fn numeric(value: &Value<'_>) -> Answer<Numeric> {
    Ok(match value {
        Value::Int(number) => Numeric::Number((*number).into()),
        Value::Decimal(number) => Numeric::Number(*number),
        Value::Literal(text) => match &**text {
            "NaN" => Numeric::NotANumber,
            "Infinity" => Numeric::Infinity,
            "-Infinity" => Numeric::MinusInfinity,
            _ => return unknown(NOT_KNOWN),
        },
        _ => return unknown(NOT_KNOWN),
    })
}

/// The nearest `double precision`.
pub(super) fn float(value: &Value<'_>) -> Answer<f64> {
    match value {
        Value::Float(number) => Ok(*number),
        #[allow(clippy::cast_precision_loss, reason = "the server rounds to the nearest, too")]
        Value::Int(number) => Ok(*number as f64),
        value => match numeric(value)? {
            Numeric::Number(number) => number.to_string().parse().or_else(|_| unknown(NOT_KNOWN)),
            Numeric::NotANumber => Ok(f64::NAN),
            Numeric::Infinity => Ok(f64::INFINITY),
            Numeric::MinusInfinity => Ok(f64::NEG_INFINITY),
        },
    }
}

/// The number as this type, if the type holds it.
pub(super) fn integer_of(number: i128, ty: &Type) -> Answer {
    let fits = match ty {
        Type::Int2 => i16::try_from(number).is_ok(),
        Type::Int4 => i32::try_from(number).is_ok(),
        _ => true,
    };
    match i64::try_from(number) {
        Ok(number) if fits => Ok(Typed::new(Value::Int(number), ty.clone())),
        _ => unknown(OUT_OF_RANGE),
    }
}

pub(super) fn decimal_of(typed: &Typed) -> Answer<Decimal> {
    match numeric(&typed.value)? {
        Numeric::Number(number) => Ok(number),
        _ => unknown("NaN and infinity"),
    }
}
