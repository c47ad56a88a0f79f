//! Tables whose rows triggers of other tables store, as a supertype's are by those of its subtypes: a table that brings
//! such rows has their constraints, too, and what refers to them refers to its own rows.

use std::collections::BTreeMap;

use blink::TableName;

use super::by_triggers::{ByTriggers, SharedSet};
use super::scope::{Place, Scope};
use super::stored::{StoredRow, StoredRows};
use crate::facts::{Facts, ForeignKey, KeyPart, Table, UniqueKind, UniqueSet};

/// The facts of a run whose triggers store rows.
pub(super) struct Adopted {
    /// The facts, in which tables have the constraints of the rows that they bring.
    pub(super) facts: Facts,
    pub(super) by_triggers: ByTriggers,
}

/// A row that a table which is filled brings.
struct Brought<'f> {
    by: &'f Table,
    row: StoredRow<'f>,
}

impl Adopted {
    /// The facts as they are in a run; None if no trigger of its tables stores a row.
    pub(super) fn new(stored: &StoredRows<'_>, scope: &Scope<'_>) -> Option<Self> {
        let facts = stored.facts;
        let is_filled = |table: &Table| matches!(scope.place(&table.name), Some(Place::Filled(_)));
        let is_own = |table: &Table| match scope.place(&table.name) {
            Some(Place::Filled(place)) => scope.own(place).is_some(),
            _ => false,
        };
        let made = facts.tables.iter().filter(|table| is_filled(table) && !is_own(table));
        let brought = made.flat_map(|table| stored.of(table).into_iter().map(move |row| Brought { by: table, row }));
        let brought = brought
            .filter(|brought| !is_filled(brought.row.table))
            .collect::<Vec<_>>();
        if brought.is_empty() {
            return None;
        }
        let mut adopted = Self {
            facts: facts.clone(),
            by_triggers: ByTriggers::default(),
        };
        for table in adopted.facts.tables.iter_mut().filter(|table| is_filled(table)) {
            let rows = brought.iter().filter(|brought| brought.by.name == table.name);
            let rows = rows.map(|brought| &brought.row).collect::<Vec<_>>();
            adopt_all(table, &rows);
        }
        for table in adopted.facts.tables.iter_mut().filter(|table| is_filled(table)) {
            let is_empty = |name: &TableName| scope.place(name).is_none();
            lead_to_brought(table, &brought, is_empty, &mut adopted.by_triggers.leads);
        }
        adopted.by_triggers.shared = shared_sets(&brought);
        Some(adopted)
    }
}

