//! Indexes and keys: dropped before a table's rows come, rebuilt after the last table.

mod build;
mod drop_objects;
mod dropped_object;
mod filled_steps;
mod generated_step;
mod lock_first;
mod locks;
mod named_row;
pub(super) mod non_atomic;
mod own_transaction;
mod rehearsal;
mod scheduler;
mod settings;
mod stored_rows;
mod truncate_partition;
mod violating_keys;
mod violation;

use std::time::{Duration, Instant};

use postgres_types::Oid;

use super::copy_command::RowCounts;
use super::error_location::with_constraint_table;
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::error::Error;
pub(super) use crate::plan::rebuild::FirstRows;
use crate::plan::rebuild::{RebuildScope, TableRebuild};
use crate::plan::{KeepReason, KeptObject, Plan, TablePlan};
use crate::report::TableReport;
use crate::report::phase::{Phase, Phases};
use crate::sql::comma_separated;
use dropped_object::DroppedObject;
use filled_steps::{FilledStep, OrderedSteps};
pub(super) use generated_step::GeneratedStep;

/// The settings under which indexes and keys will be built, for a run with this limit.
pub(super) async fn read_rebuild_settings<C: Connection>(
    session: &mut Session<'_, C>,
    timeout: Option<Duration>,
) -> Result<[(&'static str, String); 3], Error> {
    let settings = settings::Settings::read(session).await?;
    Ok(settings.for_building(timeout.map_or(0, |timeout| timeout.as_millis()), 1))
}

/// The objects that are dropped at the moment, and the state of each table.
pub(super) struct Rebuilder<'p> {
    plan: &'p Plan,
    deadline: Deadline,
    dropped: Vec<DroppedObject>,
    tables: Vec<TableState>,
    /// The steps so far.
    filled: Vec<FilledStep>,
    /// Those of them whose rows can be made again.
    generated: Vec<GeneratedStep<'p>>,
    /// True if code of the user's runs on the server for the step's rows.
    runs_code: bool,
    pub(super) phases: Phases,
    /// The foreign keys that were deferred, as SQL.
    deferred: Vec<String>,
}

/// The state of a table's indexes and keys.
#[derive(Debug)]
struct TableState {
    oid: Oid,
    /// True if everything was dropped that could be, so that nothing is left to decide.
    dropped_all: bool,
    /// True if the table was truncated in this transaction, so that physical order is row order.
    truncated: bool,
    rebuilt: Vec<String>,
    kept: Vec<KeptObject>,
    /// The reason for which all was kept.
    kept_because: Option<KeepReason>,
}

impl<'p> Rebuilder<'p> {
    pub(super) fn new(plan: &'p Plan, deadline: Deadline) -> Self {
        Self {
            plan,
            deadline,
            dropped: Vec::new(),
            tables: Vec::new(),
            filled: Vec::new(),
            runs_code: false,
            generated: Vec::new(),
            phases: Phases::default(),
            deferred: Vec::new(),
        }
    }

    /// Returns true if more rows than these may change the decision.
    pub(super) fn depends_on_rows(&self, table: Oid, ahead: FirstRows) -> bool {
        let rebuild = self.plan.rebuilds.get(table);
        rebuild.is_some_and(|rebuild| rebuild.depends_on_more_than(ahead) && !self.dropped_all(rebuild))
    }

    fn dropped_all(&self, rebuild: &TableRebuild) -> bool {
        self.state(rebuild.table).is_some_and(|state| state.dropped_all)
    }

    /// Returns true if a foreign key of the table exists that its rows may break.
    pub(super) fn has_foreign_keys(&self, table: &TablePlan) -> bool {
        let mut keys = table.foreign_keys.iter();
        !keys.all(|(name, _)| self.has_dropped_key(table.oid, name))
    }

    fn has_dropped_key(&self, table: Oid, name: &str) -> bool {
        let mut objects = self.dropped.iter().map(|dropped| &dropped.object);
        objects.any(|object| object.table == table && object.is_foreign_key() && object.name == name)
    }

