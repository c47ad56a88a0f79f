//! The columns whose differences the parts of a unique set keep.

use std::collections::BTreeMap;

use super::columns::Draft;
use super::fields::{DATE, extracted, period_of, truncated, written};
use crate::domain::{Comparison, Unit, Values};
use crate::expr::{BinaryOperator, Expr, parse};
use crate::facts::{KeyPart, PartOptions};
use crate::make::periods::Period;
use crate::value::Value;

/// A column that by itself makes what is unique differ, if its own values differ in this way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The column's place.
    pub(crate) place: usize,
    pub(crate) how: How,
    /// False if there are values for which it is not so.
    pub(crate) is_certain: bool,
    /// True if several of these columns make it differ together.
    pub(crate) is_joint: bool,
}

/// The way in which values must differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As this comparison tells values apart.
    Compared(Comparison),
    /// By the period that they are in.
    Period(Period),
}

/// The columns that make the parts of a unique set differ.
pub(crate) fn kept(parts: &[KeyPart], options: &[PartOptions], drafts: &[Draft<'_>]) -> Vec<Kept> {
    let reading = Reading { drafts };
    let mut kept = Vec::new();
    let mut fields = BTreeMap::new();
    for (nth, part) in parts.iter().enumerate() {
        let expression = reading.expression(part);
        let collation = options.get(nth).and_then(|options| options.collation.as_ref());
        let at_least = match collation {
            Some(collation) if !collation.deterministic => Comparison::NotDeterministic,
            _ => Comparison::Exact,
        };
        if let Some(of) = reading.fields(&expression) {
            let (mask, is_certain) = fields.entry(of.place).or_insert((0, true));
            *mask |= of.mask;
            *is_certain &= of.is_certain;
        } else {
            kept.extend(weakened(reading.read(&expression), at_least));
        }
    }
    for (place, (mask, is_certain)) in fields {
        if let Some(period) = period_of(mask) {
            kept.push(Kept {
                place,
                how: How::Period(period),
                is_certain,
                is_joint: false,
            });
        }
    }
    kept
}

/// The fields of a date that an expression shows.
struct Fields {
    place: usize,
    mask: u32,
    is_certain: bool,
}

struct Reading<'r, 'f> {
    drafts: &'r [Draft<'f>],
}

impl Reading<'_, '_> {
    /// A part as an expression of columns that are not generated themselves.
    fn expression(&self, part: &KeyPart) -> Expr {
        let name = match part {
            KeyPart::Column(name) => name,
            KeyPart::Expression(text) => return parse(text),
        };
        let generated = self
            .place(name)
            .and_then(|place| self.drafts[place].column.generated_by());
        generated.map_or_else(|| Expr::Column(name.clone()), parse)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.drafts.iter().position(|draft| draft.column.name == name)
    }

    fn unit(&self, place: usize) -> Option<&Unit> {
        match &self.drafts.get(place)?.domain.values {
            Values::Discrete(discrete) => Some(&discrete.unit),
            _ => None,
        }
    }

    /// The date or timestamp column of which an expression shows fields.
    fn fields(&self, expr: &Expr) -> Option<Fields> {
        match expr {
            Expr::Cast(inner, ty) if ty == "date" => {
                let (place, is_certain) = self.time(inner)?;
                let mask = DATE;
                matches!(self.unit(place), Some(Unit::Timestamp { .. })).then_some(Fields {
                    place,
                    mask,
                    is_certain,
                })
            }
            Expr::Cast(inner, _) => self.fields(inner),
            Expr::Call(function, arguments) => {
                let (mask, time) = match (function.as_str(), arguments.as_slice()) {
                    ("date_trunc", [field, time, ..]) => (truncated(&text_of(field)?)?, time),
                    ("extract" | "date_part", [field, time]) => (extracted(&text_of(field)?)?, time),
                    ("to_char", [time, format]) => (written(&text_of(format)?), time),
                    ("date", [time]) => (DATE, time),
                    _ => return None,
                };
                let (place, is_certain) = self.time(time)?;
                Some(Fields {
                    place,
                    mask,
                    is_certain,
                })
            }
            _ => None,
        }
    }

    /// The column of an expression that is a time; and true if it is the time in UTC or without a zone.
    fn time(&self, expr: &Expr) -> Option<(usize, bool)> {
        match expr {
            Expr::Column(name) => {
                let place = self.place(name)?;
                matches!(self.unit(place), Some(Unit::Date | Unit::Timestamp { .. })).then_some((place, true))
            }
            Expr::Cast(inner, ty) if ty == "date" || ty.starts_with("timestamp") => self.time(inner),
            Expr::Call(function, arguments) => match (function.as_str(), arguments.as_slice()) {
                ("timezone", [zone, time]) => {
                    let (place, is_certain) = self.time(time)?;
                    let is_utc = text_of(zone).is_some_and(|zone| zone.eq_ignore_ascii_case("utc"));
                    Some((place, is_certain && is_utc))
                }
                ("coalesce", [time, ..]) => self.time(time),
                _ => None,
            },
            _ => None,
        }
    }

