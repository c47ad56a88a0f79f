//! The tables that are filled, and those that are not.

use std::collections::{BTreeMap, BTreeSet};

use blink::TableName;

use super::by_triggers::ByTriggers;
use super::left_alone;
use super::own_table::OwnTable;
use super::stored::LeftToTriggers;
use crate::facts::{Facts, ForeignKey, Table, TableKind};

/// The tables that the user asks for. By default all empty ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these; empty for all. A table that is named is filled though it would be left alone.
    pub tables: Vec<TableName>,
    /// None of these.
    pub except: Vec<TableName>,
    /// Only tables of these schemas; empty for all.
    pub schemas: Vec<String>,
    /// True if tables that have rows are emptied and filled.
    pub truncate: bool,
}

/// A table that is not filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFilled {
    /// The name.
    pub table: TableName,
    /// The reason.
    pub because: String,
}

/// A table that is emptied and not filled: a foreign key ties it to a table that is emptied, too, whose triggers insert into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emptied {
    /// The name.
    pub table: TableName,
    /// The reason.
    pub because: String,
    /// The columns that could be sent.
    pub(crate) columns: Vec<String>,
}

/// The tables of a database, sorted by what becomes of them.
#[derive(Debug)]
pub(crate) struct Scope<'f> {
    pub(crate) facts: &'f Facts,
    /// The tables that are filled.
    pub(crate) filled: Vec<&'f Table>,
    /// The tables with rows, which others refer to.
    pub(crate) with_rows: Vec<&'f Table>,
    /// The tables that are left as they are, though they have no rows.
    pub(crate) left_alone: Vec<NotFilled>,
    /// The tables without rows that were not asked for.
    pub(crate) not_asked: Vec<TableName>,
    /// The tables that are emptied, and filled by triggers.
    pub(crate) emptied: Vec<Emptied>,
    places: BTreeMap<(Option<&'f str>, &'f str), Place>,
    /// Those of the tables that are filled whose rows are the user's own, by their indexes.
    own: BTreeMap<usize, OwnTable>,
    /// The rows that triggers store.
    pub(super) by_triggers: ByTriggers,
}

/// A table's place in a [`Scope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Filled(usize),
    WithRows(usize),
}

impl<'f> Scope<'f> {
    /// Sorts the tables; those that `left_to_triggers` has are left alone, each for its reason.
    pub(super) fn new(
        facts: &'f Facts,
        selection: &Selection,
        own: &[OwnTable],
        left_to_triggers: &BTreeMap<TableName, LeftToTriggers>,
    ) -> Self {
        let mut scope = Self {
            facts,
            filled: Vec::new(),
            with_rows: Vec::new(),
            left_alone: Vec::new(),
            not_asked: Vec::new(),
            emptied: Vec::new(),
            places: BTreeMap::new(),
            own: BTreeMap::new(),
            by_triggers: ByTriggers::default(),
        };
        let mut with_rows_of_triggers = Vec::new();
        for table in &facts.tables {
            // Rows of a partition come through its parent.
            if table.partition_of.is_some() {
                continue;
            }
            let name = (table.name.schema(), table.name.table());
            if let Some(own) = own.iter().find(|own| own.name.as_ref() == Some(&table.name)) {
                scope.own.insert(scope.filled.len(), own.clone());
                scope.places.insert(name, Place::Filled(scope.filled.len()));
                scope.filled.push(table);
                continue;
            }
            let asked_for = selection.tables.contains(&table.name);
            let has_rows = table.rows > 0;
            let is_allowed = selection.allows(table);
            let because = selection.reason_against(table);
            let left_to_triggers = left_to_triggers
                .get(&table.name)
                .filter(|_| because.is_none() && !asked_for);
            if let Some(left) = left_to_triggers
                && has_rows
                && selection.truncate
            {
                with_rows_of_triggers.push((table, left));
                continue;
            }
            let because = because.or_else(|| left_to_triggers.map(|left| left.because.clone()));
            match because {
                _ if has_rows && !(selection.truncate && because.is_none()) => scope.refer_to(table),
                None => {
                    scope.places.insert(name, Place::Filled(scope.filled.len()));
                    scope.filled.push(table);
                }
                Some(_) if !is_allowed => scope.not_asked.push(table.name.clone()),
                Some(because) => scope.left_alone.push(NotFilled {
                    table: table.name.clone(),
                    because,
                }),
            }
        }
        scope.empty(with_rows_of_triggers);
        scope
    }

