//! The plan of a run, table by table, decided before a row is made.

mod analyze;
mod batches;
pub(crate) mod build;
mod column_plan;
mod columns;
mod conflict;
mod conflict_plan;
mod decide;
mod diagnostics;
mod display;
mod draft;
mod dropping;
mod encoding;
mod forward;
mod index_plan;
mod indexes;
mod keep_reason;
mod misfit;
mod mode;
mod non_atomic;
pub(crate) mod rebuild;
mod route;
mod sequence_plan;
mod sequences;
mod steps;
pub(crate) mod trial;
mod truncate;

use std::sync::Arc;

use postgres_types::Oid;

use crate::catalog::baseline::Baseline;
use crate::declare::table::BatchSize;
use crate::encode::{Format, Layout};
use crate::error::ErrorStep;
use crate::sql::{TableName, comma_separated, quote_identifier};
pub(crate) use analyze::Analyze;
pub(crate) use column_plan::{ColumnPlan, Conversion, TriggerColumn};
pub(crate) use conflict_plan::ConflictPlan;
pub(crate) use decide::{Attempt, Decider, Decision, Refusal};
pub use draft::MIN_ROWS_TO_REBUILD;
pub(crate) use dropping::DroppingTriggers;
pub(crate) use index_plan::IndexPlan;
pub(crate) use keep_reason::{KeepReason, KeptObject};
pub(crate) use mode::Mode;
use rebuild::Rebuilds;
pub(crate) use route::Route;
pub(crate) use sequence_plan::{MaxFrom, MaxValueSource, SequencePlan};
pub(crate) use truncate::TruncatePlan;

/// The plan of a run: for each table its columns, their conversions, and the size of its batches.
///
/// [`Seeder::plan`](crate::Seeder::plan) returns it without touching a row. `{}` prints it, `{:#}` prints it with the
/// SQL.
///
/// ```no_run
/// # use blink::{Seeder, Table, ToRow};
/// # #[derive(ToRow)]
/// # #[blink(table = "users")]
/// # struct User { id: i64 }
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let mut seeder = Seeder::new();
/// seeder.add_table(Table::generate(1_000_000, |draw| User { id: draw.number() }));
/// let plan = seeder.plan(&mut client).await?;
/// println!("{plan}");
/// let [users] = plan.tables() else { unreachable!() };
/// assert_eq!(users.name().to_string(), "public.users");
/// assert_eq!((users.rows(), users.batch_size()), (Some(1_000_000), Some(1_000_000)));
/// assert_eq!(users.copy_sql().unwrap(), r#"COPY "public"."users" ("id") FROM STDIN (FORMAT binary)"#);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Plan {
    pub(crate) tables: Vec<TablePlan>,
    pub(crate) seed: u64,
    /// True if rows are generated from the seed.
    pub(crate) generates: bool,
    pub(crate) mode: Mode,
    pub(crate) settings: Vec<(&'static str, String)>,
    /// A note on the session that the run joins.
    pub(crate) session_note: Option<String>,
    /// The settings while indexes and keys are rebuilt, if any may be.
    pub(crate) rebuild_settings: Vec<(&'static str, String)>,
    pub(crate) truncate: Option<TruncatePlan>,
    pub(crate) sequences: Vec<SequencePlan>,
    pub(crate) rebuilds: Rebuilds,
    /// The most keys of an error that are asked for.
    pub(crate) max_violations: usize,
}

/// The plan of one table, from [`Plan::tables`]. `{}` prints its columns and their conversions.
#[derive(Debug)]
pub struct TablePlan {
    /// The name as it was declared.
    pub(crate) declared: String,
    pub(crate) step: ErrorStep,
    /// The name in the catalog.
    pub(crate) name: TableName,
    pub(crate) oid: Oid,
    /// The state of the table that it is compared with once it is locked.
    pub(crate) baseline: Baseline,
    /// True if rows of the table go to another server.
    pub(crate) foreign: bool,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) database_defaults: Vec<String>,
    /// The columns that a trigger has to fill.
    pub(crate) trigger_columns: Vec<TriggerColumn>,
    /// The names of the triggers that may fill columns.
    pub(crate) fill_triggers: Option<String>,
    pub(crate) batch_size: BatchSize,
    pub(crate) layout: Arc<Layout>,
    /// The foreign keys: each key's name and the positions of its columns among those that are sent.
    pub(crate) foreign_keys: Vec<(String, Vec<usize>)>,
    pub(crate) route: Route,
    /// A rule for INSERT, which COPY does not follow.
    pub(crate) rule: Option<String>,
    pub(crate) dropping: Option<DroppingTriggers>,
    /// True if code on the server may take values from any sequence while the rows are stored.
    pub(crate) may_use_any_sequence: bool,
    /// The notes about sequences that code on the server uses, so that they are not known.
    pub(crate) sequence_notes: Vec<String>,
    pub(crate) rows: Option<u64>,
    /// True if a batch needs those before it to be stored, because rows reference others of the table.
    pub(crate) needs_earlier_batches: bool,
    pub(crate) analyze: Analyze,
    /// The decision about indexes and keys. None in a run, which decides when it comes to the table.
    pub(crate) indexes: Option<IndexPlan>,
}

