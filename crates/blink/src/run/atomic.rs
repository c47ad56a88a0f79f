//! A run that is one transaction, or part of the caller's.

use std::sync::Arc;
use std::time::Instant;

use super::analyze;
use super::copy_command::RowCounts;
use super::preflight::{FirstAnswers, plan_run};
use super::rebuild::Rebuilder;
use super::row_recorder::RowRecorder;
use super::session_state::{SessionState, Setting, set_local_sql, time_left, transaction_settings};
use super::steps::{Run, Strategy, TableStep};
use super::table::TableFill;
use super::trace::traced;
use super::transaction::OpenTransaction;
use crate::catalog::ByName;
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::declare::declaration::Declaration;
use crate::declare::options::RunOptions;
use crate::declare::table::TableSpec;
use crate::error::Error;
use crate::generate::dry_run::DryRun;
use crate::plan::{Plan, TablePlan, TruncatePlan};
use crate::report::phase::Phase;
use crate::report::{Analyzed, Report, TableReport};
use crate::rows::store::{Slot, Store};
use crate::sql::TableName;

/// Runs the declaration.
pub(crate) async fn run<C: Connection>(declaration: Declaration, conn: &mut C) -> Result<Report, Error> {
    let tables = declaration.validate().map_or(0, |tables| tables.len());
    traced(tables, run_in_transaction(declaration, conn)).await
}

async fn run_in_transaction<C: Connection>(declaration: Declaration, conn: &mut C) -> Result<Report, Error> {
    let started = Instant::now();
    declaration.validate()?;
    let deadline = Deadline::after(declaration.options.timeout);
    let (tables, trials, options) = (declaration.validate()?, declaration.dry_run(), &declaration.options);
    let planned = Box::pin(plan(&tables, trials, options, Session::new(conn, deadline))).await;
    let (state, plan, mut transaction) = planned.map_err(|error| deadline.map_statement_timeout(error))?;
    let mut report = match fill_tables(declaration, &state, &plan, &mut transaction).await {
        Ok(report) => report,
        Err(error) => return Err(transaction.roll_back(deadline.map_statement_timeout(error)).await),
    };
    let committing = Instant::now();
    transaction.commit(&plan).await?;
    if !state.in_transaction {
        report.phases.add(Phase::Commit, committing.elapsed());
    }
    report.elapsed = started.elapsed();
    Ok(report)
}

/// Plans the run, and opens its transaction: one of its own with the first statement behind the plan, unless the server limits
/// what happens before that.
async fn plan<'c, C: Connection>(
    tables: &[(&TableSpec, &TableName)],
    trials: DryRun,
    options: &RunOptions,
    mut session: Session<'c, C>,
) -> Result<(SessionState, Plan, OpenTransaction<'c, C>), Error> {
    let FirstAnswers { state, by_name } = FirstAnswers::read(tables, &mut session).await?;
    let mut transaction = if state.in_transaction {
        OpenTransaction::join(session)
    } else {
        OpenTransaction::not_begun(session)
    };
    let planned = plan_in(&mut transaction, tables, trials, options, (&state, by_name)).await;
    match planned {
        Ok(plan) => Ok((state, plan, transaction)),
        Err(error) => Err(transaction.roll_back(error).await),
    }
}

async fn plan_in<C: Connection>(
    transaction: &mut OpenTransaction<'_, C>,
    tables: &[(&TableSpec, &TableName)],
    trials: DryRun,
    options: &RunOptions,
    (state, by_name): (&SessionState, ByName),
) -> Result<Plan, Error> {
    if !state.in_transaction && state.limits_planning() {
        transaction.begin_now(&state.while_planning());
        transaction.session.send_queued().await?;
    }
    let plan = plan_run(tables, trials, options, (state, by_name), &mut transaction.session).await?;
    transaction.touched = true;
    let settings = transaction_settings(&plan, state, transaction.session.deadline);
    if transaction.is_begun() {
        transaction.set_local(&settings);
    } else {
        transaction.begin_now(&settings);
    }
    // In the caller's transaction nothing might be sent before a context, or the first rows, have taken their time.
    if state.in_transaction && state.limits_idle_transactions() {
        transaction.session.send_queued().await?;
    }
    Ok(plan)
}

