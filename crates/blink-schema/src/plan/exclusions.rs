//! Exclusion constraints: the columns with `=` are a group, and its members get slots that do not overlap.

use super::candidates::Candidate;
use super::carrier::{Carrier, SlotPart};
use super::carriers::Carriers;
use super::choice::{Choice, Set};
use super::columns::is_unchecked;
use super::grids::{of_bounds, of_range};
use super::kept::{How, Kept};
use super::positions::is_position;
use crate::expr::{Expr, parse};
use crate::facts::{Exclusion, KeyPart, PartOptions, UniqueSet};
use crate::make::area::Area;
use crate::make::group::Group;
use crate::make::slot::Part;
use crate::value::Value;

/// A rule by which rows exclude one another: a constraint, or a key `WITHOUT OVERLAPS`.
struct Excluding<'e> {
    name: &'e str,
    options: &'e [PartOptions],
    equal: Vec<KeyPart>,
    overlapping: Vec<KeyPart>,
    different: Vec<KeyPart>,
    /// True if there are other operators.
    has_others: bool,
}

/// The members that groups have on average, where rows are dealt to them.
const MEMBERS: u64 = 8;

/// The columns of a range: itself, or its bounds.
enum Span {
    Range(usize),
    Bounds { start: usize, end: usize, has_upper: bool },
}

impl Carriers {
    /// Chooses the carriers of all exclusion constraints; returns those that are no more than unique sets.
    pub(super) fn exclude_all<'s>(&mut self, choice: &Choice<'_, 's>) -> Vec<Set<'s>> {
        let table = choice.table;
        let of_constraints = table.exclusions.iter().map(Excluding::of_constraint);
        let temporal = table.unique_sets.iter().filter(|set| set.without_overlaps);
        let all = of_constraints.chain(temporal.map(Excluding::of_key));
        all.filter_map(|excluding| self.exclude(choice, &excluding)).collect()
    }

