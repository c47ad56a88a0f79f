//! Sums of a column and a constant compared with a constant.

use super::columns::Columns;
use super::compare::compare;
use super::subject::plain;
use crate::domain::discrete::Discrete;
use crate::domain::unit::Unit;
use crate::domain::values::Values;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// `column + constant` and `column - constant` compared with a constant.
pub(super) fn shifted(
    columns: &Columns<'_>,
    operator: BinaryOperator,
    left: &Expr,
    right: &Expr,
) -> Option<(String, Values)> {
    let Expr::Binary(sign @ (BinaryOperator::Add | BinaryOperator::Subtract), column, constant) = left else {
        return None;
    };
    columns.constant(right)?;
    columns.constant(constant)?;
    let back = if *sign == BinaryOperator::Add {
        BinaryOperator::Subtract
    } else {
        BinaryOperator::Add
    };
    let moved = Expr::Binary(back, Box::new(right.clone()), constant.clone());
    // Whole numbers alone are moved without a doubt.
    let numbers = matches!(columns.constant(&moved)?, Value::Int(_));
    let Expr::Column(name) = plain(column) else {
        return None;
    };
    let Values::Discrete(values) = columns.values(name)? else {
        return None;
    };
    if !numbers || !matches!(values.unit, Unit::Int | Unit::Decimal { .. } | Unit::Numeric) {
        return None;
    }
    let (name, found) = compare(columns, operator, column, &moved)?;
    let found = match columns.constant(constant)? {
        Value::Int(by) if values.unit == Unit::Int => {
            let by = if *sign == BinaryOperator::Add {
                by
            } else {
                by.checked_neg()?
            };
            found.intersect(&Values::Discrete(summable(values, by)?))
        }
        _ => found,
    };
    Some((name, found))
}

/// The integers whose sum with a constant the server computes: it refuses one that the wider of the two types does not
/// hold. The constant may have the narrowest type that holds it.
fn summable(values: &Discrete, by: i64) -> Option<Discrete> {
    let (first, last) = values.set.hull()?;
    let all = [first, last, by.into()];
    let (lowest, highest) = if all.iter().all(|number| i16::try_from(*number).is_ok()) {
        (i16::MIN.into(), i16::MAX.into())
    } else if all.iter().all(|number| i32::try_from(*number).is_ok()) {
        (i32::MIN.into(), i32::MAX.into())
    } else {
        (i64::MIN, i64::MAX)
    };
    let by = i128::from(by);
    Some(Discrete::new(
        Unit::Int,
        i128::from(lowest) - by,
        i128::from(highest) - by,
    ))
}
