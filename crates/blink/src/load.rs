//! The run: everything that waits for the server.

mod analyze;
mod command;
mod conflict;
mod copy;
mod highest;
mod locate;
pub(crate) mod parallel;
mod rebuild;
mod recheck;
mod sequences;
mod session;
mod spread;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryFutureExt as _;
use tracing::Instrument as _;

use crate::catalog;
use crate::chunks::{Cause, ProduceError, RowCount};
use crate::connection::{Connection, REFUSE, Transaction};
use crate::deadline::{Deadline, Late, Stall};
use crate::error::{Error, Kind, Place, at_row};
use crate::generate::trial::Trials;
use crate::indexes::Indexes;
use crate::insertion::{Failure, LEFT_UNDER_WAY, Lent, Reason};
use crate::phase::Phase;
use crate::plan::rebuild::{Rebuilds, may_pay};
use crate::plan::{self, Plan, TablePlan};
use crate::report::{Report, TableReport};
use crate::seeder::{Action, MakeContext, Options, Seeder};
use crate::sql::TableName;
use crate::store::{Slot, Store};
use crate::table::{Making, Spec};
use crate::thread::{self, Fault};
use crate::to_row::ColumnValue;
use conflict::Stored;
use highest::Tracker;
use rebuild::Rebuilding;
use sequences::Sequences;
use session::{Session, Setting};

/// How long a run that is over its time still waits for the server to say so itself, before it gives up the connection.
const GRACE: Duration = Duration::from_secs(5);

/// How many rows an insertion gets at once where the table has no batch size.
const DEFAULT_LOT: usize = 1_000;

/// A run that failed, and whether the connection is still fit for ROLLBACK.
struct Failed {
    error: Error,
    broken: bool,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            broken: error.is_connection_lost(),
            error,
        }
    }
}

impl Failed {
    /// The server did not answer in time, so that what it is at is not known.
    fn unanswered(late: Late) -> Self {
        Self {
            error: Error::from(late).lost(),
            broken: true,
        }
    }
}

/// Ends the transaction if the run cannot: its future was dropped, or the connection is not to be trusted.
struct Guard<'c, C: Connection> {
    conn: &'c mut C,
    transaction: Transaction,
    armed: bool,
}

impl<C: Connection> Drop for Guard<'_, C> {
    fn drop(&mut self) {
        if self.armed {
            self.conn.abandon(self.transaction);
        }
    }
}

/// Runs a seeder.
pub(crate) async fn run<C: Connection>(seeder: Seeder, conn: &mut C) -> Result<Report, Error> {
    let span = tracing::info_span!("blink.run", tables = seeder.declared().map_or(0, |tables| tables.len()));
    let result = run_steps(seeder, conn).instrument(span.clone()).await;
    span.in_scope(|| told(&result));
    result
}

fn told(result: &Result<Report, Error>) {
    match result {
        Ok(report) => {
            tracing::info!(rows = report.rows(), bytes = report.bytes(), elapsed = ?report.elapsed(), "committed");
        }
        Err(error) => tracing::error!(error = format!("{error:#}"), "failed"),
    }
}

async fn run_steps<C: Connection>(seeder: Seeder, conn: &mut C) -> Result<Report, Error> {
    let started = Instant::now();
    seeder.declared()?;
    let deadline = Deadline::starting(seeder.options().timeout);
    let session = answer(deadline, Session::read(conn))
        .await
        .map_err(|failed| failed.error)?;
    let mut guard = Guard {
        transaction: if session.in_transaction {
            Transaction::Callers
        } else {
            Transaction::Own
        },
        conn,
        armed: true,
    };
    if guard.transaction == Transaction::Own {
        let begun = answer(deadline, guard.conn.begin().map_err(Error::driver)).await;
        begun.map_err(|failed| failed.error)?;
    }
    let mut touched = false;
    let outcome = fill(seeder, &session, deadline, guard.conn, &mut touched).await;
    let (mut report, plan) = match outcome {
        Ok(filled) => filled,
        Err(failed) => {
            let failed = Failed {
                error: overdue(failed.error, deadline),
                ..failed
            };
            return Err(give_up(guard, deadline, failed, touched).await);
        }
    };
    if guard.transaction == Transaction::Own {
        let committing = Instant::now();
        commit(guard, deadline, &plan).await?;
        report.phases.add(Phase::Commit, committing.elapsed());
    } else {
        guard.armed = false;
    }
    report.elapsed = started.elapsed();
    Ok(report)
}

/// What the server has to answer before the deadline.
async fn answer<T>(deadline: Deadline, asking: impl Future<Output = Result<T, Error>>) -> Result<T, Failed> {
    Ok(deadline.watch(GRACE, asking).await.map_err(Failed::unanswered)??)
}