    /// The columns that make an expression differ.
    fn read(&self, expr: &Expr) -> Vec<Kept> {
        match expr {
            Expr::Column(name) => self.place(name).map(plain).into_iter().collect(),
            Expr::Collate(inner, _) => self.read(inner),
            Expr::Cast(inner, ty) => self.cast(inner, ty),
            Expr::Call(function, arguments) => self.call(function, arguments),
            Expr::Binary(BinaryOperator::Concatenate, ..) => {
                let mut parts = Vec::new();
                flatten(expr, &mut parts);
                self.joined(&parts)
            }
            Expr::Row(parts) | Expr::Array(parts) => parts.iter().flat_map(|part| self.read(part)).collect(),
            Expr::Binary(..) | Expr::Negated(_) => self.linear(expr),
            _ => Vec::new(),
        }
    }

    fn cast(&self, inner: &Expr, ty: &str) -> Vec<Kept> {
        let kept = self.read(inner);
        let is_whole = |kept: &Kept| matches!(self.unit(kept.place), Some(Unit::Int));
        match ty {
            "text"
            | "character varying"
            | "bpchar"
            | "uuid"
            | "jsonb"
            | "timestamp without time zone"
            | "timestamp with time zone" => kept,
            "citext" => weakened(kept, Comparison::AnyCase),
            "smallint" | "integer" | "bigint" | "numeric" if kept.iter().all(is_whole) => kept,
            _ if ty.starts_with("character") => uncertain(kept),
            _ => Vec::new(),
        }
    }

    fn call(&self, function: &str, arguments: &[Expr]) -> Vec<Kept> {
        let Some(first) = arguments.first() else {
            return Vec::new();
        };
        match function {
            "lower" | "upper" | "casefold" | "initcap" => alone(weakened(self.read(first), Comparison::AnyCase)),
            "btrim" | "trim" | "ltrim" | "rtrim" | "unaccent" | "normalize" => {
                alone(weakened(self.read(first), Comparison::NotDeterministic))
            }
            "replace" | "translate" => {
                let kept = alone(weakened(self.read(first), Comparison::NotDeterministic));
                let marks = arguments
                    .get(1)
                    .and_then(text_of)
                    .is_some_and(|text| !text.contains(char::is_alphanumeric));
                if marks { kept } else { uncertain(kept) }
            }
            "regexp_replace" => uncertain(weakened(self.read(first), Comparison::NotDeterministic)),
            "md5" | "sha224" | "sha256" | "sha384" | "sha512" | "encode" | "convert_to" | "reverse"
            | "quote_literal" | "quote_ident" | "to_json" | "to_jsonb" | "text" | "nullif" | "coalesce" => {
                alone(self.read(first))
            }
            "hashtext" | "hashtextextended" | "left" | "substring" | "substr" => uncertain(self.read(first)),
            "concat" => self.joined(&arguments.iter().collect::<Vec<_>>()),
            "concat_ws" => {
                let parts = arguments.iter().skip(1);
                let parts = parts.flat_map(|part| [first, part]).skip(1).collect::<Vec<_>>();
                self.joined(&parts)
            }
            _ => Vec::new(),
        }
    }

    /// The first and the last part of a concatenation, if a mark separates it from the others.
    fn joined(&self, parts: &[&Expr]) -> Vec<Kept> {
        let parts = parts.iter().map(|part| (*part, text_of(part))).collect::<Vec<_>>();
        let open = parts
            .iter()
            .enumerate()
            .filter(|(_, (_, text))| text.is_none())
            .map(|(at, _)| at);
        let open = open.collect::<Vec<_>>();
        if let [only] = open.as_slice() {
            return self.read(parts[*only].0);
        }
        let is_plain_number = |one: &Kept| matches!(self.unit(one.place), Some(Unit::Int | Unit::Date));
        let is_number = |at: &usize| {
            let kept = self.read(parts[*at].0);
            !kept.is_empty() && kept.iter().all(|one| one.is_joint && is_plain_number(one))
        };
        let are_apart = open.windows(2).all(|pair| pair[1] > pair[0] + 1);
        let marks = parts.iter().filter_map(|(_, text)| text.as_ref());
        let are_marks = marks
            .clone()
            .all(|text| !text.is_empty() && !text.contains(char::is_alphanumeric));
        if are_apart && are_marks && open.iter().all(is_number) {
            return open.iter().flat_map(|at| self.read(parts[*at].0)).collect();
        }
        let is_mark = |text: Option<&Option<String>>, last: bool| {
            let text = text.and_then(Option::as_ref);
            let character = text.and_then(|text| if last { text.chars().last() } else { text.chars().next() });
            character.is_some_and(|character| !character.is_alphanumeric())
        };
        let mut kept = Vec::new();
        for at in open {
            let before = at.checked_sub(1).and_then(|at| parts.get(at)).map(|(_, text)| text);
            let after = parts.get(at + 1).map(|(_, text)| text);
            let is_last = at + 1 == parts.len() && is_mark(before, true);
            let is_first = at == 0 && is_mark(after, false);
            let own = alone(weakened(self.read(parts[at].0), Comparison::NotDeterministic));
            // A text may have the mark in it itself.
            let is_text = |kept: &Kept| matches!(self.drafts[kept.place].domain.values, Values::Text(_));
            let certain = is_last || (is_first && !own.iter().any(is_text));
            kept.extend(if certain { own } else { uncertain(own) });
        }
        kept
    }