    /// Chooses carriers; returns the equal parts if these have to be unique by themselves.
    fn exclude<'s>(&mut self, choice: &Choice<'_, 's>, excluding: &Excluding<'s>) -> Option<Set<'s>> {
        let equal = Set {
            name: excluding.name,
            parts: excluding.equal.clone(),
            options: excluding.options,
            predicate: None,
        };
        let kept = choice.kept(&equal);
        if choice.is_unique_alone(&kept) {
            return None;
        }
        let is_all = excluding.different.is_empty() && excluding.overlapping.is_empty() && !excluding.has_others;
        if is_all {
            return Some(equal);
        }
        let area = excluding.overlapping.iter().find_map(|part| choice.area(part));
        if let Some((place, area)) = area.filter(|(place, _)| self.of[*place].is_none()) {
            self.set_carrier(place, Carrier::Area(area));
            return None;
        }
        let span = excluding.overlapping.iter().find_map(|part| {
            let span = choice.span(part)?;
            let (start, end) = span.columns();
            (self.of[start].is_none() && self.of[end].is_none()).then_some(span)
        });
        let different = excluding.different.iter().find_map(|part| choice.column(part));
        let different = different.filter(|place| choice.drafts[*place].is_free() && self.of[*place].is_none());
        if span.is_none() && (different.is_none() || !excluding.overlapping.is_empty()) {
            if equal.parts.is_empty() {
                self.sampled.push(excluding.name.to_owned());
                return None;
            }
            return Some(equal);
        }
        let (group, group_column) = self.group(choice, excluding, &kept, span.is_some());
        match (span, different) {
            (Some(span), _) => self.slot(choice, excluding.name, &span, &group, group_column),
            (None, Some(place)) => self.set_carrier(place, Carrier::SameInGroup(group)),
            (None, None) => {}
        }
        None
    }

    /// The group that the equal parts make, and the column that tells it if it is Blink's to choose.
    fn group(
        &mut self,
        choice: &Choice<'_, '_>,
        excluding: &Excluding<'_>,
        kept: &[Kept],
        is_numbered: bool,
    ) -> (Group, Option<usize>) {
        if choice.has_owner_columns(kept) {
            return (Group::Owner, None);
        }
        if let Some((group, place)) = self.deal(choice, kept) {
            return (group, Some(place));
        }
        // One grid over all rows holds for any groups; what must be the same cannot be the same of all.
        let referring = choice.references(kept).into_iter().next().filter(|_| !is_numbered);
        if referring.is_none() && !is_numbered && !excluding.equal.is_empty() {
            self.sampled.push(excluding.name.to_owned());
        }
        (referring.map_or(Group::All, Group::Referring), None)
    }

    /// Deals rows to groups by the values of a column.
    fn deal(&mut self, choice: &Choice<'_, '_>, kept: &[Kept]) -> Option<(Group, usize)> {
        let is_free = |one: &&Kept| choice.drafts[one.place].is_free() && self.of[one.place].is_none();
        let is_compared = |one: &&Kept| matches!(one.how, How::Compared(_)) && one.is_certain;
        let dealt = Choice {
            rows: choice.rows.div_ceil(MEMBERS).max(1),
            ..*choice
        };
        let candidates = kept.iter().filter(is_free).filter(is_compared);
        let candidates = candidates.filter_map(|one| dealt.candidate(one, false));
        let best = candidates.max_by_key(Candidate::rank)?;
        let (place, carrier) = best.carriers.into_iter().next()?;
        let capacity = u64::try_from(best.capacity).unwrap_or(u64::MAX);
        let group = Group::Blocks(dealt.rows.min(capacity).max(1));
        let carrier = Carrier::OfGroup {
            group: group.clone(),
            carrier: Box::new(carrier),
        };
        self.set_carrier(place, carrier);
        Some((group, place))
    }

    /// Counts the rows of each group, if a set without an owner has a column that counts and one that can tell groups.
    pub(super) fn deal_positions(&mut self, choice: &Choice<'_, '_>, set: &str, free: &[Kept]) -> bool {
        let counts = |one: &&Kept| {
            let draft = &choice.drafts[one.place];
            one.is_joint && is_position(&draft.column.name) && draft.integers().is_some()
        };
        let (Some(counting), [_, _]) = (free.iter().find(counts), free) else {
            return false;
        };
        let others = free
            .iter()
            .filter(|one| one.place != counting.place && one.is_joint && choice.drafts[one.place].is_key());
        let others = others.cloned().collect::<Vec<_>>();
        let Some((first, last)) = choice.drafts[counting.place].integers() else {
            return false;
        };
        let least = i128::from(first != 0);
        let Ok(from) = i64::try_from(first.max(least).min(last)) else {
            return false;
        };
        let Some((group, group_column)) = self.deal(choice, &others) else {
            return false;
        };
        if let Group::Blocks(groups) = &group {
            let each = last.saturating_sub(i128::from(from)).saturating_add(1);
            let each = u64::try_from(each).unwrap_or(u64::MAX);
            self.limit(set, each.saturating_mul(*groups), false);
        }
        let carrier = Carrier::NthInGroup {
            first: from,
            group,
            group_column,
        };
        self.set_carrier(counting.place, carrier);
        true
    }

    fn slot(&mut self, choice: &Choice<'_, '_>, name: &str, span: &Span, group: &Group, group_column: Option<usize>) {
        let (start, end) = span.columns();
        let domain = |place: usize| &choice.drafts[place].domain;
        let (grid, parts) = match span {
            Span::Range(place) => (of_range(domain(*place)), vec![(*place, Part::Range)]),
            Span::Bounds { has_upper, .. } => {
                let grid = of_bounds(domain(start), domain(end), *has_upper);
                (grid, vec![(start, Part::Start), (end, Part::End)])
            }
        };
        let Some(grid) = grid else { return };
        let capacity = grid.capacity();
        match group {
            Group::Blocks(groups) => self.limit(name, capacity.saturating_mul(*groups), false),
            group => self.limit(name, capacity, *group == Group::Owner),
        }
        let columns = parts.iter().map(|(place, _)| *place).collect::<Vec<_>>();
        for (place, part) in parts {
            let slot = SlotPart {
                group: group.clone(),
                grid: grid.clone(),
                part,
                constraint: name.to_owned(),
                group_column,
                columns: columns.clone(),
            };
            self.set_carrier(place, Carrier::Slot(Box::new(slot)));
        }
    }
}

impl<'e> Excluding<'e> {
    fn of_constraint(exclusion: &'e Exclusion) -> Self {
        let of = |wanted: &str| {
            let parts = exclusion.parts.iter().filter(|(_, operator)| operator == wanted);
            parts.map(|(part, _)| part.clone()).collect::<Vec<_>>()
        };
        let known = |operator: &str| matches!(operator, "=" | "&&" | "<>");
        Self {
            name: &exclusion.name,
            // Those of the parts with `=` alone would be others.
            options: if exclusion.parts.iter().all(|(_, operator)| operator == "=") {
                &exclusion.part_options
            } else {
                &[]
            },
            equal: of("="),
            overlapping: of("&&"),
            different: of("<>"),
            has_others: !exclusion.parts.iter().all(|(_, operator)| known(operator)),
        }
    }

