//! The choice of sequences that a run advances past the values that it copies.

use std::fmt;

use postgres_types::Type;

use super::TablePlan;
use super::sequence_plan::{MaxFrom, MaxValueSource, SequencePlan};
use crate::catalog::sequences::{SequenceColumn, SequenceInfo};
use crate::catalog::{Catalog, ColumnInfo};
use crate::encode::base_type;

/// Returns the plans of the sequences that belong to the tables' columns.
pub(super) fn sequences(tables: &[TablePlan], catalog: &Catalog) -> Vec<SequencePlan> {
    let planned = |sequence: &SequenceInfo| {
        let mut plan = SequencePlan {
            sequence: sequence.clone(),
            max_value: Vec::new(),
            notes: Vec::new(),
        };
        for behind in &sequence.columns {
            for (n, (table, info)) in tables.iter().zip(catalog.tables.steps().flatten()).enumerate() {
                if info.oid == behind.table {
                    plan.add(n, table, behind, info.column(&behind.column));
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
    };
    catalog.sequences.iter().filter_map(planned).collect()
}

impl SequencePlan {
    fn add(&mut self, n: usize, table: &TablePlan, behind: &SequenceColumn, column: Option<&ColumnInfo>) {
        let from = if table.custom {
            // The columns that the user's own function fills are not known, so that only the index has the value.
            behind.indexed.then_some(MaxFrom::Index)
        } else {
            let place = table.columns.iter().position(|column| column.name == behind.column);
            place.map(|place| {
                if behind.indexed {
                    MaxFrom::Index
                } else {
                    MaxFrom::SentRows(place)
                }
            })
        };
        let Some(from) = from else { return };
        let note = match column {
            _ if !behind.is_plain_nextval => Some("has a default that is more than nextval".to_owned()),
            Some(column) if !counts(&column.ty) => Some(format!("is {}, not a whole number", column.type_name)),
            _ => None,
        };
        match note {
            Some(note) => self.notes.push(format!("{}.{} {note}", table.name, behind.column)),
            None => self.max_value.push(MaxValueSource {
                table: n,
                name: table.name.clone(),
                column: behind.column.clone(),
                from,
            }),
        }
    }
}

/// Returns true if the type's values are numbers that a sequence could have returned.
fn counts(ty: &Type) -> bool {
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
        for highest in &self.max_value {
            let column = format!("{}.{}", highest.name, highest.column);
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
