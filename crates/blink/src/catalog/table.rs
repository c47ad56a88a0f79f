//! A table, as the catalog has it.

use postgres_types::{Oid, Type};

use super::snapshot::Snapshot;
use crate::sql::TableName;

/// A table, as in `pg_class`.
#[derive(Debug)]
pub(crate) struct TableInfo {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) kind: RelKind,
    /// True if the table, or one of its partitions, is a foreign table.
    pub(crate) foreign: bool,
    pub(super) is_partition: bool,
    pub(crate) schema_usage: bool,
    pub(crate) row_security: bool,
    /// False if it has no rule, and no trigger that fires before or instead of an event, for certain.
    pub(super) may_have_rules_or_triggers: bool,
    pub(crate) rules_and_triggers: RulesAndTriggers,
    /// False if storing a row runs no code but the server's own, which reads no table, for certain.
    pub(super) may_run_code: bool,
    /// True if a trigger, or the user's function in a default or a check, runs when a row is inserted. Read only if
    /// the run may advance sequences.
    pub(crate) insert_code: bool,
    /// True if a trigger runs only when a row is updated. Read only if the run may advance sequences.
    pub(crate) update_code: bool,
    pub(crate) may_analyze: bool,
    /// The server's estimate; negative if it has none.
    pub(crate) estimated_rows: f64,
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(super) has_index: bool,
    /// True if no other session holds or awaits a lock for which a look into its file would have to wait.
    pub(super) may_look: bool,
    /// True if the table can be probed for rows: this role may read it, and no other session holds or awaits a lock on
    /// it for which the probe would have to wait. Rows that row-level security hides would not be found.
    pub(super) can_probe_empty: bool,
    /// True if the table has no file, and so no row.
    pub(crate) empty: Option<bool>,
    /// The transactions that had ended when this was read, before all else about the table.
    pub(super) snapshot: Snapshot,
    /// True if another session has locked the table, or any table if this one is partitioned, as one does that alters it.
    pub(super) locked: bool,
}

/// The rules of a table, and the triggers of it and of its partitions that fire before or instead of an event.
#[derive(Debug, Default)]
pub(crate) struct RulesAndTriggers {
    /// True if a trigger fires instead of an INSERT.
    pub(crate) instead_of_trigger: bool,
    /// The name of a rule that INSERT follows.
    pub(crate) insert_rule: Option<String>,
    /// The name of a rule for UPDATE, even a disabled one.
    pub(crate) update_rule: Option<String>,
    /// The names of the row triggers that may drop an inserted row, as in `a or b`.
    pub(crate) insert_triggers: Option<String>,
    /// The names of those that may drop an inserted row or an update.
    pub(crate) upsert_triggers: Option<String>,
    /// The names of the triggers that may fill columns of a row before it is stored.
    pub(crate) fill_triggers: Option<String>,
    /// One of these triggers that takes values from a sequence, to judge by its source.
    pub(crate) sequence_trigger: Option<String>,
}

/// A relation's kind, `relkind` in `pg_class`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelKind {
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
    /// A relation without user rows: an index, a sequence, a composite type, a TOAST table.
    Other,
}

impl RelKind {
    pub(super) fn from_catalog(relkind: &str) -> Self {
        match relkind {
            "r" => Self::Table,
            "p" => Self::PartitionedTable,
            "v" => Self::View,
            "m" => Self::MaterializedView,
            "f" => Self::ForeignTable,
            _ => Self::Other,
        }
    }
}

/// A column, as in `pg_attribute`.
#[derive(Clone, Debug)]
pub(crate) struct ColumnInfo {
    pub(super) number: i16,
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The readable type, such as `numeric(10,2)`.
    pub(crate) type_name: String,
    /// The element types in it whose arrays have another delimiter than a comma.
    pub(crate) delimiters: Vec<(Oid, char)>,
    /// The name of a type in it that has no binary input function.
    pub(crate) without_binary_input: Option<String>,
    pub(crate) not_null: bool,
    /// True if a domain of its type is NOT NULL.
    pub(super) domain_not_null: bool,
    /// True if the type is a domain with a CHECK, or is based on one.
    pub(super) checked: bool,
    /// The server's error about a NULL of the column's domain, for a column that receives only NULL.
    pub(crate) refuses_null: Option<String>,
    pub(crate) has_default: bool,
    /// True if the column may take its values from a sequence.
    pub(super) may_have_sequence: bool,
    /// The function that its default calls, if that takes values from a sequence, to judge by its source.
    pub(crate) sequence_function: Option<String>,
    pub(crate) generated: bool,
    pub(crate) may_insert: bool,
    pub(crate) may_select: bool,
}

#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// The referenced table.
    pub(crate) to: Oid,
    /// True if the key is checked only at COMMIT.
    pub(crate) deferred: bool,
    /// True if SET CONSTRAINTS can defer the key, and no constraint that is deferred anyway.
    pub(crate) may_defer: bool,
    /// True if the server checks the rows that this session stores.
    pub(crate) checked: bool,
}

impl TableInfo {
    /// Returns true if the table has an index or a foreign key.
    pub(crate) fn has_indexes_or_foreign_keys(&self) -> bool {
        self.has_index || !self.foreign_keys.is_empty()
    }

    pub(super) fn is_in_partition_tree(&self) -> bool {
        self.is_partition || self.kind == RelKind::PartitionedTable
    }

    pub(crate) fn column(&self, name: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl ColumnInfo {
    /// Returns true if the run must send a value for the column.
    pub(crate) fn needs_value(&self) -> bool {
        (self.not_null || self.domain_refuses_null()) && !self.has_default && !self.generated
    }

    /// Returns true if its domain refuses NULL.
    pub(crate) fn domain_refuses_null(&self) -> bool {
        self.domain_not_null || self.refuses_null.is_some()
    }
}
