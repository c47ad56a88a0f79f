//! Columns that are made anew until conditions hold.

use super::RowCells;
use crate::expr::{Context, Expr, Typed, evaluate};
use crate::make::attempts::Attempt;
use crate::value::Value;

impl<'c> RowCells<'c> {
    /// The first attempt in which the conditions of a group hold.
    pub(super) fn attempt(&self, group: usize) -> u64 {
        let table = self.cells.tables.get(self.table);
        let conditions = table.and_then(|table| table.groups.get(group));
        self.attempts.first(group, |number| {
            let group = Some(group);
            let mut conditions = conditions.into_iter().flatten();
            conditions.all(|condition| self.holds(condition, Attempt { group, number }))
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

    /// The value that an expression makes of the row's columns; None if only the server can say.
    pub(super) fn evaluated(&self, expression: &Expr, attempt: Attempt) -> Option<Value<'static>> {
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
}

#[cfg(test)]
mod tests {
    use blink::RngKey;

    use super::*;
    use crate::domain::{Discrete, Domain, Extent, Intervals, Progression, Unit, Values};
    use crate::expr::{Type, parse};
    use crate::make::birth::Births;
    use crate::make::cells::{Cells, TableCells};
    use crate::make::maker::{ColumnCells, Maker, Nulls, Ordered};
    use crate::make::related::RelatedTables;

    fn column(maker: Maker, group: Option<usize>) -> ColumnCells {
        ColumnCells {
            maker,
            nulls: Nulls::Never,
            group,
            alternatives: None,
            is_real: false,
        }
    }

    /// `b` is above `a`, and is not in the group of the condition that names both.
    fn crossing() -> Cells {
        let domain = Discrete {
            unit: Unit::Int,
            set: Intervals::between(0, 1_000),
            steps: Progression::ALL,
        };
        let values = Values::Discrete(domain.clone());
        let drawn = |key| Maker::Drawn {
            values: Domain::of(values.clone(), "").numbering(Extent::Readable, 0).unwrap(),
            key: RngKey::new(key),
        };
        let ordered = Ordered {
            own: drawn(1),
            other: 0,
            is_greater: true,
            or_equal: true,
            at_most: None,
            domain,
            key: RngKey::new(2),
        };
        let int = |name: &str| (name.to_owned(), Type::named("integer"));
        let table = TableCells {
            columns: vec![
                column(drawn(3), Some(0)),
                column(Maker::Ordered(Box::new(ordered)), None),
            ],
            types: vec![int("a"), int("b")],
            identity: RngKey::new(4),
            is_list: false,
            groups: vec![vec![parse("((a + b) % 2) = 0")]],
        };
        Cells {
            related: RelatedTables::default(),
            births: Births::default(),
            tables: vec![table],
            until: 0,
            pools: Vec::new(),
            tuples: Vec::new(),
        }
    }

    #[test]
    fn a_cell_that_a_condition_needs_may_need_what_the_condition_decides() {
        let cells = crossing();
        let mut scratch = String::new();
        for row in 0..200 {
            let mut value = |first: usize| {
                let mut made = RowCells::new(&cells, 0);
                made.set_row(row);
                let mut int = |column| match made.value(column, &mut scratch) {
                    Value::Int(number) => number,
                    other => panic!("{other:?}"),
                };
                if first == 0 {
                    (int(0), int(1))
                } else {
                    let b = int(1);
                    (int(0), b)
                }
            };
            // Whichever is asked for first.
            let (a, b) = value(0);
            assert_eq!(value(1), (a, b), "{row}");
            assert!((a + b) % 2 == 0 && a <= b, "{row}: {a}, {b}");
        }
    }
}
