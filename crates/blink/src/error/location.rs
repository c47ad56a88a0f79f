//! The part of the data in which an error occurred.

use std::fmt;
use std::ops::RangeInclusive;
use std::panic::Location;

/// The part of the data in which the error occurred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorLocation {
    pub(crate) table: Option<String>,
    pub(crate) step: Option<ErrorStep>,
    pub(crate) rows: Option<RangeInclusive<u64>>,
    pub(crate) column: Option<String>,
    /// A step that fills no table, in words, and the line of the source code in which it was declared.
    pub(crate) declared: Option<(&'static str, String)>,
}

/// The step that the rows of an error are those of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ErrorStep {
    /// The number among the steps of the seeder, from 1.
    pub(crate) number: usize,
    /// True if other steps fill the same table.
    pub(crate) shares_table: bool,
}

/// One row, counted from 1.
pub(crate) fn row_location(row: u64) -> ErrorLocation {
    rows_location(row..=row)
}

/// Some rows, counted from 1.
pub(crate) fn rows_location(rows: RangeInclusive<u64>) -> ErrorLocation {
    ErrorLocation {
        rows: Some(rows),
        ..ErrorLocation::default()
    }
}

impl ErrorLocation {
    pub(crate) fn of_context(declared_at: &Location<'_>) -> Self {
        Self::declared("context", declared_at)
    }

    pub(crate) fn of_generated_values(declared_at: &Location<'_>) -> Self {
        Self::declared("generated values", declared_at)
    }

    fn declared(step: &'static str, at: &Location<'_>) -> Self {
        Self {
            declared: Some((step, at.to_string())),
            ..Self::default()
        }
    }
}

impl fmt::Display for ErrorLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(table) = &self.table {
            write!(f, "table {table}")?;
            separator = ", ";
        }
        if let Some(step) = self.step.filter(|step| step.shares_table) {
            write!(f, "{separator}step {}", step.number)?;
            separator = ", ";
        }
        if let Some(rows) = &self.rows {
            if rows.start() == rows.end() {
                write!(f, "{separator}row {}", rows.start())?;
            } else {
                write!(f, "{separator}rows {} to {}", rows.start(), rows.end())?;
            }
            separator = ", ";
        }
        if let Some(column) = &self.column {
            write!(f, "{separator}column {column}")?;
            separator = ", ";
        }
        if let Some((step, at)) = &self.declared {
            write!(f, "{separator}{step} declared at {at}")?;
        }
        Ok(())
    }
}
