//! Conditions, with NULL as neither true nor false.

use super::answer::{Answer, NOT_KNOWN, Typed, unknown};
use super::context::Context;
use super::{cast, compare, lists, operate};
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

impl Context<'_> {
    /// `None` is NULL.
    pub(super) fn condition(&self, expr: &Expr) -> Answer<Option<bool>> {
        match expr {
            Expr::And(conditions) => self.connected(conditions, false),
            Expr::Or(conditions) => self.connected(conditions, true),
            Expr::Not(inner) => match &**inner {
                Expr::IsNull(tested) => Ok(Some(self.is_not_null(tested)?)),
                inner => Ok(self.condition(inner)?.map(|value| !value)),
            },
            Expr::IsNull(tested) => Ok(Some(self.is_null(tested)?)),
            Expr::IsNotDistinct(left, right) => {
                let (left, right) = (self.typed(left)?, self.typed(right)?);
                Ok(Some(compare::is_not_distinct(&left, &right)?))
            }
            other => self.typed(other)?.as_bool(),
        }
    }

    /// AND, which a false one decides, and OR, which a true one does. What comes behind that one is not computed, so that
    /// it cannot fail either.
    fn connected(&self, conditions: &[Expr], decisive: bool) -> Answer<Option<bool>> {
        let mut result = Some(!decisive);
        for condition in conditions {
            match self.condition(condition)? {
                Some(value) if value == decisive => return Ok(Some(decisive)),
                Some(_) => {}
                None => result = None,
            }
        }
        Ok(result)
    }

    fn is_null(&self, tested: &Expr) -> Answer<bool> {
        if let Some(matches) = self.regexp_matches(tested) {
            return Ok(!matches?);
        }
        Ok(match self.typed(tested)?.value {
            Value::Null => true,
            Value::Row(fields) => fields.iter().all(|field| *field == Value::Null),
            _ => false,
        })
    }

    /// The opposite of [`Self::is_null`], but for a row with some fields that are NULL: `NOT (row IS NULL)` and
    /// `row IS NOT NULL`, which differ, are the same expression here.
    fn is_not_null(&self, tested: &Expr) -> Answer<bool> {
        if let Some(matches) = self.regexp_matches(tested) {
            return matches;
        }
        match self.typed(tested)?.value {
            Value::Null => Ok(false),
            Value::Row(fields) => {
                let nulls = fields.iter().filter(|field| **field == Value::Null).count();
                if nulls > 0 && nulls < fields.len() {
                    return unknown("a row of which some fields are NULL");
                }
                Ok(nulls == 0)
            }
            _ => Ok(true),
        }
    }

    /// `regexp_match(…)` as far as it is asked for NULL alone: which part matches is harder to know.
    fn regexp_matches(&self, tested: &Expr) -> Option<Answer<bool>> {
        let Expr::Call(name, arguments) = tested else {
            return None;
        };
        let [text, pattern] = arguments.as_slice() else {
            return None;
        };
        (name == "regexp_match").then(|| {
            let (text, pattern) = (self.typed(text)?, self.typed(pattern)?);
            let matches = operate::apply(BinaryOperator::Matches, &text, &pattern, self.patterns)?;
            Ok(matches.as_bool()? == Some(true))
        })
    }

    pub(super) fn case(&self, branches: &[(Expr, Expr)], otherwise: &Expr) -> Answer {
        for (condition, result) in branches {
            if self.condition(condition)? == Some(true) {
                return self.typed(result);
            }
        }
        self.typed(otherwise)
    }

    /// `operand operator ANY (array)`, and `ALL`.
    pub(super) fn any(&self, operator: BinaryOperator, operand: &Expr, array: &Expr, is_any: bool) -> Answer {
        let operand = self.typed(operand)?;
        let mut array = self.typed(array)?;
        if array.ty == Type::Untyped {
            array = cast::to(&array, &Type::Array(Box::new(operand.ty.clone())))?;
        }
        let (elements, ty) = match (array.value, array.ty) {
            (Value::Null, _) => return Ok(Typed::bool(None)),
            (Value::Array(elements), Type::Array(ty)) => (elements, *ty),
            _ => return unknown(NOT_KNOWN),
        };
        let mut result = Some(!is_any);
        for element in lists::flat(elements) {
            let element = Typed::new(element, ty.clone());
            match operate::apply(operator, &operand, &element, self.patterns)?.as_bool()? {
                Some(value) if value == is_any => return Ok(Typed::bool(is_any)),
                Some(_) => {}
                None => result = None,
            }
        }
        Ok(Typed::bool(result))
    }
}
