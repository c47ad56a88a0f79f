//! The value of every cell, by arithmetic.

mod grouped;
mod own;
mod related;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use blink::{RngKey, WidePermutation};

use super::birth::Births;
use super::maker::{Alternatives, ColumnCells, Computed, Maker, Nulls, Ordered, Shown};
use super::related::RelatedTables;
use super::values::{drawn, kept, near, round};
use super::walk::Walk;
use crate::domain::{Discrete, Intervals};
use crate::expr::{Context, Expr, Patterns, Type, Typed, evaluate};
use crate::value::Value;
use crate::words::{Bits, Identity, make, make_unique};

/// All that the cells of a plan are made of.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) related: RelatedTables,
    pub(crate) births: Births,
    pub(crate) tables: Vec<TableCells>,
    /// The end of the span of time, in microseconds since 2000-01-01.
    pub(crate) until: i64,
    /// The keys of tables that have rows.
    pub(crate) pools: Vec<Vec<Vec<Value<'static>>>>,
    /// The tuples that the server accepted, a pool for each question.
    pub(crate) tuples: Vec<Vec<Vec<Value<'static>>>>,
}

/// The columns of a table.
#[derive(Debug)]
pub(crate) struct TableCells {
    pub(crate) columns: Vec<ColumnCells>,
    /// The names of the columns, and their types as expressions see them.
    pub(crate) types: Vec<(String, Type)>,
    /// The key of the rows' identities.
    pub(crate) identity: RngKey,
    /// True if each row is an entry of a list, such as a country.
    pub(crate) is_list: bool,
    /// Conditions that columns are made anew for until they hold.
    pub(crate) groups: Vec<Vec<Expr>>,
}

/// A row that is being made: what its cells share is computed once.
pub(crate) struct RowCells<'c> {
    cells: &'c Cells,
    table: usize,
    row: u64,
    identity: OnceCell<Identity>,
    parents: Vec<OnceCell<Option<u64>>>,
    attempts: Vec<OnceCell<u64>>,
    walk: Rc<Walk<'c>>,
    patterns: Rc<Patterns>,
    /// The rows that references led to last.
    above: Vec<Cell<Option<Box<RowCells<'c>>>>>,
}

/// An attempt to make the columns of a group so that its conditions hold.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    group: Option<usize>,
    number: u64,
}

/// The times that a cell is made anew to find a value that its column may have.
const ATTEMPTS: u64 = 8;

/// The times that the columns of a condition are made anew until it holds.
const GROUP_ATTEMPTS: u64 = 128;

/// The times at which the columns still show what they mean.
const ATTEMPTS_BY_MEANING: u64 = 16;

impl<'c> RowCells<'c> {
    pub(crate) fn new(cells: &'c Cells, table: usize) -> Self {
        let walk = Rc::new(Walk::new(&cells.related, &cells.births));
        Self::of(cells, table, walk, Rc::default())
    }

    fn of(cells: &'c Cells, table: usize, walk: Rc<Walk<'c>>, patterns: Rc<Patterns>) -> Self {
        let relations = cells.related.tables.get(table).map_or(0, |table| table.relations.len());
        let groups = cells.tables.get(table).map_or(0, |table| table.groups.len());
        Self {
            cells,
            table,
            row: 0,
            identity: OnceCell::new(),
            parents: vec![OnceCell::new(); relations],
            attempts: vec![OnceCell::new(); groups],
            walk,
            patterns,
            above: std::iter::repeat_with(Cell::default).take(relations).collect(),
        }
    }

    /// Goes to another row.
    pub(crate) fn set_row(&mut self, row: u64) {
        self.row = row;
        self.identity.take();
        for parent in &mut self.parents {
            parent.take();
        }
        for attempt in &mut self.attempts {
            attempt.take();
        }
    }

