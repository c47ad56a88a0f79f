//! The report of one table.

use std::fmt;
use std::time::Duration;

use super::row::ReportRow;
use crate::human::{counted, listed, with_thousands};
use crate::plan::rebuild::MIN_ROWS_TO_REBUILD;
use crate::plan::{DroppingTriggers, KeptObject};

/// The result for one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) updated: Option<u64>,
    pub(crate) skipped: u64,
    /// The triggers that may have dropped the skipped rows, if their rows need not be in conflict.
    pub(crate) skipped_by: Option<DroppingTriggers>,
    pub(crate) bytes: u64,
    pub(crate) elapsed: Duration,
    pub(crate) rebuilt: Vec<String>,
    pub(crate) kept: Vec<KeptObject>,
}

impl TableReport {
    /// The table's name, as it was declared.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The rows that were stored: inserted, or updated by [`Table::on_conflict`](crate::Table::on_conflict). Of a view,
    /// those that its trigger got.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The rows among these that are new. None if the server cannot tell (`track_counts` is off, or a trigger of the
    /// table changes the table itself).
    pub fn inserted(&self) -> Option<u64> {
        Some(self.rows - self.updated?)
    }

    /// The rows among these that already existed and were updated; None as for [`inserted`](Self::inserted).
    pub fn updated(&self) -> Option<u64> {
        self.updated
    }

    /// The rows that were sent but not stored. They conflicted with a row of the table or an earlier row of the run,
    /// under [`OnConflict::DoNothing`](crate::OnConflict::DoNothing), or a trigger dropped them or left an existing row
    /// unchanged. A trigger that drops a row may have stored it in another table.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The skipped rows that triggers may have dropped or stored in another table.
    pub(crate) fn dropped(&self) -> u64 {
        self.skipped_by.as_ref().map_or(0, |_| self.skipped)
    }

    /// The bytes of COPY data that were sent; 0 if the user's own function inserted the rows.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The time that making and copying the rows took, without the rebuilding of indexes and keys.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The indexes, constraints and foreign keys that were dropped for the load and rebuilt.
    pub fn rebuilt(&self) -> impl ExactSizeIterator<Item = &str> {
        self.rebuilt.iter().map(String::as_str)
    }

    /// The indexes, constraints and foreign keys that were kept, each with the reason; `indexes and keys` stands for
    /// all.
    pub fn kept(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.kept.iter().map(|kept| (kept.name.as_str(), kept.reason.as_str()))
    }
}

impl TableReport {
    /// Its row in the table of all.
    pub(super) fn row(&self) -> ReportRow {
        ReportRow::new(&self.table, self.rows, self.bytes, self.elapsed)
    }

    /// Prints the objects that were rebuilt, and those that were kept although many rows came.
    pub(super) fn show_rebuilt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rebuilt.is_empty() {
            writeln!(f, "{}: rebuilt {}", self.table, listed(&self.rebuilt))?;
        }
        for kept in self.kept.iter().filter(|_| self.rows > MIN_ROWS_TO_REBUILD) {
            writeln!(f, "{}: {} kept: {}", self.table, kept.name, kept.reason)?;
        }
        Ok(())
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.row();
        write!(
            f,
            "{}: {}, {}, {}, {} rows/s",
            line.table,
            counted(self.rows, "row"),
            line.size,
            line.time,
            line.rate
        )
    }
}

impl TableReport {
    /// Prints the numbers of updated and skipped rows, if there are any.
    pub(super) fn show_conflicts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, skipped) = (&self.table, with_thousands(self.skipped));
        let rest = match &self.skipped_by {
            Some(DroppingTriggers::InsertsAndUpdates(triggers)) => {
                format!(", {skipped} unchanged or dropped by the trigger {triggers}")
            }
            _ => String::new(),
        };
        match (&self.skipped_by, self.updated, self.skipped) {
            (Some(DroppingTriggers::Inserts(triggers)), ..) => writeln!(
                f,
                "{name}: {} sent, {} stored: the trigger {triggers} may have dropped the rest",
                counted(self.rows + self.skipped, "row"),
                with_thousands(self.rows)
            ),
            (None, Some(0), 0) => Ok(()),
            (None, Some(0), skipped) => writeln!(
                f,
                "{name}: skipped {} that conflicted with other rows or that a trigger dropped",
                counted(skipped, "row")
            ),
            (_, Some(updated), _) => writeln!(
                f,
                "{name}: {} inserted, {} updated{rest}",
                counted(self.rows - updated, "row"),
                with_thousands(updated)
            ),
            (_, None, _) => writeln!(
                f,
                "{name}: the server does not report how many rows were inserted and how many were updated{rest}"
            ),
        }
    }
}