    /// Notes a table whose rows stay, and are referred to.
    fn refer_to(&mut self, table: &'f Table) {
        let name = (table.name.schema(), table.name.table());
        self.places.insert(name, Place::WithRows(self.with_rows.len()));
        self.with_rows.push(table);
    }

    /// Empties the tables that triggers fill and whose rows cannot stay: TRUNCATE would be refused, or keys would come twice.
    /// The others stay, as a log does, and tags that are stored unless they are there.
    fn empty(&mut self, mut candidates: Vec<(&'f Table, &LeftToTriggers)>) {
        loop {
            let (again, others) = candidates
                .into_iter()
                .partition::<Vec<_>, _>(|(table, left)| self.goes_with_emptied(table, left));
            candidates = others;
            if again.is_empty() {
                break;
            }
            for (table, left) in again {
                let sent = table.columns.iter().filter(|column| column.generated_by().is_none());
                self.emptied.push(Emptied {
                    table: table.name.clone(),
                    because: left.because.clone(),
                    columns: sent.map(|column| column.name.clone()).collect(),
                });
            }
        }
        for (table, _) in candidates {
            self.refer_to(table);
        }
    }

    /// Returns true if a table is emptied.
    fn is_emptied(&self, table: &TableName) -> bool {
        let emptied = self.emptied.iter().any(|emptied| emptied.table == *table);
        emptied || matches!(self.place(table), Some(Place::Filled(_)))
    }

    /// Returns true if the rows of a table have to go with those of tables that are emptied: since they refer to these, or since
    /// they are rows that these refer to, which come again with each row of theirs.
    fn goes_with_emptied(&self, table: &Table, left: &LeftToTriggers) -> bool {
        let refers = table.foreign_keys.iter().any(|key| self.is_emptied(&key.parent));
        let mut keys = self.filled.iter().flat_map(|filled| &filled.foreign_keys);
        let is_referred_to = keys.any(|key| key.parent == table.name);
        let comes_again = |of: &BTreeSet<TableName>| of.iter().any(|of| self.is_emptied(of));
        refers && comes_again(&left.of) || is_referred_to && comes_again(&left.always)
    }

    /// The user's words about a table whose rows are the user's own; None of another one.
    pub(crate) fn own(&self, table: usize) -> Option<&OwnTable> {
        self.own.get(&table)
    }

    /// The place of a table; None if it is empty and stays so.
    pub(crate) fn place(&self, table: &TableName) -> Option<Place> {
        self.places.get(&(table.schema(), table.table())).copied()
    }

    /// The reason why no row of a table can be stored; None if one can.
    pub(crate) fn nowhere(&self, table: usize) -> Option<String> {
        let table = self.filled[table];
        let mut sent = table.columns.iter().filter(|column| column.generated_by().is_none());
        if sent.next().is_none() {
            return Some("it has no column to which a value could be sent".to_owned());
        }
        let has_partition = || self.facts.partitions_of(&table.name).next().is_some();
        (table.kind == TableKind::Partitioned && !has_partition()).then(|| "it has no partition".to_owned())
    }

    /// The table that a foreign key refers to, be it by its partition.
    pub(crate) fn parent(&self, key: &ForeignKey) -> Option<Place> {
        self.place(&key.parent)
    }
}

impl Selection {
    /// The reason why a table is not filled, whatever triggers do; None if there is none.
    fn reason_against(&self, table: &Table) -> Option<String> {
        let asked_for = self.tables.contains(&table.name);
        if !self.allows(table) {
            Some("it was not asked for".to_owned())
        } else if table.kind == TableKind::Foreign && !asked_for {
            Some("it is a foreign table".to_owned())
        } else if let Some(extension) = &table.extension {
            Some(format!("it belongs to the extension {extension}"))
        } else if asked_for {
            None
        } else {
            left_alone::reason(table)
        }
    }

    fn allows(&self, table: &Table) -> bool {
        let schema = table.name.schema().unwrap_or_default();
        let named = self.tables.is_empty() || self.tables.contains(&table.name);
        let in_schema = self.schemas.is_empty() || self.schemas.iter().any(|one| one == schema);
        named && in_schema && !self.except.contains(&table.name)
    }
}