impl Plan {
    /// The tables, in the order in which they are filled.
    pub fn tables(&self) -> &[TablePlan] {
        &self.tables
    }

    /// The random seed of generated rows.
    pub fn random_seed(&self) -> u64 {
        self.seed
    }

    /// Returns true if the run joins a transaction that you have begun.
    pub fn joins_transaction(&self) -> bool {
        self.mode == Mode::Joined
    }

    /// The maximum number of connections, if the run is [not atomic](crate::NonAtomic).
    pub fn connections(&self) -> Option<usize> {
        match self.mode {
            Mode::NonAtomic { connections } => Some(connections),
            Mode::Own | Mode::Joined => None,
        }
    }

    /// The settings that are changed while indexes and keys are rebuilt, if any are, and their values.
    /// `statement_timeout` is in milliseconds; 0 means none.
    pub fn building_settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rebuild_settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The settings that are changed for the run (`SET LOCAL`), and their values.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl Plan {
    /// Returns the name of a table as it was declared. A table outside the plan, such as a partition, is named as in the
    /// catalog.
    pub(crate) fn declared_name(&self, name: &TableName) -> String {
        let planned = self.tables.iter().find(|table| table.name == *name);
        planned.map_or_else(|| name.to_string(), |table| table.declared.clone())
    }

    /// Returns notes on things that cannot be done as intended but are no error.
    pub(crate) fn notes(&self) -> Vec<String> {
        let truncate = self.truncate.as_ref().and_then(TruncatePlan::sequences_note);
        let session = self.session_note.clone();
        let mut notes = truncate.into_iter().chain(session).collect::<Vec<_>>();
        for table in &self.tables {
            for note in table.notes() {
                let note = format!("{}: {note}", table.name);
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        notes
    }
}

impl TablePlan {
    /// Returns what cannot be done for the table.
    fn notes(&self) -> impl Iterator<Item = String> {
        self.rule_note().into_iter().chain(self.sequence_notes.iter().cloned())
    }

    /// Returns the note that COPY does not run the table's rule for INSERT.
    fn rule_note(&self) -> Option<String> {
        let rule = self.rule.as_ref()?;
        Some(format!(
            "the rule {rule} does not run, because COPY ignores rules; replace it by a trigger, or use `.insert_with(…)`"
        ))
    }

    /// The table's name in the catalog.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The columns that are sent, in order, without those that are left to the database.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The number of rows, if it is known before the run: it is for generated rows that need no context and no kept
    /// row.
    pub fn rows(&self) -> Option<u64> {
        self.rows
    }

    /// The number of rows in one COPY command; None if one command copies the whole table.
    pub fn batch_size(&self) -> Option<u64> {
        match self.batch_size {
            BatchSize::Default(rows) | BatchSize::Rows(rows) => Some(rows),
            BatchSize::WholeTable => None,
        }
    }

    /// The table that the COPY command fills: a temporary one if rows may already exist.
    pub(crate) fn copy_target(&self) -> &TableName {
        match &self.route {
            Route::Staged(conflict) => &conflict.staging_table,
            Route::Copy { .. } | Route::Custom => &self.name,
        }
    }

    /// The indexes, constraints and foreign keys that would be dropped for the load and rebuilt: always, or only if
    /// many rows come, as [`Indexes::Auto`](crate::Indexes::Auto) describes.
    pub fn rebuilt(&self) -> impl Iterator<Item = &str> {
        let indexes = self.indexes.iter();
        indexes.flat_map(|indexes| indexes.dropped.iter().map(|object| object.name.as_str()))
    }

    /// The indexes, constraints and foreign keys that are kept, each with the reason; `indexes and keys` stands for
    /// all.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        let indexes = self.indexes.iter();
        indexes.flat_map(|indexes| {
            indexes
                .kept
                .iter()
                .map(|kept| (kept.name.as_str(), kept.reason.as_str()))
        })
    }

    /// The COPY command; None if the user's own function inserts the rows.
    pub fn copy_sql(&self) -> Option<String> {
        self.copy_command(matches!(self.route, Route::Copy { freeze: true }))
    }

    /// The same with or without FREEZE.
    pub(crate) fn copy_command(&self, freeze: bool) -> Option<String> {
        if matches!(self.route, Route::Custom) {
            return None;
        }
        let columns = comma_separated(self.columns().map(quote_identifier));
        let options = match self.layout.format {
            Format::Binary => "FORMAT binary",
            Format::Text => "FORMAT text, ENCODING 'UTF8'",
        };
        let freeze = if freeze { ", FREEZE" } else { "" };
        Some(format!(
            "COPY {} ({columns}) FROM STDIN ({options}{freeze})",
            self.copy_target().sql()
        ))
    }
}