/// Gives a table the constraints of the rows that it brings.
fn adopt_all(table: &mut Table, rows: &[&StoredRow<'_>]) {
    table.foreign_keys.retain(|key| !is_met_by(key, rows));
    for row in rows.iter().filter(|row| row.is_always) {
        for column in row.table.columns.iter().filter(|column| column.not_null) {
            let source = row.columns.get(&column.name);
            let mut own = table.columns.iter_mut();
            if let Some(own) = own.find(|own| Some(&own.name) == source) {
                own.not_null = true;
            }
        }
        let keys = row.table.foreign_keys.iter().filter_map(|key| {
            let columns = row.sources(&key.columns)?;
            Some(ForeignKey { columns, ..key.clone() })
        });
        for key in keys.filter(|key| !is_met_by(key, rows)) {
            let is_known = table.foreign_keys.iter().any(|own| is_same(own, &key));
            if !is_known {
                table.foreign_keys.push(key);
            }
        }
        adopt_unique_sets(table, row);
        let same_names = |columns: &[String]| row.sources(columns).as_deref() == Some(columns);
        for check in row.table.checks.iter().filter(|check| same_names(&check.columns)) {
            if table.checks.iter().all(|own| own.expression != check.expression) {
                table.checks.push(check.clone());
            }
        }
    }
}

/// Returns true if the row that a key leads to is one that comes with the row itself, and is there when it is looked for.
fn is_met_by(key: &ForeignKey, rows: &[&StoredRow<'_>]) -> bool {
    rows.iter()
        .any(|row| (row.is_before || key.initially_deferred) && row.is_parent_by(key))
}

/// Returns true if two keys lead the same columns to the same row.
fn is_same(one: &ForeignKey, other: &ForeignKey) -> bool {
    one.columns == other.columns && one.parent == other.parent && one.parent_columns == other.parent_columns
}

fn adopt_unique_sets(table: &mut Table, row: &StoredRow<'_>) {
    if row.allows_conflicts {
        return;
    }
    for set in &row.table.unique_sets {
        let Some(columns) = columns_of(set).and_then(|columns| row.sources(&columns)) else {
            continue;
        };
        let is_narrower =
            |own: &UniqueSet| columns_of(own).is_some_and(|own| own.iter().all(|one| columns.contains(one)));
        if table.unique_sets.iter().any(is_narrower) {
            continue;
        }
        let parts = columns.into_iter().map(KeyPart::Column).collect();
        let kind = UniqueKind::Constraint;
        table.unique_sets.push(UniqueSet {
            kind,
            parts,
            ..set.clone()
        });
    }
}

/// The columns of a unique set that holds for all rows.
fn columns_of(set: &UniqueSet) -> Option<Vec<String>> {
    let columns = set
        .columns()
        .filter(|_| set.predicate.is_none() && !set.without_overlaps)?;
    Some(columns.into_iter().map(str::to_owned).collect())
}

/// Leads keys to rows that only triggers store to the table that brings them.
fn lead_to_brought(
    table: &mut Table,
    brought: &[Brought<'_>],
    is_empty: impl Fn(&TableName) -> bool,
    leads: &mut BTreeMap<(TableName, String), String>,
) {
    let mut keys = std::mem::take(&mut table.foreign_keys);
    for at in 0..keys.len() {
        let Some(key) = keys.get(at).filter(|key| is_empty(&key.parent)) else {
            continue;
        };
        let all = brought
            .iter()
            .filter(|one| one.row.is_always && one.row.table.name == key.parent);
        let all = all
            .filter_map(|one| Some((one, one.row.sources(&key.parent_columns)?)))
            .collect::<Vec<_>>();
        let shares = |by: &Table| {
            let others = keys
                .iter()
                .enumerate()
                .filter(|(other, one)| *other != at && one.parent == by.name);
            others
                .flat_map(|(_, one)| &one.columns)
                .any(|column| key.columns.contains(column))
        };
        // That to which a key of the same columns leads anyhow, else the first that is another table.
        let fit = |by: &Table| (shares(by), by.name != table.name);
        let best = all.iter().rev().max_by_key(|(one, _)| fit(one.by));
        let Some((one, parent_columns)) = best else {
            continue;
        };
        let because = format!(
            "{}, whose trigger {} stores that row of {}",
            one.by.name, one.row.trigger, key.parent
        );
        leads.insert((table.name.clone(), key.name.clone()), because);
        keys[at] = ForeignKey {
            parent: one.by.name.clone(),
            parent_columns: parent_columns.clone(),
            ..key.clone()
        };
    }
    let mut kept: Vec<ForeignKey> = Vec::new();
    for key in keys {
        if !kept.iter().any(|other| is_same(other, &key)) {
            kept.push(key);
        }
    }
    table.foreign_keys = kept;
}

/// The unique sets of stored rows that several tables bring.
fn shared_sets(brought: &[Brought<'_>]) -> Vec<SharedSet> {
    let mut shared = Vec::new();
    let mut tables = brought.iter().map(|one| one.row.table).collect::<Vec<_>>();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables.dedup_by(|a, b| a.name == b.name);
    for table in tables {
        let rows = brought.iter().filter(|one| one.row.table.name == table.name);
        let rows = rows.filter(|one| !one.row.allows_conflicts);
        for set in &table.unique_sets {
            let Some(columns) = columns_of(set) else { continue };
            let parts = rows.clone();
            let parts = parts
                .filter_map(|one| Some((one.by.name.clone(), one.row.sources(&columns)?)))
                .collect::<Vec<_>>();
            if parts.len() > 1 {
                shared.push(SharedSet {
                    of: table.name.clone(),
                    set: set.name.clone(),
                    parts,
                });
            }
        }
    }
    shared
}
