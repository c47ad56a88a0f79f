//! The rules that make a plan, in their order. Each rule decides about fields that no other rule sets.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use postgres_types::Oid;

use super::columns::{CheckedColumns, check, table_mistake};
use super::conflict::conflict;
use super::diagnostics::{too_many_locks, unknown_table};
use super::draft::TableDraft;
use super::rebuild::{Facts, Rebuilds, rule};
use super::steps::{Places, Steps};
use super::truncate::{self, TruncatePlan};
use super::{Analyze, DroppingTriggers, Mode, Plan, Route, TablePlan, TriggerColumn, batches, non_atomic, sequences};
use crate::catalog::baseline::Baseline;
use crate::catalog::rebuild_blockers::{Candidate, ServerAnswers};
use crate::catalog::unique::UniqueInfo;
use crate::catalog::{Catalog, RelKind};
use crate::declare::declaration::declared_twice;
use crate::declare::options::RunOptions;
use crate::declare::table::TableSpec;
use crate::error::{Diagnostic, ErrorStep};
use crate::generate::dry_run::DryRunResult;
use crate::rows::to_row::ColumnValue;
use crate::sql::TableName;

/// A plan as far as it can be made before the server is asked for reasons against dropping indexes and keys.
pub(crate) struct Draft<'a> {
    catalog: &'a Catalog,
    options: &'a RunOptions,
    mode: Mode,
    tables: Vec<TableDraft<'a>>,
    places: Places,
}

impl<'a> Draft<'a> {
    /// Applies the rules that find mistakes. The server is asked nothing further if there is one.
    pub(crate) fn new(
        steps: &[(&'a TableSpec, &TableName)],
        catalog: &'a Catalog,
        dry_run: DryRunResult,
        options: &'a RunOptions,
        mode: Mode,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut mistakes = dry_run.mistakes;
        let mut tables = Vec::new();
        let mut seen = HashSet::new();
        let may_freeze = mode.is_atomic() && catalog.truncate.as_ref().is_some_and(|info| !info.cursors);
        for ((&(spec, declared), info), rows) in steps.iter().zip(catalog.tables.steps()).zip(dry_run.rows) {
            let Some(info) = info else {
                mistakes.push(unknown_table(declared, catalog));
                continue;
            };
            if !seen.insert(info.oid) && !spec.append {
                mistakes.push(declared_twice(declared));
            }
            // Columns: every later rule needs them.
            let checked = if spec.custom {
                mistakes.extend(table_mistake(spec, declared, info));
                Ok(CheckedColumns::unchecked())
            } else {
                check(spec, declared, info, mode)
            };
            let table = checked.and_then(|checked| {
                let mut table = TableDraft::new((spec, declared), info, rows, options.batch_size, checked);
                // Route: it needs the columns that are sent, and the routes of the tables before.
                table.route = route(&table, &tables, &catalog.unique, may_freeze)?;
                Ok(table)
            });
            match table {
                Ok(table) => tables.push(table),
                Err(diagnostics) => mistakes.extend(diagnostics),
            }
        }
        if let Some((how, info)) = options.truncate.zip(catalog.truncate.as_ref()) {
            let declared = steps.iter().map(|(_, name)| *name).collect::<Vec<_>>();
            mistakes.extend(truncate::mistakes(info, catalog, &declared, how));
        }
        mistakes.extend(catalog.locks.filter(|_| mode.is_atomic()).and_then(too_many_locks));
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            catalog,
            options,
            mode,
            places: Places::new(&tables, &catalog.partitions),
            tables,
        })
    }

