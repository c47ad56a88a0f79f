//! Operators of two operands.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::answer::{Answer, NOT_KNOWN, Typed, unknown};
use super::compare::{compare, with_types};
use super::context::Context;
use super::patterns::Patterns;
use super::scalars::Compared;
use super::{arithmetic, arrays, dates, json_operators, ranges, text};
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

impl Context<'_> {
    pub(super) fn operation(&self, operator: BinaryOperator, left: &Expr, right: &Expr) -> Answer {
        if let (Expr::Row(left), Expr::Row(right)) = (left, right) {
            return self.rows(operator, &self.all(left)?, &self.all(right)?);
        }
        let by_bytes = is_by_bytes(left) || is_by_bytes(right);
        apply_by(
            operator,
            &self.typed(left)?,
            &self.typed(right)?,
            by_bytes,
            self.patterns,
        )
    }

    /// Rows are compared field by field.
    fn rows(&self, operator: BinaryOperator, left: &[Typed], right: &[Typed]) -> Answer {
        use BinaryOperator as B;
        if left.len() != right.len() || left.is_empty() {
            return unknown(NOT_KNOWN);
        }
        let mut has_null = false;
        for (left, right) in left.iter().zip(right) {
            let equal = apply(B::Equal, left, right, self.patterns)?.as_bool()?;
            match (operator, equal) {
                (B::Equal | B::NotEqual, Some(false)) => return Ok(Typed::bool(operator == B::NotEqual)),
                (B::Equal | B::NotEqual, None) => has_null = true,
                (_, None) => return Ok(Typed::bool(None)),
                // The first fields that differ decide.
                (_, Some(false)) => return apply(operator, left, right, self.patterns),
                (_, Some(true)) => {}
            }
        }
        match operator {
            _ if has_null => Ok(Typed::bool(None)),
            B::Equal | B::LessOrEqual | B::GreaterOrEqual => Ok(Typed::bool(true)),
            B::NotEqual | B::Less | B::Greater => Ok(Typed::bool(false)),
            _ => unknown(NOT_KNOWN),
        }
    }
}

/// True for `COLLATE "C"` and the collations that are the same: they order texts by their bytes.
fn is_by_bytes(expr: &Expr) -> bool {
    matches!(expr, Expr::Collate(_, name) if ["C", "POSIX", "ucs_basic", "pg_c_utf8"].contains(&name.trim_start_matches("pg_catalog.")))
}

pub(super) fn apply(operator: BinaryOperator, left: &Typed, right: &Typed, patterns: &Patterns) -> Answer {
    apply_by(operator, left, right, false, patterns)
}

fn apply_by(operator: BinaryOperator, left: &Typed, right: &Typed, by_bytes: bool, patterns: &Patterns) -> Answer {
    use BinaryOperator as B;
    if left.is_null() || right.is_null() {
        return with_null(operator, left, right);
    }
    match operator {
        B::Equal | B::NotEqual | B::Less | B::LessOrEqual | B::Greater | B::GreaterOrEqual => {
            compared(operator, compare(left, right, by_bytes)?)
        }
        B::Add | B::Subtract | B::Multiply | B::Divide | B::Modulo | B::Power => {
            let (left, right) = with_types(left, right)?;
            if left.ty.is_number() && right.ty.is_number() {
                arithmetic::number(operator, &left, &right)
            } else {
                dates::operate(operator, &left, &right)
            }
        }
        B::BitAnd | B::BitOr | B::BitXor | B::ShiftLeft | B::ShiftRight if left.ty.is_integer() => {
            arithmetic::bits(operator, left, right)
        }
        B::Concatenate => concatenated(left, right),
        B::Like | B::NotLike | B::ILike | B::NotILike | B::StartsWith => text::like(operator, left, right),
        B::Matches | B::NotMatches | B::MatchesAnyCase | B::NotMatchesAnyCase => {
            let matches = patterns.matches(left, right, is_any_case(operator))?;
            let is_wanted = matches!(operator, B::Matches | B::MatchesAnyCase);
            Ok(Typed::bool(matches == is_wanted))
        }
        B::JsonField | B::JsonFieldText | B::JsonPath | B::JsonPathText => json_operators::get(operator, left, right),
        B::HasKey | B::HasAnyKey | B::HasAllKeys => json_operators::has_key(operator, left, right),
        B::Contains => contains(left, right),
        B::ContainedBy => contains(right, left),
        B::Overlaps => match (&left.ty, &right.ty) {
            (Type::Array(_), _) | (_, Type::Array(_)) => arrays::overlap(left, right),
            _ => ranges::operate(operator, left, right),
        },
        B::ShiftLeft | B::ShiftRight => ranges::operate(operator, left, right),
        B::BitAnd | B::BitOr | B::BitXor => unknown(NOT_KNOWN),
    }
}

