//! A step's table as far as it is known before the rules decide about it.

use postgres_types::Oid;

use super::column_plan::{ColumnPlan, TriggerColumn};
use super::columns::CheckedColumns;
use super::keep_reason::KeepReason;
use super::route::Route;
use crate::catalog::{ForeignKey, TableInfo};
use crate::declare::table::{BatchSize, TableSpec};
use crate::encode::Layout;
use crate::sql::TableName;

/// The number of rows above which an empty table's indexes and keys are dropped and rebuilt. That takes the server some
/// 20 ms for a table with a key, a foreign key and two indexes, as long as maintaining them for some 4,000 rows. An
/// error always names the row that violates one of them only if it is kept.
pub const MIN_ROWS_TO_REBUILD: u64 = 10_000;

/// A table whose columns can be sent, for one step.
pub(super) struct TableDraft<'a> {
    pub(super) spec: &'a TableSpec,
    pub(super) info: &'a TableInfo,
    pub(super) declared: String,
    pub(super) columns: Vec<ColumnPlan>,
    pub(super) trigger_columns: Vec<TriggerColumn>,
    pub(super) layout: Layout,
    pub(super) rows: Option<u64>,
    /// The table's own batch size, or else the run's.
    pub(super) batch_size: Option<BatchSize>,
    pub(super) route: Route,
}

impl<'a> TableDraft<'a> {
    pub(super) fn new(
        (spec, declared): (&'a TableSpec, &TableName),
        info: &'a TableInfo,
        rows: Option<u64>,
        batch_size: Option<BatchSize>,
        checked: CheckedColumns,
    ) -> Self {
        Self {
            spec,
            info,
            declared: declared.to_string(),
            columns: checked.columns,
            trigger_columns: checked.trigger_columns,
            layout: checked.layout,
            rows,
            batch_size: spec.batch_size.or(batch_size),
            route: Route::Copy { freeze: false },
        }
    }

    /// Returns the rule for INSERT that COPY ignores.
    pub(super) fn skipped_rule(&self) -> Option<String> {
        self.info
            .rules_and_triggers
            .insert_rule
            .clone()
            .filter(|_| self.is_copied())
    }

    fn is_copied(&self) -> bool {
        matches!(self.route, Route::Copy { .. })
    }

    pub(super) fn oid(&self) -> Oid {
        self.info.oid
    }

    /// Returns the foreign keys that COPY's rows can violate: each key's name and the positions of its columns among
    /// those that are sent. A temporary table has none.
    pub(super) fn foreign_keys(&self) -> Vec<(String, Vec<usize>)> {
        let keys = self.info.foreign_keys.iter().filter(|_| self.is_copied());
        keys.filter_map(|key| Some((key.name.clone(), self.places(key)?)))
            .collect()
    }

    /// Returns true if COPY's rows have values for all columns of a foreign key.
    pub(super) fn copies_values_for(&self, key: &ForeignKey) -> bool {
        self.is_copied() && self.has_values_for(key)
    }

    /// Returns true if its rows have values for all columns of a foreign key.
    pub(super) fn has_values_for(&self, key: &ForeignKey) -> bool {
        self.places(key).is_some()
    }

    fn places(&self, key: &ForeignKey) -> Option<Vec<usize>> {
        let names = key.columns.iter();
        names
            .map(|name| self.columns.iter().position(|column| column.name == *name))
            .collect()
    }

    /// Returns true if its rows come in several batches for which its keys may stay.
    pub(super) fn comes_in_batches(&self) -> bool {
        !matches!(self.route, Route::Staged(_))
            && matches!(self.batch_size, Some(BatchSize::Rows(rows)) if rows < MIN_ROWS_TO_REBUILD)
    }

    /// Returns the reason for which storing its rows needs the indexes.
    pub(super) fn needs_indexes_because(&self) -> Option<KeepReason> {
        match self.route {
            Route::Copy { .. } => None,
            Route::Staged(_) => Some(KeepReason::OnConflict),
            Route::Custom => Some(KeepReason::CustomInsert),
        }
    }
}
