//! Facts as they come together.

use std::collections::HashMap;

use blink::TableName;

use super::error::ReadError;
use super::stored::Stored;
use crate::facts::collation::Collation;
use crate::facts::constraints::{KeyPart, OperatorClass, PartOptions};
use crate::facts::database::{Facts, place};
use crate::facts::tables::Table;

#[derive(Default)]
pub(super) struct Building {
    pub(super) facts: Facts,
    pub(super) collations: HashMap<u32, Collation>,
    pub(super) operator_classes: HashMap<u32, OperatorClass>,
    /// The functions that an object calls, by the name of its catalog and its OID.
    pub(super) callers: HashMap<(String, u32), Vec<u32>>,
    /// The tables by their OIDs.
    places: HashMap<u32, usize>,
    /// Of each table, the place of a column by its number.
    column_places: Vec<HashMap<i16, usize>>,
    /// Of each table, what is known about its rows.
    pub(super) stored: Vec<Stored>,
    /// The OIDs of sequences that may be read, with the tables and columns that have them.
    pub(super) readable_sequences: Vec<(usize, usize)>,
}

impl Building {
    pub(super) fn add_table(&mut self, table: Table, stored: Stored) {
        self.places.insert(table.oid, self.facts.tables.len());
        self.facts.tables.push(table);
        self.column_places.push(HashMap::new());
        self.stored.push(stored);
    }

    /// The place of a table; None if it is not one of those that are read.
    pub(super) fn place(&self, oid: u32) -> Option<usize> {
        self.places.get(&oid).copied()
    }

    /// The table of this OID, if it is one of those that are read.
    pub(super) fn table(&mut self, oid: u32) -> Option<&mut Table> {
        self.place(oid).and_then(|place| self.facts.tables.get_mut(place))
    }

    /// Notes the place of the column that comes next.
    pub(super) fn note_column(&mut self, table: usize, number: i16) {
        let next = self.facts.tables.get(table).map_or(0, |table| table.columns.len());
        if let Some(places) = self.column_places.get_mut(table) {
            places.insert(number, next);
        }
    }

    /// The place of a column; None if it was dropped.
    pub(super) fn column_place(&self, table: usize, number: i16) -> Option<usize> {
        self.column_places.get(table)?.get(&number).copied()
    }

    /// The name of a table of this OID.
    pub(super) fn name(&self, oid: u32) -> Result<TableName, ReadError> {
        let table = self.place(oid).and_then(|place| self.facts.tables.get(place));
        Ok(table.ok_or(ReadError::Changed)?.name.clone())
    }

    /// The name of a column.
    pub(super) fn column_name(&self, table: usize, number: i16) -> Result<String, ReadError> {
        let place = self.column_place(table, number).ok_or(ReadError::Changed)?;
        let column = self.facts.tables.get(table).and_then(|table| table.columns.get(place));
        Ok(column.ok_or(ReadError::Changed)?.name.clone())
    }

    /// The names of columns.
    pub(super) fn column_names(&self, table: usize, numbers: &[i16]) -> Result<Vec<String>, ReadError> {
        numbers.iter().map(|number| self.column_name(table, *number)).collect()
    }

    /// The parts of a key: columns by their numbers, and an expression for each 0.
    pub(super) fn parts(
        &self,
        table: usize,
        numbers: impl IntoIterator<Item = i16>,
        expressions: Vec<String>,
    ) -> Result<Vec<KeyPart>, ReadError> {
        let mut expressions = expressions.into_iter();
        let parts = numbers.into_iter().map(|number| match number {
            0 => {
                let expression = expressions.next();
                Ok(KeyPart::Expression(
                    expression.ok_or(ReadError::Unexpected("an expression is missing"))?,
                ))
            }
            number => Ok(KeyPart::Column(self.column_name(table, number)?)),
        });
        let parts = parts.collect::<Result<_, ReadError>>()?;
        match expressions.next() {
            None => Ok(parts),
            Some(_) => Err(ReadError::Unexpected("there is an expression too many")),
        }
    }

    /// The options of a key's parts, by the OIDs of collations and operator classes.
    pub(super) fn part_options(&self, collations: &[u32], classes: &[u32]) -> Result<Vec<PartOptions>, ReadError> {
        let options = classes.iter().zip(collations).map(|(class, collation)| {
            Ok(PartOptions {
                collation: self.collation(*collation)?,
                operator_class: self.operator_classes.get(class).ok_or(ReadError::Changed)?.clone(),
            })
        });
        options.collect()
    }

    /// The collation of this OID; None for 0.
    pub(super) fn collation(&self, oid: u32) -> Result<Option<Collation>, ReadError> {
        match oid {
            0 => Ok(None),
            oid => self.collations.get(&oid).cloned().map(Some).ok_or(ReadError::Changed),
        }
    }

    /// The functions that an object of this catalog calls.
    pub(super) fn called_by(&self, catalog: &str, oid: u32) -> Vec<u32> {
        let key = (catalog.to_owned(), oid);
        self.callers.get(&key).cloned().unwrap_or_default()
    }

    /// The facts, in their orders.
    pub(super) fn finish(self) -> Facts {
        let mut facts = self.facts;
        for table in &mut facts.tables {
            table
                .unique_sets
                .sort_by(|a, b| (a.kind as u8, &a.name).cmp(&(b.kind as u8, &b.name)));
            table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
            table.checks.sort_by(|a, b| a.name.cmp(&b.name));
            table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
            table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
            table.inheritance.children.sort_by(|a, b| place(a).cmp(&place(b)));
        }
        facts.event_triggers.sort_by(|a, b| a.name.cmp(&b.name));
        facts.finish();
        facts
    }
}
