//! The steps of a run, one after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::Instrument as _;

use super::rebuild::{GeneratedStep, Rebuilder};
use super::sequences::Sequences;
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::declare::options::RunOptions;
use crate::declare::step::{Action, MakeContext, Step};
use crate::declare::table::TableWriter;
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::{Plan, TablePlan, TruncatePlan};
use crate::produce::spawn;
use crate::report::{Analyzed, Report, TableReport};
use crate::rows::store::{Slot, Store};

/// The transactions and connections of a run: one transaction, or several on several connections.
pub(super) trait Strategy: Send {
    type Connection: Connection;

    /// The session for everything but the rows.
    fn session(&mut self) -> Result<Session<'_, Self::Connection>, Error>;

    /// Called before each table. An atomic run sets `statement_timeout` to the time that is left.
    fn before_table(&mut self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Called before the first table, after the TRUNCATE. A run that is not atomic takes its locks one after the other.
    fn before_first_table(
        &mut self,
        _rebuilding: &mut Rebuilder<'_>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        std::future::ready(Ok(()))
    }

    /// Runs the TRUNCATE of the plan.
    fn truncate(&mut self, truncate: &TruncatePlan) -> impl Future<Output = Result<(), Error>> + Send;

    /// Fills a table.
    fn fill<'p>(
        &mut self,
        step: TableStep<'_, 'p>,
        run: &mut Run<'p>,
    ) -> impl Future<Output = Result<(TableReport, Option<Slot>), Error>> + Send;

    /// Rebuilds the indexes and keys that were dropped, and lets the server check the foreign keys that were deferred.
    fn rebuild(&mut self, rebuilding: &mut Rebuilder<'_>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Analyzes the tables that got many rows.
    fn analyze(
        &mut self,
        tables: &[(&TablePlan, u64)],
    ) -> impl Future<Output = Result<(Option<Analyzed>, Vec<String>), Error>> + Send;
}

/// A step that fills a table.
pub(super) struct TableStep<'s, 'p> {
    /// The place of the table among the tables of the plan.
    pub(super) table_index: usize,
    pub(super) table: &'p TablePlan,
    pub(super) writer: TableWriter,
    pub(super) store: Arc<Store>,
    pub(super) options: &'s RunOptions,
}

/// The state of a run between its steps.
pub(super) struct Run<'p> {
    pub(super) plan: &'p Plan,
    pub(super) sequences: Sequences<'p>,
    pub(super) rebuilding: Rebuilder<'p>,
    /// The tables filled, each with the place of its step.
    reports: Vec<(usize, TableReport)>,
}

/// The state after all steps have run.
pub(super) struct Finished {
    store: Arc<Store>,
    analyzed: Option<Analyzed>,
    notes: Vec<String>,
}

impl<'p> Run<'p> {
    pub(super) fn new(plan: &'p Plan, deadline: Deadline) -> Self {
        Self {
            plan,
            sequences: Sequences::new(&plan.sequences),
            rebuilding: Rebuilder::new(plan, deadline),
            reports: Vec::new(),
        }
    }

    /// Runs all steps.
    pub(super) async fn steps<S: Strategy>(
        &mut self,
        steps: Vec<Step>,
        mut store: Arc<Store>,
        options: &RunOptions,
        strategy: &mut S,
    ) -> Result<Finished, Error> {
        let mut plans = self.plan.tables.iter().enumerate();
        for (place, step) in steps.into_iter().enumerate() {
            let value = match step.action {
                Action::Context(context) => {
                    let deadline = strategy.session()?.deadline;
                    let value = run_context(context, &store, deadline).await;
                    Some(value.map_err(|error| error.with_location(ErrorLocation::of_context(step.declared_at)))?)
                }
                Action::Generated(generator, stream) => {
                    let slot = generator.prepare(&stream, &store).map(|prepared| prepared.slot);
                    let location = ErrorLocation::of_generated_values(step.declared_at);
                    Some(slot.map_err(|unwound| Error::from(spawn::task_error(unwound)).with_location(location))?)
                }
                Action::Table(spec, writer) => {
                    // Every table has a plan, or the preflight would have failed.
                    let Some((table_index, table)) = plans.next() else {
                        break;
                    };
                    let store = Arc::clone(&store);
                    let step = TableStep {
                        table_index,
                        table,
                        writer,
                        store,
                        options,
                    };
                    let (report, kept) = self.table(step, strategy).await?;
                    self.reports.push((place, report));
                    if let Some((regenerator, value)) = spec.regenerator.zip(kept.clone()) {
                        self.rebuilding.generated(GeneratedStep::new(table, regenerator, value));
                    }
                    kept
                }
            };
            store = store.with(value);
        }
        let rebuilt = strategy.rebuild(&mut self.rebuilding).await;
        rebuilt.map_err(|error| error.during("while indexes and keys were rebuilt"))?;
        self.advance_sequences(strategy).await?;
        let rows = self.reports.iter().map(|(_, report)| report.rows);
        let filled = self.plan.tables.iter().zip(rows).collect::<Vec<_>>();
        let analyzed = strategy.analyze(&filled).await;
        let (analyzed, notes) = analyzed.map_err(|error| error.during("while the tables were analyzed"))?;
        Ok(Finished { store, analyzed, notes })
    }