    /// The value of a column.
    pub(crate) fn value<'s>(&self, column: usize, scratch: &'s mut String) -> Value<'s>
    where
        'c: 's,
    {
        let group = self.column(column).and_then(|column| column.group);
        let number = group.map_or(0, |group| self.attempt(group));
        self.value_at(column, Attempt { group, number }, scratch)
    }

    fn column(&self, column: usize) -> Option<&'c ColumnCells> {
        self.cells.tables.get(self.table)?.columns.get(column)
    }

    /// The value of a column in an attempt.
    fn value_at<'s>(&self, column: usize, attempt: Attempt, scratch: &'s mut String) -> Value<'s>
    where
        'c: 's,
    {
        let Some(column) = self.column(column) else {
            return Value::Null;
        };
        match self.cell(column, attempt, scratch).unwrap_or(Value::Null) {
            #[expect(clippy::cast_possible_truncation, reason = "the nearest real")]
            Value::Float(number) if column.is_real => Value::Float(f64::from(number as f32)),
            value => value,
        }
    }

    /// The value of a column that another one's depends on: that of the attempt, if it is made anew, too.
    fn value_beside(&self, column: usize, attempt: Attempt) -> Value<'static> {
        let mut scratch = String::new();
        let group = self.column(column).and_then(|column| column.group);
        if group.is_some() && group == attempt.group {
            self.value_at(column, attempt, &mut scratch).into_owned()
        } else {
            self.value(column, &mut scratch).into_owned()
        }
    }

    fn cell<'s>(&self, column: &'c ColumnCells, attempt: Attempt, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'c: 's,
    {
        if self.is_null(column.nulls, attempt) {
            return None;
        }
        if let Some(alternatives) = &column.alternatives
            && column.group == attempt.group
            && attempt.number >= ATTEMPTS_BY_MEANING
        {
            return self.alternative(column, alternatives, attempt, scratch);
        }
        self.made(&column.maker, attempt, scratch)
    }

    /// Another value that the column may have, where those that it shows do not meet a condition: a constant of the
    /// condition, a round one, or any.
    fn alternative<'s>(
        &self,
        column: &'c ColumnCells,
        alternatives: &'c Alternatives,
        attempt: Attempt,
        scratch: &'s mut String,
    ) -> Option<Value<'s>>
    where
        'c: 's,
    {
        let key = alternatives.key.attempt(attempt.number);
        let constants = alternatives.constants.len() as u64;
        match key.nth(1).below(self.row, 4) {
            0 if constants > 0 => {
                let place = usize::try_from(key.below(self.row, constants)).ok()?;
                alternatives.constants.get(place).cloned()
            }
            1 => {
                let value = self.made(&column.maker, attempt, scratch)?.into_owned();
                Some(round(value, key.below(self.row, 4)))
            }
            2 => drawn(alternatives.natural.as_ref()?, key, self.row, 0),
            _ if alternatives.nullable && attempt.number > GROUP_ATTEMPTS / 2 => None,
            _ => drawn(alternatives.any.as_ref()?, key, self.row, 0),
        }
    }

    /// The first attempt in which the conditions of a group hold.
    fn attempt(&self, group: usize) -> u64 {
        let Some(known) = self.attempts.get(group) else {
            return 0;
        };
        *known.get_or_init(|| {
            let conditions = self
                .cells
                .tables
                .get(self.table)
                .and_then(|table| table.groups.get(group));
            let holds = |number: &u64| {
                let attempt = Attempt {
                    group: Some(group),
                    number: *number,
                };
                let mut conditions = conditions.into_iter().flatten();
                conditions.all(|condition| self.holds(condition, attempt))
            };
            (0..GROUP_ATTEMPTS).find(holds).unwrap_or(0)
        })
    }

    /// The conditions that no attempt meets in this row.
    pub(crate) fn unmet(&self) -> Vec<&'c Expr> {
        let groups = self
            .cells
            .tables
            .get(self.table)
            .map_or(&[] as &[_], |table| &table.groups);
        let mut unmet = Vec::new();
        for (group, conditions) in groups.iter().enumerate() {
            let attempt = Attempt {
                group: Some(group),
                number: self.attempt(group),
            };
            unmet.extend(conditions.iter().filter(|condition| !self.holds(condition, attempt)));
        }
        unmet
    }

    /// Returns true if a condition holds in an attempt, or if only the server can say.
    fn holds(&self, condition: &Expr, attempt: Attempt) -> bool {
        !matches!(self.evaluated(condition, attempt), Some(Value::Bool(false)))
    }

    /// What an expression makes of the row's columns; None if only the server can say.
    fn evaluated(&self, expression: &Expr, attempt: Attempt) -> Option<Value<'static>> {
        let table = self.cells.tables.get(self.table)?;
        let columns = |name: &str| {
            let place = table.types.iter().position(|(own, _)| own == name)?;
            if self.is_unread(table.columns.get(place)?) {
                return None;
            }
            let ty = table.types.get(place)?.1.clone();
            let value = self.value_beside(place, attempt);
            Some(Typed { value, ty })
        };
        let context = Context {
            columns: &columns,
            now: self.cells.until,
            patterns: &self.patterns,
        };
        evaluate(expression, &context).ok()
    }

    fn is_null(&self, nulls: Nulls, attempt: Attempt) -> bool {
        match nulls {
            Nulls::Never => false,
            Nulls::Always => true,
            Nulls::Share { share, key } => key.attempt(attempt.number).number(self.row) < share,
            Nulls::WithRelation(relation) => self.parent(relation, attempt).is_none(),
        }
    }

    fn made<'s>(&self, maker: &'c Maker, attempt: Attempt, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'c: 's,
    {
        match maker {
            Maker::Parent { relation, column } => {
                let parent = self.parent(*relation, attempt)?;
                self.value_above(*relation, parent, *column, scratch)
            }
            Maker::Pooled { relation, pool, part } => {
                let place = usize::try_from(self.parent(*relation, attempt)?).ok()?;
                let key = self.cells.pools.get(*pool)?.get(place)?;
                key.get(*part).cloned()
            }
            Maker::Serial { first } => first.checked_add(i64::try_from(self.row).ok()?).map(Value::Int),
            Maker::Nth { first } => {
                let nth = self.walk.nth(self.table, self.row);
                first.checked_add(i64::try_from(nth).ok()?).map(Value::Int)
            }
            Maker::Distinct { values, order } => values.value(order.at(u128::from(self.row))?),
            Maker::DistinctInRun { values, key } => {
                let position = self.walk.position(self.table, self.row)?;
                let order = WidePermutation::new(key.nth(position.parent), values.capacity());
                values.value(order.at(u128::from(position.nth))?)
            }
            Maker::DistinctMeaning(shown) => {
                let identity = self.identity().party(shown.found.party);
                let longest = shown.found.max_length;
                let number = shown.number(self.row);
                let text = make_unique(shown.found.meaning, &identity, number, longest, scratch)?;
                Some(Value::Text(Cow::Borrowed(text)))
            }
            Maker::Meaning(shown) => self.shown(shown, attempt, scratch),
            Maker::Drawn { values, key } => drawn(values, *key, self.row, attempt.number),
            Maker::Constant(value) => Some(value.clone()),
            Maker::Own { part } => self.value_of_own(*part),
            Maker::ByWay { ways, cells } => {
                let group = self.cells.related.tables.get(self.table)?.ways.get(*ways)?.group;
                let number = match group {
                    None => 0,
                    group if group == attempt.group => attempt.number,
                    Some(group) => self.attempt(group),
                };
                let way = self.walk.way(self.table, *ways, self.row, number)?;
                self.cell(cells.get(way)?, attempt, scratch)
            }
            Maker::Computed(computed) => self.computed(computed, attempt),
            Maker::Ordered(ordered) => self.ordered(ordered, attempt, scratch),
            Maker::Grouped(grouped) => self.grouped(grouped, attempt, scratch),
            Maker::Tuple { pool, part, key } => self.part_of_tuple(*pool, *part, *key),
        }
    }

    /// What an expression makes of other columns, in the form of the column's type.
    fn computed(&self, computed: &Computed, attempt: Attempt) -> Option<Value<'static>> {
        let value = self.evaluated(&computed.expression, attempt)?;
        let at = computed.unit.as_ref().and_then(|unit| unit.locate(&value));
        match (&computed.unit, at) {
            (Some(unit), Some(at)) if at.exact => unit.value(at.floor),
            _ => Some(value),
        }
    }

    /// A part of a tuple that the server accepted.
    fn part_of_tuple(&self, pool: usize, part: usize, key: Option<RngKey>) -> Option<Value<'static>> {
        let pool = self.cells.tuples.get(pool)?;
        let place = key.map_or(self.row, |key| key.below(self.row, pool.len() as u64));
        pool.get(usize::try_from(place).ok()?)?.get(part).cloned()
    }

    /// What the row's identity says, within the values that the column may have.
    fn shown<'s>(&self, shown: &'c Shown, attempt: Attempt, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'c: 's,
    {
        let limits = shown.limits()?;
        let meaning = shown.found.meaning;
        let mut identity = self.identity().party(shown.found.party);
        if attempt.number > 0 {
            identity = identity.party(ATTEMPTS + attempt.number);
        }
        let key = shown.key.attempt(attempt.number);
        let Some(within) = &shown.within else {
            let bits = Bits::new(key.number(self.row));
            return Some(kept(make(meaning, &identity, bits, &limits, scratch), shown));
        };
        for again in 0..ATTEMPTS {
            let bits = Bits::new(key.nth(again).number(self.row));
            // What another attempt says is of another identity, too.
            let value = make(meaning, &identity.party(again), bits, &limits, &mut *scratch);
            let value = kept(value, shown);
            if within.domain.contains(&value) {
                return Some(value.into_owned());
            }
        }
        drawn(&within.instead, key, self.row, 0)
    }

    /// A value that stands in the order; if its own does not, another one of those that do.
    fn ordered<'s>(&self, ordered: &'c Ordered, attempt: Attempt, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'c: 's,
    {
        let own = self.made(&ordered.own, attempt, scratch)?.into_owned();
        let other = self.value_beside(ordered.other, attempt);
        let unit = &ordered.domain.unit;
        let (Some(at), Some(limit)) = (unit.locate(&own), unit.locate(&other)) else {
            return Some(own);
        };
        let bound = match (ordered.is_greater, ordered.or_equal && limit.exact) {
            (true, true) => Intervals::between(limit.floor, i128::MAX),
            (true, false) => Intervals::between(limit.floor.saturating_add(1), i128::MAX),
            (false, true) => Intervals::between(i128::MIN, limit.floor),
            (false, false) => {
                let below = i128::from(limit.exact);
                Intervals::between(i128::MIN, limit.floor.saturating_sub(below))
            }
        };
        let bound = match ordered.at_most {
            None => bound,
            Some(most) => {
                // What lies between two of the unit's values is a little more than the lower one.
                let last = limit.floor.saturating_add(most);
                let first = limit
                    .floor
                    .saturating_sub(most)
                    .saturating_add(i128::from(!limit.exact));
                bound.intersect(&Intervals::between(first, last))
            }
        };
        if bound.contains(at.floor) {
            return Some(own);
        }
        let left = Discrete {
            unit: unit.clone(),
            set: ordered.domain.set.intersect(&bound),
            steps: ordered.domain.steps,
        };
        let place = ordered.key.attempt(attempt.number).number(self.row);
        near(&left, ordered.is_greater, place).or(Some(own))
    }

    /// The row's identity.
    fn identity(&self) -> Identity {
        *self.identity.get_or_init(|| {
            let Some(table) = self.cells.tables.get(self.table) else {
                return Identity::new(0, self.cells.until, self.cells.until);
            };
            let key = table.identity.number(self.row);
            // What follows rows of the user's own may be later than all else.
            let born = self.walk.born(self.table, self.row).unwrap_or(self.cells.until);
            let identity = Identity::new(key, born, self.cells.until.max(born));
            if table.is_list {
                identity.listed(self.row)
            } else {
                identity
            }
        })
    }
}
