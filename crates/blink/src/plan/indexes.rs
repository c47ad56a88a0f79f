//! What a plan says of a table's indexes and keys.

use std::collections::BTreeSet;

use super::Plan;
use super::rebuild::{Decision, Kept, Rebuild, Scope, WORTH_IT, too_few_rows};
use crate::catalog::Catalog;
use crate::catalog::objects::{self, Object};
use crate::connection::Connection;
use crate::error::Error;

/// What becomes of a table's indexes and keys.
#[derive(Debug)]
pub(crate) struct IndexPlan {
    pub(crate) when: When,
    /// What is dropped and built again then.
    pub(crate) dropped: Vec<Object>,
    pub(crate) kept: Vec<Kept>,
    /// The tables, as SQL, that are locked against everybody until the run ends.
    pub(crate) locked: Vec<String>,
    /// Whether the empty table is truncated, so that its rows can be frozen.
    pub(crate) truncates: bool,
}

/// When indexes and keys are dropped and built again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Never,
    /// If more rows come than this.
    Above(u64),
    Always,
}

impl Plan {
    /// Reads what would be dropped for each table. A run reads it when it comes to the table, under its locks.
    pub(crate) async fn read_indexes<C: Connection>(&mut self, conn: &mut C) -> Result<(), Error> {
        let tables = self.tables.iter().map(|table| table.oid).collect::<Vec<_>>();
        let could = |table: &u32| {
            self.rebuilds
                .get(*table)
                .is_some_and(|rebuild| rebuild.against().is_none())
        };
        let objects = if tables.iter().any(could) {
            objects::read_with_obstacles(conn, &tables).await?
        } else {
            Vec::new()
        };
        for (n, table) in self.tables.iter_mut().enumerate() {
            if tables[..n].contains(&table.oid) {
                continue;
            }
            let Some(rebuild) = self.rebuilds.get(table.oid).filter(|rebuild| rebuild.has_any()) else {
                continue;
            };
            let decide = |scope| self.rebuilds.decide(table.oid, scope, &objects, self.joined, &[]);
            let mut indexes = IndexPlan::new(rebuild, table.rows, decide);
            indexes.truncates &= self.truncate.is_none() && self.connections.is_none();
            table.indexes = Some(indexes);
        }
        let dropped = self.tables.iter().filter_map(|table| table.indexes.as_ref());
        let dropped = dropped
            .flat_map(|indexes| &indexes.dropped)
            .filter(|object| object.is_foreign_key());
        let dropped = dropped.map(|key| (key.table, key.name.clone())).collect::<Vec<_>>();
        for table in &mut self.tables {
            let is_gone = |name: &String| dropped.iter().any(|(of, gone)| *of == table.oid && gone == name);
            table.in_order &= !table.foreign_keys.iter().all(|(name, _)| is_gone(name));
        }
        Ok(())
    }
}

impl Plan {
    /// All of its tables get so few rows that nothing is dropped.
    pub(crate) fn few_rows(&self, catalog: &mut Catalog) {
        for table in catalog.tables.iter_mut() {
            let rows = self.tables.iter().filter(|step| step.oid == table.oid);
            let rows = rows.filter_map(|step| step.rows).max();
            table.standing.obstacle = rows.map(too_few_rows);
        }
    }
}

impl IndexPlan {
    fn new(rebuild: &Rebuild, rows: Option<u64>, decide: impl Fn(Scope) -> Decision) -> Self {
        let too_few = |rows: &u64| *rows <= WORTH_IT && !rebuild.is_asked();
        let against = rebuild.against_all().or_else(|| rows.filter(too_few).map(too_few_rows));
        let (when, scope) = match &against {
            None if rebuild.is_asked() || rows.is_some() => (When::Always, Some(Scope::All)),
            None => (When::Above(WORTH_IT), Some(Scope::All)),
            Some(_) if rebuild.has_forward() && rebuild.against().is_none() => (When::Always, Some(Scope::Forward)),
            Some(_) => (When::Never, None),
        };
        let Decision { dropped, mut kept } = scope.map(&decide).unwrap_or_default();
        kept.extend(against.map(Kept::everything));
        let mut locked = BTreeSet::new();
        for object in &dropped {
            locked.insert(object.table_name.clone());
            locked.extend(object.reference.as_ref().map(|to| to.table_name.clone()));
        }
        Self {
            truncates: rebuild.empty == Some(true) && scope == Some(Scope::All) && !dropped.is_empty(),
            when,
            dropped: dropped
                .into_iter()
                .filter(|object| object.table == rebuild.table)
                .collect(),
            kept,
            locked: locked.into_iter().collect(),
        }
    }
}
