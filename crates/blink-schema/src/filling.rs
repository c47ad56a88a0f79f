//! A filling, step by step.

mod expect;
mod fit;
mod leaves;

use blink::Connection;

use crate::error::Error;
use crate::facts::Facts;
use crate::plan::{Options, Plan, plan};

/// A schema that was read, and the plan of its filling: the steps of [`fill`](crate::fill), one by one.
///
/// ```no_run
/// use blink_schema::Filling;
/// use blink_schema::plan::Options;
///
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink_schema::Error> {
/// let mut filling = Filling::read(&mut client, Options::until_this_month()).await?;
/// filling.rehearse(&mut client).await?;
/// filling.expect_sizes(&mut client).await?;
/// println!("{}", filling.plan());
/// let report = filling.plan().seeder().insert(&mut client).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Filling {
    facts: Facts,
    options: Options,
    plan: Plan,
}

/// The most rehearsals, after each of which the others of a size that is asked for get more rows.
const ROUNDS: usize = 4;

impl Filling {
    /// Reads the schema of a database, plans its filling, and asks the server what the plan needs to know. Nothing is
    /// written; but to find the number of rows for a size, some are stored in temporary tables and taken back.
    ///
    /// # Errors
    /// All that was asked for and cannot be done ([`Error::mistakes`]), or the error of the server or the driver.
    pub async fn read<C: Connection>(conn: &mut C, options: Options) -> Result<Self, Error> {
        let facts = Facts::read(conn).await?;
        let mut plan = plan(&facts, &options)?;
        plan.prepare(&facts, &options, conn).await?;
        let mut filling = Self { facts, options, plan };
        if let Some(size) = filling.size() {
            Box::pin(filling.fit(size, conn)).await?;
        }
        Ok(filling)
    }

    /// Stores some rows of each table as the run would, and takes them back. A table whose rows the server refuses is left
    /// out, and the rest planned again; [`Plan::rehearsed`] has what came of it.
    ///
    /// # Errors
    /// The error of the connection; after some rounds what the server still refuses.
    pub async fn rehearse<C: Connection>(&mut self, conn: &mut C) -> Result<(), Error> {
        for round in 1..=ROUNDS {
            let left_out = self.plan.left_out.len();
            let (facts, options) = (&self.facts, &self.options);
            self.plan.rehearse_to_the_end(facts, options, conn).await?;
            match self.size() {
                // The others are to take the whole of it.
                Some(size) if round < ROUNDS && self.plan.left_out.len() > left_out => {
                    Box::pin(self.fit(size, conn)).await?;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// The size that is asked for, if there is anything to be filled.
    fn size(&self) -> Option<u64> {
        self.options.size.filter(|_| !self.plan.tables.is_empty())
    }

    /// The schema.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The plan, as far as the steps have come.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