    /// The columns of a sum of products with constants, if no two of their rows make the same.
    fn linear(&self, expr: &Expr) -> Vec<Kept> {
        let mut terms = BTreeMap::new();
        if self.terms(expr, 1, &mut terms).is_none() {
            return Vec::new();
        }
        let mut terms = terms.into_iter().filter(|(_, factor)| *factor != 0).collect::<Vec<_>>();
        terms.sort_by_key(|(place, factor)| (factor.unsigned_abs(), *place));
        let mut reach = 0_u128;
        for (place, factor) in &terms {
            let Some((first, last)) = self.drafts[*place].integers() else {
                return Vec::new();
            };
            if factor.unsigned_abs() <= reach {
                return Vec::new();
            }
            reach = reach.saturating_add(factor.unsigned_abs().saturating_mul(last.abs_diff(first)));
        }
        terms.into_iter().map(|(place, _)| plain(place)).collect()
    }

    fn terms(&self, expr: &Expr, factor: i128, terms: &mut BTreeMap<usize, i128>) -> Option<()> {
        use BinaryOperator as B;
        match expr {
            Expr::Constant(Value::Int(_)) => {}
            Expr::Column(name) => {
                let sum = terms.entry(self.place(name)?).or_insert(0);
                *sum = sum.checked_add(factor)?;
            }
            Expr::Cast(inner, ty) if matches!(ty.as_str(), "smallint" | "integer" | "bigint" | "numeric") => {
                self.terms(inner, factor, terms)?;
            }
            Expr::Negated(inner) => self.terms(inner, factor.checked_neg()?, terms)?,
            Expr::Binary(operator @ (B::Add | B::Subtract), left, right) => {
                self.terms(left, factor, terms)?;
                let sign = if *operator == B::Add { 1 } else { -1 };
                self.terms(right, factor.checked_mul(sign)?, terms)?;
            }
            Expr::Binary(B::Multiply, left, right) => match (whole(left), whole(right)) {
                (Some(times), _) => self.terms(right, factor.checked_mul(times)?, terms)?,
                (_, Some(times)) => self.terms(left, factor.checked_mul(times)?, terms)?,
                _ => return None,
            },
            _ => return None,
        }
        Some(())
    }
}

fn plain(place: usize) -> Kept {
    Kept {
        place,
        how: How::Compared(Comparison::Exact),
        is_certain: true,
        is_joint: true,
    }
}

fn weakened(mut kept: Vec<Kept>, to: Comparison) -> Vec<Kept> {
    for one in &mut kept {
        if let How::Compared(own) = &mut one.how {
            *own = (*own).max(to);
        }
    }
    kept
}

fn uncertain(mut kept: Vec<Kept>) -> Vec<Kept> {
    for one in &mut kept {
        one.is_certain = false;
        one.is_joint = false;
    }
    kept
}

/// Columns of which one by itself has to differ.
fn alone(mut kept: Vec<Kept>) -> Vec<Kept> {
    for one in &mut kept {
        one.is_joint = false;
    }
    kept
}

fn flatten<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Binary(BinaryOperator::Concatenate, left, right) => {
            flatten(left, parts);
            flatten(right, parts);
        }
        Expr::Cast(inner, ty) if ty == "text" => flatten(inner, parts),
        other => parts.push(other),
    }
}

/// The text of a constant.
fn text_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Constant(Value::Text(text) | Value::Literal(text)) => Some(text.to_lowercase()),
        Expr::Cast(inner, _) => text_of(inner),
        _ => None,
    }
}

/// The integer of a constant.
fn whole(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Constant(Value::Int(number)) => Some(i128::from(*number)),
        Expr::Cast(inner, _) => whole(inner),
        Expr::Negated(inner) => whole(inner)?.checked_neg(),
        _ => None,
    }
}
