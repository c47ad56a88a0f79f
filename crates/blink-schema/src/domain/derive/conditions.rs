//! Conditions to formulas: NOT and NULL are pushed down to single comparisons.

use std::cell::Cell;

use super::columns::Columns;
use super::formula::Formula;
use super::relations::relation;
use super::shifted::shifted;
use super::subject::Subject;
use super::wanted::Wanted;
use super::{citext, compare, json, subject, texts};
use crate::domain::discrete::Discrete;
use crate::domain::unit::Unit;
use crate::domain::values::{Domain, Values};
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// Levels of conditions that are looked into.
const DEEPEST: u32 = 64;
/// Conditions that are looked at for one constraint. Some are looked at twice, so that nested ones are as many as a power
/// of two; and alternatives about one column are put together one by one.
const MOST_CONDITIONS: usize = 4_000;

pub(super) struct Deriver<'a> {
    pub(super) columns: Columns<'a>,
    pub(super) fact: &'a str,
    /// The conditions that may still be looked at; `None` if there were more.
    left: Cell<Option<usize>>,
}

impl<'a> Deriver<'a> {
    pub(super) fn new(columns: Columns<'a>, fact: &'a str) -> Self {
        Self {
            columns,
            fact,
            left: Cell::new(Some(MOST_CONDITIONS)),
        }
    }

    /// True if there were more conditions than are looked at: then the formula says nothing.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left.get().is_none()
    }

    /// Counts conditions that are looked at or copied.
    fn count(&self, conditions: usize) -> Option<()> {
        self.left
            .set(self.left.get().and_then(|left| left.checked_sub(conditions)));
        self.left.get().map(drop)
    }
}

