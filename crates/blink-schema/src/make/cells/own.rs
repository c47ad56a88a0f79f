//! Cells of rows that the user makes.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Cells, RowCells};
use crate::make::own::OwnRows;
use crate::make::walk::Walk;
use crate::value::Value;

/// Stands for a value that the user's rows have, while it is not known.
const YOUR_OWN: &str = "your own";

impl<'c> RowCells<'c> {
    /// The rows of a table, some of which refer to rows of the user's own.
    pub(crate) fn around(cells: &'c Cells, own: &'c OwnRows, table: usize) -> Self {
        let walk = Walk::new(&cells.related, &cells.births).around(own);
        Self::of(cells, table, Rc::new(walk), Rc::default())
    }

    /// The value that the user's row has.
    pub(super) fn value_of_own(&self, part: usize) -> Option<Value<'static>> {
        match self.walk.own {
            Some(own) => own.value(self.table, part, self.row),
            None => Some(Value::Literal(Cow::Borrowed(YOUR_OWN))),
        }
    }
}
