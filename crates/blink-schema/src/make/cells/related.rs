//! The rows that a row refers to.

use std::rc::Rc;

use super::{Parent, RowCells};
use crate::make::attempts::Attempt;
use crate::make::maker::{ColumnCells, Maker};
use crate::value::Value;

impl<'c> RowCells<'c> {
    /// A row of a table, for what this one's cells depend on.
    pub(super) fn beside(&self, table: usize) -> Self {
        Self::of(self.cells, table, Rc::clone(&self.walk), Rc::clone(&self.patterns))
    }

    /// The value of a column of the row that a reference leads to.
    pub(super) fn value_above<'s>(
        &self,
        relation: usize,
        row: u64,
        column: usize,
        scratch: &'s mut String,
    ) -> Option<Value<'s>>
    where
        'c: 's,
    {
        let kept = self.above.get(relation)?;
        let mut above = if let Some(above) = kept.take() {
            above
        } else {
            let related = self.cells.related.tables.get(self.table)?;
            Box::new(self.beside(related.relations.get(relation)?.parent?))
        };
        if above.row != row {
            above.set_row(row);
        }
        let value = above.value(column, scratch);
        kept.set(Some(above));
        Some(value)
    }

    /// Returns true if the value is one of a table whose rows have not been read.
    pub(super) fn is_unread(&self, column: &ColumnCells) -> bool {
        match &column.maker {
            Maker::Pooled { pool, .. } => self.cells.pools.get(*pool).is_none(),
            Maker::ByWay { cells, .. } => cells.iter().any(|cells| self.is_unread(cells)),
            _ => false,
        }
    }

    /// The row that a reference leads to.
    pub(crate) fn parent_of(&self, relation: usize) -> Option<u64> {
        let attempt = Attempt { group: None, number: 0 };
        self.parent(relation, attempt)
    }

    /// The same in an attempt.
    pub(super) fn parent(&self, relation: usize, attempt: Attempt) -> Option<u64> {
        let known = self.parents.get(relation)?;
        let related = self.cells.related.tables.get(self.table)?;
        let group = related.relations.get(relation)?.group;
        let of = |number| self.walk.parent_in(self.table, relation, self.row, number);
        if group.is_some() && group == attempt.group {
            return of(attempt.number);
        }
        if let Some(Parent(parent)) = known.get() {
            return parent;
        }
        let find = || of(group.map_or(0, |group| self.attempt(group)));
        let (parent, is_of_row) = self.attempts.observed(find);
        known.set(is_of_row.then_some(Parent(parent)));
        parent
    }
}