impl Deriver<'_> {
    pub(super) fn formula(&self, expr: &Expr, wanted: Wanted, depth: u32) -> Formula {
        if self.count(1).is_none() {
            return Formula::always();
        }
        if depth > DEEPEST {
            return undecided(expr, wanted);
        }
        let each = |all: &[Expr]| all.iter().map(|expr| self.formula(expr, wanted, depth + 1)).collect();
        let constant = |holds: bool| if holds { Formula::always() } else { Formula::never() };
        match expr {
            Expr::And(all) if wanted.truth => Formula::And(each(all)),
            Expr::Or(all) if !wanted.truth => Formula::And(each(all)),
            Expr::And(all) | Expr::Or(all) => Formula::Or(each(all)),
            Expr::Not(inner) => self.formula(inner, wanted.opposite(), depth + 1),
            Expr::Constant(Value::Bool(value)) => constant(*value == wanted.truth),
            Expr::Constant(Value::Null) => constant(wanted.null),
            Expr::Cast(inner, ty) if ty == "boolean" => self.formula(inner, wanted, depth + 1),
            Expr::IsNull(inner) => self.null(inner, wanted.truth, depth),
            Expr::IsNotDistinct(left, right) => self.not_distinct(left, right, wanted, depth),
            Expr::Case(arms, otherwise) => self.case(arms, otherwise, wanted, depth),
            Expr::Column(name) => self.flag(name, wanted).unwrap_or_else(|| undecided(expr, wanted)),
            Expr::Binary(operator, left, right) => self.binary(expr, (*operator, left, right), wanted, depth),
            Expr::Any(operator, left, list) => self.list(expr, (*operator, left, list), true, wanted),
            Expr::All(operator, left, list) => self.list(expr, (*operator, left, list), false, wanted),
            Expr::Call(name, arguments) => {
                let values = compare::called(&self.columns, name, arguments, wanted.truth);
                self.column(values, wanted).unwrap_or_else(|| undecided(expr, wanted))
            }
            Expr::Opaque(opaque) => match citext::reread(opaque) {
                Some(expr) => self.formula(&expr, wanted, depth + 1),
                None => undecided(expr, wanted),
            },
            _ => undecided(expr, wanted),
        }
    }

    fn column(&self, values: Option<(String, Values)>, wanted: Wanted) -> Option<Formula> {
        let (column, values) = values?;
        let is_too_large = match &values {
            Values::Text(text) => text.is_empty().is_none(),
            Values::Bits(lengths) | Values::Bytes(lengths) => lengths.are_too_long(),
            Values::Json(json) => json.elements.are_too_long(),
            _ => false,
        };
        if is_too_large {
            return None;
        }
        let mut domain = Domain::of(values, self.fact);
        if !wanted.null {
            domain = domain.intersect(&Domain::not_null(self.fact));
        }
        Some(Formula::Column(column, domain))
    }

    fn flag(&self, name: &str, wanted: Wanted) -> Option<Formula> {
        let at = i128::from(wanted.truth);
        let flag = Values::Discrete(Discrete::new(Unit::Bool, at, at));
        match self.columns.values(name)? {
            Values::Discrete(values) if values.unit == Unit::Bool => self.column(Some((name.to_owned(), flag)), wanted),
            _ => None,
        }
    }

    /// `IS NULL`, or not.
    fn null(&self, inner: &Expr, truth: bool, depth: u32) -> Formula {
        let whole = || Expr::IsNull(Box::new(inner.clone()));
        let wanted = if truth { Wanted::TRUE } else { Wanted::FALSE };
        match inner {
            Expr::Column(name) if self.columns.values(name).is_some() => {
                let domain = if truth {
                    Domain::only_null(self.fact)
                } else {
                    Domain::not_null(self.fact)
                };
                Formula::Column(name.clone(), domain)
            }
            Expr::Cast(inner, _) | Expr::Collate(inner, _) => self.null(inner, truth, depth + 1),
            Expr::Constant(value) if (*value == Value::Null) == truth => Formula::always(),
            Expr::Constant(_) => Formula::never(),
            Expr::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("coalesce", all) => {
                    let parts = all.iter().map(|inner| self.null(inner, truth, depth + 1)).collect();
                    if truth { Formula::And(parts) } else { Formula::Or(parts) }
                }
                ("nullif", [left, right]) => {
                    let equal = Expr::Binary(BinaryOperator::Equal, Box::new(left.clone()), Box::new(right.clone()));
                    let null = self.null(left, truth, depth + 1);
                    if truth {
                        Formula::Or(vec![null, self.formula(&equal, Wanted::TRUE, depth + 1)])
                    } else {
                        Formula::And(vec![null, self.formula(&equal, Wanted::NOT_TRUE, depth + 1)])
                    }
                }
                // These are NULL where their first argument is, and only there.
                (
                    "lower" | "upper" | "btrim" | "ltrim" | "rtrim" | "length" | "char_length" | "octet_length",
                    [one, ..],
                ) if matches!(subject::plain(one), Expr::Column(name)
                        if matches!(self.columns.values(name), Some(Values::Text(_)))) =>
                {
                    self.null(one, truth, depth + 1)
                }
                _ => undecided(&whole(), wanted),
            },
            Expr::Binary(..) => {
                let values = json::json_key(&self.columns, inner).filter(|_| !truth);
                self.column(values, Wanted::TRUE)
                    .unwrap_or_else(|| undecided(&whole(), wanted))
            }
            _ => undecided(&whole(), wanted),
        }
    }

    fn not_distinct(&self, left: &Expr, right: &Expr, wanted: Wanted, depth: u32) -> Formula {
        let (left, right) = if matches!(left, Expr::Constant(_)) {
            (right, left)
        } else {
            (left, right)
        };
        match self.columns.constant(right) {
            Some(Value::Null) => self.null(left, wanted.truth, depth + 1),
            Some(Value::Bool(value)) => {
                let inner = Wanted {
                    truth: value == wanted.truth,
                    null: !wanted.truth,
                };
                self.formula(left, inner, depth + 1)
            }
            _ => {
                let equal = Expr::Binary(BinaryOperator::Equal, Box::new(left.clone()), Box::new(right.clone()));
                let one = |truth: bool| self.null(left, truth, depth + 1);
                let other = |truth: bool| self.null(right, truth, depth + 1);
                if wanted.truth {
                    let both_null = Formula::And(vec![one(true), other(true)]);
                    Formula::Or(vec![self.formula(&equal, Wanted::TRUE, depth + 1), both_null])
                } else {
                    Formula::Or(vec![
                        self.formula(&equal, Wanted::FALSE, depth + 1),
                        Formula::And(vec![one(true), other(false)]),
                        Formula::And(vec![one(false), other(true)]),
                    ])
                }
            }
        }
    }

    fn case(&self, arms: &[(Expr, Expr)], otherwise: &Expr, wanted: Wanted, depth: u32) -> Formula {
        let mut ways = Vec::new();
        let mut not_before = Vec::new();
        for (condition, result) in arms {
            if self.count(not_before.len()).is_none() {
                return Formula::always();
            }
            let mut way = not_before.clone();
            way.push(self.formula(condition, Wanted::TRUE, depth + 1));
            way.push(self.formula(result, wanted, depth + 1));
            ways.push(Formula::And(way));
            not_before.push(self.formula(condition, Wanted::NOT_TRUE, depth + 1));
        }
        not_before.push(self.formula(otherwise, wanted, depth + 1));
        ways.push(Formula::And(not_before));
        Formula::Or(ways)
    }

    fn binary(&self, expr: &Expr, parts: (BinaryOperator, &Expr, &Expr), wanted: Wanted, depth: u32) -> Formula {
        let (operator, left, right) = parts;
        if let Some(formula) = self.conditions(parts, wanted, depth) {
            return formula;
        }
        if let Some(formula) = self.counted(parts, wanted, depth) {
            return formula;
        }
        let Some(effective) = (if wanted.truth {
            Some(operator)
        } else {
            operator.opposite()
        }) else {
            return undecided(expr, wanted);
        };
        if let Some(formula) = self.coalesced((effective, left, right), wanted, depth) {
            return formula;
        }
        let values = texts::fixed_point(&self.columns, effective, left, right)
            .or_else(|| shifted(&self.columns, effective, left, right))
            .or_else(|| compare::compare(&self.columns, effective, left, right))
            .or_else(|| compare::compare(&self.columns, effective.exchanged()?, right, left));
        if let Some(formula) = self.column(values, wanted) {
            return formula;
        }
        match relation(&self.columns, effective, left, right, !wanted.null) {
            Some(relation) => Formula::Relation(relation),
            None => undecided(expr, wanted),
        }
    }

    /// `condition = condition`, such as `(a IS NULL) = (b IS NULL)`.
    fn conditions(&self, parts: (BinaryOperator, &Expr, &Expr), wanted: Wanted, depth: u32) -> Option<Formula> {
        let (operator, left, right) = parts;
        let equal = match operator {
            BinaryOperator::Equal => wanted.truth,
            BinaryOperator::NotEqual => !wanted.truth,
            _ => return None,
        };
        let constant = |expr: &Expr| match self.columns.constant(expr) {
            Some(Value::Bool(value)) => Some(value),
            _ => None,
        };
        let (left, right) = if constant(left).is_some() {
            (right, left)
        } else {
            (left, right)
        };
        if !self.is_condition(left) {
            return None;
        }
        if let Some(value) = constant(right) {
            let truth = value == equal;
            return Some(self.formula(left, Wanted { truth, ..wanted }, depth + 1));
        }
        if !self.is_condition(right) {
            return None;
        }
        let pairs = [true, false].map(|truth| {
            let one = self.formula(left, Wanted { truth, null: false }, depth + 1);
            let other = self.formula(
                right,
                Wanted {
                    truth: truth == equal,
                    null: false,
                },
                depth + 1,
            );
            Formula::And(vec![one, other])
        });
        Some(Formula::Or(pairs.into()))
    }

    pub(super) fn is_condition(&self, expr: &Expr) -> bool {
        use BinaryOperator as B;
        match expr {
            Expr::IsNull(_)
            | Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::IsNotDistinct(..)
            | Expr::Any(..)
            | Expr::All(..) => true,
            Expr::Binary(operator, ..) => matches!(
                operator,
                B::Equal
                    | B::NotEqual
                    | B::Less
                    | B::LessOrEqual
                    | B::Greater
                    | B::GreaterOrEqual
                    | B::Like
                    | B::Matches
            ),
            Expr::Column(name) => {
                matches!(self.columns.values(name), Some(Values::Discrete(values)) if values.unit == Unit::Bool)
            }
            _ => false,
        }
    }

    /// `coalesce(a, constant) > constant`: of the column itself, or, where that is NULL, of the constant.
    fn coalesced(&self, parts: (BinaryOperator, &Expr, &Expr), wanted: Wanted, depth: u32) -> Option<Formula> {
        let (operator, left, right) = parts;
        let Expr::Call(name, arguments) = left else {
            return None;
        };
        let [column, default] = arguments.as_slice() else {
            return None;
        };
        if name != "coalesce" {
            return None;
        }
        let compared = Expr::Binary(operator, Box::new(column.clone()), Box::new(right.clone()));
        let set = self.formula(&compared, Wanted::TRUE, depth + 1);
        let default = self.columns.constant(default)?;
        let subject = Subject::of(&self.columns, column)?;
        let passes = if default == Value::Null {
            wanted.null
        } else {
            let (_, values) = compare::compare(&self.columns, operator, column, right)?;
            subject.is_plain() && values.contains(&default)
        };
        Some(if passes {
            Formula::Or(vec![set, self.null(column, true, depth + 1)])
        } else {
            set
        })
    }

    /// `= ANY (ARRAY[…])` and its like.
    fn list(&self, expr: &Expr, parts: (BinaryOperator, &Expr, &Expr), any: bool, wanted: Wanted) -> Formula {
        let (operator, left, list) = parts;
        let operator = if wanted.truth {
            Some(operator)
        } else {
            operator.opposite()
        };
        let values =
            operator.and_then(|operator| compare::listed(&self.columns, operator, left, list, any == wanted.truth));
        self.column(values, wanted).unwrap_or_else(|| undecided(expr, wanted))
    }
}

/// A condition that is true or NULL exactly where the expression is as wanted.
pub(super) fn undecided(expr: &Expr, wanted: Wanted) -> Formula {
    let is = |truth: bool| Expr::IsNotDistinct(Box::new(expr.clone()), Box::new(Expr::Constant(Value::Bool(truth))));
    Formula::Undecided(match wanted {
        Wanted::CHECK => expr.clone(),
        Wanted::NOT_TRUE => Expr::Not(Box::new(expr.clone())),
        Wanted { truth, .. } => is(truth),
    })
}
