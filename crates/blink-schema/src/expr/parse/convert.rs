//! The tree of `sqlparser` to ours.

use sqlparser::ast::{self, AccessExpr, BinaryOperator as Theirs, Subscript, UnaryOperator};
use sqlparser::tokenizer::TokenWithSpan;

use super::lexed::Lexed;
use super::operators::operator;
use super::source::Source;
use super::{theirs, tokens};
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::{Expr, Opaque};
use crate::value::{Decimal, Value};

/// Begins the name that stands for a part which was read by itself; no name that is not quoted has it.
const PART: char = '\u{1}';

/// Parts that were read by themselves, with their texts.
#[derive(Default)]
pub(super) struct Parts(Vec<(Expr, String)>);

impl Parts {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the name that stands for it.
    pub(super) fn add(&mut self, expr: Expr, text: String, place: &Lexed) -> Lexed {
        let name = format!("{PART}{}{PART}", self.0.len());
        self.0.push((expr, text));
        Lexed::word(name, place)
    }

    fn get(&self, name: &str) -> Option<&(Expr, String)> {
        let number = name.strip_prefix(PART)?.strip_suffix(PART)?;
        self.0.get(number.parse::<usize>().ok()?)
    }

    /// The text with the parts in the place of their names.
    fn restored(&self, text: &str) -> String {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(PART) {
            restored.push_str(before);
            let name = after
                .split_once(PART)
                .map(|(number, _)| number.len() + 2 * PART.len_utf8());
            let name = name.and_then(|length| rest.get(before.len()..before.len() + length));
            if let Some((name, (_, part))) = name.and_then(|name| Some((name, self.get(name)?))) {
                restored.push_str(part);
                rest = rest.get(before.len() + name.len()..).unwrap_or_default();
            } else {
                restored.push(PART);
                rest = after;
            }
        }
        restored + rest
    }
}

pub(super) struct Converter<'a> {
    source: &'a Source<'a>,
    parts: Parts,
}

impl<'a> Converter<'a> {
    pub(super) fn new(source: &'a Source<'a>, parts: Parts) -> Self {
        Self { source, parts }
    }

    /// Returns `None` if `sqlparser` refuses them.
    pub(super) fn convert_tokens(&self, tokens: &[Lexed], depth: usize) -> Option<Expr> {
        let tokens = tokens.iter().map(|lexed| TokenWithSpan::wrap(lexed.token.clone()));
        let expr = self.expr(&theirs::read(tokens.collect(), depth)?);
        // Else parts of it were not made.
        self.source.count(0).then_some(expr)
    }

