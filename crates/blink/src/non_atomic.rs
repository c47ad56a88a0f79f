//! A run that is not all or nothing: several connections, each batch its own transaction.

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

/// A seeder whose run is **not all or nothing**: several connections copy the batches of a table at once, and each
/// batch is its own transaction. [`Seeder::non_atomic`] returns it.
///
/// One COPY uses one core of the server, so this is for servers with idle cores. Measure it against a run that is one
/// transaction: that run is safe, and it drops the indexes and keys of empty tables for the load
/// ([`Indexes::Auto`](crate::Indexes)).
///
/// Such a run gives up the following:
///
/// - After an error, the batches that were committed stay, and nothing else does. [`Error::committed_rows`] gives their
///   number of rows for each table. A batch is stored as a whole or not at all. Other sessions see rows before the run
///   ends.
/// - Indexes and keys stay in place, unless you ask for [`Indexes::Rebuild`](crate::Indexes::Rebuild): see below.
/// - Rows are not frozen, and [`truncate`](Seeder::truncate) is a separate transaction, before everything else.
///
/// Tables are filled one after the other, so that foreign keys to earlier tables hold. Mistakes are still found before
/// the first row. A table with [`on_conflict`](crate::Table::on_conflict) or [`insert_with`](crate::Table::insert_with)
/// is filled over one connection, in one transaction. A table whose rows reference other rows of the same table is
/// filled over one connection, batch after batch. Other tables' batches can be stored in any order.
///
/// # `Indexes::Rebuild`
///
/// The indexes and keys of a table are dropped before its rows come, in a separate transaction. They are rebuilt after
/// the last table, over all connections at once; foreign keys come last, so that tables that reference each other can
/// be filled. Indexes are rebuilt earlier, if code on the server may need them for a later table's rows. **Meanwhile no
/// session is protected by them**: duplicates and dangling references that others insert make the rebuild fail.
///
/// - They are also rebuilt after an error, however long that takes: the limit of [`timeout`](Seeder::timeout) does not
///   apply to it. [`Error::unrestored_sql`] returns the SQL of everything that could not be rebuilt because the rows
///   violate it or no connection was available.
/// - If the future is dropped or the process is killed, they stay dropped. [`plan`](Self::plan) shows their statements
///   in advance with `{:#}`. The run also logs them with `tracing`: at level `INFO` when it drops something, at `ERROR`
///   when the run itself is dropped.
///
/// ```no_run
/// use blink::{Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "events")]
/// struct Event { id: i64 }
///
/// # async fn run(pool: deadpool_postgres::Pool) -> Result<(), blink::Error> {
/// let mut seeder = Seeder::new();
/// seeder.add_table(Table::generate(50_000_000, |draw| Event { id: draw.number() }));
/// match seeder.non_atomic().concurrency(4).insert(|| pool.get()).await {
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
    /// Gives up all or nothing to use several connections. After an error the batches that were committed stay, and the
    /// error reports them. See [`NonAtomic`].
    pub fn non_atomic(self) -> NonAtomic {
        NonAtomic::new(self)
    }
}

impl NonAtomic {
    fn new(mut seeder: Seeder) -> Self {
        seeder.0.options.connections = Some(default_parallelism());
        Self(seeder)
    }

    /// Sets the maximum number of connections; by default the number of this machine's processors. 0 is a mistake that
    /// the run reports before it starts.
    ///
    /// Connections are opened when there is work for them. If fewer are available, as from a smaller pool, these do the
    /// work, and the report shows their number.
    pub fn concurrency(mut self, connections: usize) -> Self {
        self.0.0.options.connections = Some(connections);
        self
    }

    /// Says that an earlier run, which did not come to its end, has stored rows of these tables: the sources give only
    /// the others. [`Seeder::record_rows`] lets a run note which those are. [`Seeder::truncate`] would remove them.
    ///
    /// Sequences are then advanced past the highest values in the tables, even of tables that get no more rows, if the role
    /// may read them. Without an index on the column the server reads the whole table for that.
    ///
    /// ```
    /// # use blink::Seeder;
    /// # let seeder = Seeder::new();
    /// let run = seeder.non_atomic().concurrency(2).resumes();
    /// # let _ = run;
    /// ```
    pub fn resumes(mut self) -> Self {
        self.0.0.options.resumes = true;
        self
    }

    /// Fills the tables over connections that a function returns: `|| pool.get()` for deadpool or bb8, `||
    /// pool.acquire()` for sqlx, or a function that connects.
    ///
    /// ```no_run
    /// # use blink::Seeder;
    /// # async fn run(seeder: Seeder) -> Result<(), blink::Error> {
    /// let connect = || async {
    ///     let (client, connection) = tokio_postgres::connect("host=localhost", tokio_postgres::NoTls).await?;
    ///     tokio::spawn(connection);
    ///     Ok::<_, tokio_postgres::Error>(client)
    /// };
    /// seeder.non_atomic().concurrency(4).insert(connect).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Waits for the first connection, which runs everything but COPY and also copies. Dropping the future rolls back
    /// batches in flight. Committed batches stay, and with `Indexes::Rebuild`, indexes and keys that were dropped stay
    /// dropped.
    ///
    /// # Errors
    /// As [`Seeder::insert`]. [`Error::committed_rows`] returns the rows that stay, and [`Error::unrestored_sql`] the
    /// indexes and keys that are missing.
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

    /// Returns the plan of [`insert`](Self::insert) without touching a row. Like [`Seeder::plan`], it uses one
    /// connection.
    ///
    /// # Errors
    /// All mistakes, as `insert` would report them.
    pub fn plan<C: IntoConnection>(&self, conn: C) -> impl Future<Output = Result<Plan, Error>> + Send {
        self.0.plan(conn)
    }
}
