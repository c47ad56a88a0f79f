//! Candidates for the columns of a question: by the plan's own makers, and by what the conditions name.

use blink::RngKey;

use crate::domain::{Extent, Numbering};
use crate::make::cells::{Cells, RowCells};
use crate::plan::questions::{Asked, Question, Role};
use crate::value::Value;

/// The attempts in which the makers alone are asked.
const BY_MAKERS: u64 = 2;

/// A tuple of values of a question's columns.
pub(super) type Tuple = Vec<Value<'static>>;

/// The candidates of a question.
pub(super) struct Candidates<'c> {
    cells: &'c Cells,
    question: &'c Question,
    rows: u64,
    key: RngKey,
    any: Vec<Option<Numbering>>,
}

impl<'c> Candidates<'c> {
    pub(super) fn new(cells: &'c Cells, question: &'c Question, rows: u64) -> Self {
        let identity = cells.tables.get(question.table).map(|table| table.identity);
        let numbering = |asked: &Asked| asked.domain.numbering(Extent::Readable, cells.until);
        Self {
            cells,
            question,
            rows,
            key: identity.unwrap_or(RngKey::new(0)).derive("judged"),
            any: question.columns.iter().map(numbering).collect(),
        }
    }

    /// The tuple of a row in an attempt; None if a column that must have a value of its own has no more.
    pub(super) fn of_row(&self, row: u64, attempt: u64) -> Option<Tuple> {
        // A carrier's value of another number is no other row's.
        let other = row.checked_add(attempt.checked_mul(self.rows)?)?;
        let mut own = RowCells::new(self.cells, self.question.table);
        own.set_row(row);
        let mut beside = RowCells::new(self.cells, self.question.table);
        beside.set_row(other);
        let mut scratch = String::new();
        let mut tuple = Vec::with_capacity(self.question.columns.len());
        for (nth, asked) in self.question.columns.iter().enumerate() {
            let value = match asked.role {
                Role::Fixed => own.value(asked.place, &mut scratch).into_owned(),
                Role::Distinct => {
                    let value = beside.value(asked.place, &mut scratch).into_owned();
                    (value != Value::Null).then_some(value)?
                }
                Role::Free if attempt < BY_MAKERS => beside.value(asked.place, &mut scratch).into_owned(),
                Role::Free => match self.other(nth, asked, other) {
                    Some(value) => value,
                    None => beside.value(asked.place, &mut scratch).into_owned(),
                },
            };
            tuple.push(value);
        }
        Some(tuple)
    }

    /// So many tuples of further attempts, from the nth on.
    pub(super) fn more(&self, rows: &[u64], from: usize, count: usize) -> Vec<Tuple> {
        let nth = |nth: usize| {
            let row = rows.get(nth.checked_rem(rows.len())?)?;
            let attempt = u64::try_from(nth / rows.len()).ok()?.checked_add(1)?;
            self.of_row(*row, attempt)
        };
        (from..from.saturating_add(count)).filter_map(nth).collect()
    }

    /// A constant of the conditions, or any value of the column; None for that of its maker.
    fn other(&self, nth: usize, asked: &Asked, place: u64) -> Option<Value<'static>> {
        let key = self.key.derive(&asked.name);
        match key.below(place, 4) {
            0 | 1 if !asked.constants.is_empty() => {
                let nth = key.nth(1).below(place, asked.constants.len() as u64);
                asked.constants.get(usize::try_from(nth).ok()?).cloned()
            }
            2 => {
                let mut rng = key.rng(place, 2);
                self.any.get(nth)?.as_ref()?.sample(&mut || rng.number())
            }
            _ => None,
        }
    }

    /// The constants that the conditions name, of a question about one column.
    pub(super) fn constants(&self) -> Vec<Tuple> {
        match self.question.columns.as_slice() {
            [only] if only.role == Role::Free => only.constants.iter().map(|value| vec![value.clone()]).collect(),
            _ => Vec::new(),
        }
    }

    /// Tuples with NULL in each column that may be, and in all of them: the last resort.
    pub(super) fn with_nulls(&self) -> Vec<Tuple> {
        let columns = &self.question.columns;
        let may_be = |asked: &Asked| asked.role == Role::Free && asked.domain.nullable;
        let mut tuples = Vec::new();
        let Some(base) = self.of_row(0, 0) else {
            return tuples;
        };
        let mut all = base.clone();
        for nth in (0..columns.len()).filter(|nth| columns.get(*nth).is_some_and(may_be)) {
            for row in 0..self.rows.min(16) {
                let Some(mut one) = self.of_row(row, 0) else { continue };
                set_null(&mut one, nth);
                tuples.push(one);
            }
            set_null(&mut all, nth);
        }
        tuples.insert(0, all);
        tuples
    }
}

fn set_null(tuple: &mut Tuple, place: usize) {
    if let Some(value) = tuple.get_mut(place) {
        *value = Value::Null;
    }
}

/// Texts that input functions of many types read, for types that nothing is known of.
pub(super) fn texts() -> Vec<Tuple> {
    let numbers = (0..=100).map(|number| number.to_string());
    let others = [
        "1.5",
        "0.25",
        "a",
        "ab",
        "abc",
        "name",
        "A",
        "t",
        "f",
        "true",
        "{}",
        "{1}",
        "{1,2}",
        "[]",
        "[1]",
        "[1,2,3]",
        "{\"a\": 1}",
        "(0,0)",
        "(1,2)",
        "((0,0),(1,1))",
        "0,0",
        "1,2,3",
        "[1,2]",
        "[0,0]",
        "2024-01-15",
        "2024-01-15 10:30:00",
        "10:30:00",
        "1 day",
        "00000000-0000-4000-8000-000000000001",
        "192.0.2.1",
        "192.0.2.0/24",
        "2001:db8::1",
        "a.b",
        "a.b.c",
        "a=>1",
        "\"a\"=>\"1\"",
        "'a'",
        "a & b",
        "a:1",
        "POINT(0 0)",
        "0/0",
        "1-2",
        "USD 1.00",
        "1.0.0",
        "1 m",
        "978-0-306-40615-7",
        "user@example.com",
        "https://example.com/",
        "<a/>",
        "0x01",
        "\\x01",
        "01",
    ];
    let texts = numbers.chain(others.map(str::to_owned));
    texts.map(|text| vec![Value::Literal(text.into())]).collect()
}
