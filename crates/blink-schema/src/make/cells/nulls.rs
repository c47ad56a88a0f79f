//! The cells that are NULL.

use super::{Attempt, RowCells};
use crate::make::maker::Nulls;
use crate::value::Value;
use crate::words::reached;

impl RowCells<'_> {
    pub(super) fn is_null(&self, nulls: Nulls, attempt: Attempt) -> bool {
        match nulls {
            Nulls::Never => false,
            Nulls::Always => true,
            Nulls::Share { share, key } => key.attempt(attempt.number).number(self.row) < share,
            Nulls::WithRelation(relation) => self.parent(relation, attempt).is_none(),
            Nulls::ByState {
                state,
                station,
                share,
                key,
            } => {
                let mut scratch = String::new();
                let reached = match self.value(state, &mut scratch) {
                    Value::Text(state) | Value::Literal(state) => reached(&state, station),
                    _ => None,
                };
                reached.map_or_else(
                    || self.is_null(Nulls::Share { share, key }, attempt),
                    |reached| !reached,
                )
            }
        }
    }
}
