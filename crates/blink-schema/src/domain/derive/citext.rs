//! Operators of the extension `citext`, which the server prints with their schema.

use crate::expr::{Expr, Opaque, parse};

/// The expression with the operators of the schema that has `citext` by their own names; `None` if that is not what makes
/// it opaque. A schema that has the type has its operators, too.
pub(super) fn reread(opaque: &Opaque) -> Option<Expr> {
    let (before, _) = opaque.text.split_once(".citext")?;
    let (_, schema) = before.rsplit_once("::")?;
    let begin = format!("OPERATOR({schema}.");
    let mut parts = opaque.text.split(&begin);
    let mut text = parts.next()?.to_owned();
    for part in parts {
        // Within a constant it is none.
        if text.matches('\'').count() % 2 == 1 {
            return None;
        }
        let (operator, rest) = part.split_once(')')?;
        text.push_str(operator);
        text.push_str(rest);
    }
    match parse(&text.replace(&format!("::{schema}.citext"), "::citext")) {
        Expr::Opaque(_) => None,
        expr => Some(expr),
    }
}
