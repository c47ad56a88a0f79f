//! The run's tables, each once however many steps fill it.

use std::collections::HashMap;

use postgres_types::Oid;

use super::TableInfo;

/// The tables of a run, in the order of the first steps that fill them.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    infos: Vec<TableInfo>,
    places: HashMap<Oid, usize>,
    /// The place of each step's table; None where there is no table of the name.
    steps: Vec<Option<usize>>,
}

impl Tables {
    /// Takes the table of each step, of which several may be the same.
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

    pub(crate) fn by_oid(&self, oid: Oid) -> Option<&TableInfo> {
        self.infos.get(*self.places.get(&oid)?)
    }

    pub(super) fn by_oid_mut(&mut self, oid: Oid) -> Option<&mut TableInfo> {
        self.infos.get_mut(*self.places.get(&oid)?)
    }

    /// The table of each step.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Option<&TableInfo>> {
        self.steps.iter().map(|place| self.infos.get((*place)?))
    }

    /// The first step that fills this table.
    pub(crate) fn first_step(&self, oid: Oid) -> Option<usize> {
        let place = self.places.get(&oid).copied()?;
        self.steps.iter().position(|step| *step == Some(place))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &TableInfo> {
        self.infos.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut TableInfo> {
        self.infos.iter_mut()
    }

    /// Each table, with what belongs to the first step that fills it.
    pub(crate) fn with_first<'t, T>(&'t self, of_steps: &'t [T]) -> impl Iterator<Item = (&'t TableInfo, &'t T)> {
        let first = |table: &TableInfo| of_steps.get(self.first_step(table.oid)?);
        self.infos.iter().filter_map(move |table| Some((table, first(table)?)))
    }

    /// The same, to change the tables.
    pub(crate) fn with_first_mut<'t, T>(
        &'t mut self,
        of_steps: &'t [T],
    ) -> impl Iterator<Item = (&'t mut TableInfo, &'t T)> {
        let steps = &self.steps;
        let first = move |place: usize| of_steps.get(steps.iter().position(|step| *step == Some(place))?);
        let tables = self.infos.iter_mut().enumerate();
        tables.filter_map(move |(place, table)| Some((table, first(place)?)))
    }

    pub(super) fn oids(&self) -> impl Iterator<Item = Oid> {
        self.infos.iter().map(|table| table.oid)
    }
}