async fn fill_tables<C: Connection>(
    declaration: Declaration,
    state: &SessionState,
    plan: &Plan,
    transaction: &mut OpenTransaction<'_, C>,
) -> Result<Report, Error> {
    let Declaration { id, steps, options } = declaration;
    let store = Arc::new(Store::new(id, options.seed));
    let mut run = Run::new(plan, transaction.session.deadline);
    let mut atomic = Atomic {
        settings: transaction_settings(plan, state, transaction.session.deadline),
        session: transaction.session.reborrow(),
        state,
    };
    let finished = Box::pin(run.steps(steps, store, &options, &mut atomic)).await?;
    if state.in_transaction {
        atomic.leave_to_caller().await?;
    }
    Ok(run.report(finished))
}

/// The strategy that does everything in one transaction.
struct Atomic<'s, C> {
    session: Session<'s, C>,
    state: &'s SessionState,
    /// The settings changed so far.
    settings: Vec<Setting>,
}

impl<C: Connection> Atomic<'_, C> {
    /// Puts the settings of the caller's transaction back.
    async fn leave_to_caller(&mut self) -> Result<(), Error> {
        let originals = self.state.original_values(&self.settings);
        let originals = originals.iter().map(set_local_sql).collect::<Vec<_>>();
        if originals.is_empty() {
            return self.session.confirm().await;
        }
        self.session.execute(&originals.join("; ")).await.map(drop)
    }
}

impl<C: Connection> Strategy for Atomic<'_, C> {
    type Connection = C;

    fn session(&mut self) -> Result<Session<'_, C>, Error> {
        Ok(self.session.reborrow())
    }

    /// Limits the next statements to the time left of the run.
    async fn before_table(&mut self) -> Result<(), Error> {
        let remaining = time_left(self.session.deadline);
        let Some(limit) = remaining.and_then(|remaining| self.state.statement_timeout(remaining)) else {
            return Ok(());
        };
        self.session.queue(&set_local_sql(&limit));
        self.settings.retain(|(name, _)| *name != limit.0);
        self.settings.push(limit);
        Ok(())
    }

    async fn before_first_table(&mut self, rebuilding: &mut Rebuilder<'_>) -> Result<(), Error> {
        rebuilding.lock_first(&mut self.session).await
    }

    async fn truncate(&mut self, truncate: &TruncatePlan) -> Result<(), Error> {
        self.session.execute(&truncate.sql()).await.map(drop)
    }

    async fn fill<'p>(
        &mut self,
        step: TableStep<'_, 'p>,
        run: &mut Run<'p>,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let mut tracker = run.sequences.tracker(step.table_index, step.table);
        let fill = TableFill {
            table: step.table,
            store: step.store,
            options: step.options,
            tracker: &mut tracker,
            rebuilding: &mut run.rebuilding,
            recorder: RowRecorder::new(step.table, step.options),
        };
        let (report, kept) = fill.run(step.writer, &mut self.session).await?;
        let rows = RowCounts::of(&report);
        run.sequences.filled(step.table_index, rows, &tracker);
        run.rebuilding.filled(step.table, rows);
        Ok((report, kept))
    }

    async fn rebuild(&mut self, rebuilding: &mut Rebuilder<'_>) -> Result<(), Error> {
        rebuilding.build_all(&mut self.session).await?;
        rebuilding.check_deferred(&mut self.session).await
    }

    async fn analyze(&mut self, tables: &[(&TablePlan, u64)]) -> Result<(Option<Analyzed>, Vec<String>), Error> {
        analyze::analyze(tables, self.state, &mut self.session).await
    }
}