    /// Returns the tables about which the server has to be asked before a decision about their indexes and keys. None if
    /// no table can gain, so that the server is not asked.
    pub(crate) fn candidates(&self) -> Option<Vec<Candidate<'a>>> {
        rule::candidates(self.steps(), &self.facts(None))
    }

    /// Returns the tables with all their partitions.
    pub(crate) fn trees(&self) -> Vec<Oid> {
        let steps = self.steps();
        let tables = self.tables.iter().map(|table| steps.topmost(table.oid()));
        let tables = tables.collect::<BTreeSet<_>>().into_iter();
        let trees = tables.flat_map(|table| self.catalog.partitions.tree(table));
        let trees = trees.collect::<BTreeSet<_>>();
        trees.into_iter().collect()
    }

    fn steps(&self) -> Steps<'_, 'a> {
        Steps {
            tables: &self.tables,
            partitions: &self.catalog.partitions,
            places: &self.places,
        }
    }

    fn facts<'s>(&self, answers: Option<&'s ServerAnswers>) -> Facts<'s> {
        Facts {
            answers,
            truncated: self.options.truncate.is_some(),
            mode: self.mode,
            default_indexes: self.options.indexes,
        }
    }

    /// Applies the other rules, with the server's answers: makes the plan.
    pub(crate) fn build(
        self,
        answers: Option<&ServerAnswers>,
        settings: Vec<(&'static str, String)>,
        session_note: Option<String>,
    ) -> Plan {
        let (catalog, mode) = (self.catalog, self.mode);
        let truncate = self.options.truncate.zip(catalog.truncate.as_ref());
        // Rebuild: it needs the columns, since a foreign key whose columns are not all sent references nothing, and the routes, some of
        // which need indexes.
        let rebuilds = Rebuilds::new(self.steps(), &self.facts(answers));
        let generates = self.tables.iter().any(|table| table.spec.dry_run.is_some());
        let oids = self.tables.iter().map(TableDraft::oid).collect::<Vec<_>>();
        let tables = self.tables.into_iter().map(|table| TablePlan {
            step: ErrorStep {
                number: table.spec.step,
                shares_table: oids.iter().filter(|oid| **oid == table.oid()).count() > 1,
            },
            // Batches: they may be larger where the foreign keys are dropped.
            batch_size: batches::batch_size(&table, &rebuilds, mode),
            needs_earlier_batches: non_atomic::needs_earlier_batches(&table, mode),
            analyze: Analyze::of(table.info, self.options.analyze),
            foreign_keys: table.foreign_keys(),
            name: table.info.name.clone(),
            oid: table.info.oid,
            baseline: Baseline::of(table.info),
            foreign: table.info.foreign,
            rule: table.skipped_rule(),
            dropping: DroppingTriggers::of(table.info, &table.route),
            may_use_any_sequence: sequences::may_use_any(&table),
            sequence_notes: if self.options.advance_sequences {
                sequences::notes(&table)
            } else {
                Vec::new()
            },
            database_defaults: left_to_database(table.spec, &table.trigger_columns),
            trigger_columns: table.trigger_columns,
            fill_triggers: table.info.rules_and_triggers.fill_triggers.clone(),
            declared: table.declared,
            columns: table.columns,
            layout: Arc::new(table.layout),
            rows: table.rows,
            route: table.route,
            indexes: None,
        });
        let tables = tables.collect::<Vec<_>>();
        Plan {
            // Sequences: they need only know which columns are sent.
            sequences: sequences::sequences(&tables, catalog),
            truncate: truncate.map(|(how, info)| TruncatePlan::new(info, how, self.options.before_truncate.as_deref())),
            tables,
            seed: self.options.seed,
            generates,
            mode,
            settings,
            session_note,
            rebuild_settings: Vec::new(),
            rebuilds,
            max_violations: self.options.max_violations,
        }
    }
}

/// Chooses the way of a step's rows into their table.
///
/// COPY can freeze the rows of a plain table if the table was truncated in the same subtransaction, with no cursor open
/// (`CopyFrom` in copyfrom.c). The user's own function in an earlier step may leave a cursor or a savepoint open.
fn route(
    table: &TableDraft<'_>,
    earlier: &[TableDraft<'_>],
    unique: &UniqueInfo,
    may_freeze: bool,
) -> Result<Route, Vec<Diagnostic>> {
    let custom_before = earlier.iter().any(|step| matches!(step.route, Route::Custom));
    Ok(match &table.spec.on_conflict {
        Some(wanted) => Route::Staged(conflict(wanted, table, unique, earlier.len())?),
        None if table.spec.custom => Route::Custom,
        None => Route::Copy {
            freeze: may_freeze && table.info.kind == RelKind::Table && !custom_before,
        },
    })
}

fn left_to_database(spec: &TableSpec, to_triggers: &[TriggerColumn]) -> Vec<String> {
    let columns = spec.columns.iter();
    let defaults = columns.filter(|column| {
        matches!(column.value, ColumnValue::Default) && to_triggers.iter().all(|filled| filled.name != column.name)
    });
    defaults.map(|column| column.name.clone()).collect()
}
