//! Parts in parentheses that are read by themselves.

use super::convert::{Converter, Parts};
use super::lexed::Lexed;
use super::source::Source;
use super::{limits, tokens};
use crate::expr::tree::{Expr, Opaque};

/// Levels of parentheses that are read by themselves; what is below is opaque.
const MAX_LEVELS: usize = 48;

/// Expressions in one another that are kept: all that walks through them does so by recursion.
const MAX_DEPTH: usize = 100;

/// Reads an expression as `pg_get_expr` prints it, or a `CHECK (…)` as `pg_get_constraintdef` prints it.
///
/// Never fails: what is not understood is [`Expr::Opaque`].
///
/// ```
/// use blink_schema::expr::{BinaryOperator, Expr, parse};
/// use blink_schema::value::Value;
///
/// let zero = Expr::Constant(Value::Int(0));
/// let price = Expr::Column("price".to_owned());
/// let is_positive = Expr::Binary(BinaryOperator::Greater, Box::new(price), Box::new(zero));
/// assert_eq!(parse("CHECK ((price > 0))"), is_positive);
/// assert!(matches!(parse("is_nice(price)"), Expr::Opaque(_)));
/// ```
pub fn parse(text: &str) -> Expr {
    let Some(source) = Source::new(text) else {
        return Expr::Opaque(Opaque {
            text: text.to_owned(),
            columns: Vec::new(),
        });
    };
    let tokens = tokens::without_check(source.tokens());
    if limits::are_read(tokens) {
        parse_tokens(&source, tokens, 0)
    } else {
        opaque(&source, tokens)
    }
}

fn parse_tokens(source: &Source<'_>, tokens: &[Lexed], level: usize) -> Expr {
    if let Some(expr) = convert(source, tokens, Parts::default()) {
        return if expr.depth() > MAX_DEPTH {
            opaque(source, tokens)
        } else {
            expr
        };
    }
    let mut parts = Parts::default();
    let mut shorter = Vec::with_capacity(tokens.len());
    if level < MAX_LEVELS && source.count(0) {
        replace_groups(source, tokens, level, &mut shorter, &mut parts);
    }
    if !parts.is_empty()
        && let Some(expr) = convert(source, &shorter, parts)
        && expr.depth() <= MAX_DEPTH
    {
        return expr;
    }
    opaque(source, tokens)
}

fn opaque(source: &Source<'_>, tokens: &[Lexed]) -> Expr {
    Expr::Opaque(Opaque {
        text: source.text_of(tokens),
        columns: tokens::columns(tokens),
    })
}

fn convert(source: &Source<'_>, tokens: &[Lexed], parts: Parts) -> Option<Expr> {
    if !source.count(0) {
        return None;
    }
    let depth = limits::depth(tokens)?;
    Converter::new(source, parts).convert_tokens(tokens, depth)
}

/// Puts names in the place of what is in parentheses.
fn replace_groups(source: &Source<'_>, tokens: &[Lexed], level: usize, shorter: &mut Vec<Lexed>, parts: &mut Parts) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let end = if token.opens() && level < MAX_LEVELS && source.count(0) {
            tokens::closing(tokens, at)
        } else {
            None
        };
        let Some(inner) = end.and_then(|end| tokens.get(at + 1..end)) else {
            shorter.push(token.clone());
            at += 1;
            continue;
        };
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let is_list = token.is_bracket() || before.is_some_and(Lexed::is_name);
        if is_list {
            shorter.push(token.clone());
            replace_elements(source, inner, level, shorter, parts);
        } else if before.is_some_and(Lexed::takes_words) {
            // Words are between the arguments, as in `EXTRACT(year FROM …)`.
            shorter.push(token.clone());
            replace_groups(source, inner, level + 1, shorter, parts);
        } else {
            let part = parse_tokens(source, inner, level + 1);
            shorter.push(token.clone());
            shorter.push(parts.add(part, source.text_of(inner), token));
        }
        at += inner.len() + 1;
    }
}

fn replace_elements(source: &Source<'_>, inner: &[Lexed], level: usize, shorter: &mut Vec<Lexed>, parts: &mut Parts) {
    let comma = inner.iter().find(|token| token.is_comma());
    for (n, element) in tokens::split_at_commas(inner).into_iter().enumerate() {
        if let Some(comma) = comma.filter(|_| n > 0) {
            shorter.push(comma.clone());
        }
        match element {
            [] => {}
            [single] => shorter.push(single.clone()),
            [first, ..] => {
                let part = parse_tokens(source, element, level + 1);
                shorter.push(parts.add(part, source.text_of(element), first));
            }
        }
    }
}
