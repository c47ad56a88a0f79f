//! Looking for what the server refuses, and for what it accepts instead.

use std::collections::{BTreeMap, BTreeSet};

use blink::{Connection, DriverError, ServerError, TableName};

use super::candidates::{Candidates, Tuple};
use super::frame::{too_long, took_too_long};
use super::refusal::{Cell, Refusal};
use super::rehearsing::Rehearsing;
use super::rows::{SampledRows, shown, value_as_sql};
use super::trial::Trial;
use crate::error::Error;
use crate::facts::{Table, UniqueSet};
use crate::plan::questions::Question;
use crate::plan::{TablePlan, sets};

/// The first row of a table that is refused.
struct RefusedRow {
    row: u64,
    error: ServerError,
    /// Values with which rows are accepted.
    accepted: Vec<Tuple>,
}

/// The errors that are not about the values of one row: a foreign key, a unique set, an exclusion.
const OF_SEVERAL_ROWS: [&str; 3] = ["23503", "23505", "23P01"];

/// The tuples of values that are enough, and the most that are tried for them.
const ENOUGH: usize = 32;
const MOST_TRIED: usize = 200;

/// The values of a question's columns as SQL, by the columns' places among those that are sent; None if one does not suit.
fn instead(table: &TablePlan, question: &Question, tuple: &Tuple) -> Option<BTreeMap<usize, String>> {
    let mut instead = BTreeMap::new();
    for (asked, value) in question.columns.iter().zip(tuple) {
        let nth = table.columns.iter().position(|column| column.place == asked.place)?;
        instead.insert(nth, value_as_sql(table, nth, value).ok()?);
    }
    Some(instead)
}

