//! Comparisons of lengths.

use crate::domain::lengths::Lengths;
use crate::expr::BinaryOperator;
use crate::value::Value;

/// The lengths for which a comparison of one is true; `None` if there is a gap.
pub(super) fn lengths(operator: BinaryOperator, value: &Value<'_>) -> Option<Lengths> {
    use BinaryOperator as B;
    let Value::Int(limit) = value else {
        return None;
    };
    let above = |least: i64| match u32::try_from(least.max(0)) {
        Ok(least) => Lengths::new(least, None),
        Err(_) => Lengths::new(1, Some(0)),
    };
    let below = |most: i64| match u32::try_from(most) {
        Ok(most) => Lengths::new(0, Some(most)),
        // Below zero there is none, and beyond no length is as large.
        Err(_) if most < 0 => Lengths::new(1, Some(0)),
        Err(_) => Lengths::default(),
    };
    Some(match operator {
        B::Equal => above(*limit).intersect(below(*limit)),
        B::Less => below(limit.checked_sub(1)?),
        B::LessOrEqual => below(*limit),
        B::Greater => above(limit.checked_add(1)?),
        B::GreaterOrEqual => above(*limit),
        B::NotEqual if *limit == 0 => above(1),
        B::NotEqual if *limit < 0 => Lengths::default(),
        _ => return None,
    })
}
