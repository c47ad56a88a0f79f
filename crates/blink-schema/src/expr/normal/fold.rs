//! Constants in the place of expressions without columns.

use super::normalizer::Normalizer;
use crate::expr::evaluate::{Context, evaluate};
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

/// Functions whose value is not the same for all rows, or not the same at another time.
const CHANGING: [&str; 14] = [
    "age",
    "clock_timestamp",
    "current_date",
    "current_time",
    "current_timestamp",
    "gen_random_uuid",
    "localtime",
    "localtimestamp",
    "nextval",
    "now",
    "random",
    "statement_timestamp",
    "timeofday",
    "transaction_timestamp",
];

/// Those of them that have one value in all of a transaction.
const CLOCKS: [&str; 7] = [
    "age",
    "current_date",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "now",
    "transaction_timestamp",
];

impl Expr {
    /// True if the expression asks for the time at which it is computed.
    pub fn depends_on_time(&self) -> bool {
        let mut depends = false;
        self.visit(&mut |part| {
            depends |= matches!(part, Self::Call(name, arguments)
                if CHANGING.contains(&name.as_str()) && (name != "age" || arguments.len() == 1));
        });
        depends
    }
}

impl Normalizer<'_> {
    /// True if no column is in it, and its value is known before any row.
    pub(super) fn is_closed(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Column(_) | Expr::Opaque(_) => false,
            Expr::Call(name, arguments) if CHANGING.contains(&name.as_str()) => {
                let is_pure = name == "age" && arguments.len() == 2;
                let is_known = self.now.is_some() && CLOCKS.contains(&name.as_str());
                (is_pure || is_known) && arguments.iter().all(|argument| self.is_closed(argument))
            }
            other => other.parts().into_iter().all(|part| self.is_closed(part)),
        }
    }

    /// The value of an expression without columns, if it is known and a constant can stand for it.
    pub(super) fn folded(&self, expr: &Expr) -> Option<Expr> {
        if matches!(expr, Expr::Constant(_)) || !self.is_closed(expr) || has_type_of_its_own(expr) {
            return None;
        }
        let context = Context {
            columns: &|_| None,
            now: self.now.unwrap_or_default(),
            patterns: self.patterns,
        };
        match evaluate(expr, &context).ok()? {
            // `ROW(…)` has its fields.
            Value::Row(_) => None,
            value => Some(Expr::Constant(value)),
        }
    }
}

/// True if the type is one that a value does not tell, and that is no text, such as `inet`.
fn has_type_of_its_own(expr: &Expr) -> bool {
    match expr {
        Expr::Cast(_, name) => is_unknown(&Type::named(name)),
        Expr::Case(branches, otherwise) => {
            branches.iter().any(|(_, result)| has_type_of_its_own(result)) || has_type_of_its_own(otherwise)
        }
        Expr::Array(elements) => elements.iter().any(has_type_of_its_own),
        Expr::Call(name, arguments) => {
            matches!(name.as_str(), "coalesce" | "greatest" | "least" | "nullif")
                && arguments.iter().any(has_type_of_its_own)
        }
        Expr::Element(array, _) => has_type_of_its_own(array),
        _ => false,
    }
}

fn is_unknown(ty: &Type) -> bool {
    match ty {
        Type::Other(_) => true,
        Type::Array(element) | Type::Range(element) => is_unknown(element),
        _ => false,
    }
}
