//! A run that is not one transaction: table by table, the batches of each over several connections.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use futures_util::future::BoxFuture;

use super::analyze;
use super::connections::Connections;
use super::copy_command::RowCounts;
use super::lease::Lease;
use super::parallel_copy::{CommitCounters, ParallelCopy};
use super::preflight::{FirstAnswers, plan_run};
use super::rebuild::non_atomic::RebuildSet;
use super::rebuild::{FirstRows, Rebuilder};
use super::row_recorder::RowRecorder;
use super::session_state::{SessionState, transaction_settings};
use super::steps::{Run, Strategy, TableStep};
use super::table::TableFill;
use super::trace::traced;
use super::transaction::OpenTransaction;
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::pooled::Connect;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::connection::{Connection as _, Transaction};
use crate::declare::declaration::Declaration;
use crate::declare::options::RunOptions;
use crate::declare::table::{TableSpec, TableWriter};
use crate::error::Error;
use crate::error::partial::{CommittedRows, PartialResult};
use crate::generate::dry_run::DryRun;
use crate::plan::rebuild::RebuildScope;
use crate::plan::{Plan, Route, TablePlan, TruncatePlan};
use crate::report::{Analyzed, Report, TableReport};
use crate::rows::store::{Slot, Store};
use crate::sql::TableName;

/// Runs the declaration over connections that are opened as they are needed.
pub(crate) async fn run<By, L: PooledConnection<By>>(
    declaration: Declaration,
    connect: &Connect<'_, L>,
) -> Result<Report, Error> {
    let tables = declaration.validate().map_or(0, |tables| tables.len());
    traced(tables, run_in_transactions(declaration, connect)).await
}

async fn run_in_transactions<By, L: PooledConnection<By>>(
    declaration: Declaration,
    connect: &Connect<'_, L>,
) -> Result<Report, Error> {
    let started = Instant::now();
    declaration.validate()?;
    let lifts_idle_timeout = Arc::new(AtomicBool::new(false));
    let connect = leasing(connect, Arc::clone(&lifts_idle_timeout));
    let deadline = Deadline::after(declaration.options.timeout);
    let max = declaration.options.connections.unwrap_or(1);
    let mut connections = Connections::open(max, &connect, deadline).await?;
    let (tables, trials, options) = (declaration.validate()?, declaration.dry_run(), &declaration.options);
    let planning = plan(
        &tables,
        trials,
        options,
        &mut connections,
        deadline,
        &lifts_idle_timeout,
    );
    let planned = Box::pin(planning).await;
    let (state, plan) = match planned {
        Ok(planned) => planned,
        Err(error) => {
            connections.put_back().await;
            return Err(deadline.map_statement_timeout(error));
        }
    };
    let Declaration { id, steps, options } = declaration;
    let store = Arc::new(Store::new(id, options.seed));
    let mut run = Run::new(&plan, deadline);
    run.sequences.reads_tables(options.resumes);
    let mut strategy = NonAtomic {
        plan: &plan,
        state: &state,
        deadline,
        connections,
        partial: PartialResult::default(),
        by: PhantomData,
    };
    let done = match Box::pin(run.steps(steps, store, &options, &mut strategy)).await {
        Ok(finished) => {
            let mut report = run.report(finished);
            report.connections = Some(strategy.connections.opened);
            report.notes.extend(strategy.connections.note());
            report.elapsed = started.elapsed();
            Ok(report)
        }
        Err(error) => Err(strategy.roll_back(run, error).await),
    };
    strategy.connections.put_back().await;
    done
}

/// Reads the state of the first connection's session, and plans the run.
async fn plan<By, L: PooledConnection<By>>(
    tables: &[(&TableSpec, &TableName)],
    trials: DryRun,
    options: &RunOptions,
    connections: &mut Connections<'_, '_, Lease<L, By>>,
    deadline: Deadline,
    lifts_idle_timeout: &AtomicBool,
) -> Result<(SessionState, Plan), Error> {
    let first = FirstAnswers::read(tables, &mut connections.session(deadline)?).await?;
    let FirstAnswers { state, by_name } = first;
    // Making the plan may take long, too.
    if state.limits_idle_sessions() {
        lifts_idle_timeout.store(true, Ordering::Relaxed);
        connections.lift_idle_session_timeout(deadline).await?;
    }
    let mut session = connections.session(deadline)?;
    let plan = plan_run(tables, trials, options, (&state, by_name), &mut session).await?;
    Ok((state, plan))
}

