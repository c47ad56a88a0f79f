//! The subject of a comparison: a column, and what is made of it.

use super::columns::Columns;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// A column, and what is made of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    pub(super) column: String,
    /// From the innermost outwards.
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// A cast to this type.
    Cast(String),
    /// A function with constant arguments behind the first, or of `extract` and `date_trunc`, before it.
    Call(String, Vec<Value<'static>>),
    /// `column % constant`.
    Modulo(i64),
}

impl Subject {
    /// `None` if the expression is not one column with constants.
    pub(super) fn of(columns: &Columns<'_>, expr: &Expr) -> Option<Self> {
        let add = |inner: &Expr, step: Step| {
            let mut subject = Self::of(columns, inner)?;
            subject.steps.push(step);
            Some(subject)
        };
        match expr {
            Expr::Column(name) => columns.values(name).map(|_| Self {
                column: name.clone(),
                steps: Vec::new(),
            }),
            Expr::Cast(inner, ty) => add(inner, Step::Cast(ty.clone())),
            Expr::Binary(BinaryOperator::Modulo, inner, by) => match columns.constant(by)? {
                Value::Int(by) => add(inner, Step::Modulo(by)),
                _ => None,
            },
            Expr::Call(name, arguments) => {
                let field_first = ["extract", "date_part", "date_trunc"].contains(&name.as_str());
                let (inner, others) = match arguments.as_slice() {
                    [field, inner] if field_first => (inner, std::slice::from_ref(field)),
                    [inner, others @ ..] if !field_first => (inner, others),
                    _ => return None,
                };
                let others = others
                    .iter()
                    .map(|other| columns.constant(other))
                    .collect::<Option<Vec<_>>>()?;
                match (name.as_str(), others.as_slice()) {
                    ("mod", [Value::Int(by)]) => add(inner, Step::Modulo(*by)),
                    _ => add(inner, Step::Call(name.clone(), others)),
                }
            }
            _ => None,
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.steps.is_empty()
    }
}

/// The expression without casts.
pub(super) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Cast(inner, _) | Expr::Collate(inner, _) => plain(inner),
        expr => expr,
    }
}
