//! Indexes and keys: dropped before a table's rows come, built again after the last.

pub(super) mod apart;
mod broken;
mod build;
mod settings;
mod take_down;

use std::time::{Duration, Instant};

use postgres_types::Oid;

use crate::catalog::objects::Object;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::phase::{Phase, Phases};
use crate::plan::rebuild::{Kept, Rebuild, Rebuilds, Scope, WORTH_IT, too_few_rows};
use crate::plan::{Plan, TablePlan};
use crate::report::TableReport;

/// Where there are more bytes than this, there is no need to see how many rows come.
const BYTES_WORTH_IT: u64 = 4 * 1024 * 1024;

/// The settings under which indexes and keys will be built, for a run with this limit.
pub(super) async fn building<C: Connection>(
    session: &mut Session<'_, C>,
    timeout: Option<Duration>,
) -> Result<[(&'static str, String); 3], Error> {
    let settings = settings::Settings::read(session).await?;
    Ok(settings.building(timeout.map_or(0, |timeout| timeout.as_millis()), 1))
}

/// What is gone for the moment, and what became of each table.
pub(super) struct Rebuilding<'p> {
    rebuilds: &'p Rebuilds,
    /// Whether the caller commits.
    joined: bool,
    /// Whether the run is not one transaction, so that what is gone is gone for others, too.
    apart: bool,
    /// Whether the run has truncated its tables.
    emptied: bool,
    deadline: Deadline,
    dropped: Vec<Dropped>,
    tables: Vec<State>,
    /// The tables of the steps so far.
    filled: Vec<Oid>,
    pub(super) phases: Phases,
}

/// Something that is gone, with the `search_path` under which its definition was read.
#[derive(Clone)]
struct Dropped {
    object: Object,
    search_path: String,
    /// Whether it is being built once more, since what was in the way may have passed.
    again: bool,
    /// Whether it could not be built.
    refused: bool,
}

/// What became of a table's indexes and keys.
#[derive(Debug)]
struct State {
    oid: Oid,
    scope: Option<Scope>,
    /// Whether it was truncated in this transaction, so that the rows lie in their order.
    truncated: bool,
    /// The rows of the only step that filled it.
    rows: Option<u64>,
    rebuilt: Vec<String>,
    kept: Vec<Kept>,
    /// Why all was kept.
    untouched: Option<String>,
}

/// What of a table's rows was made before the first was copied.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ahead {
    pub(super) rows: u64,
    pub(super) bytes: u64,
}

impl Ahead {
    pub(super) fn is_worth_it(self) -> bool {
        self.rows > WORTH_IT || self.bytes > BYTES_WORTH_IT
    }
}

impl<'p> Rebuilding<'p> {
    pub(super) fn new(plan: &'p Plan, deadline: Deadline) -> Self {
        Self {
            rebuilds: &plan.rebuilds,
            joined: plan.joined,
            apart: plan.connections.is_some(),
            emptied: plan.truncate.is_some(),
            deadline,
            dropped: Vec::new(),
            tables: Vec::new(),
            filled: Vec::new(),
            phases: Phases::default(),
        }
    }

    /// Whether it makes a difference how many rows come.
    pub(super) fn depends_on_rows(&self, table: Oid) -> bool {
        let open = |rebuild: &Rebuild| rebuild.has_any() && !rebuild.is_asked() && rebuild.against_all().is_none();
        self.rebuilds.get(table).is_some_and(open)
            && self.state(table).is_none_or(|state| state.scope != Some(Scope::All))
    }

    /// Whether a foreign key of a table is in place that its rows may break.
    pub(super) fn has_foreign_keys(&self, table: &TablePlan) -> bool {
        let is_gone = |name: &String| {
            let mut gone = self.dropped.iter().map(|dropped| &dropped.object);
            gone.any(|key| key.table == table.oid && key.is_foreign_key() && key.name == *name)
        };
        !table.foreign_keys.iter().all(|(name, _)| is_gone(name))
    }

