//! A run that is one transaction, or part of the caller's.

use std::sync::Arc;
use std::time::Instant;

use super::analyze;
use super::copy_command::RowCounts;
use super::preflight::plan_run;
use super::rebuild::Rebuilder;
use super::session_state::{SessionState, Setting, set_local, time_left};
use super::steps::{Run, Strategy, TableStep};
use super::table::TableFill;
use super::trace::traced;
use super::transaction::OpenTransaction;
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::declare::declaration::Declaration;
use crate::error::Error;
use crate::plan::{Plan, TablePlan, TruncatePlan};
use crate::report::phase::Phase;
use crate::report::{Analyzed, Report, TableReport};
use crate::rows::store::{Slot, Store};

/// Runs the declaration.
pub(crate) async fn run<C: Connection>(declaration: Declaration, conn: &mut C) -> Result<Report, Error> {
    let tables = declaration.validate().map_or(0, |tables| tables.len());
    traced(tables, run_in_transaction(declaration, conn)).await
}

async fn run_in_transaction<C: Connection>(declaration: Declaration, conn: &mut C) -> Result<Report, Error> {
    let started = Instant::now();
    declaration.validate()?;
    let deadline = Deadline::after(declaration.options.timeout);
    let mut session = Session::new(conn, deadline);
    let state = SessionState::read(&mut session).await?;
    let mut transaction = if state.in_transaction {
        OpenTransaction::join(session)
    } else {
        OpenTransaction::begin(session, &state.at_begin()).await?
    };
    let (mut report, plan) = match fill_tables(declaration, &state, &mut transaction).await {
        Ok(filled) => filled,
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

async fn fill_tables<C: Connection>(
    declaration: Declaration,
    state: &SessionState,
    transaction: &mut OpenTransaction<'_, C>,
) -> Result<(Report, Plan), Error> {
    let (tables, dry_run) = (declaration.validate()?, declaration.dry_run());
    let plan = plan_run(&tables, dry_run, &declaration.options, state, &mut transaction.session).await?;
    transaction.touched = true;
    let mut settings = plan.settings.clone();
    let set_at_begin = state.at_begin();
    settings.retain(|setting| !set_at_begin.contains(setting));
    set_local(&settings, &mut transaction.session).await?;
    let Declaration { id, steps, options } = declaration;
    let store = Arc::new(Store::new(id, options.seed));
    let mut run = Run::new(&plan, transaction.session.deadline);
    let mut atomic = Atomic {
        session: transaction.session.reborrow(),
        state,
        settings,
    };
    let finished = Box::pin(run.steps(steps, store, &options, &mut atomic)).await?;
    if state.in_transaction {
        set_local(&state.original_values(&atomic.settings), &mut atomic.session).await?;
    }
    Ok((run.report(finished), plan))
}

/// The strategy that does everything in one transaction.
struct Atomic<'s, C> {
    session: Session<'s, C>,
    state: &'s SessionState,
    /// The settings changed so far.
    settings: Vec<Setting>,
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
        set_local(std::slice::from_ref(&limit), &mut self.session).await?;
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
        };
        let (report, kept) = fill.run(step.writer, &mut self.session).await?;
        let rows = RowCounts::of(&report);
        run.sequences.filled(step.table_index, rows, &tracker);
        run.rebuilding.filled(step.table.oid, rows);
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
