//! The triggers that may drop rows.

use std::fmt;

use super::route::Route;
use crate::catalog::TableInfo;

/// The triggers that may drop rows on their way into the table, which is no error. Their names are as in `a or b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DroppingTriggers {
    /// Those that run before an INSERT.
    Inserts(String),
    /// Those that run before an INSERT or UPDATE, for rows that may update others.
    InsertsAndUpdates(String),
}

impl DroppingTriggers {
    /// Returns the triggers that count on this route. The user's own function counts its rows itself, and under DO
    /// NOTHING rows are skipped anyway.
    pub(super) fn of(table: &TableInfo, route: &Route) -> Option<Self> {
        match route {
            Route::Copy { .. } => table.rules_and_triggers.insert_triggers.clone().map(Self::Inserts),
            Route::Staged(conflict) if conflict.updates() => table
                .rules_and_triggers
                .upsert_triggers
                .clone()
                .map(Self::InsertsAndUpdates),
            Route::Staged(_) | Route::Custom => None,
        }
    }
}

/// Prints the note of a plan.
impl fmt::Display for DroppingTriggers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inserts(names) => write!(f, "the trigger {names} may drop rows"),
            Self::InsertsAndUpdates(names) => write!(f, "the trigger {names} may drop rows, or leave them unchanged"),
        }
    }
}
