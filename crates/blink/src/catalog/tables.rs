//! The run's tables, each once regardless of the number of steps that fill it.

use std::collections::HashMap;

use postgres_types::Oid;

use super::table::TableInfo;

/// The tables of a run, in the order of the first steps that fill them.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    infos: Vec<TableInfo>,
    places: HashMap<Oid, usize>,
    /// The index of each step's table; None if no table has the name.
    steps: Vec<Option<usize>>,
}

impl Tables {
    /// Collects the tables of all steps, several of which may be the same.
    pub(super) fn new(steps: impl IntoIterator<Item = Option<TableInfo>>) -> Self {
        let mut tables = Self::default();
        for table in steps {
            let place = table.map(|table| tables.insert(table));
            tables.steps.push(place);
        }
        tables
    }

    fn insert(&mut self, table: TableInfo) -> usize {
        let next = self.infos.len();
        let place = *self.places.entry(table.oid).or_insert(next);
        if place == next {
            self.infos.push(table);
        }
        place
    }

    pub(super) fn by_oid_mut(&mut self, oid: Oid) -> Option<&mut TableInfo> {
        self.infos.get_mut(*self.places.get(&oid)?)
    }

    /// Returns each table once.
    pub(super) fn all(&self) -> impl Iterator<Item = &TableInfo> {
        self.infos.iter()
    }

    /// Returns the table of each step.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Option<&TableInfo>> {
        self.steps.iter().map(|place| self.infos.get((*place)?))
    }

    /// Returns the first step that fills this table.
    pub(crate) fn first_step(&self, oid: Oid) -> Option<usize> {
        let place = self.places.get(&oid).copied()?;
        self.steps.iter().position(|step| *step == Some(place))
    }

    pub(crate) fn that_may_run_code(&self) -> Vec<Oid> {
        let tables = self.all().filter(|table| table.may_run_code);
        tables.map(|table| table.oid).collect()
    }

    pub(crate) fn oids(&self) -> impl Iterator<Item = Oid> {
        self.all().map(|table| table.oid)
    }
}
