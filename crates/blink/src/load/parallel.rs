//! A run that is not one transaction: table by table, the batches of each over several connections.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryFutureExt as _;
use tracing::Instrument as _;

use super::rebuild::apart::What;
use super::rebuild::{Ahead, Rebuilding};
use super::sequences::Sequences;
use super::session::{self, Session, Setting};
use super::spread::{Spread, Tally};
use super::{Failed, GRACE, Guard, analyze, answer, commit, fill_table, give_up, overdue, plan_run, run_context, told};
use crate::connection::lease::Lease;
use crate::connection::{Connection, Transaction};
use crate::deadline::Deadline;
use crate::error::{Error, Kind, Place};
use crate::non_atomic::Connect;
use crate::plan::rebuild::Scope;
use crate::plan::{Plan, TablePlan};
use crate::report::{Analyzed, Report, TableReport};
use crate::seeder::{Action, Options, Seeder, Step};
use crate::store::{Slot, Store};
use crate::stored::Stays;
use crate::table::Making;

/// Runs a seeder over connections that are made as they are needed.
pub(crate) async fn run<By, L: Lease<By>>(seeder: Seeder, connect: &Connect<'_, L>) -> Result<Report, Error> {
    let span = tracing::info_span!("blink.run", tables = seeder.declared().map_or(0, |tables| tables.len()));
    let result = run_steps(seeder, connect).instrument(span.clone()).await;
    span.in_scope(|| told(&result));
    result
}

async fn run_steps<By, L: Lease<By>>(seeder: Seeder, connect: &Connect<'_, L>) -> Result<Report, Error> {
    let started = Instant::now();
    seeder.declared()?;
    let deadline = Deadline::starting(seeder.options().timeout);
    let first = answer(deadline, connect()).await.map_err(|failed| failed.error)?;
    let mut leases = Leases {
        most: seeder.options().connections.unwrap_or(1),
        connect,
        free: vec![first],
        opened: 1,
        refused: None,
    };
    let conn = leases.first()?;
    let wrong = |failed: Failed| overdue(failed.error, deadline);
    let session = answer(deadline, Session::read(conn)).await.map_err(wrong)?;
    let plan = {
        let tables = seeder.declared()?;
        let planning = plan_run(&tables, seeder.trials(), seeder.options(), &session, conn);
        answer(deadline, planning).await.map_err(wrong)?
    };
    let mut run = Run {
        plan: &plan,
        session: &session,
        deadline,
        stays: Stays::default(),
        sequences: Sequences::new(&plan.sequences),
        rebuilding: Rebuilding::new(&plan, deadline),
        reports: Vec::new(),
    };
    let (id, steps, options) = seeder.into_parts();
    let store = Arc::new(Store::new(id, options.seed));
    match run.fill(steps, store, &options, &mut leases).await {
        Ok(filled) => Ok(run.report(filled, &leases, started.elapsed())),
        Err(failed) => {
            let error = overdue(failed.error, deadline);
            leases.keep_those_that_answer().await;
            let context = (&plan, &session);
            if let Err(failed) = run.rebuilding.build_apart(What::Everything, context, &mut leases).await {
                tracing::error!(error = format!("{:#}", failed.error), "not built again");
            }
            // The next row that is inserted without a key must not meet one of those that stay.
            if let Some(lease) = leases.free.first_mut().filter(|_| !run.stays.tables.is_empty()) {
                let conn = lease.connection();
                let advanced = run.sequences.advance(Deadline::starting(Some(GRACE)), conn).await;
                if advanced.is_err_and(|failed| failed.broken) {
                    conn.abandon(Transaction::Own);
                }
            }
            run.stays.missing = run.rebuilding.missing();
            Err(error.staying(std::mem::take(&mut run.stays)))
        }
    }
}

/// The connections of a run.
pub(super) struct Leases<'c, 'l, L> {
    pub(super) most: usize,
    pub(super) connect: &'c Connect<'l, L>,
    /// Those that are fit for anything.
    pub(super) free: Vec<L>,
    /// The most that there were.
    pub(super) opened: usize,
    /// Why there were no more, although there was work for them.
    pub(super) refused: Option<Error>,
}

impl<L> Leases<'_, '_, L> {
    fn first<By>(&mut self) -> Result<&mut L::Connection, Error>
    where
        L: Lease<By>,
    {
        let first = self.free.first_mut();
        first.map(Lease::connection).ok_or_else(|| Error::new(Kind::Connection))
    }

