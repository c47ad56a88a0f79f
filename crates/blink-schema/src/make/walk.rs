//! A walk through the rows: what belongs to rows near the last ones is found without a search.

use std::cell::{Cell, RefCell};
use std::ops::Deref;

use blink::ChildPosition;

use super::birth::Births;
use super::own::OwnRows;
use super::related::RelatedTables;
use super::run::Cursor;

/// The relations and times of the rows of a plan, for rows that are mostly asked for one after the other.
#[derive(Debug)]
pub(crate) struct Walk<'c> {
    tables: &'c RelatedTables,
    births: &'c Births,
    /// The user's own rows; None before they are known.
    pub(super) own: Option<&'c OwnRows>,
    places: RefCell<Vec<Place<'c>>>,
    times: RefCell<Vec<Time>>,
    turn: Cell<u64>,
}

/// A place in the rows of a table that have owners.
#[derive(Debug)]
struct Place<'c> {
    table: usize,
    cursor: Cursor<'c>,
    last: u64,
    /// The turn in which it was used last.
    used: u64,
}

/// The time of the row of a table that was asked for last.
#[derive(Clone, Copy, Debug)]
struct Time {
    table: usize,
    row: u64,
    born: Option<i64>,
}

/// The distance at which rows are near: some have no children, so that those of others are further apart.
const NEAR: u64 = 4_096;

/// The places of a table: one for rows in their order, one for others.
const PLACES: usize = 2;

impl<'c> Walk<'c> {
    pub(crate) fn new(tables: &'c RelatedTables, births: &'c Births) -> Self {
        Self {
            tables,
            births,
            own: None,
            places: RefCell::default(),
            times: RefCell::default(),
            turn: Cell::default(),
        }
    }

    /// The same among these rows of the user's own.
    pub(super) fn around(self, own: &'c OwnRows) -> Self {
        Self { own: Some(own), ..self }
    }

    /// The row's owner, and its number among the rows of it.
    pub(crate) fn position(&self, table: usize, row: u64) -> Option<ChildPosition> {
        let (_, run) = self.tables.tables.get(table)?.run.as_ref()?;
        let Ok(mut places) = self.places.try_borrow_mut() else {
            return run.parent_of(row);
        };
        self.turn.set(self.turn.get().wrapping_add(1));
        let mut own = places.iter_mut().filter(|place| place.table == table);
        if let Some(near) = own.find(|place| place.last.abs_diff(row) <= NEAR) {
            return near.position(row, self.turn.get());
        }
        if places.iter().filter(|place| place.table == table).count() < PLACES {
            places.push(Place {
                table,
                cursor: run.cursor(),
                last: row,
                used: 0,
            });
            return places.last_mut()?.position(row, self.turn.get());
        }
        let own = places.iter_mut().filter(|place| place.table == table);
        own.min_by_key(|place| place.used)?.position(row, self.turn.get())
    }

    /// The time of a row; None if the table's rows have none.
    pub(crate) fn born(&self, table: usize, row: u64) -> Option<i64> {
        let is_known = |time: &Time| time.table == table && time.row == row;
        let known = self.times.try_borrow().ok()?.iter().copied().find(is_known);
        if let Some(known) = known {
            return known.born;
        }
        let born = self.births.of(self, table, row);
        if let Ok(mut times) = self.times.try_borrow_mut() {
            let now = Time { table, row, born };
            match times.iter_mut().find(|time| time.table == table) {
                Some(last) => *last = now,
                None => times.push(now),
            }
        }
        born
    }
}

impl Place<'_> {
    fn position(&mut self, row: u64, turn: u64) -> Option<ChildPosition> {
        (self.last, self.used) = (row, turn);
        self.cursor.parent_of(row)
    }
}

impl Deref for Walk<'_> {
    type Target = RelatedTables;

    fn deref(&self) -> &RelatedTables {
        self.tables
    }
}

#[cfg(test)]
mod tests {
    use blink::{ChildRuns, RngKey};

    use super::*;
    use crate::make::birth::Birth;
    use crate::make::related::by_hand::table;
    use crate::make::run::Run;

    fn birth(parents: Vec<usize>) -> Birth {
        Birth {
            first: 0,
            last: 1_000_000_000_000_000,
            parents,
            in_order: false,
            is_distinct: false,
            key: RngKey::new(3),
            own: None,
            after: Vec::new(),
        }
    }

    #[test]
    fn what_is_found_near_the_last_rows_is_what_is_found_alone() {
        let run = ChildRuns::new(0..=9, 50_000, RngKey::new(4)).unwrap();
        let rows = run.children();
        let tables = RelatedTables {
            tables: vec![table(50_000, None), table(rows, Some(Run::new(run, None)))],
            ..RelatedTables::default()
        };
        let births = Births {
            tables: vec![Some(birth(Vec::new())), Some(birth(vec![0]))],
        };
        let walk = Walk::new(&tables, &births);
        let any = RngKey::new(5);
        // In their order from somewhere on, back again, and between them any other.
        let in_order = (9_000..19_000).chain(3_000..3_100).chain([rows - 1, rows]);
        for row in in_order.flat_map(|row| [row, any.below(row, rows), row]) {
            let alone = Walk::new(&tables, &births);
            let (_, run) = tables.tables[1].run.as_ref().unwrap();
            assert_eq!(walk.position(1, row), run.parent_of(row), "{row}");
            assert_eq!(walk.parent(1, 0, row), alone.parent(1, 0, row), "{row}");
            assert_eq!(walk.born(1, row), alone.born(1, row), "{row}");
        }
        assert_eq!((walk.position(0, 1), walk.position(2, 1)), (None, None));
        assert!(walk.places.borrow().len() <= PLACES);
    }
}