    /// Returns true if an index or a key of any table was dropped.
    pub(super) fn has_dropped(&self) -> bool {
        self.tables.iter().any(|state| !state.rebuilt.is_empty())
    }

    /// Returns the names of a table's indexes and keys that were dropped, whether or not they are rebuilt by now.
    pub(super) fn rebuilt(&self, table: Oid) -> &[String] {
        self.state(table).map_or(&[], |state| &state.rebuilt)
    }

    fn state(&self, table: Oid) -> Option<&TableState> {
        self.tables.iter().find(|state| state.oid == table)
    }

    fn state_mut(&mut self, table: Oid) -> &mut TableState {
        let place = self.tables.iter().position(|state| state.oid == table);
        let place = place.unwrap_or_else(|| {
            self.tables.push(TableState {
                oid: table,
                dropped_all: false,
                truncated: false,
                rebuilt: Vec::new(),
                kept: Vec::new(),
                kept_because: None,
            });
            self.tables.len() - 1
        });
        &mut self.tables[place]
    }

    /// Called before the user's own function inserts a table's rows; rebuilds the indexes that are dropped at the moment.
    pub(super) async fn rebuild_before_insert<C: Connection>(
        &mut self,
        table: Oid,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        if let Some(reason) = self
            .plan
            .rebuilds
            .get(table)
            .and_then(TableRebuild::indexes_kept_because)
        {
            let reason = reason.clone();
            let table = self.plan.rebuilds.topmost(table);
            self.state_mut(table).kept_because = Some(reason);
        }
        self.build_indexes(None, session).await?;
        self.code_runs();
        Ok(())
    }

    /// Called before code of the user's runs on the server, which may change the rows of any table.
    fn code_runs(&mut self) {
        self.runs_code = true;
        for step in &mut self.filled {
            step.may_have_changed();
        }
    }

    /// Called when a step has filled a table.
    pub(super) fn filled(&mut self, table: &TablePlan, rows: RowCounts) {
        let runs_code = std::mem::take(&mut self.runs_code);
        self.filled.push(FilledStep::new(table, rows, runs_code));
    }