    /// After a failure: what was under way may have left one that does not answer any more.
    async fn keep_those_that_answer<By>(&mut self)
    where
        L: Lease<By>,
    {
        for mut lease in std::mem::take(&mut self.free) {
            let asked = Deadline::starting(Some(GRACE)).watch(Duration::ZERO, lease.connection().execute("SELECT"));
            if matches!(asked.await, Ok(Ok(_))) {
                self.free.push(lease);
            }
        }
    }

    /// What people should know of them.
    fn note(&self) -> Option<String> {
        let refused = self.refused.as_ref().filter(|_| self.opened < self.most)?;
        Some(format!(
            "no more than {} of {} connections could be had: {refused:#}",
            self.opened, self.most
        ))
    }
}

struct Run<'p> {
    plan: &'p Plan,
    session: &'p Session,
    deadline: Deadline,
    stays: Stays,
    sequences: Sequences<'p>,
    rebuilding: Rebuilding<'p>,
    reports: Vec<(usize, TableReport)>,
}

/// What a run leaves that is filled.
struct Filled {
    store: Arc<Store>,
    analyzed: Option<Analyzed>,
    notes: Vec<String>,
}

impl<'p> Run<'p> {
    async fn fill<By, L: Lease<By>>(
        &mut self,
        steps: Vec<Step>,
        mut store: Arc<Store>,
        options: &Options,
        leases: &mut Leases<'_, '_, L>,
    ) -> Result<Filled, Failed> {
        let plan = self.plan;
        let mut plans = plan.tables.iter().enumerate();
        for (n, step) in steps.into_iter().enumerate() {
            let left = match step.action {
                Action::Context(context) => Some(
                    run_context(context, &store, self.deadline)
                        .await
                        .map_err(|error| error.at(Place::of_context(step.declared_at)))?,
                ),
                Action::Table(_, making) => {
                    // There is a plan for every table, or the preflight would have failed.
                    let Some((t, table)) = plans.next() else { break };
                    if t == 0 {
                        self.truncate(leases.first()?).await?;
                    }
                    if self.sequences.wanted_by(table) {
                        self.sequences.advance(self.deadline, leases.first()?).await?;
                    }
                    let started = Instant::now();
                    let span = tracing::info_span!("blink.table", table = table.declared);
                    let filling = self.fill_one((t, table), making, &store, options, leases);
                    let (mut report, kept) = filling.instrument(span.clone()).await.map_err(|failed| Failed {
                        error: failed.error.in_table(&table.declared),
                        ..failed
                    })?;
                    report.elapsed = started.elapsed();
                    span.in_scope(|| {
                        tracing::info!(rows = report.rows, bytes = report.bytes, elapsed = ?report.elapsed, "filled");
                    });
                    self.reports.push((n, report));
                    kept
                }
            };
            store = store.with(left);
        }
        self.build(What::Everything, leases).await?;
        self.sequences.advance(self.deadline, leases.first()?).await?;
        let (analyzed, notes) = self.analyze(leases.first()?).await?;
        Ok(Filled { store, analyzed, notes })
    }

