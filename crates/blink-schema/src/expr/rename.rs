//! Other names for columns, and what generated ones are made of.

use super::tree::Expr;

impl Expr {
    /// Gives a column another name. Opaque parts keep their text.
    pub fn rename(&mut self, from: &str, to: &str) {
        match self {
            Self::Column(name) if name == from => to.clone_into(name),
            Self::Opaque(opaque) => {
                for name in opaque.columns.iter_mut().filter(|name| *name == from) {
                    to.clone_into(name);
                }
            }
            other => {
                for part in other.parts_mut() {
                    part.rename(from, to);
                }
            }
        }
    }

    /// Replaces columns by expressions. Opaque parts keep their columns.
    pub(crate) fn replace_columns(&mut self, by: &impl Fn(&str) -> Option<Self>) {
        if let Self::Column(name) = self {
            if let Some(expression) = by(name) {
                *self = expression;
            }
            return;
        }
        for part in self.parts_mut() {
            part.replace_columns(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::{Expr, parse};

    #[test]
    fn columns_are_replaced_wherever_they_are() {
        let by = |name: &str| (name == "gross").then(|| parse("net * 2"));
        let mut condition = parse("CASE WHEN gross > 3 THEN abs(gross) < other ELSE gross IS NULL END");
        condition.replace_columns(&by);
        assert_eq!(
            condition,
            parse("CASE WHEN (net * 2) > 3 THEN abs(net * 2) < other ELSE (net * 2) IS NULL END")
        );
        let mut column = Expr::Column("gross".to_owned());
        column.replace_columns(&by);
        assert_eq!(column, parse("net * 2"));
    }
}
