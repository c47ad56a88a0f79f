//! The walk through an expression.

use super::casts;
use crate::expr::evaluate::Patterns;
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

/// The normal form of an expression, as the text of this module describes it.
///
/// `types` are the types of the columns, as far as they are known, and `now` is the value of `now()` in microseconds since
/// 2000-01-01, if it is to be taken as a constant.
///
/// ```
/// use blink_schema::expr::{Type, normalize, parse};
///
/// let types = |_: &str| Some(Type::Text);
/// let normal = |text| normalize(&parse(text), &types, None);
/// assert_eq!(normal("(NOT (('a'::text = v) OR (v IS NULL)))"), normal("(((v)::text <> 'a'::text) AND (v IS NOT NULL))"));
/// ```
pub fn normalize(expr: &Expr, types: &dyn Fn(&str) -> Option<Type>, now: Option<i64>) -> Expr {
    let patterns = Patterns::default();
    let normalizer = Normalizer {
        types,
        now,
        patterns: &patterns,
    };
    normalizer.expr(expr)
}

#[derive(Clone, Copy)]
pub(super) struct Normalizer<'a> {
    pub(super) types: &'a dyn Fn(&str) -> Option<Type>,
    pub(super) now: Option<i64>,
    pub(super) patterns: &'a Patterns,
}

pub(super) fn boolean(value: bool) -> Expr {
    Expr::Constant(Value::Bool(value))
}

pub(super) fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

impl Normalizer<'_> {
    pub(super) fn expr(&self, expr: &Expr) -> Expr {
        if let Some(constant) = self.folded(expr) {
            return constant;
        }
        match expr {
            Expr::Constant(_) | Expr::Column(_) | Expr::Opaque(_) => expr.clone(),
            Expr::And(parts) => self.connected(parts, true),
            Expr::Or(parts) => self.connected(parts, false),
            Expr::Not(inner) => self.negated(inner),
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expr::Any(operator, operand, list) => self.any(*operator, operand, list, true),
            Expr::All(operator, operand, list) => self.any(*operator, operand, list, false),
            Expr::IsNotDistinct(left, right) => self.is_not_distinct(left, right),
            Expr::IsNull(inner) => Expr::IsNull(Box::new(self.compared(inner))),
            Expr::Negated(inner) => Expr::Negated(self.boxed(inner)),
            Expr::Case(branches, otherwise) => {
                let branches = branches
                    .iter()
                    .map(|(condition, result)| (self.expr(condition), self.expr(result)));
                Expr::Case(branches.collect(), self.boxed(otherwise))
            }
            Expr::Cast(inner, name) => self.cast(inner, name),
            Expr::Call(name, arguments) => self.call(name, arguments),
            Expr::Array(elements) => Expr::Array(self.list(elements)),
            Expr::Row(fields) => Expr::Row(self.list(fields)),
            Expr::Element(array, at) => Expr::Element(self.boxed(array), self.boxed(at)),
            Expr::Field(inner, name) => Expr::Field(self.boxed(inner), name.clone()),
            Expr::Collate(inner, name) if name == "default" || name == "pg_catalog.default" => self.expr(inner),
            Expr::Collate(inner, name) => Expr::Collate(self.boxed(inner), name.clone()),
        }
    }

    pub(super) fn boxed(&self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    pub(super) fn list(&self, exprs: &[Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn cast(&self, inner: &Expr, name: &str) -> Expr {
        let inner = self.expr(inner);
        let changes_nothing = self
            .type_of(&inner)
            .is_some_and(|from| casts::changes_nothing(&from, name));
        if changes_nothing {
            inner
        } else {
            Expr::Cast(Box::new(inner), name.to_owned())
        }
    }

    /// The normal form of what is compared, without casts that comparisons do not see.
    pub(super) fn compared(&self, expr: &Expr) -> Expr {
        let mut expr = self.expr(expr);
        while let Expr::Cast(inner, name) = &expr
            && let Some(from) = self.type_of(inner)
            && casts::compares_alike(&from, name)
        {
            expr = (**inner).clone();
        }
        expr
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> Expr {
        let arguments = self.list(arguments);
        let name = match name {
            "char_length" | "character_length" => "length",
            "ceiling" => "ceil",
            "substr" => "substring",
            "strpos" => "position",
            "pow" => "power",
            "date_part" => "extract",
            "starts_with" => {
                if let [text, prefix] = arguments.as_slice() {
                    let operands = (Box::new(text.clone()), Box::new(prefix.clone()));
                    return Expr::Binary(BinaryOperator::StartsWith, operands.0, operands.1);
                }
                name
            }
            other => other,
        };
        Expr::Call(name.to_owned(), arguments)
    }
}
