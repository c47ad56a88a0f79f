//! Relations of columns to one another.

use std::collections::BTreeSet;

use super::columns::Columns;
use super::constants::negated;
use crate::domain::text::Comparison;
use crate::domain::values::Values;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// A relation between columns. It holds, too, where one of them is NULL, unless all must be set.
#[derive(Clone, Debug, PartialEq)]
pub enum Relation {
    /// `lesser < greater + gap`, or `<=`.
    Order {
        /// The column that is less.
        lesser: String,
        /// The column that is greater.
        greater: String,
        /// True if they may be equal.
        or_equal: bool,
        /// The constant that is added to `greater`, such as a number or an interval.
        gap: Option<Value<'static>>,
        /// True if it holds only where both are set.
        both_set: bool,
    },
    /// A column equals what others make.
    Equal {
        /// The column.
        column: String,
        /// The expression that it equals, without the column itself: another column, or an expression of the known operators.
        expr: Expr,
        /// True if it holds only where all are set.
        both_set: bool,
    },
    /// Two columns differ.
    Differ {
        /// A column.
        one: String,
        /// The other.
        other: String,
        /// True if it holds only where both are set.
        both_set: bool,
    },
    /// Another comparison of what columns make.
    Compared {
        /// The comparison: `<`, `<=`, `>`, `>=`, `=` or `<>`.
        operator: BinaryOperator,
        /// The left side.
        left: Expr,
        /// The right side.
        right: Expr,
        /// True if it holds only where all are set.
        both_set: bool,
    },
}

impl Relation {
    /// True if it holds only where all its columns are set.
    pub fn needs_all_set(&self) -> bool {
        match self {
            Self::Order { both_set, .. }
            | Self::Equal { both_set, .. }
            | Self::Differ { both_set, .. }
            | Self::Compared { both_set, .. } => *both_set,
        }
    }

    /// The columns.
    pub fn columns(&self) -> BTreeSet<String> {
        let mut columns = BTreeSet::new();
        match self {
            Self::Order {
                lesser: one,
                greater: other,
                ..
            }
            | Self::Differ { one, other, .. } => {
                columns.extend([one.clone(), other.clone()]);
            }
            Self::Equal { column, expr, .. } => {
                columns.insert(column.clone());
                columns.extend(expr.columns());
            }
            Self::Compared { left, right, .. } => {
                columns.extend(left.columns());
                columns.extend(right.columns());
            }
        }
        columns
    }
}

/// The relation that a comparison of two sides with columns is; `None` if it is none that a planner could use.
pub(super) fn relation(
    columns: &Columns<'_>,
    operator: BinaryOperator,
    left: &Expr,
    right: &Expr,
    both_set: bool,
) -> Option<Relation> {
    use BinaryOperator as B;
    let (left, right) = (bare(columns, left), bare(columns, right));
    let mut names = left.columns();
    names.extend(right.columns());
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 || !is_arithmetic(columns, left) || !is_arithmetic(columns, right) {
        return None;
    }
    match operator {
        B::Greater => return relation(columns, B::Less, right, left, both_set),
        B::GreaterOrEqual => return relation(columns, B::LessOrEqual, right, left, both_set),
        B::Equal => {
            for (side, expr) in [(left, right), (right, left)] {
                if let Expr::Column(column) = side
                    && !expr.columns().contains(column)
                {
                    return Some(Relation::Equal {
                        column: column.clone(),
                        expr: expr.clone(),
                        both_set,
                    });
                }
            }
        }
        B::NotEqual => {
            if let (Expr::Column(one), Expr::Column(other)) = (left, right)
                && one != other
            {
                return Some(Relation::Differ {
                    one: one.clone(),
                    other: other.clone(),
                    both_set,
                });
            }
        }
        B::Less | B::LessOrEqual => {
            if let Some((lesser, greater, gap)) = ordered(columns, left, right) {
                return Some(Relation::Order {
                    lesser,
                    greater,
                    or_equal: operator == B::LessOrEqual,
                    gap,
                    both_set,
                });
            }
        }
        _ => return None,
    }
    Some(Relation::Compared {
        operator,
        left: left.clone(),
        right: right.clone(),
        both_set,
    })
}

/// `a < b`, `a < b + constant`, `a + constant < b`.
fn ordered(columns: &Columns<'_>, left: &Expr, right: &Expr) -> Option<(String, String, Option<Value<'static>>)> {
    let (lesser, above) = with_gap(columns, left)?;
    let (greater, gap) = with_gap(columns, right)?;
    let gap = match (above, gap) {
        (None, gap) => gap,
        // A month is not as long as the one before.
        (Some(Value::Interval(above)), None) if above.months != 0 => return None,
        (Some(above), None) => Some(negated(&above)?),
        (Some(_), Some(_)) => return None,
    };
    (lesser != greater).then_some((lesser, greater, gap))
}

/// A column, and a constant that is added to it.
fn with_gap(columns: &Columns<'_>, expr: &Expr) -> Option<(String, Option<Value<'static>>)> {
    match expr {
        Expr::Column(name) => Some((name.clone(), None)),
        Expr::Binary(BinaryOperator::Add, one, other) => match (bare(columns, one), bare(columns, other)) {
            (Expr::Column(name), gap) | (gap, Expr::Column(name)) => Some((name.clone(), Some(columns.constant(gap)?))),
            _ => None,
        },
        Expr::Binary(BinaryOperator::Subtract, one, gap) => match bare(columns, one) {
            Expr::Column(name) => Some((name.clone(), Some(negated(&columns.constant(gap)?)?))),
            _ => None,
        },
        _ => None,
    }
}

/// The expression without casts that leave its order.
pub(super) fn bare<'e>(columns: &Columns<'_>, expr: &'e Expr) -> &'e Expr {
    match expr {
        Expr::Cast(inner, ty) => {
            let inner = bare(columns, inner);
            let Expr::Column(name) = inner else {
                return expr;
            };
            match columns.values(name) {
                Some(Values::Discrete(values)) if values.unit.keeps_order_as(ty) => inner,
                Some(Values::Text(text))
                    if text.padded.is_none() && ["text", "character varying"].contains(&ty.as_str()) =>
                {
                    match text.comparison {
                        Comparison::AnyCase => expr,
                        _ => inner,
                    }
                }
                _ => expr,
            }
        }
        _ => expr,
    }
}

/// True for columns, constants, and sums, differences, products and quotients of them.
fn is_arithmetic(columns: &Columns<'_>, expr: &Expr) -> bool {
    use BinaryOperator as B;
    match expr {
        Expr::Column(name) => columns.values(name).is_some(),
        Expr::Binary(B::Add | B::Subtract | B::Multiply | B::Divide, left, right) => {
            is_arithmetic(columns, left) && is_arithmetic(columns, right)
        }
        Expr::Negated(inner) => is_arithmetic(columns, inner),
        Expr::Cast(inner, _) if is_arithmetic(columns, inner) => true,
        Expr::Call(name, all) if ["coalesce", "greatest", "least", "round", "abs"].contains(&name.as_str()) => {
            all.iter().all(|inner| is_arithmetic(columns, inner))
        }
        expr => columns.constant(expr).is_some(),
    }
}