    /// The steps that filled a table; None if its rows need not lie in their order.
    fn ordered_steps(&self, table: Oid) -> Option<OrderedSteps<'_>> {
        let is_truncated = self.state(table).is_some_and(|state| state.truncated);
        let is_leaf = self.plan.rebuilds.get(table).is_some_and(|tree| tree.is_leaf(table));
        OrderedSteps::of(table, &self.filled).filter(|_| is_truncated && is_leaf)
    }

    /// Called when a step has filled a table with generated rows.
    pub(super) fn generated(&mut self, step: GeneratedStep<'p>) {
        self.generated.push(step);
    }

    /// Adds the state of each table to the report of its first step; returns the time that each phase took.
    pub(super) fn finish(mut self, reports: &mut [(usize, TableReport)], plans: &[TablePlan]) -> Phases {
        for state in std::mem::take(&mut self.tables) {
            let rebuilds = &self.plan.rebuilds;
            let first = plans.iter().position(|plan| rebuilds.topmost(plan.oid) == state.oid);
            if let Some((_, report)) = first.and_then(|first| reports.get_mut(first)) {
                report.rebuilt = state.rebuilt;
                report.kept = state.kept;
                report.kept.extend(state.kept_because.as_ref().map(KeptObject::all));
            }
        }
        std::mem::take(&mut self.phases)
    }

    /// Called when a table's first rows were made, before any of them is sent; returns true if they can be frozen.
    pub(super) async fn prepare_table<C: Connection>(
        &mut self,
        table: Oid,
        ahead: FirstRows,
        session: &mut Session<'_, C>,
    ) -> Result<bool, Error> {
        let frozen = self.prepare_indexes(table, ahead, session).await?;
        self.defer_keys(table, session).await?;
        if self.plan.rebuilds.get(table).is_none_or(|rebuild| rebuild.runs_code) {
            self.code_runs();
        }
        Ok(frozen)
    }

    /// Defers the foreign keys to rows that come later, if they were not dropped.
    async fn defer_keys<C: Connection>(&mut self, table: Oid, session: &mut Session<'_, C>) -> Result<(), Error> {
        let Some(rebuild) = self.plan.rebuilds.get(table).filter(|_| self.plan.mode.is_atomic()) else {
            return Ok(());
        };
        let keys = rebuild.forward_keys.iter();
        let keys = keys.filter(|key| key.may_defer && !self.has_dropped_key(key.table, key.name.table()));
        let mut keys = keys.map(|key| key.name.sql()).collect::<Vec<_>>();
        keys.retain(|key| !self.deferred.contains(key));
        if !keys.is_empty() {
            let sql = format!("SET CONSTRAINTS {} DEFERRED", comma_separated(&keys));
            session.execute(&sql).await?;
            self.deferred.extend(keys);
        }
        Ok(())
    }

    /// Called after the last table: lets the server check the foreign keys that were deferred.
    pub(super) async fn check_deferred<C: Connection>(&mut self, session: &mut Session<'_, C>) -> Result<(), Error> {
        let keys = std::mem::take(&mut self.deferred);
        if keys.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        let sql = format!(
            "SAVEPOINT blink_check; SET CONSTRAINTS {} IMMEDIATE; RELEASE SAVEPOINT blink_check",
            comma_separated(&keys)
        );
        let checked = session.execute(&sql).await;
        self.phases.add(Phase::ForeignKeys, started.elapsed());
        let Err(error) = checked else {
            return Ok(());
        };
        // Boxed, since it is seldom needed.
        let violations = Box::pin(self.violations_of_deferred(&error, session)).await;
        Err(with_constraint_table(error, self.plan).with_violations(violations))
    }

    async fn prepare_indexes<C: Connection>(
        &mut self,
        table: Oid,
        ahead: FirstRows,
        session: &mut Session<'_, C>,
    ) -> Result<bool, Error> {
        let Some(rebuild) = self.plan.rebuilds.get(table) else {
            return Ok(false);
        };
        if self.dropped_all(rebuild) {
            return self.truncate_partition(rebuild, table, session).await;
        }
        if rebuild.needs_indexes(ahead) {
            self.build_indexes(None, session).await?;
        }
        match rebuild.now(ahead) {
            RebuildScope::Nothing => Ok(false),
            RebuildScope::Kept(reason) => {
                self.state_mut(rebuild.table).kept_because = Some(reason);
                Ok(false)
            }
            scope @ (RebuildScope::ForwardReferences(_) | RebuildScope::All) => {
                let started = Instant::now();
                let done = self.drop_objects(rebuild, &scope, session).await;
                self.phases.add(Phase::Indexes, started.elapsed());
                let truncated = done.map_err(|error| error.during("while its indexes and keys were dropped"))?;
                if rebuild.index_code && self.state(rebuild.table).is_some_and(|state| !state.kept.is_empty()) {
                    self.build_indexes(Some(rebuild), session).await?;
                }
                Ok(truncated || self.truncate_partition(rebuild, table, session).await?)
            }
        }
    }

    /// Returns true if the user's own code runs on the server for the rows of a table that is left unchanged, and may
    /// use any index.
    pub(super) fn needs_indexes(&self, table: Oid, ahead: FirstRows) -> bool {
        let rebuild = self.plan.rebuilds.get(table);
        rebuild.is_some_and(|rebuild| rebuild.needs_indexes(ahead))
    }
}

/// A non-atomic run restores every index or reports it as missing. If its future is dropped, only this log is left.
impl Drop for Rebuilder<'_> {
    fn drop(&mut self) {
        if !self.plan.mode.is_atomic() {
            for sql in self.missing() {
                tracing::error!(sql, "the run was dropped before this was known to be restored");
            }
        }
    }
}
