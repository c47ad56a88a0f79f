//! The number of rows with which tables take as many bytes as are asked for.

use std::collections::BTreeMap;

use blink::__private::format_bytes;
use blink::{Connection, TableName};

use super::Filling;
use super::leaves::leaves;
use crate::error::Error;
use crate::mistakes::{Mistake, Mistakes};
use crate::plan::{DEFAULT_ROWS, ExpectedSize, NotFilled, Options, TablePlan, resolved, rows_of_tables};
use crate::sizes::Sizes;

/// The rows of all tables together that are enough to be measured, and those of one table.
const ENOUGH: u64 = 200_000;
const ENOUGH_OF_TABLE: u64 = 5_000;

/// The most times as many rows in a step: what is measured stays small.
const STEP: u64 = 4;

/// The most rows of a table.
const MOST_ROWS: u64 = 1_000_000_000_000;

/// The most numbers of rows that are measured.
const ROUNDS: usize = 20;

/// The most numbers of rows that are looked at between two that are measured.
const LOOKS: usize = 60;

impl Filling {
    /// Plans so many rows that the tables take so many bytes. Rows are stored in temporary copies of the tables, measured
    /// and taken back, more in each step, until each table has all or enough of them; beyond that it is taken to grow as it
    /// did.
    pub(super) async fn fit<C: Connection>(&mut self, size: u64, conn: &mut C) -> Result<(), Error> {
        let tables = self.plan.tables.len() as u64;
        let mut sizes = Sizes::new((ENOUGH / tables.max(1)).min(ENOUGH_OF_TABLE));
        let mut not_measured = BTreeMap::new();
        self.plan_rows(DEFAULT_ROWS, conn).await?;
        for _ in 0..ROUNDS {
            self.measure(&mut sizes, &mut not_measured, conn).await?;
            if is_close(sizes.total(&self.rows()), size, 2) {
                break;
            }
            let (wanted, of_tables) = self.rows_for(size, &sizes)?;
            let is_known = |(table, rows): &(TableName, u64)| sizes.knows(table, *rows);
            if of_tables.iter().all(is_known) {
                self.plan_rows(wanted, conn).await?;
                break;
            }
            let next = wanted.min(self.options.rows.saturating_mul(STEP));
            if next == self.options.rows {
                break;
            }
            self.plan_rows(next, conn).await?;
        }
        let is_planned = |table: &TableName| self.plan.tables.iter().any(|planned| planned.name == *table);
        let not_measured = not_measured.into_iter().filter(|(table, _)| is_planned(table));
        let not_measured = not_measured.map(|(table, because)| NotFilled { table, because });
        self.plan.not_measured = not_measured.collect();
        for (table, rows) in self.rows() {
            if let Some(bytes) = sizes.of(&table, rows) {
                let size = ExpectedSize {
                    bytes,
                    is_measured: true,
                    without: Vec::new(),
                };
                self.plan.sizes.insert(table, size);
            }
        }
        Ok(())
    }

    /// Plans with another number of rows, without the tables that are known not to be filled.
    async fn plan_rows<C: Connection>(&mut self, rows: u64, conn: &mut C) -> Result<(), Error> {
        self.options.rows = rows;
        let left_out = std::mem::take(&mut self.plan.left_out);
        self.plan.plan_again(&self.facts, &self.options, left_out)?;
        self.plan.prepare(&self.facts, &self.options, conn).await
    }

    /// The tables of the plan with their numbers of rows.
    fn rows(&self) -> Vec<(TableName, u64)> {
        let tables = self.plan.tables.iter();
        tables.map(|table| (table.name.clone(), table.rows)).collect()
    }

    /// Measures the tables whose sizes with the rows of the plan are not known, and notes those that cannot be measured.
    async fn measure<C: Connection>(
        &self,
        sizes: &mut Sizes,
        not_measured: &mut BTreeMap<TableName, String>,
        conn: &mut C,
    ) -> Result<(), Error> {
        let is_wanted =
            |table: &TablePlan| !sizes.knows(&table.name, table.rows) && !not_measured.contains_key(&table.name);
        for (table, measurement) in self.plan.measure(&self.facts, is_wanted, conn).await? {
            match measurement {
                Ok(measured) => sizes.add(&table, measured, leaves(&self.facts, &table)),
                Err(because) => {
                    not_measured.insert(table, because);
                }
            }
        }
        let first = not_measured.first_key_value().filter(|_| sizes.is_empty());
        let mistake = first.map(|(table, because)| {
            let message = format!("the size of {table} cannot be measured: {because}");
            Mistake::new(message, "ask for a number of rows instead")
        });
        Mistakes::none_in(mistake.into_iter().collect())?;
        Ok(())
    }

    /// The number of rows with which the tables will take so many bytes, and those of the tables.
    fn rows_for(&self, size: u64, sizes: &Sizes) -> Result<(u64, Vec<(TableName, u64)>), Error> {
        let known = resolved(&self.options, &self.facts)?;
        let of_tables = |rows: u64| {
            let options = Options { rows, ..known.clone() };
            rows_of_tables(&self.facts, &options, &self.plan.left_out)
        };
        let (mut low, mut high, mut at) = (1, MOST_ROWS, self.options.rows);
        for look in 0..LOOKS {
            let rows = of_tables(at);
            let now = sizes.total(&rows);
            if is_close(now, size, 1) {
                return Ok((at, rows));
            }
            if now < size {
                low = at.saturating_add(1);
            } else {
                high = at;
            }
            if low >= high {
                break;
            }
            let scaled = u128::from(at) * u128::from(size) / u128::from(now.max(1));
            at = match u64::try_from(scaled) {
                Ok(scaled) if look % 4 < 3 && (low..high).contains(&scaled) => scaled,
                _ => between(low, high),
            };
        }
        let rows = of_tables(low);
        let reached = sizes.total(&rows);
        let (word, help) = match reached {
            _ if is_close(reached, size, 10) => return Ok((low, rows)),
            _ if reached < size => ("most", "their unique keys hold no more rows: ask for less"),
            _ => ("least", "ask for more, or name fewer tables"),
        };
        let (asked, reached) = (format_bytes(size), format_bytes(reached));
        let message = format!("the tables cannot take {asked}: at {word} {reached}");
        Mistakes::none_in(vec![Mistake::new(message, help)])?;
        Ok((low, rows))
    }
}

/// A number between two others whose first digits are far from both.
fn between(low: u64, high: u64) -> u64 {
    let middle = (u128::from(low) * u128::from(high)).isqrt();
    u64::try_from(middle).unwrap_or(high).clamp(low, high)
}

/// Returns true if the first size is so many percent of the second away from it at most.
fn is_close(size: u64, wanted: u64, percent: u64) -> bool {
    u128::from(size.abs_diff(wanted)) * 100 <= u128::from(wanted) * u128::from(percent)
}