    async fn fill_one<By, L: Lease<By>>(
        &mut self,
        (t, table): (usize, &'p TablePlan),
        making: Making,
        store: &Arc<Store>,
        options: &Options,
        leases: &mut Leases<'_, '_, L>,
    ) -> Result<(TableReport, Option<Slot>), Failed> {
        let mut tracker = self.sequences.tracker(t, table);
        let tally = Tally::default();
        if self.rebuilding.needs_indexes(table.oid) {
            self.build(What::Indexes, leases).await?;
        }
        let filled = match making {
            Making::Copied(make) if table.conflict.is_none() => {
                self.take_down(table, leases.first()?).await?;
                let keyed = self.rebuilding.has_foreign_keys(table);
                let with = (self.deadline, keyed, &tally);
                let spread = Spread::new(self.plan, table, self.session, options, with);
                let phases = &mut self.rebuilding.phases;
                spread.run(make, Arc::clone(store), &mut tracker, phases, leases).await
            }
            making => {
                let guard = begin(leases.first()?, &self.settings(), self.deadline).await?;
                let with = (&mut tracker, &mut self.rebuilding);
                let filling = fill_table(table, making, store, options, with, self.deadline, guard.conn);
                let filled = filling.await;
                if let Ok((report, _)) = &filled {
                    tally.committing(report.rows);
                }
                let ended = end(guard, self.deadline, self.plan, filled).await;
                tally.committed(
                    ended
                        .as_ref()
                        .map(|(report, _)| report.rows)
                        .map_err(|failed| &failed.error),
                );
                ended
            }
        };
        self.stays.add(&table.declared, tally.stored(), tally.unknown());
        let sent = filled.as_ref().map(|(report, _)| report.rows + report.skipped);
        self.sequences
            .filled(t, sent.unwrap_or(tally.stored() + tally.unknown()), &tracker);
        filled
    }

    /// Drops what is to be dropped of a table, for all to see.
    async fn take_down<C: Connection>(&mut self, table: &TablePlan, conn: &mut C) -> Result<(), Failed> {
        // What is dropped here is dropped however many rows come.
        let ahead = Ahead::default();
        let rebuild = self.plan.rebuilds.get(table.oid);
        if let None | Some(Scope::Nothing | Scope::Kept(_)) = rebuild.map(|rebuild| rebuild.now(ahead)) {
            // Only says what it keeps.
            return self.rebuilding.before_rows(table.oid, ahead, conn).await.map(drop);
        }
        let guard = begin(conn, &self.settings(), self.deadline).await?;
        let done = self.rebuilding.before_rows(table.oid, ahead, guard.conn).await;
        end(guard, self.deadline, self.plan, done).await.map(drop)
    }

    async fn build<By, L: Lease<By>>(&mut self, what: What, leases: &mut Leases<'_, '_, L>) -> Result<(), Failed> {
        let context = (self.plan, self.session);
        self.rebuilding.build_apart(what, context, leases).await
    }

    async fn truncate<C: Connection>(&mut self, conn: &mut C) -> Result<(), Failed> {
        let Some(truncate) = &self.plan.truncate else {
            return Ok(());
        };
        let guard = begin(conn, &self.settings(), self.deadline).await?;
        let sql = truncate.sql();
        let truncated = answer(self.deadline, guard.conn.execute(&sql).map_err(Error::driver)).await;
        end(guard, self.deadline, self.plan, truncated).await?;
        self.stays.truncated = true;
        tracing::info!(sql, "truncated");
        Ok(())
    }

    async fn analyze<C: Connection>(&mut self, conn: &mut C) -> Result<(Option<Analyzed>, Vec<String>), Failed> {
        let rows = self.reports.iter().map(|(_, report)| report.rows);
        let filled = self.plan.tables.iter().zip(rows).collect::<Vec<_>>();
        // In a transaction, whose locks tell what was analyzed.
        let guard = begin(conn, &self.settings(), self.deadline).await?;
        let analyzed = analyze::analyze(&filled, self.deadline, guard.conn).await;
        end(guard, self.deadline, self.plan, analyzed).await
    }

    fn settings(&self) -> Vec<Setting> {
        settings(self.plan, self.session, self.deadline)
    }

    fn report<L>(mut self, filled: Filled, leases: &Leases<'_, '_, L>, elapsed: Duration) -> Report {
        let phases = self.rebuilding.finish(&mut self.reports, &self.plan.tables);
        let notes = [self.plan.notes(), filled.notes, leases.note().into_iter().collect()];
        Report {
            store: filled.store,
            tables: self.reports,
            generated: self.plan.tables.iter().any(|table| table.generated),
            phases,
            connections: Some(leases.opened),
            sequences: self.sequences.into_reports(),
            analyzed: filled.analyzed,
            notes: notes.concat(),
            elapsed,
        }
    }
}

/// The settings of a transaction: no statement of it may take longer than what is left of the run's time.
pub(super) fn settings(plan: &Plan, session: &Session, deadline: Deadline) -> Vec<Setting> {
    let mut settings = plan.settings.clone();
    let left = deadline.remaining().map(|left| left + Duration::from_millis(1));
    if let Some(limit) = left.and_then(|left| session.statement_timeout(left)) {
        settings.retain(|(name, _)| *name != limit.0);
        settings.push(limit);
    }
    settings
}

/// Begins a transaction.
pub(super) async fn begin<'c, C: Connection>(
    conn: &'c mut C,
    settings: &[Setting],
    deadline: Deadline,
) -> Result<Guard<'c, C>, Failed> {
    let guard = Guard {
        conn,
        transaction: Transaction::Own,
        armed: true,
    };
    answer(deadline, guard.conn.begin().map_err(Error::driver)).await?;
    if let Some(sql) = session::set_local(settings) {
        let set = answer(deadline, guard.conn.execute(&sql).map_err(Error::driver)).await;
        if let Err(failed) = set {
            return Err(give_up(guard, deadline, failed, true).await.into());
        }
    }
    Ok(guard)
}

/// Commits what was done, or takes it back.
pub(super) async fn end<C: Connection, T>(
    guard: Guard<'_, C>,
    deadline: Deadline,
    plan: &Plan,
    done: Result<T, Failed>,
) -> Result<T, Failed> {
    match done {
        Ok(done) => {
            commit(guard, deadline, plan).await?;
            Ok(done)
        }
        Err(failed) => Err(give_up(guard, deadline, failed, true).await.into()),
    }
}
