//! The constraints that are checked at COMMIT, and the table whose rows one of them refuses.

use std::collections::BTreeMap;

use blink::{Connection, DriverError, ServerError, TableName, quote_identifier};

use super::refusing::is_about_rows;
use super::rehearsing::{BEFORE_ROWS, Rehearsing};
use super::tables;
use super::trial::Trial;
use crate::error::Error;
use crate::facts::Table;
use crate::plan::quoted;

/// The constraints of one name that can be deferred: `SET CONSTRAINTS` means all of them.
#[derive(Debug)]
struct Deferrable {
    /// The name as SQL, with the schema.
    sql: String,
    name: String,
    /// The tables of the group that have one.
    places: Vec<usize>,
}

impl Rehearsing<'_> {
    /// Checks what would be checked at COMMIT.
    pub(super) async fn check_deferred<C: Connection>(
        &mut self,
        group: &[Vec<usize>],
        trial: &mut Trial<'_, C>,
    ) -> Result<(), Error> {
        let deferrable = self.deferrable(group);
        if deferrable.is_empty() || trial.attempt(&immediate(&deferrable)).await?.is_ok() {
            return Ok(());
        }
        for one in &deferrable {
            if let Err(error) = trial.attempt(&immediate([one])).await?
                && let Some(server) = error.server()
            {
                return self.refused_later(one, server, group, trial).await;
            }
        }
        Ok(())
    }

    /// Notes what the server refuses by one of these constraints.
    async fn refused_later<C: Connection>(
        &mut self,
        by: &Deferrable,
        server: &ServerError,
        group: &[Vec<usize>],
        trial: &mut Trial<'_, C>,
    ) -> Result<(), Error> {
        if !is_about_rows(server) {
            self.give_up(&by.places, server);
            return Ok(());
        }
        let is_its_own = server.constraint.as_ref() == Some(&by.name);
        let mut named = by
            .places
            .iter()
            .filter(|place| is_its_own && self.is_named(**place, server));
        let refused = match (named.next(), by.places.as_slice()) {
            (Some(named), _) => Some(*named),
            (None, [only]) => Some(*only),
            (None, _) => self.at_fault(by, group, trial).await?,
        };
        match refused {
            Some(place) => {
                self.refuse(place, None, server);
                self.leave_out(&[place], "its rows are refused");
            }
            None => self.give_up(&by.places, server),
        }
        Ok(())
    }

    /// The table without whose rows a constraint holds, of several that have one of this name: what a trigger raises names
    /// none. Children are left out before their parents. None if it is refused without all of them, too.
    async fn at_fault<C: Connection>(
        &self,
        by: &Deferrable,
        group: &[Vec<usize>],
        trial: &mut Trial<'_, C>,
    ) -> Result<Option<usize>, Error> {
        let mut without = self.reasons.clone();
        for place in by.places.iter().rev() {
            without.insert(*place, String::new());
            tables::with_children(self.plan, &mut without);
            trial.execute(&format!("ROLLBACK TO SAVEPOINT {BEFORE_ROWS}")).await?;
            for statement in group {
                let left = statement.iter().copied().filter(|place| !without.contains_key(place));
                if let Some(sql) = self.stored(&left.collect::<Vec<_>>()) {
                    // They were stored before.
                    let _stored: Result<(), DriverError> = trial.attempt(&sql).await?;
                }
            }
            if trial.attempt(&immediate([by])).await?.is_ok() {
                return Ok(Some(*place));
            }
        }
        Ok(None)
    }

    /// The constraints of a group that can be deferred.
    fn deferrable(&self, group: &[Vec<usize>]) -> Vec<Deferrable> {
        let rehearsed = group.iter().flatten().filter(|place| !self.reasons.contains_key(place));
        let mut by_sql: BTreeMap<String, Deferrable> = BTreeMap::new();
        for place in rehearsed {
            let Some(table) = self.plan.tables.get(*place) else {
                continue;
            };
            for one in self.facts.with_partitions(&table.name) {
                for name in names(one) {
                    let sql = match one.name.schema() {
                        Some(schema) => quoted(&TableName::qualified(schema, name)),
                        None => quote_identifier(name),
                    };
                    let known = by_sql.entry(sql.clone()).or_insert_with(|| Deferrable {
                        sql,
                        name: name.to_owned(),
                        places: Vec::new(),
                    });
                    if known.places.last() != Some(place) {
                        known.places.push(*place);
                    }
                }
            }
        }
        by_sql.into_values().collect()
    }
}

fn immediate<'d>(constraints: impl IntoIterator<Item = &'d Deferrable>) -> String {
    let names = constraints.into_iter().map(|one| one.sql.as_str());
    format!("SET CONSTRAINTS {} IMMEDIATE", names.collect::<Vec<_>>().join(", "))
}

/// The names of a table's constraints that can be deferred.
fn names(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.foreign_keys.iter().filter(|key| key.deferrable);
    let sets = table.unique_sets.iter().filter(|set| set.deferrable);
    let exclusions = table.exclusions.iter().filter(|one| one.deferrable);
    let triggers = table.triggers.iter();
    let triggers = triggers.filter(|trigger| trigger.is_deferrable && trigger.after_insert);
    let keys = keys.map(|key| key.name.as_str());
    let sets = sets.map(|set| set.name.as_str());
    let exclusions = exclusions.map(|one| one.name.as_str());
    keys.chain(sets)
        .chain(exclusions)
        .chain(triggers.map(|trigger| trigger.name.as_str()))
}
