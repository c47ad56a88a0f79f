//! The way of a step's rows into their table.

use super::conflict_plan::ConflictPlan;

/// The way of a step's rows into their table.
#[derive(Debug)]
pub(crate) enum Route {
    /// COPY into the table itself, which freezes the rows or not.
    Copy { freeze: bool },
    /// COPY into a temporary table, because rows may already exist.
    Staged(ConflictPlan),
    /// The user's own function.
    Custom,
}
