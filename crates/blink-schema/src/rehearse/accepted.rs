//! Values of the rows that the server accepts, for a table of which it refuses others.

use std::sync::Arc;

use super::refusal::Refusal;
use crate::make::maker::{Maker, Nulls};
use crate::plan::Plan;

/// The reason that such columns have.
const BECAUSE: &str = "the server refuses others";

impl Plan {
    /// Lets the rows of a table take values with which the server accepts rows, in all columns that triggers may look at.
    /// Returns false if there are none, or if they are these already.
    pub(super) fn take_accepted(&mut self, refusal: &Refusal) -> bool {
        let Some(table) = self.tables.iter_mut().find(|table| table.name == refusal.table) else {
            return false;
        };
        if refusal.accepted.is_empty() || table.columns.iter().any(|column| column.because == BECAUSE) {
            return false;
        }
        let mut questions = self.of_triggers.iter();
        let Some(question) = questions.find(|question| question.table == table.index) else {
            return false;
        };
        let asked = |place: usize| question.columns.iter().any(|asked| asked.place == place);
        for column in table.columns.iter_mut().filter(|column| asked(column.place)) {
            column.maker = format!("one of {} that the server accepts", refusal.accepted.len());
            BECAUSE.clone_into(&mut column.because);
        }
        let cells = Arc::make_mut(&mut self.cells);
        let pool = cells.tuples.len();
        cells.tuples.push(refusal.accepted.clone());
        let Some(of_table) = cells.tables.get_mut(table.index) else {
            return false;
        };
        let key = Some(of_table.identity.derive("tuple").nth(pool as u64));
        for (part, asked) in question.columns.iter().enumerate() {
            if let Some(column) = of_table.columns.get_mut(asked.place) {
                column.maker = Maker::Tuple { pool, part, key };
                column.nulls = Nulls::Never;
                column.group = None;
                column.alternatives = None;
            }
        }
        true
    }
}
