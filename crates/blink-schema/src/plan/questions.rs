//! The constraints of which only the server can say whether they hold, as questions to it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::carrier::Carrier;
use super::carriers::Carriers;
use super::checks::{Checked, Rung};
use super::columns::{Draft, Source};
use super::outside::{OutsideCalls, reads_tables};
use super::pools::read_value;
use crate::domain::{Domain, Values};
use crate::expr::{Expr, parse};
use crate::facts::{Facts, Fires, Table, Volatility};
use crate::value::Value;

/// A question about some columns of a table: which of these tuples of values meet these conditions?
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The table's index among the cells.
    pub(crate) table: usize,
    /// The constraints of which only the server can say; of a type that nothing is known of none.
    pub(crate) constraints: BTreeSet<String>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) columns: Vec<Asked>,
    /// Generated columns with their expressions.
    pub(crate) generated: Vec<(String, String)>,
    /// True if what the server says once it says always.
    pub(crate) is_certain: bool,
    /// The reason why the server is not asked.
    pub(crate) not_asked: Option<String>,
}

/// A condition as the server prints it.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) expression: String,
    /// The column that it calls `VALUE`, of a domain's.
    pub(crate) value: Option<String>,
}

/// A column of a question.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) place: usize,
    pub(crate) name: String,
    /// The type below all domains, as SQL.
    pub(crate) type_name: String,
    pub(crate) role: Role,
    pub(crate) domain: Domain,
    /// The constants of the conditions, and of the functions that they call.
    pub(crate) constants: Vec<Value<'static>>,
}

/// The freedom that a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Any value.
    Free,
    /// Any value that no other row has.
    Distinct,
    /// The row's own.
    Fixed,
}

/// The most constants that are taken out of a constraint and its functions.
const MOST_CONSTANTS: usize = 64;

/// The decisions of which the questions of a table are made.
pub(super) struct Asking<'a, 'f> {
    pub(super) facts: &'f Facts,
    pub(super) table: &'f Table,
    pub(super) index: usize,
    pub(super) drafts: &'a [Draft<'f>],
    pub(super) carriers: &'a Carriers,
    pub(super) checked: &'a Checked,
}

/// A condition before it is known which columns are asked for together.
struct Named<'f> {
    constraint: &'f str,
    condition: Condition,
    columns: BTreeSet<usize>,
    functions: &'f [u32],
    is_judged: bool,
}

