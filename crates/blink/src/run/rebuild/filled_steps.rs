//! The steps that have filled tables, and the places of their rows among those that are stored.

use postgres_types::Oid;

use crate::error::{ErrorStep, ViolatingRow};
use crate::plan::{Route, TablePlan};
use crate::run::copy_command::RowCounts;

/// A step that has filled a table.
#[derive(Debug)]
pub(super) struct FilledStep {
    pub(super) table: Oid,
    step: ErrorStep,
    rows: u64,
    /// True if COPY stored every row that it was sent, and nothing has touched them since.
    is_as_sent: bool,
}

impl FilledStep {
    pub(super) fn new(table: &TablePlan, rows: RowCounts, runs_code: bool) -> Self {
        Self {
            table: table.oid,
            step: table.step,
            rows: rows.stored,
            is_as_sent: !runs_code
                && !table.foreign
                && rows.dropped() == 0
                && matches!(table.route, Route::Copy { .. }),
        }
    }

    /// Notes that code of the user's may have changed or deleted any row.
    pub(super) fn may_have_changed(&mut self) {
        self.is_as_sent = false;
    }
}

/// The steps that filled a table which was empty, in their order, which is that of its stored rows: COPY only appends to a
/// table that was truncated in the same transaction (`TABLE_INSERT_SKIP_FSM` in hio.c).
pub(super) struct OrderedSteps<'r>(Vec<&'r FilledStep>);

impl<'r> OrderedSteps<'r> {
    /// Those of a table that was truncated; None if nothing is known about the order of its rows.
    pub(super) fn of(table: Oid, filled: &'r [FilledStep]) -> Option<Self> {
        let steps = filled.iter().filter(|step| step.table == table).collect::<Vec<_>>();
        steps.iter().all(|step| step.is_as_sent).then_some(Self(steps))
    }

    /// The row that lies at a place, from 1, of so many stored rows; None if the table has others than those of the steps.
    pub(super) fn row_at(&self, place: u64, stored: u64) -> Option<ViolatingRow> {
        if self.0.iter().map(|step| step.rows).sum::<u64>() != stored {
            return None;
        }
        let mut row = place;
        for filled in &self.0 {
            if row <= filled.rows {
                return (row > 0).then_some(ViolatingRow { step: filled.step, row });
            }
            row -= filled.rows;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_row_of_the_step_that_brought_it() {
        let filled = [3, 0, 2].map(|rows| FilledStep {
            table: 1,
            step: ErrorStep {
                number: usize::try_from(rows).unwrap() + 10,
                shares_table: true,
            },
            rows,
            is_as_sent: true,
        });
        let steps = OrderedSteps(filled.iter().collect());
        let at = |place| steps.row_at(place, 5).map(|row| (row.step(), row.row()));
        assert_eq!(
            [0, 1, 3, 4, 5, 6].map(at),
            [None, Some((13, 1)), Some((13, 3)), Some((12, 1)), Some((12, 2)), None]
        );
        assert_eq!(steps.row_at(1, 6), None);
    }
}
