//! Arithmetic of numbers.

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::dates;
use super::numbers::{decimal_of, float, integer_of};
use crate::expr::operators::BinaryOperator;
use crate::expr::types::Type;
use crate::value::{Decimal, Value};

const DIVISION_BY_ZERO: &str = "a division by zero";

/// Adds, subtracts, multiplies, divides or raises numbers, by the rules of the wider type.
pub(super) fn number(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    match (&left.ty, &right.ty) {
        (a, b) if a.is_integer() && b.is_integer() => {
            let ty = if rank(a) >= rank(b) { a } else { b };
            integer(operator, left.as_int()?, right.as_int()?, ty)
        }
        (Type::Float4, Type::Float4) => single(operator, float(&left.value)?, float(&right.value)?),
        (Type::Float4 | Type::Float8, _) | (_, Type::Float4 | Type::Float8) => {
            double(operator, float(&left.value)?, float(&right.value)?)
        }
        _ => decimal(operator, decimal_of(left)?, decimal_of(right)?),
    }
}

fn rank(ty: &Type) -> u8 {
    match ty {
        Type::Int2 => 0,
        Type::Int4 => 1,
        _ => 2,
    }
}

fn integer(operator: BinaryOperator, left: i64, right: i64, ty: &Type) -> Answer {
    use BinaryOperator as B;
    let (left, right) = (i128::from(left), i128::from(right));
    let result = match operator {
        B::Add => left + right,
        B::Subtract => left - right,
        B::Multiply => left * right,
        B::Divide => left.checked_div(right).or_unknown(DIVISION_BY_ZERO)?,
        B::Modulo => left.checked_rem(right).or_unknown(DIVISION_BY_ZERO)?,
        // Computed as `double precision`.
        _ => return power(left as f64, right as f64),
    };
    integer_of(result, ty)
}

fn decimal(operator: BinaryOperator, left: Decimal, right: Decimal) -> Answer {
    use BinaryOperator as B;
    let result = match operator {
        B::Add => left.checked_add(right),
        B::Subtract => left.checked_sub(right),
        B::Multiply => left.checked_mul(right),
        B::Divide => left.checked_div(right),
        B::Modulo => left.checked_rem(right),
        _ => return unknown("powers of numeric"),
    };
    let result = result.or_unknown("a division by zero, or too many digits")?;
    Ok(Typed::new(Value::Decimal(result), Type::Numeric))
}

fn double(operator: BinaryOperator, left: f64, right: f64) -> Answer {
    use BinaryOperator as B;
    let result = match operator {
        B::Add => left + right,
        B::Subtract => left - right,
        B::Multiply => left * right,
        B::Divide => left / right,
        B::Power => return power(left, right),
        _ => return unknown(NOT_KNOWN),
    };
    let is_product = matches!(operator, B::Multiply | B::Divide);
    check_float(result, left, right, is_product)?;
    Ok(Typed::new(Value::Float(result), Type::Float8))
}

fn single(operator: BinaryOperator, left: f64, right: f64) -> Answer {
    use BinaryOperator as B;
    #[allow(clippy::cast_possible_truncation, reason = "the values are those of a real")]
    let (a, b) = (left as f32, right as f32);
    let result = match operator {
        B::Add => a + b,
        B::Subtract => a - b,
        B::Multiply => a * b,
        B::Divide => a / b,
        _ => return double(operator, left, right),
    };
    let is_product = matches!(operator, B::Multiply | B::Divide);
    check_float(result.into(), left, right, is_product)?;
    Ok(Typed::new(Value::Float(result.into()), Type::Float4))
}

/// The server refuses what overflows, and a product that is too small.
fn check_float(result: f64, left: f64, right: f64, is_product: bool) -> Answer<()> {
    let is_finite = left.is_finite() && right.is_finite();
    if !is_finite || !result.is_finite() || (is_product && result == 0.0 && left != 0.0) {
        return unknown(OUT_OF_RANGE);
    }
    Ok(())
}

/// Powers of whole numbers that come out exactly; others have bits that depend on the platform.
pub(super) fn power(base: f64, exponent: f64) -> Answer {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = |number: f64| number.fract() == 0.0;
    if !is_whole(base) || !is_whole(exponent) || !(0.0..=64.0).contains(&exponent) {
        return unknown("powers of other than small whole numbers");
    }
    let mut result = 1.0_f64;
    let mut rest = exponent;
    while rest >= 1.0 {
        result *= base;
        rest -= 1.0;
        if result.abs() > EXACT {
            return unknown(OUT_OF_RANGE);
        }
    }
    Ok(Typed::new(Value::Float(result), Type::Float8))
}

pub(super) fn negated(typed: &Typed) -> Answer {
    match (&typed.value, &typed.ty) {
        (Value::Null, ty) => Ok(Typed::null(ty.clone())),
        (Value::Int(number), ty) => integer_of(-i128::from(*number), ty),
        (Value::Float(number), ty) => Ok(Typed::new(Value::Float(-number), ty.clone())),
        (Value::Decimal(number), ty) => {
            let number = number.checked_neg().or_unknown(OUT_OF_RANGE)?;
            Ok(Typed::new(Value::Decimal(number), ty.clone()))
        }
        (Value::Interval(interval), _) => dates::negated(*interval),
        _ => unknown(NOT_KNOWN),
    }
}

pub(super) fn bits(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    use BinaryOperator as B;
    let (a, b) = (left.as_int()?, right.as_int()?);
    let ty = match operator {
        // The width of a shift is of the left operand alone.
        B::ShiftLeft | B::ShiftRight => &left.ty,
        _ if rank(&left.ty) >= rank(&right.ty) => &left.ty,
        _ => &right.ty,
    };
    let result = match operator {
        B::BitAnd => a & b,
        B::BitOr => a | b,
        B::BitXor => a ^ b,
        _ => {
            let width = 16_i64 << rank(ty);
            // Other distances are the machine's.
            let distance = u32::try_from(b).ok().filter(|distance| i64::from(*distance) < width);
            let distance = distance.or_unknown("shifts by more than the width")?;
            if operator == B::ShiftRight {
                a >> distance
            } else {
                return shifted_left(a, distance, ty);
            }
        }
    };
    Ok(Typed::new(Value::Int(result), ty.clone()))
}

/// Bits that are shifted out are lost, as in C.
fn shifted_left(number: i64, distance: u32, ty: &Type) -> Answer {
    let shifted = number.checked_shl(distance).or_unknown(OUT_OF_RANGE)?;
    #[allow(clippy::cast_possible_truncation, reason = "the upper bits are lost")]
    let result = match ty {
        Type::Int2 => i64::from(shifted as i16),
        Type::Int4 => i64::from(shifted as i32),
        _ => shifted,
    };
    Ok(Typed::new(Value::Int(result), ty.clone()))
}