fn is_any_case(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::MatchesAnyCase | BinaryOperator::NotMatchesAnyCase
    )
}

/// All operators give NULL for NULL, but for `||` of arrays.
fn with_null(operator: BinaryOperator, left: &Typed, right: &Typed) -> Answer {
    let is_array = |typed: &Typed| matches!(typed.ty, Type::Array(_));
    if operator == BinaryOperator::Concatenate && (is_array(left) || is_array(right)) {
        return arrays::concatenated(left, right);
    }
    let ty = if left.ty == Type::Untyped { &right.ty } else { &left.ty };
    Ok(Typed::null(ty.clone()))
}

fn compared(operator: BinaryOperator, compared: Compared) -> Answer {
    use BinaryOperator as B;
    let value = match (operator, compared) {
        (B::Equal, _) => compared.is_equal(),
        (B::NotEqual, _) => !compared.is_equal(),
        (_, Compared::Different) => return unknown("the order depends on a collation or on labels"),
        (B::Less, Compared::Ordered(ordering)) => ordering == Ordering::Less,
        (B::LessOrEqual, Compared::Ordered(ordering)) => ordering != Ordering::Greater,
        (B::Greater, Compared::Ordered(ordering)) => ordering == Ordering::Greater,
        (_, Compared::Ordered(ordering)) => ordering != Ordering::Less,
    };
    Ok(Typed::bool(value))
}

fn concatenated(left: &Typed, right: &Typed) -> Answer {
    match (&left.ty, &right.ty) {
        (Type::Array(_), _) | (_, Type::Array(_)) => arrays::concatenated(left, right),
        (Type::Text | Type::Char | Type::Untyped, Type::Text | Type::Char | Type::Untyped) => {
            Ok(Typed::text(format!("{}{}", left.as_text()?, right.as_text()?)))
        }
        // `text || anything` casts to text.
        (Type::Text, ty) if ty.is_integer() => Ok(Typed::text(format!("{}{}", left.as_text()?, right.as_int()?))),
        (ty, Type::Text) if ty.is_integer() => Ok(Typed::text(format!("{}{}", left.as_int()?, right.as_text()?))),
        _ => unknown(NOT_KNOWN),
    }
}

fn contains(container: &Typed, contained: &Typed) -> Answer {
    // A range contains a range or an element, so that a text beside it could be either.
    let is_text = |typed: &Typed| typed.ty == Type::Untyped && matches!(typed.value, Value::Text(_));
    let is_range = |typed: &Typed| matches!(typed.ty, Type::Range(_));
    if is_text(container) && is_range(contained) || is_range(container) && is_text(contained) {
        return unknown(NOT_KNOWN);
    }
    // An element has the type that its value has.
    let is_element =
        is_range(container) && contained.ty == Type::Untyped && !matches!(contained.value, Value::Range(_));
    let (container, contained) = if is_element {
        (Cow::Borrowed(container), Cow::Borrowed(contained))
    } else {
        with_types(container, contained)?
    };
    match (&container.ty, &contained.ty) {
        (Type::Array(_), Type::Array(_)) => arrays::contains(&container, &contained),
        (Type::Jsonb, Type::Jsonb) => json_operators::contains(&container, &contained),
        (Type::Range(_), _) => ranges::contains(&container, &contained),
        _ => unknown(NOT_KNOWN),
    }
}
