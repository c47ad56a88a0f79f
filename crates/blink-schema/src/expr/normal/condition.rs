//! AND, OR and NOT.

use super::normalizer::{Normalizer, boolean, not};
use crate::expr::tree::Expr;
use crate::value::Value;

impl Normalizer<'_> {
    pub(super) fn connected(&self, parts: &[Expr], is_and: bool) -> Expr {
        connect(self.list(parts), is_and)
    }

    /// The normal form of NOT of an expression.
    pub(super) fn negated(&self, inner: &Expr) -> Expr {
        match inner {
            Expr::Not(inner) => self.expr(inner),
            Expr::And(parts) => connect(parts.iter().map(|part| self.negated(part)).collect(), false),
            Expr::Or(parts) => connect(parts.iter().map(|part| self.negated(part)).collect(), true),
            Expr::Case(branches, otherwise) => {
                let branches = branches
                    .iter()
                    .map(|(condition, result)| (self.expr(condition), self.negated(result)));
                Expr::Case(branches.collect(), Box::new(self.negated(otherwise)))
            }
            Expr::Binary(operator, left, right) => match operator.opposite() {
                Some(opposite) => self.binary(opposite, left, right),
                None => not(self.expr(inner)),
            },
            Expr::Any(operator, operand, list) => match operator.opposite() {
                Some(opposite) => self.any(opposite, operand, list, false),
                None => not(self.expr(inner)),
            },
            Expr::All(operator, operand, list) => match operator.opposite() {
                Some(opposite) => self.any(opposite, operand, list, true),
                None => not(self.expr(inner)),
            },
            Expr::Constant(Value::Null) => Expr::Constant(Value::Null),
            Expr::Constant(Value::Bool(value)) => boolean(!value),
            other => {
                let normal = self.expr(other);
                // It may have become a condition only now.
                let is_condition = matches!(
                    normal,
                    Expr::Not(_)
                        | Expr::And(_)
                        | Expr::Or(_)
                        | Expr::Binary(..)
                        | Expr::Any(..)
                        | Expr::All(..)
                        | Expr::Constant(Value::Bool(_) | Value::Null)
                );
                if is_condition {
                    self.negated(&normal)
                } else {
                    not(normal)
                }
            }
        }
    }
}

/// AND or OR of normal forms.
pub(super) fn connect(parts: Vec<Expr>, is_and: bool) -> Expr {
    let mut flat: Vec<Expr> = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::And(inner) if is_and => flat.extend(inner),
            Expr::Or(inner) if !is_and => flat.extend(inner),
            // It decides.
            Expr::Constant(Value::Bool(value)) if value != is_and => return boolean(value),
            Expr::Constant(Value::Bool(_)) => {}
            part => flat.push(part),
        }
    }
    let mut distinct: Vec<Expr> = Vec::with_capacity(flat.len());
    for part in flat {
        // Each is compared with all before it, which is too slow for long lists.
        if distinct.len() > 1000 || !distinct.contains(&part) {
            distinct.push(part);
        }
    }
    match (distinct.pop(), distinct.is_empty()) {
        (None, _) => boolean(is_and),
        (Some(only), true) => only,
        (Some(last), false) => {
            distinct.push(last);
            if is_and {
                Expr::And(distinct)
            } else {
                Expr::Or(distinct)
            }
        }
    }
}