/// The server's own timer, which was set to the run's limit, is the run's.
fn overdue(error: Error, deadline: Deadline) -> Error {
    match deadline.late() {
        Some(late) if error.sqlstate() == Some("57014") || error.is_cancelled_late() => error.of_kind(late.into()),
        _ => error,
    }
}

/// Rolls back, or makes sure that the caller's transaction is; the error then knows whether the connection had to be given up.
async fn give_up<C: Connection>(mut guard: Guard<'_, C>, deadline: Deadline, failed: Failed, touched: bool) -> Error {
    if failed.broken {
        return failed.error.lost();
    }
    match guard.transaction {
        Transaction::Own => {
            let rolled_back = deadline.watch(GRACE, guard.conn.rollback()).await;
            guard.armed = !matches!(rolled_back, Ok(Ok(())));
        }
        // Some of the rows are in, and settings are changed; whoever commits in spite of the error would store half a run.
        Transaction::Callers if touched => {
            let refused = deadline.watch(GRACE, guard.conn.execute(REFUSE)).await;
            guard.armed = !matches!(refused, Ok(Err(error)) if error.server().is_some());
        }
        Transaction::Callers => guard.armed = false,
    }
    if guard.armed { failed.error.lost() } else { failed.error }
}

async fn commit<C: Connection>(mut guard: Guard<'_, C>, deadline: Deadline, plan: &Plan) -> Result<(), Error> {
    match deadline.watch(GRACE, guard.conn.commit()).await {
        Ok(Ok(())) => {
            guard.armed = false;
            Ok(())
        }
        Ok(Err(error)) if error.is_fatal() => Err(Error::caused(Kind::UnknownOutcome, error)),
        // A constraint that is checked at COMMIT.
        Ok(Err(error)) => {
            let failed = overdue(locate::at_commit(error, plan), deadline).into();
            Err(give_up(guard, deadline, failed, true).await)
        }
        Err(_) => Err(Error::new(Kind::UnknownOutcome).lost()),
    }
}

/// Compares the tables with the catalog.
pub(crate) async fn preflight<C: Connection>(
    tables: &[(&Spec, &TableName)],
    trials: Trials,
    options: &Options,
    conn: &mut C,
) -> Result<Plan, Error> {
    let session = Session::read(conn).await?;
    let mut plan = plan_run(tables, trials, options, &session, conn).await?;
    plan.read_indexes(conn).await?;
    if plan.tables.iter().any(|table| table.rebuilt().next().is_some()) {
        plan.building.extend(rebuild::building(conn, options.timeout).await?);
    }
    Ok(plan)
}

/// What is to become of each table's indexes: of several steps that fill it, the first that says so decides.
fn indexes_of(tables: &[(&Spec, &TableName)], default: Indexes) -> Vec<Indexes> {
    let said = |name| {
        tables
            .iter()
            .filter(move |table| table.1 == name)
            .find_map(|(spec, _)| spec.indexes)
    };
    tables.iter().map(|(_, name)| said(*name).unwrap_or(default)).collect()
}

async fn plan_run<C: Connection>(
    tables: &[(&Spec, &TableName)],
    trials: Trials,
    options: &Options,
    session: &Session,
    conn: &mut C,
) -> Result<Plan, Error> {
    session.check(options.connections.is_some())?;
    // On a thread, since counting many parents' children takes a while.
    let tried = thread::run(|| trials.run()).await?;
    let names = tables.iter().map(|(_, name)| (*name).clone()).collect::<Vec<_>>();
    let conflicts = tables.iter().any(|(spec, _)| spec.on_conflict.is_some());
    let sent = |n: usize, name: &str| {
        let Some((spec, _)) = tables.get(n) else { return false };
        let mut columns = spec.columns.iter();
        // What the caller's own function inserts is not known.
        spec.custom || columns.any(|column| column.name == name && !matches!(column.value, ColumnValue::Default))
    };
    let mut catalog = catalog::read(conn, &names, options, conflicts, sent).await?;
    let mut plan =
        plan::run(tables, &catalog, tried, options).map_err(|mistakes| Error::new(Kind::Mistakes(mistakes)))?;
    let asked = indexes_of(tables, options.indexes);
    if plan.truncate.is_some() {
        catalog.all_empty();
    }
    let spread_out = options.connections.is_some();
    if !may_pay(&plan.tables, &asked, &catalog) {
        plan.few_rows(&mut catalog);
    } else if !spread_out || asked.contains(&Indexes::Rebuild) {
        catalog::standing::read(conn, &mut catalog, &asked).await?;
    }
    if spread_out {
        plan.spread_out(&mut catalog, &asked);
    }
    let rebuilds = Rebuilds::new(&plan.tables, &asked, &catalog);
    if options.connections.is_none() {
        plan::enlarge_batches(&mut plan.tables, &rebuilds);
    }
    Ok(Plan {
        rebuilds,
        connections: options.connections,
        joined: session.in_transaction,
        settings: session.settings(options.timeout),
        ..plan
    })
}