    fn state(&self, table: Oid) -> Option<&State> {
        self.tables.iter().find(|state| state.oid == table)
    }

    fn state_mut(&mut self, table: Oid) -> &mut State {
        let place = self.tables.iter().position(|state| state.oid == table);
        let place = place.unwrap_or_else(|| {
            self.tables.push(State {
                oid: table,
                scope: None,
                truncated: false,
                rows: None,
                rebuilt: Vec::new(),
                kept: Vec::new(),
                untouched: None,
            });
            self.tables.len() - 1
        });
        &mut self.tables[place]
    }

    /// Before the user's own code inserts a table's rows.
    pub(super) async fn before_code<C: Connection>(
        &mut self,
        table: Oid,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        let rebuild = self.rebuilds.get(table).filter(|rebuild| rebuild.has_any());
        if let Some(why) = rebuild.and_then(Rebuild::against_all) {
            self.state_mut(table).untouched = Some(why);
        }
        self.build_indexes(session).await
    }

    /// Called when a step has filled a table.
    pub(super) fn filled(&mut self, table: Oid, rows: u64) {
        let is_only = !self.filled.contains(&table);
        self.filled.push(table);
        if let Some(state) = self.tables.iter_mut().find(|state| state.oid == table) {
            state.rows = is_only.then_some(rows);
        }
    }

    /// Says in the reports what became of the tables, each in that of its first step; gives the time that all took.
    pub(super) fn finish(mut self, reports: &mut [(usize, TableReport)], plans: &[TablePlan]) -> Phases {
        for state in std::mem::take(&mut self.tables) {
            let first = plans.iter().position(|plan| plan.oid == state.oid);
            if let Some((_, report)) = first.and_then(|first| reports.get_mut(first)) {
                report.rebuilt = state.rebuilt;
                report.kept = state.kept;
                report.kept.extend(state.untouched.map(Kept::everything));
            }
        }
        std::mem::take(&mut self.phases)
    }

    /// Called when a table's first rows are there, before any of them is sent; gives whether they can be frozen.
    pub(super) async fn before_rows<C: Connection>(
        &mut self,
        table: Oid,
        ahead: Ahead,
        session: &mut Session<'_, C>,
    ) -> Result<bool, Error> {
        let Some(rebuild) = self.rebuilds.get(table) else {
            return Ok(false);
        };
        if self.state(table).is_some_and(|state| state.scope == Some(Scope::All)) {
            return Ok(false);
        }
        let against = if !rebuild.has_any() {
            Some(String::new())
        } else if let Some(why) = rebuild.against_all() {
            Some(why)
        } else if rebuild.is_asked() || ahead.is_worth_it() {
            None
        } else {
            Some(too_few_rows(ahead.rows))
        };
        if against.is_some() && rebuild.runs_code() {
            self.build_indexes(session).await?;
        }
        let scope = match against {
            None => Scope::All,
            Some(_) if rebuild.has_forward() && rebuild.against().is_none() => Scope::Forward,
            Some(why) => {
                if rebuild.has_any() {
                    self.state_mut(table).untouched = Some(why);
                }
                return Ok(false);
            }
        };
        let started = Instant::now();
        let done = self.take_down(rebuild, scope, session).await;
        self.phases.add(Phase::Indexes, started.elapsed());
        done
    }

    /// Whether code of the user's runs on the server for the rows of a table that is left as it is, and may use any index.
    pub(super) fn needs_indexes(&self, table: Oid) -> bool {
        let needs = |rebuild: &Rebuild| rebuild.runs_code() && rebuild.against_all().is_some();
        self.rebuilds.get(table).is_some_and(needs)
    }
}

/// A run that is not one transaction ends with everything in place, or knows what is missing: unless it is dropped.
impl Drop for Rebuilding<'_> {
    fn drop(&mut self) {
        if self.apart {
            for sql in self.missing() {
                tracing::error!(sql, "the run was dropped before this was surely there again");
            }
        }
    }
}
