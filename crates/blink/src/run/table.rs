//! Fills one table in the session of an open transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::max_value::MaxTracker;
use super::merge::{self, MergeCounts};
use super::rebuild::Rebuilder;
use super::row_recorder::RowRecorder;
use super::session_state::transaction_started_at;
use super::source_error::failed_insertion;
use super::table_copy::TableCopy;
use super::trigger_columns;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::declare::custom_insert::{InsertContext, MakeInsertion};
use crate::declare::options::RunOptions;
use crate::declare::table::{BatchSize, ProduceChunks, TableWriter};
use crate::error::{Error, ErrorKind};
use crate::plan::{ConflictPlan, Route, TablePlan};
use crate::produce::RowProgress;
use crate::produce::stall_timeout::StallTimeout;
use crate::report::TableReport;
use crate::report::phase::Phase;
use crate::rows::store::{Slot, Store};

/// The number of rows that an insertion gets at once if the table has no batch size.
const DEFAULT_INSERT_BATCH: usize = 1_000;

/// A table of a run, and the objects that filling it uses.
pub(super) struct TableFill<'f, 'p> {
    pub(super) table: &'p TablePlan,
    pub(super) store: Arc<Store>,
    pub(super) options: &'f RunOptions,
    pub(super) tracker: &'f mut MaxTracker,
    pub(super) rebuilding: &'f mut Rebuilder<'p>,
    pub(super) recorder: RowRecorder<'p>,
}

/// The result of a step: the numbers of rows and bytes, and the value that the step keeps for later ones.
struct StepResults {
    sent: u64,
    stored: MergeCounts,
    bytes: u64,
    kept: Option<Slot>,
}

impl TableFill<'_, '_> {
    pub(super) async fn run<C: Connection>(
        mut self,
        writer: TableWriter,
        session: &mut Session<'_, C>,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let filled = match writer {
            TableWriter::Copy(produce) => self.copy(produce, session).await?,
            TableWriter::Insert(insert) => self.insert(insert, session).await?,
        };
        self.recorder.record(1..=filled.sent, session).await?;
        let skipped = filled.sent.saturating_sub(filled.stored.rows);
        let report = TableReport {
            table: self.table.declared.clone(),
            rows: filled.stored.rows,
            updated: filled.stored.updated,
            skipped,
            skipped_by: self.table.dropping.clone().filter(|_| skipped > 0),
            bytes: filled.bytes,
            elapsed: Duration::ZERO,
            rebuilt: Vec::new(),
            kept: Vec::new(),
        };
        Ok((report, filled.kept))
    }

    async fn copy<C: Connection>(
        &mut self,
        produce: ProduceChunks,
        session: &mut Session<'_, C>,
    ) -> Result<StepResults, Error> {
        let started = Instant::now();
        let other_phases = self.rebuilding.phases.total();
        let filled = match &self.table.route {
            // Boxed for the same reason as the steps.
            Route::Staged(conflict) => Box::pin(self.copy_and_merge(conflict, produce, session)).await,
            Route::Copy { .. } | Route::Custom => self.copy_rows(produce, session).await,
        }?;
        let other_phases = self.rebuilding.phases.total().saturating_sub(other_phases);
        let copying = started.elapsed().saturating_sub(other_phases);
        self.rebuilding.phases.add(Phase::Copy, copying);
        Ok(filled)
    }

    /// Copies the rows into the table, or into the temporary table of `on_conflict`.
    async fn copy_rows<C: Connection>(
        &mut self,
        produce: ProduceChunks,
        session: &mut Session<'_, C>,
    ) -> Result<StepResults, Error> {
        let stall = self.stall(session);
        let mut copying = TableCopy::new(self.table, stall, self.options, self.tracker, self.rebuilding);
        let kept = Box::pin(copying.run(produce, Arc::clone(&self.store), session)).await?;
        trigger_columns::verify(self.table, session).await?;
        Ok(StepResults {
            sent: copying.rows().sent,
            stored: MergeCounts::inserted(copying.rows().stored),
            bytes: copying.bytes(),
            kept,
        })
    }

    /// Copies into the temporary table, and merges the rows from there.
    async fn copy_and_merge<C: Connection>(
        &mut self,
        conflict: &ConflictPlan,
        produce: ProduceChunks,
        session: &mut Session<'_, C>,
    ) -> Result<StepResults, Error> {
        merge::prepare(conflict, session).await?;
        let staged = self.copy_rows(produce, session).await?;
        let stored = merge::insert(conflict, self.table, staged.sent, session).await?;
        Ok(StepResults { stored, ..staged })
    }

    /// Hands the rows to the user's function.
    async fn insert<C: Connection>(
        &mut self,
        insert: MakeInsertion,
        session: &mut Session<'_, C>,
    ) -> Result<StepResults, Error> {
        self.rebuilding.rebuild_before_insert(self.table.oid, session).await?;
        let started = Instant::now();
        let began = transaction_started_at(session).await?;
        let batch_rows = match self.table.batch_size {
            BatchSize::Rows(rows) => usize::try_from(rows).unwrap_or(usize::MAX),
            BatchSize::Default(_) | BatchSize::WholeTable => DEFAULT_INSERT_BATCH,
        };
        let stall = self.stall(session);
        let progress = stall.progress.clone();
        let deadline = session.deadline;
        let context = InsertContext {
            session: session.connection(),
            store: Arc::clone(&self.store),
            row_progress: progress.clone(),
            batch_rows,
            stall,
        };
        let inserted = deadline.wait(insert(context)).await?;
        let (rows, kept) = inserted.map_err(|failure| failed_insertion(failure, &progress))?;
        // This also catches a server error that the function swallowed: in a failed transaction no query succeeds.
        if transaction_started_at(session).await? != began {
            let message = "the function ended the run's transaction; leave BEGIN, COMMIT and ROLLBACK to the run";
            return Err(Error::caused_by(ErrorKind::Insertion, message));
        }
        self.rebuilding.phases.add(Phase::Copy, started.elapsed());
        Ok(StepResults {
            sent: rows,
            stored: MergeCounts::inserted(rows),
            bytes: 0,
            kept,
        })
    }

    fn stall<C: Connection>(&self, session: &Session<'_, C>) -> StallTimeout {
        StallTimeout {
            limit: self.options.stall_timeout,
            deadline: session.deadline,
            progress: RowProgress::default(),
        }
    }
}