    fn of_key(set: &'e UniqueSet) -> Self {
        let (period, equal) = set
            .parts
            .split_last()
            .map_or((None, &[] as &[_]), |(last, rest)| (Some(last), rest));
        Self {
            name: &set.name,
            options: &set.part_options,
            equal: equal.to_vec(),
            overlapping: period.into_iter().cloned().collect(),
            different: Vec::new(),
            has_others: false,
        }
    }
}

impl Span {
    fn columns(&self) -> (usize, usize) {
        match self {
            Self::Range(place) => (*place, *place),
            Self::Bounds { start, end, .. } => (*start, *end),
        }
    }
}

impl Choice<'_, '_> {
    /// Returns true if one of the columns is a unique set by itself.
    fn is_unique_alone(&self, kept: &[Kept]) -> bool {
        let sets = self.table.unique_sets.iter().filter(|set| set.predicate.is_none());
        let alone = sets.filter_map(|set| match set.columns()?.as_slice() {
            [only] => self.place(only),
            _ => None,
        });
        let certain = |place: usize| kept.iter().any(|one| one.place == place && one.is_certain);
        alone.into_iter().any(certain)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.table.columns.iter().position(|column| column.name == name)
    }

    /// The column of a part that is no more than that.
    fn column(&self, part: &KeyPart) -> Option<usize> {
        let expression = match part {
            KeyPart::Column(name) => return self.place(name),
            KeyPart::Expression(text) => parse(text),
        };
        self.bare(&expression)
    }

    fn bare(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Column(name) => self.place(name),
            Expr::Cast(inner, _) => self.bare(inner),
            Expr::Call(function, arguments) if function == "coalesce" => self.bare(arguments.first()?),
            _ => None,
        }
    }

    /// A column of a type that has an area, of which Blink makes any value.
    fn area(&self, part: &KeyPart) -> Option<(usize, Area)> {
        let KeyPart::Column(name) = part else {
            return None;
        };
        let place = self.place(name)?;
        let draft = &self.drafts[place];
        let area = Area::named(&self.types.base(&draft.column.ty).name)?;
        (draft.is_free() && is_unchecked(&draft.domain)).then_some((place, area))
    }

    /// The columns of a range that Blink makes.
    fn span(&self, part: &KeyPart) -> Option<Span> {
        let expression = match part {
            KeyPart::Column(name) => {
                let place = self.place(name)?;
                match self.drafts[place].column.generated_by() {
                    Some(generated) => parse(generated),
                    None => Expr::Column(name.clone()),
                }
            }
            KeyPart::Expression(text) => parse(text),
        };
        let span = self.span_of(&expression)?;
        let (start, end) = span.columns();
        let grid = match &span {
            Span::Range(place) => of_range(&self.drafts[*place].domain),
            Span::Bounds { has_upper, .. } => {
                of_bounds(&self.drafts[start].domain, &self.drafts[end].domain, *has_upper)
            }
        };
        let free = self.drafts[start].is_free() && self.drafts[end].is_free();
        (free && grid.is_some()).then_some(span)
    }

    fn span_of(&self, expr: &Expr) -> Option<Span> {
        match expr {
            Expr::Column(name) => self.place(name).map(Span::Range),
            Expr::Cast(inner, _) => self.span_of(inner),
            Expr::Call(function, arguments) if RANGES.contains(&function.as_str()) => {
                let (start, end) = (self.bare(arguments.first()?)?, self.bare(arguments.get(1)?)?);
                let has_upper = match arguments.get(2) {
                    None => false,
                    Some(bounds) => constant(bounds).is_none_or(|bounds| bounds != "[)"),
                };
                (start != end).then_some(Span::Bounds { start, end, has_upper })
            }
            _ => None,
        }
    }
}

/// The functions that make a range of two bounds.
const RANGES: &[&str] = &[
    "daterange",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
];

fn constant(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Constant(Value::Text(text) | Value::Literal(text)) => Some(text),
        Expr::Cast(inner, _) => constant(inner),
        _ => None,
    }
}
