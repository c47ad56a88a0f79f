//! Running and planning a seeder.

use std::future::Future;

use super::Seeder;
use crate::connection::IntoConnection;
#[cfg(feature = "postgres")]
use crate::connection::postgres::{Blocking, BlockingConnection};
use crate::error::Error;
use crate::plan::Plan;
use crate::report::Report;
use crate::run;

impl Seeder {
    /// Fills the tables: everything in one transaction, or nothing.
    ///
    /// `conn` is `&mut` of a client, connection or transaction, or `&` of an sqlx pool, which is asked for one
    /// connection. If you have begun a transaction, the run joins it, without a savepoint. The rows are then stored by
    /// your COMMIT, and after an error the transaction can only be rolled back.
    ///
    /// Dropping the future rolls everything back.
    ///
    /// # Errors
    /// [`Error`] gives the cause, the table, row and column, and advice.
    #[expect(clippy::manual_async_fn, reason = "the future is Send, and says so")]
    pub fn insert<C: IntoConnection>(self, conn: C) -> impl Future<Output = Result<Report, Error>> + Send {
        async move {
            let mut conn = conn.into_connection().await.map_err(Error::driver)?;
            run::run(self.0, &mut conn).await
        }
    }

    /// Returns the plan of [`insert`](Self::insert) without touching a row.
    ///
    /// The only callbacks that run are the functions of generated rows: each makes its first row. This finds mistakes
    /// such as asking for more distinct values than exist. A function that reads a context or a kept row is not checked
    /// before the run. `{}` prints the plan ([`Plan`]).
    ///
    /// # Errors
    /// All mistakes, as `insert` would report them.
    pub fn plan<C: IntoConnection>(&self, conn: C) -> impl Future<Output = Result<Plan, Error>> + Send {
        let declared = self.0.validate().map(|tables| {
            let tables = tables.into_iter().map(|(spec, name)| (spec.clone(), name.clone()));
            tables.collect::<Vec<_>>()
        });
        let options = self.0.options.clone();
        let trials = self.0.dry_run();
        async move {
            let declared = declared?;
            let mut conn = conn.into_connection().await.map_err(Error::driver)?;
            let tables = declared.iter().map(|(spec, name)| (spec, name)).collect::<Vec<_>>();
            run::preflight(&tables, trials, &options, &mut conn).await
        }
    }

    /// Fills the tables as [`insert`](Self::insert) does, for the blocking `postgres` crate.
    ///
    /// ```no_run
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut client = postgres::Client::connect("host=localhost user=postgres", postgres::NoTls)?;
    /// let mut seeder = Seeder::new();
    /// seeder.add_table(Table::from_rows((1..=1_000).map(|id| User { id })));
    /// println!("{}", seeder.insert_blocking(&mut client)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As `insert`.
    #[cfg(feature = "postgres")]
    pub fn insert_blocking<C: BlockingConnection>(self, conn: &mut C) -> Result<Report, Error> {
        pollster::block_on(async { run::run(self.0, &mut Blocking::new(conn)).await })
    }

    /// Returns the plan as [`plan`](Self::plan) does, for the blocking `postgres` crate.
    ///
    /// # Errors
    /// As `plan`.
    #[cfg(feature = "postgres")]
    pub fn plan_blocking<C: BlockingConnection>(&self, conn: &mut C) -> Result<Plan, Error> {
        pollster::block_on(self.plan(&mut Blocking::new(conn)))
    }
}
