//! Functions of numbers.

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::arithmetic::{number, power};
use super::cast;
use super::compare::with_types;
use super::numbers::{decimal_of, float, integer_of};
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;
use crate::value::{Decimal, Value};

pub(super) fn call(name: &str, arguments: &[Typed]) -> Answer {
    match (name, arguments) {
        ("mod", [left, right]) => {
            let (left, right) = with_types(left, right)?;
            if left.ty.is_number() && right.ty.is_number() {
                return number(BinaryOperator::Modulo, &left, &right);
            }
            unknown(NOT_KNOWN)
        }
        ("power" | "pow", [base, exponent]) if base.ty != Type::Numeric && exponent.ty != Type::Numeric => {
            power(float(&base.value)?, float(&exponent.value)?)
        }
        ("sqrt", [argument]) if argument.ty != Type::Numeric => square_root(float(&argument.value)?),
        ("round" | "trunc", [argument, places]) => {
            // Of `double precision` there is none, unless the schema made one.
            if argument.ty != Type::Numeric && !argument.ty.is_integer() {
                return unknown(NOT_KNOWN);
            }
            let places = u8::try_from(places.as_int()?)
                .ok()
                .or_unknown("places before the point")?;
            let argument = decimal_of(argument)?;
            let result = if name == "round" {
                argument.rounded(places)
            } else {
                argument.truncated(places)
            };
            numeric(result)
        }
        (_, [argument]) => of_one(name, argument),
        _ => unknown(NOT_KNOWN),
    }
}

fn numeric(number: Option<Decimal>) -> Answer {
    Ok(Typed::new(
        Value::Decimal(number.or_unknown(OUT_OF_RANGE)?),
        Type::Numeric,
    ))
}

fn double(number: f64) -> Typed {
    Typed::new(Value::Float(number), Type::Float8)
}

fn square_root(number: f64) -> Answer {
    if number < 0.0 || !number.is_finite() {
        return unknown(OUT_OF_RANGE);
    }
    // IEEE 754 rounds it exactly.
    Ok(double(number.sqrt()))
}

fn of_one(name: &str, argument: &Typed) -> Answer {
    match (&argument.value, &argument.ty) {
        (Value::Int(number), ty) if name == "abs" => integer_of(i128::from(*number).abs(), ty),
        (Value::Float(number), ty) if name == "abs" => Ok(Typed::new(Value::Float(number.abs()), ty.clone())),
        (Value::Int(_) | Value::Float(_), Type::Int2 | Type::Int4 | Type::Int8 | Type::Float4 | Type::Float8) => {
            of_float(name, float(&argument.value)?)
        }
        (Value::Decimal(_), Type::Numeric | Type::Untyped) => of_decimal(name, decimal_of(argument)?),
        (Value::Text(_), Type::Untyped) => of_one(name, &cast::to(argument, &Type::Float8)?),
        _ => unknown(NOT_KNOWN),
    }
}

fn of_float(name: &str, number: f64) -> Answer {
    if number.is_nan() {
        return unknown(NOT_KNOWN);
    }
    Ok(double(match name {
        "round" => number.round_ties_even(),
        "floor" => number.floor(),
        "ceil" | "ceiling" => number.ceil(),
        "trunc" => number.trunc(),
        "sign" if number == 0.0 => 0.0,
        "sign" => number.signum(),
        _ => return unknown(NOT_KNOWN),
    }))
}

fn of_decimal(name: &str, number: Decimal) -> Answer {
    let whole = |unscaled: i128| Some(Decimal { unscaled, scale: 0 });
    numeric(match name {
        "abs" if number.unscaled < 0 => number.checked_neg(),
        "abs" => Some(number),
        "round" => number.rounded(0),
        "trunc" => number.truncated(0),
        "floor" => whole(number.floor()),
        "ceil" | "ceiling" => whole(number.ceil()),
        "sign" => whole(number.unscaled.signum()),
        _ => return unknown(NOT_KNOWN),
    })
}