type Filled = (Report, Plan);

/// Runs the steps, within the transaction.
async fn fill<C: Connection>(
    seeder: Seeder,
    session: &Session,
    deadline: Deadline,
    conn: &mut C,
    touched: &mut bool,
) -> Result<Filled, Failed> {
    let plan = answer(
        deadline,
        plan_run(&seeder.declared()?, seeder.trials(), seeder.options(), session, conn),
    )
    .await?;
    *touched = true;
    let mut settings = plan.settings.clone();
    set_local(&settings, deadline, conn).await?;
    let (id, steps, options) = seeder.into_parts();
    let mut store = Arc::new(Store::new(id, options.seed));
    let mut reports = Vec::new();
    let mut plans = plan.tables.iter().enumerate();
    let mut sequences = Sequences::new(&plan.sequences);
    let mut rebuilding = Rebuilding::new(&plan, deadline);
    for (n, step) in steps.into_iter().enumerate() {
        let left = match step.action {
            Action::Context(context) => {
                let value = run_context(context, &store, deadline).await;
                Some(value.map_err(|error| error.at(Place::of_context(step.declared_at)))?)
            }
            Action::Table(_, making) => {
                // There is a plan for every table, or the preflight would have failed.
                let Some((t, table)) = plans.next() else { break };
                // A statement may take what is left of the run's time; a moment more, so that its end is the run's.
                let left = deadline.remaining().map(|left| left + Duration::from_millis(1));
                if let Some(limit) = left.and_then(|left| session.statement_timeout(left)) {
                    set_local(std::slice::from_ref(&limit), deadline, conn).await?;
                    settings.retain(|(name, _)| *name != limit.0);
                    settings.push(limit);
                }
                if let Some(truncate) = plan.truncate.as_ref().filter(|_| t == 0) {
                    let sql = truncate.sql();
                    answer(deadline, conn.execute(&sql).map_err(Error::driver)).await?;
                    tracing::info!(sql, "truncated");
                }
                if sequences.wanted_by(table) {
                    sequences.advance(deadline, conn).await?;
                }
                let started = Instant::now();
                let span = tracing::info_span!("blink.table", table = table.declared);
                let mut tracker = sequences.tracker(t, table);
                let with = (&mut tracker, &mut rebuilding);
                let filling = fill_table(table, making, &store, &options, with, deadline, conn);
                let (mut report, kept) = filling.instrument(span.clone()).await.map_err(|failed| Failed {
                    error: failed.error.in_table(&table.declared),
                    ..failed
                })?;
                report.elapsed = started.elapsed();
                sequences.filled(t, report.rows + report.skipped, &tracker);
                rebuilding.filled(table.oid, report.rows);
                span.in_scope(|| {
                    tracing::info!(rows = report.rows, bytes = report.bytes, elapsed = ?report.elapsed, "filled");
                });
                reports.push((n, report));
                kept
            }
        };
        store = store.with(left);
    }
    rebuilding.build_all(conn).await?;
    let phases = rebuilding.finish(&mut reports, &plan.tables);
    sequences.advance(deadline, conn).await?;
    let filled = reports.iter().map(|(_, report): &(_, TableReport)| report.rows);
    let filled = plan.tables.iter().zip(filled).collect::<Vec<_>>();
    let (analyzed, not_analyzed) = analyze::analyze(&filled, deadline, conn).await?;
    if session.in_transaction {
        set_local(&session.before(&settings), deadline, conn).await?;
    }
    let report = Report {
        store,
        tables: reports,
        generated: plan.tables.iter().any(|table| table.generated),
        phases,
        connections: None,
        sequences: sequences.into_reports(),
        analyzed,
        notes: [plan.notes(), not_analyzed].concat(),
        elapsed: Duration::ZERO,
    };
    Ok((report, plan))
}

async fn set_local<C: Connection>(settings: &[Setting], deadline: Deadline, conn: &mut C) -> Result<(), Failed> {
    match session::set_local(settings) {
        Some(sql) => answer(deadline, conn.execute(&sql).map_err(Error::driver))
            .await
            .map(drop),
        None => Ok(()),
    }
}

async fn run_context(context: MakeContext, store: &Arc<Store>, deadline: Deadline) -> Result<Slot, Error> {
    let store = Arc::clone(store);
    deadline
        .watch(Duration::ZERO, thread::run(move || context(&store)))
        .await?
        .map_err(Error::from)?
        .map_err(|error| Error::caused(Kind::Source, error))
}

