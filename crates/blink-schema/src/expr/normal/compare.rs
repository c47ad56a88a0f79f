//! Operators and lists.

use super::condition::connect;
use super::normalizer::{Normalizer, boolean, not};
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

impl Normalizer<'_> {
    pub(super) fn binary(&self, operator: BinaryOperator, left: &Expr, right: &Expr) -> Expr {
        let whole = || Expr::Binary(operator, Box::new(left.clone()), Box::new(right.clone()));
        if let Some(constant) = self.folded(&whole()) {
            return constant;
        }
        let (mut left, mut right) = if operator.is_order() {
            (self.compared(left), self.compared(right))
        } else {
            (self.expr(left), self.expr(right))
        };
        let mut operator = operator;
        if operator.is_comparison()
            && is_constant(&left)
            && !is_constant(&right)
            && let Some(exchanged) = operator.exchanged()
        {
            std::mem::swap(&mut left, &mut right);
            operator = exchanged;
        }
        if operator.is_comparison() {
            right = self.beside(&left, right);
        }
        self.equal_conditions(operator, &left, &right)
            .or_else(|| self.without_coalesce(operator, &left, &right))
            .unwrap_or_else(|| Expr::Binary(operator, Box::new(left), Box::new(right)))
    }

    /// A constant of the type of what it is compared with needs no cast: the label of an enum is its text.
    fn beside(&self, operand: &Expr, constant: Expr) -> Expr {
        let Some(Type::Other(of_operand)) = self.type_of(operand) else {
            return constant;
        };
        match constant {
            Expr::Cast(inner, name) if is_constant(&inner) && unqualified(&name) == unqualified(&of_operand) => *inner,
            other => other,
        }
    }

    /// `=` and `<>` of conditions.
    fn equal_conditions(&self, operator: BinaryOperator, left: &Expr, right: &Expr) -> Option<Expr> {
        let is_equal = match operator {
            BinaryOperator::Equal => true,
            BinaryOperator::NotEqual => false,
            _ => return None,
        };
        if !self.is_condition(left) || !self.is_condition(right) {
            return None;
        }
        if let Expr::Constant(Value::Bool(value)) = right {
            return Some(if *value == is_equal {
                left.clone()
            } else {
                self.negated(left)
            });
        }
        // Two columns are simple enough, and both sides are repeated.
        let are_columns = matches!((left, right), (Expr::Column(_), Expr::Column(_)));
        if are_columns || size(left) + size(right) > MAX_REPEATED {
            return None;
        }
        let other = if is_equal { right.clone() } else { self.negated(right) };
        let opposite = if is_equal { self.negated(right) } else { right.clone() };
        let both = connect(vec![left.clone(), other], true);
        let neither = connect(vec![self.negated(left), opposite], true);
        Some(connect(vec![both, neither], false))
    }

    fn is_condition(&self, expr: &Expr) -> bool {
        self.type_of(expr) == Some(Type::Bool)
    }

    /// `COALESCE(x, constant)` compared with a constant.
    fn without_coalesce(&self, operator: BinaryOperator, left: &Expr, right: &Expr) -> Option<Expr> {
        let Expr::Call(name, arguments) = left else {
            return None;
        };
        let [operand, default] = arguments.as_slice() else {
            return None;
        };
        if name != "coalesce" || !operator.is_comparison() || !is_constant(default) || !is_constant(right) {
            return None;
        }
        let compared = |left: &Expr| Expr::Binary(operator, Box::new(left.clone()), Box::new(right.clone()));
        let Expr::Constant(Value::Bool(of_default)) = self.folded(&compared(default))? else {
            return None;
        };
        let is_null = Expr::IsNull(Box::new(operand.clone()));
        let of_operand = self.binary(operator, operand, right);
        Some(if of_default {
            connect(vec![is_null, of_operand], false)
        } else {
            connect(vec![not(is_null), of_operand], true)
        })
    }

    pub(super) fn is_not_distinct(&self, left: &Expr, right: &Expr) -> Expr {
        let (mut left, mut right) = (self.compared(left), self.compared(right));
        if is_constant(&left) && !is_constant(&right) {
            std::mem::swap(&mut left, &mut right);
        }
        right = self.beside(&left, right);
        match &right {
            Expr::Constant(Value::Null) => Expr::IsNull(Box::new(left)),
            Expr::Constant(Value::Bool(value)) if is_never_null(&left) => {
                if *value {
                    left
                } else {
                    self.negated(&left)
                }
            }
            _ => Expr::IsNotDistinct(Box::new(left), Box::new(right)),
        }
    }

    /// ANY or ALL.
    pub(super) fn any(&self, operator: BinaryOperator, operand: &Expr, list: &Expr, is_any: bool) -> Expr {
        let operand = if operator.is_order() {
            self.compared(operand)
        } else {
            self.expr(operand)
        };
        let list = self.expr(list);
        let elements = match list {
            Expr::Array(elements) => elements,
            Expr::Constant(Value::Array(elements)) => elements.into_iter().map(Expr::Constant).collect(),
            // Casts of lists whose elements have a type of their own.
            Expr::Cast(inner, name) if matches!(*inner, Expr::Array(_)) => match *inner {
                Expr::Array(elements) => elements.into_iter().map(|element| element_of(element, &name)).collect(),
                _ => Vec::new(),
            },
            other => return quantified(operator, operand, other, is_any),
        };
        let is_list = matches!(
            (operator, is_any),
            (BinaryOperator::Equal, true) | (BinaryOperator::NotEqual, false)
        );
        let mut distinct: Vec<Expr> = Vec::with_capacity(elements.len());
        for element in elements {
            let element = self.beside(&operand, element);
            // Each is compared with all before it, which is too slow for long lists.
            if distinct.len() > 1000 || !distinct.contains(&element) {
                distinct.push(element);
            }
        }
        match (distinct.as_slice(), is_list) {
            ([], _) => boolean(!is_any),
            ([_, _, ..], true) => quantified(operator, operand, Expr::Array(distinct), is_any),
            (elements, _) => {
                let parts = elements.iter().map(|element| self.binary(operator, &operand, element));
                connect(parts.collect(), !is_any)
            }
        }
    }
}

/// The parts of conditions that are repeated, at most.
const MAX_REPEATED: usize = 40;

fn size(expr: &Expr) -> usize {
    let mut size = 0;
    expr.visit(&mut |_| size += 1);
    size
}

fn quantified(operator: BinaryOperator, operand: Expr, list: Expr, is_any: bool) -> Expr {
    let (operand, list) = (Box::new(operand), Box::new(list));
    if is_any {
        Expr::Any(operator, operand, list)
    } else {
        Expr::All(operator, operand, list)
    }
}

fn element_of(element: Expr, array: &str) -> Expr {
    let name = array.strip_suffix("[]").unwrap_or(array);
    match element {
        Expr::Cast(inner, _) if is_constant(&inner) => Expr::Cast(inner, name.to_owned()),
        other => Expr::Cast(Box::new(other), name.to_owned()),
    }
}

/// True for a constant, with a cast if its type needs one.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(_) => true,
        Expr::Cast(inner, _) => is_constant(inner),
        Expr::Array(elements) => elements.iter().all(is_constant),
        _ => false,
    }
}

fn unqualified(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// True for a condition that is true or false whatever is NULL.
fn is_never_null(expr: &Expr) -> bool {
    match expr {
        Expr::IsNull(_) | Expr::IsNotDistinct(..) | Expr::Constant(Value::Bool(_)) => true,
        Expr::Not(inner) => is_never_null(inner),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(is_never_null),
        _ => false,
    }
}
