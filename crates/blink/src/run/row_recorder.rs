//! The caller's statement about rows, run in their transaction.

use std::ops::RangeInclusive;

use crate::connection::Connection;
use crate::connection::session::Session;
use crate::declare::options::RunOptions;
use crate::declare::stored_rows::{RecordRows, StoredRows};
use crate::error::{Error, ErrorKind};
use crate::plan::TablePlan;

/// Records the rows of one table, if the caller wants that.
pub(super) struct RowRecorder<'t> {
    table: &'t TablePlan,
    record: Option<RecordRows>,
}

impl<'t> RowRecorder<'t> {
    pub(super) fn new(table: &'t TablePlan, options: &RunOptions) -> Self {
        Self {
            table,
            record: options.record_rows.clone(),
        }
    }

    /// Runs the statement about rows that were stored in the session's transaction.
    pub(super) async fn record<C: Connection>(
        &self,
        rows: RangeInclusive<u64>,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        let Some(record) = &self.record else { return Ok(()) };
        let stored = StoredRows {
            table: self.table.declared.clone(),
            step: self.table.step.number,
            rows,
        };
        // An empty statement has no error in a transaction that has failed.
        let recorded = session.execute(&format!("SELECT; {}", record(&stored))).await;
        recorded.map(drop).map_err(|error| {
            if error.is_server_refusal() && error.ignorable_refusal().is_some() {
                error.with_kind(ErrorKind::NotRecorded)
            } else {
                error
            }
        })
    }
}