/// The function that connects, each of whose connections gives up its idle timeout if that has to be lifted. The first
/// connection's session tells so for all.
fn leasing<'c, By: 'c, L: PooledConnection<By> + 'c>(
    connect: &'c Connect<'_, L>,
    lifts_idle_timeout: Arc<AtomicBool>,
) -> impl Fn() -> BoxFuture<'c, Result<Lease<L, By>, Error>> + Send + Sync + 'c {
    move || {
        let (opening, lifts) = (connect(), lifts_idle_timeout.load(Ordering::Relaxed));
        Box::pin(async move {
            let mut lease = Lease::new(opening.await?);
            if lifts {
                lease.lift_idle_session_timeout().await?;
            }
            Ok(lease)
        })
    }
}

/// The strategy that runs each batch, and everything else, in a separate transaction.
struct NonAtomic<'p, 'c, 'l, L, By> {
    plan: &'p Plan,
    state: &'p SessionState,
    deadline: Deadline,
    connections: Connections<'c, 'l, L>,
    /// The rows committed so far.
    partial: PartialResult,
    by: PhantomData<fn() -> By>,
}

impl<'p, By, L: PooledConnection<By>> NonAtomic<'p, '_, '_, L, By> {
    /// Cleans up after an error: rebuilds what was dropped, moves the sequences past the rows that stay, and adds the
    /// rows that stay to the error.
    async fn roll_back(&mut self, mut run: Run<'p>, error: Error) -> Error {
        let error = self.deadline.map_statement_timeout(error);
        self.connections.retain_healthy().await;
        if let Err(error) = self.rebuild(&mut run.rebuilding).await {
            tracing::error!(error = format!("{error:#}"), "not rebuilt");
        }
        // The next row inserted without a key must not collide with a row that stays.
        if let Some(lease) = self
            .connections
            .free
            .first_mut()
            .filter(|_| !self.partial.tables.is_empty())
        {
            let mut session = Session::new(lease.connection(), Deadline::after(Some(GRACE)));
            if let Err(error) = run.sequences.advance(&mut session).await {
                tracing::error!(error = format!("{error:#}"), "sequences not advanced");
                if error.is_connection_lost() {
                    session.connection().abandon(Transaction::Own);
                }
            }
        }
        self.partial.unrestored_sql = run.rebuilding.missing();
        error.with_partial(std::mem::take(&mut self.partial))
    }

    fn begin(&mut self) -> Result<OpenTransaction<'_, L::Connection>, Error> {
        let settings = transaction_settings(self.plan, self.state, self.deadline);
        Ok(OpenTransaction::begin(
            self.connections.session(self.deadline)?,
            &settings,
        ))
    }

    /// Drops the table's indexes and keys that the plan drops, visibly to all sessions.
    async fn drop_objects(&mut self, table: &TablePlan, rebuilding: &mut Rebuilder<'_>) -> Result<(), Error> {
        // Objects are dropped here regardless of how many rows come.
        let ahead = FirstRows::default();
        let plan = self.plan;
        let rebuild = plan.rebuilds.get(table.oid);
        if let None | Some(RebuildScope::Nothing | RebuildScope::Kept(_)) = rebuild.map(|rebuild| rebuild.now(ahead)) {
            // Only records what is kept.
            let mut session = self.connections.session(self.deadline)?;
            return rebuilding.prepare_table(table.oid, ahead, &mut session).await.map(drop);
        }
        let mut transaction = self.begin()?;
        let session = &mut transaction.session;
        let dropped = rebuilding.prepare_table(table.oid, ahead, session).await;
        transaction.end(plan, dropped).await.map(drop)
    }

    async fn build(&mut self, set: RebuildSet, rebuilding: &mut Rebuilder<'_>) -> Result<(), Error> {
        let context = (self.plan, self.state);
        rebuilding.build_apart(set, context, &mut self.connections).await
    }

    /// Fills a table in one transaction.
    async fn fill_at_once(
        &mut self,
        writer: TableWriter,
        fill: TableFill<'_, '_>,
        counters: &CommitCounters,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let plan = self.plan;
        let mut transaction = self.begin()?;
        let filled = fill.run(writer, &mut transaction.session).await;
        let rows = filled.as_ref().map_or(RowCounts::default(), |(report, _)| RowCounts {
            sent: report.rows + report.dropped(),
            stored: report.rows,
        });
        counters.begin_commit(rows.stored);
        let ended = transaction.end(plan, filled).await;
        counters.ended(rows, ended.as_ref().map(drop));
        ended
    }
}

