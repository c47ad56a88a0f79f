//! A run that is not all or nothing: over several connections, each batch a transaction of its own.

use std::future::Future;
use std::pin::Pin;

use futures_util::TryFutureExt as _;

use crate::connection::IntoConnection;
use crate::connection::pooled::PooledConnection;
use crate::declare::options::default_parallelism;
use crate::error::DriverError;
use crate::error::{BoxError, Error};
use crate::plan::Plan;
use crate::report::Report;
use crate::run;
use crate::seeder::Seeder;

/// A seeder whose run is **not all or nothing**: the batches of a table go over several connections at once, and each is a
/// transaction of its own. [`Seeder::non_atomic`] gives it.
///
/// One COPY uses one core of the server, so this is for servers with cores to spare. Compare it with a run that is one
/// transaction: that one drops indexes and keys for the load where tables are empty ([`Indexes::Auto`](crate::Indexes)), and is
/// safe.
///
/// What is given up for it:
///
/// - After an error the batches that were committed stay; [`Error::committed_rows`] says how many rows of which table, and nothing
///   else is there. A batch is stored as a whole or not at all. Others see the rows before the run has ended.
/// - Indexes and keys stay in place, unless [`Indexes::Rebuild`](crate::Indexes::Rebuild) is asked for: see below.
/// - Rows are not frozen, and [`truncate`](Seeder::truncate) is a transaction of its own, before everything.
///
/// Tables are filled one after the other, so that foreign keys to earlier ones hold, and mistakes are found before the first
/// row as ever. A table with [`on_conflict`](crate::Table::on_conflict) or [`insert_with`](crate::Table::insert_with) is
/// filled over one connection, in one transaction; one whose rows refer to others of the same table over one connection, batch
/// after batch. Elsewhere the order in which a table's batches are stored is not that of the rows.
///
/// # `Indexes::Rebuild`
///
/// The indexes and keys of a table are dropped before its rows come, in a transaction of their own, and built again after the
/// last table (indexes before a table whose rows code on the server may need them for), over all connections at once;
/// foreign keys at last, so that tables that refer to each other can be filled. **For that time they are gone for
/// everybody**: what others store may be twice, or refer to nothing, which is found when they are built again.
///
/// - They are built again after an error, too, however long it takes: the limit of [`timeout`](Seeder::timeout) does not count
///   for it. What the rows do not let be built, or no connection could be had for, [`Error::unrestored_sql`] has the statements of.
/// - If the future is dropped or the process killed, they stay gone. [`plan`](Self::plan) shows the statements before with
///   `{:#}`; the run tells them to `tracing`, at the level `INFO` when it drops something, at `ERROR` when it is dropped.
///
/// ```no_run
/// use blink::{Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "events")]
/// struct Event { id: i64 }
///
/// # async fn run(pool: deadpool_postgres::Pool) -> Result<(), blink::Error> {
/// let mut seed = Seeder::new();
/// seed.add_table(Table::generate(50_000_000, |draw| Event { id: draw.number() }));
/// match seed.non_atomic().concurrency(4).insert(|| pool.get()).await {
///     Ok(report) => println!("{report}"),
///     Err(error) => {
///         for stored in error.committed_rows() {
///             println!("{} holds {} rows of the run", stored.table(), stored.rows());
///         }
///         return Err(error);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a seeder does nothing until it is inserted"]
#[derive(Debug)]
pub struct NonAtomic(Seeder);

impl Seeder {
    /// Gives up all or nothing for several connections: batches that were stored stay after an error, which says what they
    /// are. [`NonAtomic`] tells what that is for.
    pub fn non_atomic(self) -> NonAtomic {
        NonAtomic::new(self)
    }
}

impl NonAtomic {
    fn new(mut seeder: Seeder) -> Self {
        seeder.0.options.connections = Some(default_parallelism());
        Self(seeder)
    }

    /// The number of connections at the most; by default as many as this machine has processors. 0 is a mistake that the run
    /// reports before it starts.
    ///
    /// They are opened when there is work for them. If fewer can be had, as from a smaller pool, those do the work, and the
    /// report says so.
    pub fn concurrency(mut self, connections: usize) -> Self {
        self.0.0.options.connections = Some(connections);
        self
    }

    /// Fills the tables over connections that a function gives: `|| pool.get()` of deadpool or bb8, `|| pool.acquire()` of
    /// sqlx, or one that connects.
    ///
    /// ```no_run
    /// # use blink::Seeder;
    /// # async fn run(seed: Seeder) -> Result<(), blink::Error> {
    /// let connect = || async {
    ///     let (client, connection) = tokio_postgres::connect("host=localhost", tokio_postgres::NoTls).await?;
    ///     tokio::spawn(connection);
    ///     Ok::<_, tokio_postgres::Error>(client)
    /// };
    /// seed.non_atomic().concurrency(4).insert(connect).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The first connection is waited for; it does what is not copying, and copies, too. Dropping the future rolls back the
    /// batches that are under way, and leaves those that are stored (and, with `Indexes::Rebuild`, what was dropped dropped).
    ///
    /// # Errors
    /// As [`Seeder::insert`], with what stays: [`Error::committed_rows`]; and what is missing: [`Error::unrestored_sql`].
    pub fn insert<F, Fut, L, By, E>(self, connect: F) -> impl Future<Output = Result<Report, Error>> + Send
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<L, E>> + Send,
        L: PooledConnection<By>,
        E: Into<BoxError>,
    {
        let seeder = self.0;
        async move {
            let connect = || {
                let connecting = connect().map_err(|error| Error::driver(DriverError::failed(error)));
                Box::pin(connecting) as Pin<Box<dyn Future<Output = _> + Send + '_>>
            };
            run::run_non_atomic(seeder.0, &connect).await
        }
    }

    /// What [`insert`](Self::insert) would do, without touching a row; asked over one connection, as [`Seeder::plan`].
    ///
    /// # Errors
    /// All that is wrong, as `insert` would report it.
    pub fn plan<C: IntoConnection>(&self, conn: C) -> impl Future<Output = Result<Plan, Error>> + Send {
        self.0.plan(conn)
    }
}
