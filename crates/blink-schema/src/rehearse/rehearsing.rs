//! A rehearsal under way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blink::{Connection, TableName};

use super::rehearsal::Rehearsal;
use super::rows::SampledRows;
use super::tables;
use super::trial::Trial;
use crate::error::Error;
use crate::facts::{Facts, Fires};
use crate::plan::{Plan, quoted};

/// The savepoint of a group before its rows.
pub(super) const BEFORE_ROWS: &str = "blink_before_rows";

const SEQUENCES: &str = include_str!("sequences.sql");

/// A rehearsal under way.
pub(super) struct Rehearsing<'r> {
    pub(super) plan: &'r Plan,
    pub(super) facts: &'r Facts,
    /// True if what reaches outside of the database is called, too.
    pub(super) rehearses_all: bool,
    /// Of each table of the plan by its place.
    pub(super) rows: Vec<SampledRows>,
    /// The tables that are not rehearsed.
    pub(super) reasons: BTreeMap<usize, String>,
    pub(super) rehearsal: Rehearsal,
    /// The statements that took too long.
    pub(super) too_long: usize,
}

impl Rehearsing<'_> {
    /// Rehearses tables tied by foreign keys.
    pub(super) async fn group<C: Connection>(
        &mut self,
        group: &[Vec<usize>],
        trial: &mut Trial<'_, C>,
    ) -> Result<(), Error> {
        trial.execute("SAVEPOINT blink_group").await?;
        let all = group.iter().flatten().copied().collect::<Vec<_>>();
        let moving = all.iter().copied().filter(|place| {
            let table = self.plan.tables.get(*place);
            !self.reasons.contains_key(place)
                && table.is_some_and(|table| tables::has_moving_triggers(self.facts, &table.name))
        });
        let moving = moving.collect::<Vec<_>>();
        if !moving.is_empty()
            && let Some(because) = self.hold_sequences(trial).await?
        {
            self.leave_out(&moving, &because);
        }
        let empty = tables::without_file(self.plan, self.facts, &all);
        if !empty.is_empty() {
            // If it is refused, the tables keep the pages of the rows that are rolled back.
            let _refused = trial.attempt(&format!("TRUNCATE ONLY {}", empty.join(", "))).await?;
        }
        let filled = tables::with_rows(self.plan, self.facts, &all);
        if !filled.is_empty() {
            // The run empties them, too; with all of the group, since those without rows may refer to them.
            let names = tables::emptied_with(self.plan, self.facts, &all);
            if let Some(because) = self.not_emptied(&names, trial).await? {
                self.leave_out(&filled, &because);
            }
        }
        trial.execute(&format!("SAVEPOINT {BEFORE_ROWS}")).await?;
        for statement in group {
            self.statement(statement, trial).await?;
        }
        self.check_deferred(group, trial).await?;
        trial
            .execute("ROLLBACK TO SAVEPOINT blink_group; RELEASE SAVEPOINT blink_group")
            .await
    }

    /// Empties tables for a try. Returns the reason why they are not.
    async fn not_emptied<C: Connection>(
        &self,
        names: &[&TableName],
        trial: &mut Trial<'_, C>,
    ) -> Result<Option<String>, Error> {
        let outside = tables::emptying_reaches_outside(self.facts, names);
        if outside.is_some() && !self.rehearses_all {
            return Ok(outside);
        }
        let names = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let emptied = trial.attempt(&format!("TRUNCATE {names}")).await?;
        let refused = emptied.err();
        Ok(refused.map(|error| format!("it could not be emptied for a try: {error}")))
    }

    /// Lets all sequences begin in files of their own, which the rollback discards. Returns the reason why they may move.
    async fn hold_sequences<C: Connection>(&self, trial: &mut Trial<'_, C>) -> Result<Option<String>, Error> {
        let ddl = self
            .facts
            .event_triggers
            .iter()
            .any(|trigger| trigger.fires != Fires::Never);
        if ddl {
            return Ok(Some(
                "its triggers may move sequences, which event triggers hear of".to_owned(),
            ));
        }
        let mut sql = String::new();
        for row in trial.query(&blink::__private::statement(SEQUENCES)).await? {
            let [Some(name), Some(start), owned] = row.as_slice() else {
                continue;
            };
            if owned.as_deref() != Some("t") {
                return Ok(Some(format!(
                    "its triggers may move {name}, which this role could not put back"
                )));
            }
            let _ = write!(sql, "ALTER SEQUENCE {name} RESTART WITH {start}; ");
        }
        if sql.is_empty() {
            return Ok(None);
        }
        let held = trial.attempt(&format!("{sql} SELECT")).await?;
        Ok(held
            .err()
            .map(|error| format!("its triggers may move sequences: {error}")))
    }

    /// Stores the rows of one table, or of several that refer to one another.
    async fn statement<C: Connection>(&mut self, places: &[usize], trial: &mut Trial<'_, C>) -> Result<(), Error> {
        let left = places.iter().copied().filter(|place| !self.reasons.contains_key(place));
        let left = left.collect::<Vec<_>>();
        let Some(sql) = self.stored(&left) else {
            return Ok(());
        };
        match trial.attempt(&sql).await? {
            Ok(()) => {
                let rows = left
                    .iter()
                    .filter_map(|place| self.rows.get(*place))
                    .map(|rows| rows.rows.len() as u64);
                self.rehearsal.rows += rows.sum::<u64>();
            }
            Err(error) => self.refused(&left, &error, trial).await?,
        }
        Ok(())
    }

    /// The statement that stores the rows of one table, or of several that refer to one another; None if there are none.
    pub(super) fn stored(&self, places: &[usize]) -> Option<String> {
        let statements = places.iter().filter_map(|place| self.rows.get(*place)?.all());
        let mut statements = statements.collect::<Vec<_>>();
        if statements.len() <= 1 {
            return statements.pop();
        }
        // Foreign keys are checked at the end of the whole statement.
        let last = statements.pop()?;
        let others = statements.iter().enumerate();
        let others = others.map(|(nth, insert)| format!("blink_{nth} AS ({insert})"));
        Some(format!("WITH {} {last}", others.collect::<Vec<_>>().join(", ")))
    }

    /// Notes the tables of a group of which nothing is tried.
    pub(super) fn not_reached(&mut self, group: &[Vec<usize>], because: &str) {
        for place in group.iter().flatten() {
            self.reasons.entry(*place).or_insert_with(|| because.to_owned());
        }
    }

    /// Goes on without tables, and all that refer to them.
    pub(super) fn leave_out(&mut self, places: &[usize], because: &str) {
        self.reasons
            .extend(places.iter().map(|place| (*place, because.to_owned())));
        tables::with_children(self.plan, &mut self.reasons);
    }
}