impl<By, L: PooledConnection<By>> Strategy for NonAtomic<'_, '_, '_, L, By> {
    type Connection = L::Connection;

    fn session(&mut self) -> Result<Session<'_, L::Connection>, Error> {
        self.connections.session(self.deadline)
    }

    /// Does nothing: each transaction has its own settings.
    async fn before_table(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn truncate(&mut self, truncate: &TruncatePlan) -> Result<(), Error> {
        let plan = self.plan;
        let mut transaction = self.begin()?;
        let truncated = transaction.session.execute(&truncate.sql()).await;
        transaction.end(plan, truncated).await?;
        self.partial.truncated = true;
        Ok(())
    }

    async fn fill<'p>(
        &mut self,
        step: TableStep<'_, 'p>,
        run: &mut Run<'p>,
    ) -> Result<(TableReport, Option<Slot>), Error> {
        let TableStep {
            table_index,
            table,
            writer,
            store,
            options,
        } = step;
        let mut tracker = run.sequences.tracker(table_index, table);
        let counters = CommitCounters::default();
        let recorder = RowRecorder::new(table, options);
        // Objects are dropped here regardless of how many rows come.
        if run.rebuilding.needs_indexes(table.oid, FirstRows::default()) {
            self.build(RebuildSet::Indexes, &mut run.rebuilding).await?;
        }
        let filled = match writer {
            TableWriter::Copy(produce) if matches!(table.route, Route::Copy { .. }) => {
                self.drop_objects(table, &mut run.rebuilding).await?;
                let with = (self.deadline, &counters, recorder);
                let copy = ParallelCopy::new(self.plan, table, self.state, options, &run.rebuilding, with);
                let phases = &mut run.rebuilding.phases;
                copy.run(produce, store, &mut tracker, phases, &mut self.connections)
                    .await
            }
            writer => {
                let fill = TableFill {
                    table,
                    store,
                    options,
                    tracker: &mut tracker,
                    rebuilding: &mut run.rebuilding,
                    recorder,
                };
                self.fill_at_once(writer, fill, &counters).await
            }
        };
        self.partial.add(CommittedRows {
            table: table.declared.clone(),
            rows: counters.stored(),
            in_doubt: counters.in_doubt(),
            dropped: counters.dropped(),
        });
        let rows = filled
            .as_ref()
            .map_or(counters.may_be_stored(), |(report, _)| RowCounts::of(report));
        run.sequences.filled(table_index, rows, &tracker);
        filled
    }

    async fn rebuild(&mut self, rebuilding: &mut Rebuilder<'_>) -> Result<(), Error> {
        self.build(RebuildSet::All, rebuilding).await
    }

    /// Runs in a transaction, whose locks show which tables were analyzed.
    async fn analyze(&mut self, tables: &[(&TablePlan, u64)]) -> Result<(Option<Analyzed>, Vec<String>), Error> {
        let (plan, state) = (self.plan, self.state);
        let mut transaction = self.begin()?;
        let analyzed = analyze::analyze(tables, state, &mut transaction.session).await;
        transaction.end(plan, analyzed).await
    }
}