    pub(super) fn boxed(&self, tree: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(tree))
    }

    pub(super) fn list<'t>(&self, trees: impl IntoIterator<Item = &'t ast::Expr>) -> Vec<Expr> {
        trees.into_iter().map(|tree| self.expr(tree)).collect()
    }

    pub(super) fn expr(&self, tree: &ast::Expr) -> Expr {
        use ast::Expr as T;
        if !self.source.count(1) {
            return Expr::Constant(Value::Null);
        }
        match tree {
            T::Identifier(name) => self.column(name),
            T::CompoundIdentifier(names) => names.last().map_or_else(|| self.opaque(tree), |name| self.column(name)),
            T::CompoundFieldAccess { root, access_chain } => self.accessed(tree, root, access_chain),
            T::Nested(inner) => self.expr(inner),
            T::Value(value) => constant(&value.value).unwrap_or_else(|| self.opaque(tree)),
            T::BinaryOp { left, op, right } => self.binary(tree, left, op, right),
            T::UnaryOp { op, expr } => self.unary(tree, *op, expr),
            T::Cast { expr, data_type, .. } => Expr::Cast(self.boxed(expr), type_name(data_type)),
            T::TypedString(typed) => match constant(&typed.value.value) {
                Some(text) => Expr::Cast(Box::new(text), type_name(&typed.data_type)),
                None => self.opaque(tree),
            },
            T::Collate { expr, collation } => Expr::Collate(self.boxed(expr), object_name(collation)),
            T::AnyOp {
                left,
                compare_op,
                right,
                ..
            } => match operator(compare_op) {
                Some(operator) => Expr::Any(operator, self.boxed(left), self.boxed(right)),
                None => self.opaque(tree),
            },
            T::AllOp {
                left,
                compare_op,
                right,
            } => match operator(compare_op) {
                Some(operator) => Expr::All(operator, self.boxed(left), self.boxed(right)),
                None => self.opaque(tree),
            },
            T::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            T::Array(array) => Expr::Array(self.list(&array.elem)),
            T::Tuple(fields) => Expr::Row(self.list(fields)),
            _ => self
                .tested(tree)
                .or_else(|| self.matched(tree))
                .or_else(|| self.called(tree))
                .unwrap_or_else(|| self.opaque(tree)),
        }
    }

    /// An expression that is kept as text, with the columns in it.
    pub(super) fn opaque(&self, tree: &ast::Expr) -> Expr {
        let text = self.parts.restored(&tree.to_string());
        let columns = match Source::new(&text) {
            Some(source) => tokens::columns(source.tokens()),
            // Not printed as it was read: all columns then, rather than none.
            None => tokens::columns(self.source.tokens()),
        };
        Expr::Opaque(Opaque { text, columns })
    }

    fn column(&self, name: &ast::Ident) -> Expr {
        if name.quote_style.is_none()
            && let Some((part, _)) = self.parts.get(&name.value)
        {
            let mut size = 0;
            part.visit(&mut |_| size += 1);
            return if self.source.count(size) {
                part.clone()
            } else {
                Expr::Constant(Value::Null)
            };
        }
        Expr::Column(ident(name))
    }

    fn accessed(&self, tree: &ast::Expr, root: &ast::Expr, chain: &[AccessExpr]) -> Expr {
        let mut expr = self.expr(root);
        for access in chain {
            expr = match access {
                AccessExpr::Dot(ast::Expr::Identifier(field)) => Expr::Field(Box::new(expr), ident(field)),
                AccessExpr::Subscript(Subscript::Index { index }) => Expr::Element(Box::new(expr), self.boxed(index)),
                _ => return self.opaque(tree),
            };
        }
        expr
    }

    fn binary(&self, tree: &ast::Expr, left: &ast::Expr, op: &Theirs, right: &ast::Expr) -> Expr {
        if let Theirs::And | Theirs::Or = op {
            // Hundreds of conditions are a tree as deep.
            let mut reversed = vec![self.expr(right)];
            let mut rest = left;
            while let ast::Expr::BinaryOp { left, op: inner, right } = rest
                && inner == op
            {
                reversed.push(self.expr(right));
                rest = left;
            }
            reversed.push(self.expr(rest));
            reversed.reverse();
            return if *op == Theirs::And {
                Expr::And(reversed)
            } else {
                Expr::Or(reversed)
            };
        }
        match (op, left, right) {
            (Theirs::Overlaps, ast::Expr::Tuple(left), ast::Expr::Tuple(right)) => {
                Expr::Call("overlaps".to_owned(), self.list(left.iter().chain(right)))
            }
            _ => match operator(op) {
                Some(operator) => Expr::Binary(operator, self.boxed(left), self.boxed(right)),
                None => self.opaque(tree),
            },
        }
    }

    fn unary(&self, tree: &ast::Expr, op: UnaryOperator, operand: &ast::Expr) -> Expr {
        let call = |name: &str| Expr::Call(name.to_owned(), vec![self.expr(operand)]);
        match op {
            UnaryOperator::Not => Expr::Not(self.boxed(operand)),
            UnaryOperator::Plus => self.expr(operand),
            UnaryOperator::Minus => match self.expr(operand) {
                Expr::Constant(Value::Int(number)) => Expr::Constant(Value::Int(number.wrapping_neg())),
                other => Expr::Negated(Box::new(other)),
            },
            UnaryOperator::PGAbs => call("abs"),
            UnaryOperator::PGSquareRoot => call("sqrt"),
            UnaryOperator::PGCubeRoot => call("cbrt"),
            _ => self.opaque(tree),
        }
    }

    fn case(&self, operand: Option<&ast::Expr>, branches: &[ast::CaseWhen], otherwise: Option<&ast::Expr>) -> Expr {
        let condition = |when: &ast::Expr| match operand {
            Some(operand) => Expr::Binary(BinaryOperator::Equal, self.boxed(operand), self.boxed(when)),
            None => self.expr(when),
        };
        let branches = branches
            .iter()
            .map(|branch| (condition(&branch.condition), self.expr(&branch.result)));
        let branches = branches.collect();
        let otherwise = otherwise.map_or(Expr::Constant(Value::Null), |otherwise| self.expr(otherwise));
        Expr::Case(branches, Box::new(otherwise))
    }

    /// `IS …`, `IN` and `BETWEEN`.
    fn tested(&self, tree: &ast::Expr) -> Option<Expr> {
        use ast::Expr as T;
        let is = |tested: &ast::Expr, value: bool| {
            Expr::IsNotDistinct(self.boxed(tested), Box::new(Expr::Constant(Value::Bool(value))))
        };
        Some(match tree {
            T::IsNull(tested) => self.all_null(tested, false),
            T::IsNotNull(tested) => self.all_null(tested, true),
            T::IsUnknown(tested) => Expr::IsNull(self.boxed(tested)),
            T::IsNotUnknown(tested) => not(Expr::IsNull(self.boxed(tested))),
            T::IsTrue(tested) => is(tested, true),
            T::IsNotTrue(tested) => not(is(tested, true)),
            T::IsFalse(tested) => is(tested, false),
            T::IsNotFalse(tested) => not(is(tested, false)),
            T::IsNotDistinctFrom(left, right) => Expr::IsNotDistinct(self.boxed(left), self.boxed(right)),
            T::IsDistinctFrom(left, right) => not(Expr::IsNotDistinct(self.boxed(left), self.boxed(right))),
            T::In {
                expr,
                target: ast::InTarget::List(list),
                negated,
                ..
            } => {
                let (operand, list) = (self.boxed(expr), Box::new(Expr::Array(self.list(list))));
                if *negated {
                    Expr::All(BinaryOperator::NotEqual, operand, list)
                } else {
                    Expr::Any(BinaryOperator::Equal, operand, list)
                }
            }
            T::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let low = Expr::Binary(BinaryOperator::GreaterOrEqual, self.boxed(expr), self.boxed(low));
                let high = Expr::Binary(BinaryOperator::LessOrEqual, self.boxed(expr), self.boxed(high));
                let between = Expr::And(vec![low, high]);
                if *negated { not(between) } else { between }
            }
            _ => return None,
        })
    }

    /// `IS NULL`, or `IS NOT NULL`, of which a row is both, one or neither: it asks each of its fields.
    fn all_null(&self, tested: &ast::Expr, negated: bool) -> Expr {
        let test = |expr: Expr| {
            let is_null = Expr::IsNull(Box::new(expr));
            if negated { not(is_null) } else { is_null }
        };
        match self.expr(tested) {
            Expr::Row(fields) => Expr::And(fields.into_iter().map(test).collect()),
            other => test(other),
        }
    }

    /// `LIKE`, `ILIKE` and `SIMILAR TO` as people write them; the server prints operators.
    fn matched(&self, tree: &ast::Expr) -> Option<Expr> {
        use BinaryOperator as B;
        use ast::Expr as T;
        let (operator, expr, pattern, escape, escaping) = match tree {
            T::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let operator = if *negated { B::NotLike } else { B::Like };
                (operator, expr, pattern, escape_char, "like_escape")
            }
            T::ILike {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let operator = if *negated { B::NotILike } else { B::ILike };
                (operator, expr, pattern, escape_char, "like_escape")
            }
            T::SimilarTo {
                negated,
                expr,
                pattern,
                escape_char,
            } => {
                let operator = if *negated { B::NotMatches } else { B::Matches };
                (operator, expr, pattern, escape_char, "similar_to_escape")
            }
            _ => return None,
        };
        let mut pattern = self.expr(pattern);
        if escaping == "similar_to_escape" || escape.is_some() {
            let escape = escape.as_ref().map(|escape| self.expr(escape));
            pattern = Expr::Call(escaping.to_owned(), std::iter::once(pattern).chain(escape).collect());
        }
        Some(Expr::Binary(operator, self.boxed(expr), Box::new(pattern)))
    }
}

fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

pub(super) fn ident(name: &ast::Ident) -> String {
    tokens::name_of(&name.value, name.quote_style)
}

fn object_name(name: &ast::ObjectName) -> String {
    let parts = name.0.iter().filter_map(|part| part.as_ident().map(ident));
    parts.collect::<Vec<_>>().join(".")
}

/// The tokens of a type are one word, but for types in front of a constant, which the server does not print.
fn type_name(ty: &ast::DataType) -> String {
    match ty {
        ast::DataType::Custom(..) => ty.to_string(),
        _ => ty.to_string().to_ascii_lowercase(),
    }
}

fn constant(value: &ast::Value) -> Option<Expr> {
    use ast::Value as V;
    let value = match value {
        V::Null => Value::Null,
        V::Boolean(value) => Value::Bool(*value),
        V::Number(digits, _) => match digits.parse::<i64>() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::Decimal(Decimal::parse(digits)?),
        },
        // The tokens are not unescaped.
        V::SingleQuotedString(text) => Value::Text(text.replace("''", "'").into()),
        V::SingleQuotedByteStringLiteral(bits) => {
            let bits = Expr::Constant(Value::Text(bits.clone().into()));
            return Some(Expr::Cast(Box::new(bits), "\"bit\"".to_owned()));
        }
        _ => return None,
    };
    Some(Expr::Constant(value))
}