async fn fill_table<C: Connection>(
    table: &TablePlan,
    making: Making,
    store: &Arc<Store>,
    options: &Options,
    (tracker, rebuilding): (&mut Tracker, &mut Rebuilding<'_>),
    deadline: Deadline,
    conn: &mut C,
) -> Result<(TableReport, Option<Slot>), Failed> {
    let made = RowCount::default();
    let stall = Stall {
        limit: options.stall_timeout,
        deadline,
        made: made.clone(),
    };
    let mut skipped = 0;
    let mut stored = Stored {
        rows: 0,
        updated: Some(0),
    };
    let (bytes, kept) = match making {
        Making::Copied(make) => {
            let (started, spent) = (Instant::now(), rebuilding.phases.total());
            if let Some(conflict) = &table.conflict {
                conflict::prepare(conflict, deadline, conn).await?;
            }
            let mut copying = copy::Copying::new(table, stall, options, tracker, rebuilding);
            let kept = copying.run(make, Arc::clone(store), conn).await?;
            let (rows, bytes) = (copying.rows(), copying.bytes());
            if let Some(conflict) = &table.conflict {
                stored = conflict::insert(conflict, table, rows, deadline, conn).await?;
                skipped = rows.saturating_sub(stored.rows);
            } else {
                stored.rows = rows;
            }
            // Of its time, what went to something else was counted there.
            let elsewhere = rebuilding.phases.total().saturating_sub(spent);
            let copying = started.elapsed().saturating_sub(elsewhere);
            rebuilding.phases.add(Phase::Copy, copying);
            (bytes, kept)
        }
        Making::Inserted(insert) => {
            rebuilding.before_code(table.oid, conn).await?;
            let started = Instant::now();
            let began = answer(deadline, session::began(conn)).await?;
            let asked = table.asked_batch_size.and_then(|rows| usize::try_from(rows).ok());
            let lent = Lent {
                session: conn,
                store: Arc::clone(store),
                made: made.clone(),
                lot: asked.unwrap_or(DEFAULT_LOT),
                stall,
            };
            let inserted = deadline.watch(GRACE, insert(lent)).await.map_err(Failed::unanswered)?;
            let (rows, kept) = inserted.map_err(|failure| failed_insertion(failure, &made))?;
            // An error of the server that the function swallowed shows here as well: nothing answers any more.
            if answer(deadline, session::began(conn)).await? != began {
                let why = "it ended the run's transaction; leave BEGIN, COMMIT and ROLLBACK to the run";
                return Err(Error::caused(Kind::Insertion, why).into());
            }
            stored.rows = rows;
            rebuilding.phases.add(Phase::Copy, started.elapsed());
            (0, kept)
        }
    };
    let report = TableReport {
        table: table.declared.clone(),
        rows: stored.rows,
        updated: stored.updated,
        skipped,
        bytes,
        elapsed: Duration::ZERO,
        rebuilt: Vec::new(),
        kept: Vec::new(),
    };
    Ok((report, kept))
}

/// Why an insertion ended early, with the rows that it was at.
fn failed_insertion(failure: Failure, made: &RowCount) -> Failed {
    let place = Place {
        rows: failure.rows,
        ..Place::default()
    };
    let error = match failure.why {
        Reason::Source(why) => halted(why, made.next() + 1, None),
        Reason::Function(error) => Error::caused(Kind::Insertion, error).at(place),
        Reason::Panic(why) => Error::from(why).at(place),
        Reason::Late(late) => Error::from(late).at(next_row(made)),
        Reason::LeftUnderWay => Error::caused(Kind::Insertion, LEFT_UNDER_WAY).at(place),
    };
    Failed {
        broken: failure.under_way || error.is_connection_lost(),
        error,
    }
}

/// The row that the source was at.
fn next_row(made: &RowCount) -> Place {
    at_row(made.next() + 1)
}

/// Why the source of a table's rows ended early, with the row that it was at.
fn halted(why: ProduceError, row: u64, table: Option<&TablePlan>) -> Error {
    let mut place = at_row(why.row.map_or(row, |row| row + 1));
    let error = match why.cause {
        Cause::Source(cause) => Error::caused(Kind::Source, cause),
        Cause::Encode(error) => {
            let (column, cause) = error.into_parts();
            place.column = column.and_then(|n| Some(table?.columns.get(n)?.name.clone()));
            Error::caused(Kind::Value, cause)
        }
        Cause::Fault(why @ Fault::Thread(_)) => return why.into(),
        Cause::Fault(why) => why.into(),
        // Only if the taker failed, whose error is reported instead.
        Cause::ReceiverClosed => Error::new(Kind::Source),
    };
    error.at(place)
}
