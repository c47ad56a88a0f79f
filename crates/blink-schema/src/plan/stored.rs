//! The rows that triggers store in other tables, for each row of a table.

use std::collections::{BTreeMap, BTreeSet};

use blink::TableName;

use crate::expr::{Insert, inserts};
use crate::facts::{Facts, Fires, ForeignKey, Table, Trigger};

/// A row that triggers store in another table for each row that comes.
#[derive(Clone, Debug)]
pub(super) struct StoredRow<'f> {
    /// The table that gets it.
    pub(super) table: &'f Table,
    /// The columns that have a value of the row that comes, and the column of that one.
    pub(super) columns: BTreeMap<String, String>,
    /// The trigger of the table whose row comes.
    pub(super) trigger: &'f str,
    /// True if it is stored before the row that comes.
    pub(super) is_before: bool,
    /// True if it is stored for every row.
    pub(super) is_always: bool,
    /// True if it is no error that there is such a row.
    pub(super) allows_conflicts: bool,
}

impl StoredRow<'_> {
    /// The columns of the row that comes whose values are in these columns of the stored one; None unless all are.
    pub(super) fn sources(&self, columns: &[String]) -> Option<Vec<String>> {
        columns.iter().map(|column| self.columns.get(column).cloned()).collect()
    }

    /// Returns true if it is the row that a key of the row that comes leads to.
    pub(super) fn is_parent_by(&self, key: &ForeignKey) -> bool {
        self.table.name == key.parent && self.sources(&key.parent_columns).as_ref() == Some(&key.columns)
    }
}

/// A table that is left to triggers: the reason, and whose they are.
#[derive(Clone, Debug)]
pub(super) struct LeftToTriggers {
    pub(super) because: String,
    /// The tables whose triggers insert into it.
    pub(super) of: BTreeSet<TableName>,
    /// Those of them whose triggers do so for every row, and fail if its key is there already.
    pub(super) always: BTreeSet<TableName>,
}

/// The INSERTs of the triggers of all tables.
pub(super) struct StoredRows<'f> {
    pub(super) facts: &'f Facts,
    /// The tables into which triggers of other tables insert, with the reason why they are left to these.
    pub(super) left_to_triggers: BTreeMap<TableName, LeftToTriggers>,
    inserts: Inserts<'f>,
}

/// The INSERTs of each table's triggers.
type Inserts<'f> = BTreeMap<&'f TableName, Vec<(&'f Trigger, Insert)>>;

impl<'f> StoredRows<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        let of_table = |table: &'f Table| {
            let triggers = table.triggers.iter();
            let found =
                triggers.flat_map(|trigger| inserts(&trigger.source).into_iter().map(move |one| (trigger, one)));
            found.collect::<Vec<_>>()
        };
        let tables = facts.tables.iter().map(|table| (&table.name, of_table(table)));
        let inserts = tables.filter(|(_, inserts)| !inserts.is_empty()).collect();
        Self {
            facts,
            left_to_triggers: left_to_triggers(facts, &inserts),
            inserts,
        }
    }

    /// The rows that a row of a table brings, directly or by triggers of the tables that get them; none of these tables
    /// twice.
    pub(super) fn of(&self, table: &'f Table) -> Vec<StoredRow<'f>> {
        let mut found: Vec<StoredRow<'f>> = Vec::new();
        let mut next = 0;
        self.add(table, None, &mut found);
        while let Some(row) = found.get(next).cloned() {
            next += 1;
            self.add(row.table, Some(&row), &mut found);
        }
        found.retain(|row| row.table.name != table.name);
        found
    }

    fn add(&self, from: &'f Table, through: Option<&StoredRow<'f>>, found: &mut Vec<StoredRow<'f>>) {
        let inserts = self.inserts.get(&from.name).into_iter().flatten();
        for (trigger, insert) in inserts.filter(|(trigger, _)| trigger.before_insert || trigger.after_insert) {
            let tables = self.facts.tables.iter();
            let mut tables = tables.filter(|one| one.name != from.name && is_named(&one.name, insert));
            // Of several schemas that have such a table, that of the trigger's own table.
            let named = tables.clone().find(|one| one.name.schema() == from.name.schema());
            let Some(table) = named.or_else(|| tables.next()) else {
                continue;
            };
            if found.iter().any(|row| row.table.name == table.name) {
                continue;
            }
            let columns = columns(table, insert).into_iter();
            let columns = columns.filter_map(|(column, source)| match through {
                None => {
                    let is_there = from.columns.iter().any(|one| one.name == source);
                    is_there.then_some((column, source))
                }
                Some(row) => Some((column, row.columns.get(&source)?.clone())),
            });
            found.push(StoredRow {
                table,
                columns: columns.collect(),
                trigger: through.map_or(trigger.name.as_str(), |row| row.trigger),
                is_before: through.map_or(trigger.before_insert, |row| row.is_before),
                is_always: runs_always(trigger) && insert.is_always_done && through.is_none_or(|row| row.is_always),
                allows_conflicts: insert.allows_conflicts,
            });
        }
    }
}

/// The tables into which triggers of others insert, each with the tables that have these triggers.
pub(crate) fn filled_by_triggers(facts: &Facts) -> BTreeMap<TableName, BTreeSet<TableName>> {
    let left = StoredRows::new(facts).left_to_triggers.into_iter();
    left.map(|(table, left)| (table, left.of)).collect()
}

fn left_to_triggers(facts: &Facts, inserts: &Inserts<'_>) -> BTreeMap<TableName, LeftToTriggers> {
    let mut left = BTreeMap::<_, LeftToTriggers>::new();
    for (from, inserts) in inserts {
        for (trigger, insert) in inserts {
            let tables = facts.tables.iter().map(|table| &table.name);
            for table in tables.filter(|table| *table != *from && is_named(table, insert)) {
                let one = left.entry(table.clone()).or_insert_with(|| LeftToTriggers {
                    because: format!("the trigger {} of {from} fills it", trigger.name),
                    of: BTreeSet::new(),
                    always: BTreeSet::new(),
                });
                one.of.insert((*from).clone());
                if runs_always(trigger) && insert.is_always_done && !insert.allows_conflicts {
                    one.always.insert((*from).clone());
                }
            }
        }
    }
    left
}

/// Returns true if a trigger runs for each row, whatever is in it.
fn runs_always(trigger: &Trigger) -> bool {
    let fires = matches!(trigger.fires, Fires::Origin | Fires::Always);
    let is_read = trigger.language.eq_ignore_ascii_case("plpgsql");
    fires && is_read && trigger.for_each_row && !trigger.is_conditional
}

/// The columns of an INSERT that have a column of NEW, and that column.
fn columns(table: &Table, insert: &Insert) -> Vec<(String, String)> {
    let named = match insert.columns.as_slice() {
        [] => table.columns.iter().map(|column| column.name.clone()).collect(),
        named => named.to_vec(),
    };
    let pairs = named.into_iter().zip(&insert.values);
    pairs
        .filter_map(|(column, value)| Some((column, value.clone()?)))
        .collect()
}

fn is_named(table: &TableName, insert: &Insert) -> bool {
    let is_there = insert
        .schema
        .as_deref()
        .is_none_or(|schema| table.schema() == Some(schema));
    is_there && table.table() == insert.table
}
