//! A small run of the whole plan that is taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use blink::Connection;

use super::rehearsal::Rehearsal;
use super::rehearsing::Rehearsing;
use super::rows::SampledRows;
use super::sample;
use super::tables;
use super::trial::Trial;
use crate::error::Error;
use crate::facts::Facts;
use crate::plan::{Certainty, Options, Plan};

/// The refusals after which no more tables are tried.
const MOST_REFUSALS: usize = 10;
/// The statements that took too long after which no more tables are tried.
const MOST_TOO_LONG: usize = 5;

impl Plan {
    /// Stores some rows of each table as the run would, and takes them back: what the server refuses comes to light before
    /// the first row of the run. Rows refer to rows of the same sample where nothing depends on which. Nothing of it
    /// stays; within the caller's transaction a savepoint takes it back.
    ///
    /// Others may have to wait for its locks meanwhile. It waits 2 s for theirs, and as long for each statement, since
    /// triggers may wait for something, too: then the table and those that refer to it are not rehearsed. Neither are
    /// foreign tables, and those whose triggers, constraints or defaults reach outside of
    /// the database, unless [`Options::rehearse_all`] says so.
    ///
    /// # Errors
    /// The error of the connection; what the server refuses is in the answer.
    pub async fn rehearse<C: Connection>(
        &mut self,
        facts: &Facts,
        options: &Options,
        conn: &mut C,
    ) -> Result<Rehearsal, Error> {
        let mut reasons = tables::not_rehearsed(self, facts, options.rehearse_all);
        tables::with_children(self, &mut reasons);
        let rows = self.sampled_rows(facts, &mut reasons);
        let mut rehearsing = Rehearsing {
            plan: self,
            facts,
            rehearses_all: options.rehearse_all,
            rows,
            reasons,
            rehearsal: Rehearsal::default(),
            too_long: 0,
        };
        rehearsing.encoded();
        let parents = (0..rehearsing.plan.tables.len()).map(|place| tables::parents(rehearsing.plan, place));
        let tied = tables::tied_by_triggers(rehearsing.plan, facts);
        let groups = tables::groups(&parents.collect::<Vec<_>>(), &tied);
        let mut trial = Trial::begin(conn).await?;
        trial.limit_statements().await?;
        for group in groups {
            if rehearsing.rehearsal.refusals.len() >= MOST_REFUSALS {
                rehearsing.not_reached(&group, "the server refuses rows of so many other tables");
            } else if rehearsing.too_long >= MOST_TOO_LONG {
                rehearsing.not_reached(&group, "storing rows of other tables takes too long");
            } else {
                rehearsing.group(&group, &mut trial).await?;
            }
        }
        trial.end().await?;
        let mut rehearsal = rehearsing.rehearsal;
        rehearsal.not_rehearsed = tables::said(rehearsing.plan, &rehearsing.reasons);
        Ok(rehearsal)
    }

    /// The rows of the sample, in which references lead to rows of the sample as long as they are made.
    fn sampled_rows(&mut self, facts: &Facts, reasons: &mut BTreeMap<usize, String>) -> Vec<SampledRows> {
        let mut numbers: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
        for table in &self.tables {
            let sampled = table.constraints.iter().any(|one| one.certainty == Certainty::Sampled);
            let is_sampled = sampled || tables::has_triggers(facts, &table.name);
            numbers.insert(table.index, sample::numbers(table, &self.cells, is_sampled));
        }
        let populations = (0..self.cells.tables.len()).map(|index| {
            let rows = numbers.get(&index);
            rows.map(|rows| rows.iter().copied().collect::<Vec<u64>>())
                .unwrap_or_default()
        });
        let populations = populations.collect::<Vec<_>>();
        Arc::make_mut(&mut self.cells).related.sample = populations;
        let too_many = sample::close(&mut numbers, &self.cells);
        for (place, _) in self
            .tables
            .iter()
            .enumerate()
            .filter(|(_, table)| too_many.contains(&table.index))
        {
            reasons.insert(place, "its rows are referred to by too many of the sample".to_owned());
        }
        tables::with_children(self, reasons);
        let tables = self.tables.iter().enumerate();
        let rows = tables.map(|(place, table)| {
            let numbers = numbers.remove(&table.index).unwrap_or_default();
            SampledRows::new(place, table, numbers.into_iter(), &self.cells)
        });
        let rows = rows.collect();
        Arc::make_mut(&mut self.cells).related.sample = Vec::new();
        rows
    }
}
