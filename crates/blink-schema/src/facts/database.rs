//! The facts of a database.

use std::collections::BTreeMap;

use blink::TableName;

use super::functions::{EventTrigger, Function};
use super::partitions::Partition;
use super::tables::{Table, TableKind};
use super::types::Types;

/// The tables of a database, and what their rows depend on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The server's version as a number, such as 180004 for 18.4; 0 if the facts were written by hand.
    pub server_version: u32,
    /// The tables, in the order of their names, byte by byte: first the schemas'.
    pub tables: Vec<Table>,
    /// The types of all columns, and those that these consist of.
    pub types: Types,
    /// The functions that constraints, defaults, indexes and triggers call, by their OIDs. Of those that came with the
    /// server only triggers' own are here.
    pub functions: BTreeMap<u32, Function>,
    /// The event triggers, in the order of their names.
    pub event_triggers: Vec<EventTrigger>,
    /// The extensions by name, with the schema of each.
    pub extensions: BTreeMap<String, String>,
}

impl Facts {
    /// The table of this name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The partitions of a table, those of its partitions left out, in the order of their names.
    pub fn partitions_of(&self, parent: &TableName) -> impl Iterator<Item = (&Table, &Partition)> {
        let parent = parent.clone();
        let tables = self.tables.iter();
        let partitions = tables.filter_map(|table| Some((table, table.partition_of.as_ref()?)));
        partitions.filter(move |(_, partition)| partition.parent == parent)
    }

    /// A table with its partitions at every depth, parents first; empty if there is no such table.
    pub(crate) fn with_partitions(&self, name: &TableName) -> Vec<&Table> {
        let mut found = self.table(name).into_iter().collect::<Vec<_>>();
        let mut next = 0;
        while let Some(table) = found.get(next).copied() {
            // Facts that were written by hand may go round.
            if table.kind == TableKind::Partitioned {
                let partitions = self.partitions_of(&table.name).map(|(partition, _)| partition);
                let new = partitions.filter(|one| found.iter().all(|other| other.name != one.name));
                found.extend(new.collect::<Vec<_>>());
            }
            next += 1;
        }
        found
    }

    /// Sorts the tables, and finds the columns that are NOT NULL by their domains.
    pub(super) fn finish(&mut self) {
        self.tables.sort_by(|a, b| place(&a.name).cmp(&place(&b.name)));
        let types = &self.types;
        for column in self.tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.not_null |= types.domains(&column.ty).any(|domain| domain.not_null);
        }
    }
}

/// The place of a table among the others.
pub(super) fn place(name: &TableName) -> (Option<&str>, &str) {
    (name.schema(), name.table())
}