    async fn table<S: Strategy>(
        &mut self,
        step: TableStep<'_, 'p>,
        strategy: &mut S,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let table = step.table;
        let ready = strategy.before_table().await;
        ready.map_err(|error| self.table_error(table, error))?;
        if let Some(truncate) = self.plan.truncate.as_ref().filter(|_| step.table_index == 0) {
            let truncated = strategy.truncate(truncate).await;
            truncated.map_err(|error| truncate_error(error, self.plan))?;
            tracing::info!(sql = truncate.sql(), "truncated");
        }
        if step.table_index == 0 {
            let locked = strategy.before_first_table(&mut self.rebuilding).await;
            locked.map_err(|error| error.during("while tables were locked"))?;
        }
        if self.sequences.must_advance_before(table) {
            self.advance_sequences(strategy).await?;
        }
        let started = Instant::now();
        let span = tracing::info_span!("blink.table", table = table.declared);
        // Boxed: otherwise every crate that calls Blink would compile the layout of all these futures.
        let filled = Box::pin(strategy.fill(step, self)).instrument(span.clone()).await;
        let (mut report, kept) = filled.map_err(|error| self.table_error(table, error))?;
        report.elapsed = started.elapsed();
        span.in_scope(|| {
            tracing::info!(rows = report.rows, bytes = report.bytes, elapsed = ?report.elapsed, "filled");
        });
        Ok((report, kept))
    }

    async fn advance_sequences<S: Strategy>(&mut self, strategy: &mut S) -> Result<(), Error> {
        let advanced = self.sequences.advance(&mut strategy.session()?).await;
        advanced.map_err(|error| error.during("while sequences were advanced"))
    }

    fn table_error(&self, table: &TablePlan, error: Error) -> Error {
        let is_deadlock = error.sqlstate() == Some(sqlstate::DEADLOCK_DETECTED);
        let error = error
            .in_step(table.step, &table.declared)
            .during("while the table was filled");
        if is_deadlock && self.plan.mode.is_atomic() && self.rebuilding.has_dropped() {
            error.with_help(
                "the tables whose indexes are dropped are locked until COMMIT; run it again, or use Indexes::Keep",
            )
        } else {
            error
        }
    }

    /// The report of a finished run; its time is set by the caller.
    pub(super) fn report(mut self, finished: Finished) -> Report {
        let phases = self.rebuilding.finish(&mut self.reports, &self.plan.tables);
        Report {
            store: finished.store,
            tables: self.reports,
            generated: self.plan.generates,
            phases,
            connections: None,
            sequences: self.sequences.into_reports(),
            analyzed: finished.analyzed,
            notes: [self.plan.notes(), finished.notes].concat(),
            elapsed: Duration::ZERO,
        }
    }
}

/// The error of a TRUNCATE, with the table that is in use.
fn truncate_error(error: Error, plan: &Plan) -> Error {
    let error = error.during("while the tables were truncated");
    let Some(server) = error.server().filter(|server| server.code == sqlstate::OBJECT_IN_USE) else {
        return error;
    };
    let in_use = plan
        .truncate
        .as_ref()
        .and_then(|truncate| truncate.named_table(&server.message));
    let error = match in_use {
        Some(table) => error.with_table(&plan.declared_name(table)),
        None => error,
    };
    error.with_help(
        "run SET CONSTRAINTS ALL IMMEDIATE before, which checks what is pending, and close cursors on the table",
    )
}

async fn run_context(context: MakeContext, store: &Arc<Store>, deadline: Deadline) -> Result<Slot, Error> {
    let store = Arc::clone(store);
    deadline
        .timeout(Duration::ZERO, spawn::spawn(move || context(&store)))
        .await?
        .map_err(Error::from)?
        .map_err(|error| Error::caused_by(ErrorKind::Source, error))
}
