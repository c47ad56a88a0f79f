//! The tree of an expression.

use super::operators::BinaryOperator;
use crate::value::Value;

/// An expression of a CHECK, a default, a predicate, an index or a generated column.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant, whose type is that of the value or of the [`Cast`](Self::Cast) around it.
    Constant(Value<'static>),
    /// A column of the table by its name; `VALUE` of a domain.
    Column(String),
    /// All are true.
    And(Vec<Expr>),
    /// One is true.
    Or(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// An operator of two operands, such as `=`, `<`, `+`, `||`, `~`, `@>`, `LIKE`.
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `-` of a number.
    Negated(Box<Expr>),
    /// `IS NULL`.
    IsNull(Box<Expr>),
    /// `IS NOT DISTINCT FROM`.
    IsNotDistinct(Box<Expr>, Box<Expr>),
    /// `operand operator ANY (array)`.
    Any(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `operand operator ALL (array)`.
    All(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `CASE`; the conditions are conditions also where it has an operand. Without an ELSE the last is NULL.
    Case(Vec<(Expr, Expr)>, Box<Expr>),
    /// A cast to a type, named as `format_type` names it.
    Cast(Box<Expr>, String),
    /// A function of PostgreSQL's own by its name in lower case: `EXTRACT`, `COALESCE`, `GREATEST`, `SUBSTRING`,
    /// `CURRENT_DATE`, `now` and such are `extract` with the field as a text first, `coalesce`, `greatest` ….
    Call(String, Vec<Expr>),
    /// `ARRAY[…]`.
    Array(Vec<Expr>),
    /// `ROW(…)`.
    Row(Vec<Expr>),
    /// An element of an array.
    Element(Box<Expr>, Box<Expr>),
    /// A field of a composite value.
    Field(Box<Expr>, String),
    /// Another collation.
    Collate(Box<Expr>, String),
    /// A part that is not known, such as a function of the schema: its text, and the columns in it.
    Opaque(Opaque),
}

/// A part of an expression that only the server can compute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// The text.
    pub text: String,
    /// The columns that it names, as far as they are known.
    pub columns: Vec<String>,
}
