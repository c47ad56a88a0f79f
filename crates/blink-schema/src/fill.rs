//! Filling a database in one call.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use blink::__private::{counted, format_bytes};
use blink::{Connection, Report, TableName};

use crate::error::Error;
use crate::filling::Filling;
use crate::mistakes::{Mistake, Mistakes};
use crate::plan::{NotFilled, Options, Rehearsed};

/// Fills all empty tables of a database with rows that its constraints accept, in one transaction. [`Fill`] has what can
/// be said about it; awaiting it fills.
///
/// ```no_run
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink_schema::Error> {
/// let filled = blink_schema::fill(&mut client).rows(20).await?;
/// println!("{}", filled.report);
/// # Ok(())
/// # }
/// ```
pub fn fill<C: Connection>(connection: &mut C) -> Fill<'_, C> {
    Fill {
        connection,
        options: Options::until_this_month(),
        rows: None,
        threads: None,
        rehearse: true,
    }
}

/// A filling that has not begun.
#[derive(Debug)]
#[must_use = "nothing is filled until it is awaited"]
pub struct Fill<'c, C> {
    connection: &'c mut C,
    options: Options,
    rows: Option<u64>,
    threads: Option<usize>,
    rehearse: bool,
}

/// A database that was filled.
#[derive(Debug)]
pub struct Filled {
    /// The report of the run: the rows that were stored, table by table.
    pub report: Report,
    /// The tables that could not be filled, and those that need a row of them.
    pub left_out: Vec<NotFilled>,
    /// The tables that are left as they are, though they have no rows.
    pub left_alone: Vec<NotFilled>,
    /// The outcome of the rehearsal; None if there was none.
    pub rehearsed: Option<Rehearsed>,
}

impl<C> Fill<'_, C> {
    /// Sets the number of rows of the largest kind of table; 1,000 by default.
    pub fn rows(mut self, rows: u64) -> Self {
        self.rows = Some(rows);
        self
    }

    /// Makes as many rows as the tables take so many bytes with, with their indexes and all that is stored out of line, as
    /// `pg_total_relation_size` counts them; in place of [`rows`](Self::rows). Some rows are stored in temporary tables
    /// beforehand, and measured.
    pub fn size(mut self, bytes: u64) -> Self {
        self.options.size = Some(bytes);
        self
    }

    /// Sets the number of rows of one table.
    pub fn rows_of(mut self, table: impl Into<TableName>, rows: u64) -> Self {
        self.options.rows_of.insert(table.into(), rows);
        self
    }

    /// Sets the seed: another one gives other rows. 0 by default.
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// Sets the end of the span of time that rows come from, in days since 2000-01-01; by default the first of the current
    /// month.
    pub fn until(mut self, days: i32) -> Self {
        self.options.until = days;
        self
    }

    /// Fills this table, even if it would be left alone. Without any, all that have no rows are filled. A name without a
    /// schema is looked for in all of them.
    pub fn table(mut self, table: impl Into<TableName>) -> Self {
        self.options.selection.tables.push(table.into());
        self
    }

    /// Leaves this table as it is.
    pub fn except(mut self, table: impl Into<TableName>) -> Self {
        self.options.selection.except.push(table.into());
        self
    }

    /// Fills tables of this schema. Without any, those of all schemas.
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.options.selection.schemas.push(schema.into());
        self
    }

    /// Empties the tables that are filled, so that those with rows are filled, too. Without it they are left as they are, and
    /// referred to.
    pub fn truncate(mut self) -> Self {
        self.options.selection.truncate = true;
        self
    }

    /// Makes rows on this many threads; by default on one per core. The rows are the same.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Stores some rows of each table beforehand and takes them back, so that what the server would refuse is known before
    /// the first row; true by default.
    pub fn rehearse(mut self, rehearse: bool) -> Self {
        self.rehearse = rehearse;
        self
    }

    /// Rehearses, and stores rows of tables, too, whose triggers, constraints or defaults call what reaches outside of the
    /// database, which no rollback takes back. Without it these are not rehearsed.
    pub fn rehearse_all(mut self) -> Self {
        self.rehearse = true;
        self.options.rehearse_all = true;
        self
    }
}

impl<C: Connection> Fill<'_, C> {
    async fn run(self) -> Result<Filled, Error> {
        let mut options = self.options;
        if let Some(rows) = self.rows {
            let both = options.size.map(|size| {
                let message = format!("{} and {} are both asked for", counted(rows, "row"), format_bytes(size));
                Mistake::new(message, "ask for one of them")
            });
            Mistakes::none_in(both.into_iter().collect())?;
            options.rows = rows;
        }
        let mut filling = Filling::read(self.connection, options).await?;
        if self.rehearse {
            filling.rehearse(self.connection).await?;
        }
        let plan = filling.plan();
        let mut seeder = plan.seeder();
        if let Some(threads) = self.threads {
            seeder.threads(threads);
        }
        let (left_out, left_alone) = (plan.left_out.clone(), plan.left_alone.clone());
        let rehearsed = plan.rehearsed.clone();
        let report = seeder.insert(self.connection).await?;
        Ok(Filled {
            report,
            left_out,
            left_alone,
            rehearsed,
        })
    }
}

impl<'c, C: Connection> IntoFuture for Fill<'c, C> {
    type Output = Result<Filled, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
