//! The walk through an expression.

use super::answer::{Answer, Typed, Unknown, unknown};
use super::patterns::Patterns;
use super::{arithmetic, arrays, cast};
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

/// All that an expression is evaluated with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The values of the columns by their names; `None` for one whose value is not known.
    pub columns: &'a dyn Fn(&str) -> Option<Typed>,
    /// The value of `now()`: microseconds since 2000-01-01 in UTC.
    pub now: i64,
    /// The patterns that were compiled so far.
    pub patterns: &'a Patterns,
}

/// Computes an expression, with SQL's NULL.
///
/// ```
/// use blink_schema::expr::{Context, Patterns, Type, Typed, evaluate, parse};
/// use blink_schema::value::Value;
///
/// let columns = |name: &str| {
///     let value = if name == "price" { Value::Int(5) } else { Value::Null };
///     Some(Typed { value, ty: Type::Int4 })
/// };
/// let patterns = Patterns::default();
/// let context = Context { columns: &columns, now: 0, patterns: &patterns };
/// assert_eq!(evaluate(&parse("(price > 0)"), &context), Ok(Value::Bool(true)));
/// assert_eq!(evaluate(&parse("(discount > 0)"), &context), Ok(Value::Null));
/// assert!(evaluate(&parse("is_nice(price)"), &context).is_err());
/// ```
///
/// # Errors
///
/// If the value is not known for certain, or the server would refuse to compute it.
pub fn evaluate(expr: &Expr, context: &Context<'_>) -> Result<Value<'static>, Unknown> {
    context.typed(expr).map(|typed| typed.value)
}

impl Context<'_> {
    pub(super) fn typed(&self, expr: &Expr) -> Answer {
        match expr {
            Expr::Constant(value) => Ok(constant(value)),
            Expr::Column(name) => match (self.columns)(name) {
                Some(typed) => Ok(typed),
                None => unknown(format!("the value of the column \"{name}\" is not known")),
            },
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::IsNull(_) | Expr::IsNotDistinct(..) => {
                self.condition(expr).map(Typed::bool)
            }
            Expr::Binary(operator, left, right) => self.operation(*operator, left, right),
            Expr::Negated(number) => arithmetic::negated(&self.typed(number)?),
            Expr::Any(operator, left, right) => self.any(*operator, left, right, true),
            Expr::All(operator, left, right) => self.any(*operator, left, right, false),
            Expr::Case(branches, otherwise) => self.case(branches, otherwise),
            Expr::Cast(inner, name) => cast::to_named(&self.typed(inner)?, name, self.now),
            Expr::Call(name, arguments) => self.call(name, arguments),
            Expr::Array(elements) => arrays::array(self.all(elements)?),
            Expr::Row(fields) => {
                let fields = self.all(fields)?.into_iter().map(|field| field.value);
                Ok(Typed::new(
                    Value::Row(fields.collect()),
                    Type::Other("record".to_owned()),
                ))
            }
            Expr::Element(array, at) => arrays::element(&self.typed(array)?, &self.typed(at)?),
            Expr::Field(..) => unknown("the fields of composite values are not known by their names"),
            Expr::Collate(inner, _) => self.typed(inner),
            Expr::Opaque(opaque) => unknown(format!("only the server can compute {}", opaque.text)),
        }
    }

    pub(super) fn all(&self, exprs: &[Expr]) -> Answer<Vec<Typed>> {
        exprs.iter().map(|expr| self.typed(expr)).collect()
    }
}

/// A constant has the type that the server gives it if there is no cast around it.
fn constant(value: &Value<'static>) -> Typed {
    let ty = match value {
        Value::Bool(_) => Type::Bool,
        Value::Int(number) if i32::try_from(*number).is_ok() => Type::Int4,
        Value::Int(_) => Type::Int8,
        Value::Float(_) => Type::Float8,
        Value::Decimal(_) => Type::Numeric,
        Value::Bytes(_) => Type::Bytes,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        // Or `timestamp`, which is the same in UTC.
        Value::Timestamp(_) => Type::TimestampTz,
        Value::Interval(_) => Type::Interval,
        Value::Uuid(_) => Type::Uuid,
        // A text, or one of several types.
        _ => Type::Untyped,
    };
    Typed::new(value.clone(), ty)
}
