//! The types of expressions, as far as casts need them.

use super::normalizer::Normalizer;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

impl Normalizer<'_> {
    pub(super) fn type_of(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Column(name) => (self.types)(name),
            Expr::Cast(_, name) => Some(Type::named(name)),
            Expr::Collate(inner, _) | Expr::Negated(inner) => self.type_of(inner),
            Expr::Call(name, arguments) => match name.as_str() {
                "btrim" | "concat" | "concat_ws" | "initcap" | "left" | "lpad" | "ltrim" | "md5" | "overlay"
                | "repeat" | "replace" | "reverse" | "right" | "rpad" | "rtrim" | "split_part" | "substring"
                | "translate" | "jsonb_typeof" | "json_typeof" | "regexp_replace" | "to_char" => Some(Type::Text),
                "length" | "octet_length" | "cardinality" | "array_length" | "position" | "ascii" | "num_nonnulls"
                | "num_nulls" | "jsonb_array_length" | "json_array_length" => Some(Type::Int4),
                "lower" | "upper" => match self.type_of(arguments.first()?)? {
                    Type::Range(element) => Some(*element),
                    _ => Some(Type::Text),
                },
                "abs" | "coalesce" | "greatest" | "least" => self.type_of(arguments.first()?),
                _ => None,
            },
            Expr::Binary(operator, ..) if operator.is_comparison() => Some(Type::Bool),
            Expr::And(_)
            | Expr::Or(_)
            | Expr::Not(_)
            | Expr::IsNull(_)
            | Expr::IsNotDistinct(..)
            | Expr::Any(..)
            | Expr::All(..)
            | Expr::Constant(Value::Bool(_)) => Some(Type::Bool),
            _ => None,
        }
    }
}