impl<'f> Asking<'_, 'f> {
    /// The questions of the table, each about columns that no other one is about.
    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        let named = self.conditions();
        let judged = named.iter().filter(|one| one.is_judged).map(|one| one.columns.clone());
        let mut groups: Vec<BTreeSet<usize>> = Vec::new();
        for mut columns in judged {
            // Other conditions between columns have to hold for what is put in their place, too.
            while let Some(more) = named
                .iter()
                .find(|one| !one.columns.is_disjoint(&columns) && !one.columns.is_subset(&columns))
            {
                columns.extend(&more.columns);
            }
            if !groups.contains(&columns) {
                groups.push(columns);
            }
        }
        for columns in groups {
            questions.push(self.question(&columns, &named));
        }
        for (place, draft) in self.drafts.iter().enumerate() {
            let is_asked = questions
                .iter()
                .any(|question: &Question| question.columns.iter().any(|one| one.place == place));
            if !is_asked && self.role(place) == Role::Free && draft.is_unknown {
                questions.push(self.question(&BTreeSet::from([place]), &[]));
            }
        }
        questions
    }

    /// The columns that triggers may look at before they refuse a row: those that neither make rows distinct, nor tell a
    /// time, nor are tied to such columns by a constraint.
    pub(super) fn of_triggers(&self) -> Option<Question> {
        let triggers = self.table.triggers.iter().filter(|trigger| {
            let fires = matches!(trigger.fires, Fires::Origin | Fires::Always);
            fires && trigger.for_each_row && (trigger.before_insert || trigger.after_insert)
        });
        let sources = triggers.map(|trigger| trigger.source.as_str()).collect::<Vec<_>>();
        if sources.is_empty() {
            return None;
        }
        let is_free = |place: &usize| {
            let has_time = self.drafts.get(*place).is_some_and(Draft::has_time);
            self.role(*place) == Role::Free && !has_time
        };
        let mut columns = (0..self.drafts.len()).filter(is_free).collect::<BTreeSet<_>>();
        // Values that are taken together still meet what ties them to one another alone.
        let conditions = self.conditions();
        while let Some(tied) = conditions
            .iter()
            .find(|one| !one.columns.is_subset(&columns) && !one.columns.is_disjoint(&columns))
        {
            columns.retain(|place| !tied.columns.contains(place));
        }
        let texts = sources.into_iter().flat_map(literals).collect::<Vec<_>>();
        let mut question = self.question(&columns, &[]);
        question.columns = columns.iter().filter_map(|place| self.asked(*place, &texts)).collect();
        (!question.columns.is_empty()).then_some(question)
    }

    /// The conditions of the table and of its columns' domains.
    fn conditions(&self) -> Vec<Named<'f>> {
        let place = |name: &String| self.table.columns.iter().position(|column| column.name == *name);
        let mut conditions = Vec::new();
        for check in self.table.checks.iter().filter(|check| check.enforced) {
            let rung = self.rung(&check.name);
            conditions.push(Named {
                constraint: &check.name,
                condition: Condition {
                    expression: check.expression.clone(),
                    value: None,
                },
                columns: self.with_generators(check.columns.iter().filter_map(place).collect()),
                functions: &check.functions,
                is_judged: rung == Some(Rung::Judged),
            });
        }
        for (place, column) in self.table.columns.iter().enumerate() {
            for check in self.facts.types.domains(&column.ty).flat_map(|domain| &domain.checks) {
                conditions.push(Named {
                    constraint: &check.name,
                    condition: Condition {
                        expression: check.expression.clone(),
                        value: Some(column.name.clone()),
                    },
                    columns: BTreeSet::from([place]),
                    functions: &check.functions,
                    is_judged: self.rung(&check.name) == Some(Rung::Judged),
                });
            }
        }
        conditions
    }

    fn rung(&self, constraint: &str) -> Option<Rung> {
        let mut met = self.checked.met.iter().filter(|met| met.constraint == constraint);
        met.next().map(|met| met.rung)
    }

    /// The columns with those that generated ones among them are made of.
    fn with_generators(&self, mut columns: BTreeSet<usize>) -> BTreeSet<usize> {
        for place in columns.clone() {
            let expression = self.table.columns.get(place).and_then(|column| column.generated_by());
            let names = expression.map(|text| parse(text).columns()).unwrap_or_default();
            columns.extend(
                names
                    .iter()
                    .filter_map(|name| self.table.columns.iter().position(|column| column.name == *name)),
            );
        }
        columns
    }

    fn role(&self, place: usize) -> Role {
        match (
            self.drafts.get(place).map(|draft| &draft.source),
            self.carriers.of.get(place),
        ) {
            (Some(Source::Free), Some(None)) => Role::Free,
            (Some(Source::Free), Some(Some(Carrier::Values(_) | Carrier::Meaning))) => Role::Distinct,
            _ => Role::Fixed,
        }
    }

    fn question(&self, columns: &BTreeSet<usize>, named: &[Named<'f>]) -> Question {
        let within = named
            .iter()
            .filter(|one| one.columns.is_subset(columns))
            .collect::<Vec<_>>();
        let judged = || within.iter().filter(|one| one.is_judged);
        let mut texts = judged()
            .flat_map(|one| constants(&parse(&one.condition.expression)))
            .collect::<Vec<_>>();
        for one in judged() {
            for function in one.functions.iter().filter_map(|oid| self.facts.functions.get(oid)) {
                texts.extend(literals(&function.source));
            }
        }
        let functions = || judged().flat_map(|one| one.functions);
        let known = || functions().filter_map(|oid| self.facts.functions.get(oid));
        let outside = OutsideCalls::new(self.facts);
        let mut not_asked = outside.reached(functions().copied());
        if not_asked.is_none() && known().any(|function| reads_tables(&function.source)) {
            not_asked = Some("it reads tables, which have no rows yet".to_owned());
        }
        Question {
            table: self.index,
            constraints: judged().map(|one| one.constraint.to_owned()).collect(),
            conditions: within.iter().map(|one| one.condition.clone()).collect(),
            columns: columns.iter().filter_map(|place| self.asked(*place, &texts)).collect(),
            generated: columns
                .iter()
                .filter_map(|place| self.table.columns.get(*place))
                .filter_map(|column| Some((column.name.clone(), column.generated_by()?.to_owned())))
                .collect(),
            is_certain: known().all(|function| function.volatility == Volatility::Immutable),
            not_asked,
        }
    }

    fn asked(&self, place: usize, texts: &[Value<'static>]) -> Option<Asked> {
        let draft = self.drafts.get(place).filter(|draft| draft.source != Source::Server)?;
        let base = self.facts.types.base(&draft.column.ty);
        let mut constants: Vec<Value<'static>> = Vec::new();
        for value in texts {
            let value = match value {
                Value::Text(text) if is_text(&draft.domain) => Value::Text(text.clone()),
                Value::Text(text) => read_value(Some(text.as_ref()), &base.name),
                other => other.clone(),
            };
            let is_new = constants.len() < MOST_CONSTANTS && !constants.contains(&value);
            if is_new && value != Value::Null && !matches!(value, Value::Literal(_)) && draft.domain.contains(&value) {
                constants.push(value);
            }
        }
        Some(Asked {
            place,
            name: draft.column.name.clone(),
            type_name: base.name.clone(),
            role: self.role(place),
            domain: draft.domain.clone(),
            constants,
        })
    }
}

fn is_text(domain: &Domain) -> bool {
    matches!(domain.values, Values::Text(_) | Values::Listed(_))
}

/// The constants of an expression, and those next to numbers.
fn constants(expression: &Expr) -> Vec<Value<'static>> {
    let mut found = Vec::new();
    expression.visit(&mut |part| match part {
        Expr::Constant(Value::Int(number)) => found.extend(around(*number)),
        Expr::Constant(value) => found.push(value.clone()),
        Expr::Opaque(opaque) => found.extend(literals(&opaque.text)),
        _ => {}
    });
    found
}

fn around(number: i64) -> impl Iterator<Item = Value<'static>> {
    [0, -1, 1]
        .into_iter()
        .filter_map(move |step| number.checked_add(step))
        .map(Value::Int)
}

/// The literals in the source of a function: texts in quotes, and integers.
fn literals(source: &str) -> Vec<Value<'static>> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find(|c: char| c == '\'' || c.is_ascii_digit()) {
        let from = rest.get(start..).unwrap_or_default();
        let length = if let Some(quoted) = from.strip_prefix('\'') {
            let end = quoted.find('\'').unwrap_or(quoted.len());
            let text = quoted.get(..end).unwrap_or_default();
            found.push(Value::Text(Cow::Owned(text.to_owned())));
            end.saturating_add(2)
        } else {
            let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            let number = from.get(..end).and_then(|digits| digits.parse::<i64>().ok());
            found.extend(number.into_iter().flat_map(around));
            end
        };
        rest = from.get(length..).unwrap_or_default();
    }
    found
}
