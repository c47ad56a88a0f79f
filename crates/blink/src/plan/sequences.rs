//! The choice of sequences that a run advances past the values that it copies.

use std::fmt;

use postgres_types::Type;

use super::draft::TableDraft;
use super::sequence_plan::{MaxFrom, MaxValueSource, SequencePlan};
use super::{Route, TablePlan};
use crate::catalog::sequences::{SequenceColumn, SequenceInfo};
use crate::catalog::{Catalog, RelKind, TableInfo};
use crate::encode::base_type;

/// Returns the plans of the sequences that belong to the tables' columns.
pub(super) fn sequences(tables: &[TablePlan], catalog: &Catalog) -> Vec<SequencePlan> {
    catalog
        .sequences
        .iter()
        .filter_map(|sequence| sequence_plan(sequence, tables, catalog))
        .collect()
}

/// Returns the plan of a sequence; None if no value of the run and no note concerns it.
fn sequence_plan(sequence: &SequenceInfo, tables: &[TablePlan], catalog: &Catalog) -> Option<SequencePlan> {
    let mut plan = SequencePlan {
        sequence: sequence.clone(),
        max_value: Vec::new(),
        notes: Vec::new(),
    };
    for column in &sequence.columns {
        for (table_index, (table, info)) in tables.iter().zip(catalog.tables.steps().flatten()).enumerate() {
            if info.oid == column.table {
                plan.add(table_index, table, column, info);
            }
        }
    }
    if !sequence.may_advance && !plan.max_value.is_empty() {
        plan.max_value.clear();
        plan.notes = vec![format!(
            "this role may not read and set it; GRANT SELECT, UPDATE ON SEQUENCE {} to it",
            sequence.name.sql()
        )];
    }
    (!plan.max_value.is_empty() || !plan.notes.is_empty()).then_some(plan)
}

/// Returns notes on sequences from which code on the server takes values. They are not known, and so not advanced.
pub(super) fn notes(table: &TableDraft<'_>) -> Vec<String> {
    let stays = "takes values from a sequence, which is not advanced: advance it with setval if it has to be";
    let of_default = table.columns.iter().filter_map(|column| {
        let function = table.info.column(&column.name)?.sequence_function.as_ref()?;
        Some(format!(
            "the function {function}, the default of {}, {stays}",
            column.name
        ))
    });
    let trigger = table.info.rules_and_triggers.sequence_trigger.iter();
    let of_trigger = trigger.filter(|_| !table.spec.custom);
    of_default
        .chain(of_trigger.map(|trigger| format!("the trigger {trigger} {stays}")))
        .collect()
}

/// Returns true if code on the server may take values from any sequence while the rows are stored. Of a view, a foreign
/// table or a partitioned table it is not known.
pub(super) fn may_use_any(table: &TableDraft<'_>) -> bool {
    let info = table.info;
    let runs_code = match &table.route {
        Route::Custom => true,
        Route::Copy { .. } => info.insert_code,
        // Policies may call functions, too. COPY is refused where they apply.
        Route::Staged(conflict) => info.insert_code || info.row_security || conflict.updates() && info.update_code,
    };
    runs_code || info.kind != RelKind::Table
}

impl SequencePlan {
    fn add(&mut self, table_index: usize, table: &TablePlan, column: &SequenceColumn, info: &TableInfo) {
        let position = table.columns.iter().position(|sent| sent.name == column.column);
        // The columns that the user's own function fills are not known, so that only the index has the value.
        let custom = matches!(table.route, Route::Custom);
        let index = (column.indexed && (custom || position.is_some())).then_some(MaxFrom::Index);
        // A policy may hide rows from the query that asks the index.
        let sent = if !column.indexed || info.row_security {
            position.map(MaxFrom::SentRows)
        } else {
            position
                .filter(|_| info.rules_and_triggers.insert_triggers.is_some())
                .map(MaxFrom::DroppedRows)
        };
        if index.or(sent).is_none() {
            return;
        }
        let note = match info.column(&column.column) {
            _ if !column.is_plain_nextval => Some("has a default that is more than nextval".to_owned()),
            Some(info) if !holds_whole_numbers(&info.ty) => Some(format!("is {}, not a whole number", info.type_name)),
            _ => None,
        };
        if let Some(note) = note {
            return self.notes.push(format!("{}.{} {note}", table.name, column.column));
        }
        let may_select = info.column(&column.column).is_some_and(|column| column.may_select);
        self.max_value
            .extend(index.into_iter().chain(sent).map(|from| MaxValueSource {
                table: table_index,
                name: table.name.clone(),
                column: column.column.clone(),
                from,
                // A policy may hide rows.
                is_readable: may_select && !info.row_security,
            }));
        if custom && info.row_security {
            let note = format!("row-level security may hide rows of {} with higher values", table.name);
            self.notes.push(note);
        }
    }
}

/// Returns true if the type's values are numbers that a sequence could have returned.
fn holds_whole_numbers(ty: &Type) -> bool {
    matches!(*base_type(ty), Type::INT2 | Type::INT4 | Type::INT8 | Type::NUMERIC)
}

impl fmt::Display for SequencePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.sequence.name;
        if self.max_value.is_empty() {
            return writeln!(f, "sequence {name} is left unchanged: {}", self.notes.join(", "));
        }
        let end = if self.sequence.increment < 0 {
            "minimum"
        } else {
            "maximum"
        };
        let mut columns = Vec::new();
        for source in &self.max_value {
            let column = format!("{}.{}", source.name, source.column);
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        write!(
            f,
            "sequence {name} is advanced past the {end} of {}",
            columns.join(", ")
        )?;
        for note in &self.notes {
            write!(f, "; {note}")?;
        }
        writeln!(f)
    }
}