impl Rehearsing<'_> {
    /// Notes the values that the types of their columns do not hold.
    pub(super) fn encoded(&mut self) {
        let mut refusals = Vec::new();
        for rows in self.rows.iter().filter(|rows| !self.reasons.contains_key(&rows.table)) {
            let refused = rows
                .rows
                .iter()
                .find_map(|row| Some((row.number, row.values.as_ref().err()?)));
            let (Some((number, (column, message))), Some(table)) = (refused, self.plan.tables.get(rows.table)) else {
                continue;
            };
            refusals.push(Refusal {
                table: table.name.clone(),
                row: Some(number),
                constraint: None,
                message: message.clone(),
                cells: self.cells(rows.table, number, &BTreeSet::from([column.clone()])),
                accepted: Vec::new(),
            });
        }
        self.rehearsal.refusals.extend(refusals);
    }

    /// Looks for the rows that were refused, and goes on without the tables.
    pub(super) async fn refused<C: Connection>(
        &mut self,
        places: &[usize],
        error: &DriverError,
        trial: &mut Trial<'_, C>,
    ) -> Result<(), Error> {
        let Some(server) = error.server() else {
            return Ok(());
        };
        if !is_about_rows(server) {
            self.give_up(places, server);
            return Ok(());
        }
        let mut found = None;
        if let [place] = places {
            found = self.refused_row(*place, trial).await?;
        }
        let (row, server, accepted) = match found {
            Some(found) => (Some(found.row), found.error, found.accepted),
            None => (None, server.clone(), Vec::new()),
        };
        let of_server = places.iter().copied().find(|place| self.is_named(*place, &server));
        if let Some(place) = of_server.or(places.first().copied()) {
            self.refuse(place, row, &server);
            if let Some(refusal) = self.rehearsal.refusals.last_mut() {
                refusal.accepted = accepted;
            }
        }
        self.leave_out(places, "its rows are refused");
        Ok(())
    }

    /// The first row that is refused by itself, and values with which rows are not.
    async fn refused_row<C: Connection>(
        &self,
        place: usize,
        trial: &mut Trial<'_, C>,
    ) -> Result<Option<RefusedRow>, Error> {
        let (Some(rows), Some(table)) = (self.rows.get(place), self.plan.tables.get(place)) else {
            return Ok(None);
        };
        let mut found = None;
        let mut accepted_rows = Vec::new();
        trial.execute("SAVEPOINT blink_rows").await?;
        for row in &rows.rows {
            let Some(sql) = rows.one(row, &BTreeMap::new()) else {
                continue;
            };
            match trial.attempt(&sql).await? {
                Ok(()) => accepted_rows.push(row.number),
                // Such as one that takes too long: the next would take as long.
                Err(error) if !error.server().is_some_and(is_about_rows) => break,
                Err(error) if found.is_none() => {
                    found = error.server().map(|server| (row.number, server.clone()));
                }
                Err(_) => {}
            }
        }
        trial
            .execute("ROLLBACK TO SAVEPOINT blink_rows; RELEASE SAVEPOINT blink_rows")
            .await?;
        let Some((row, error)) = found else {
            return Ok(None);
        };
        let question = self
            .plan
            .of_triggers
            .iter()
            .find(|question| question.table == table.index);
        let is_of_one = !OF_SEVERAL_ROWS.contains(&error.code.as_str());
        let mut accepted = Vec::new();
        if let Some(question) = question.filter(|_| is_of_one) {
            let candidates = Candidates::new(&self.plan.cells, question, table.rows);
            accepted.extend(accepted_rows.iter().filter_map(|row| candidates.of_row(*row, 0)));
            self.others(rows, table, (question, &candidates), &mut accepted, trial)
                .await?;
        }
        Ok(Some(RefusedRow { row, error, accepted }))
    }

    /// Looks for other values with which rows are accepted.
    async fn others<C: Connection>(
        &self,
        rows: &SampledRows,
        table: &TablePlan,
        (question, candidates): (&Question, &Candidates<'_>),
        accepted: &mut Vec<Tuple>,
        trial: &mut Trial<'_, C>,
    ) -> Result<(), Error> {
        let numbers = rows.rows.iter().map(|row| row.number).collect::<Vec<_>>();
        for nth in 0..MOST_TRIED {
            if accepted.len() >= ENOUGH {
                break;
            }
            let Some(row) = nth.checked_rem(numbers.len()).and_then(|place| rows.rows.get(place)) else {
                break;
            };
            let tuple = candidates.more(&numbers, nth, 1).pop();
            let Some(tuple) = tuple.filter(|tuple| !accepted.contains(tuple)) else {
                continue;
            };
            let instead = instead(table, question, &tuple);
            let Some(sql) = instead.and_then(|instead| rows.one(row, &instead)) else {
                continue;
            };
            match trial.taken_back(&sql).await? {
                Ok(()) => accepted.push(tuple),
                Err(error) if !error.server().is_some_and(is_about_rows) => break,
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Returns true if the server's error names a table of the plan, or a partition of it.
    pub(super) fn is_named(&self, place: usize, server: &ServerError) -> bool {
        let (Some(table), Some(named)) = (self.plan.tables.get(place), &server.table) else {
            return false;
        };
        let is_named = |name: &TableName| {
            let same_schema = server
                .schema
                .as_deref()
                .is_none_or(|schema| name.schema() == Some(schema));
            same_schema && name.table() == named
        };
        self.facts
            .with_partitions(&table.name)
            .iter()
            .any(|one| is_named(&one.name))
    }

    /// Goes on without tables whose rows could not be tried.
    pub(super) fn give_up(&mut self, places: &[usize], server: &ServerError) {
        if took_too_long(server) {
            self.too_long += 1;
            self.leave_out(places, &too_long("a try of its rows", server));
        } else {
            self.leave_out(places, &server.to_string());
        }
    }

    pub(super) fn refuse(&mut self, place: usize, row: Option<u64>, server: &ServerError) {
        let Some(table) = self.plan.tables.get(place) else {
            return;
        };
        let facts = self.facts.table(&table.name);
        let of_check = facts.into_iter().flat_map(|facts| &facts.checks);
        let mut columns = of_check
            .filter(|check| Some(&check.name) == server.constraint.as_ref())
            .flat_map(|check| check.columns.iter().cloned())
            .collect::<BTreeSet<_>>();
        columns.extend(server.column.clone());
        if let Some(facts) = facts.filter(|_| columns.is_empty()) {
            let named = |columns: &[String]| columns.to_vec();
            let keys = facts
                .foreign_keys
                .iter()
                .filter(|key| Some(&key.name) == server.constraint.as_ref());
            columns.extend(keys.flat_map(|key| named(&key.columns)));
            let sets = facts
                .unique_sets
                .iter()
                .filter(|set| Some(&set.name) == server.constraint.as_ref());
            columns.extend(sets.filter_map(UniqueSet::columns).flatten().map(str::to_owned));
        }
        if columns.is_empty() {
            columns.extend(table.columns.iter().map(|column| column.name.clone()));
        }
        let refusal = Refusal {
            table: table.name.clone(),
            row,
            constraint: server.constraint.clone(),
            message: with_trigger(server, facts),
            cells: row.map(|row| self.cells(place, row, &columns)).unwrap_or_default(),
            accepted: Vec::new(),
        };
        self.rehearsal.refusals.push(refusal);
    }

    fn cells(&self, place: usize, row: u64, columns: &BTreeSet<String>) -> Vec<Cell> {
        let Some(table) = self.plan.tables.get(place) else {
            return Vec::new();
        };
        let columns_of_table = table.columns.iter().filter(|column| columns.contains(&column.name));
        let cells = columns_of_table.filter_map(|column| {
            Some(Cell {
                column: column.name.clone(),
                value: shown(table, &column.name, row, &self.plan.cells)?,
                maker: column.maker.clone(),
                because: column.because.clone(),
            })
        });
        cells.collect()
    }
}

/// The server's words, with the trigger that sets the column that they name.
fn with_trigger(server: &ServerError, facts: Option<&Table>) -> String {
    let column = server.column.as_deref();
    let trigger = facts.zip(column).and_then(|(facts, column)| {
        let mut triggers = facts.triggers.iter();
        triggers.find(|trigger| sets(trigger, column))
    });
    match (trigger, column) {
        (Some(trigger), Some(column)) => format!("{server}; the trigger {} sets {column}", trigger.name),
        _ => server.to_string(),
    }
}

/// Returns true if the error is about the rows: not about a lock (55, 40), a limit (53, 54), a timeout or a shutdown (57),
/// the state of the transaction (25), or a privilege, of which the run itself says more.
pub(super) fn is_about_rows(error: &ServerError) -> bool {
    const OTHERS: [&str; 7] = ["25", "40", "53", "54", "55", "57", "58"];
    !OTHERS.iter().any(|class| error.code.starts_with(class)) && error.code != "42501"
}
