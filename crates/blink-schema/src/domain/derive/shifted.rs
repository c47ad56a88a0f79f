//! Sums of a column and a constant compared with a constant.

use super::columns::Columns;
use super::compare::compare;
use super::subject::plain;
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
    let exact = matches!(columns.values(name)?, Values::Discrete(values)
        if matches!(values.unit, Unit::Int | Unit::Decimal { .. } | Unit::Numeric));
    (numbers && exact).then(|| compare(columns, operator, column, &moved))?
}
