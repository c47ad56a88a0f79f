//! The public entry point: an ordered list of steps, and the methods that run, plan and preview it.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::connection::IntoConnection;
#[cfg(feature = "postgres")]
use crate::connection::postgres::{Blocking, BlockingConnection};
use crate::declare::declaration::Declaration;
use crate::declare::indexes::Indexes;
use crate::declare::options::{AnalyzeScope, Truncate};
use crate::declare::progress::Progress;
use crate::declare::step::{Action, Step};
use crate::declare::table::{BatchSize, Table, TableSpec};
use crate::error::unwind::{Unwound, catch, fail_draw};
use crate::error::{BoxError, Error, ErrorKind, ErrorLocation, row_location};
use crate::generate::{Generated, RngStream};
use crate::human::counted;
use crate::plan::Plan;
use crate::produce::spawn::task_error;
use crate::report::{Report, TableReport};
use crate::rows::store::{Handle, Readable, Store};
use crate::run;
use crate::sql::TableName;

/// An ordered list of steps that fills a database: contexts (values that are computed once) and tables.
///
/// Steps run in the order in which they are added. Adding a step returns a [`Handle`], through which later steps read
/// its value. A seeder does not depend on a driver. To compose seeders, write plain functions that take `&mut Seeder`
/// and return the handles that other functions need.
///
/// ```no_run
/// use blink::{Handle, Rows, Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "users")]
/// struct User { id: i64, name: String }
///
/// #[derive(ToRow)]
/// #[blink(table = "posts")]
/// struct Post { id: i64, user_id: i64, title: String }
///
/// fn users(seeder: &mut Seeder) -> Handle<Vec<User>> {
///     let names = seeder.add_context(|_| ["Alice", "Bob"]);
///     seeder.add_table(Table::from_fn(move |store| {
///         Rows::new((1..).zip(store[names]).map(|(id, name)| User { id, name: name.to_owned() }))
///     }).keep_rows())
/// }
///
/// fn posts(seeder: &mut Seeder, users: Handle<Vec<User>>) {
///     seeder.add_table(Table::from_fn(move |store| {
///         Rows::new((1..).zip(&store[users]).map(|(id, user)| Post {
///             id,
///             user_id: user.id,
///             title: format!("Post of {}", user.name),
///         }))
///     }));
/// }
///
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let mut seeder = Seeder::new();
/// let all = users(&mut seeder);
/// posts(&mut seeder, all);
/// let report = seeder.insert(&mut client).await?;
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
#[must_use = "a seeder does nothing until it is inserted"]
pub struct Seeder(pub(crate) Declaration);

impl Default for Seeder {
    fn default() -> Self {
        Self::new()
    }
}

impl Seeder {
    /// Creates a seeder without steps.
    pub fn new() -> Self {
        Self(Declaration::new())
    }

    /// Adds a context: a value that is computed once, on its own thread, when the run comes to it. It is never
    /// inserted.
    ///
    /// ```
    /// # use blink::Seeder;
    /// let mut seeder = Seeder::new();
    /// let primes = seeder.add_context(|_| vec![2, 3, 5, 7]);
    /// let sum = seeder.add_context(move |store| store[primes].iter().sum::<i64>());
    /// # assert_eq!(seeder.preview()?[sum], 17);
    /// # Ok::<_, blink::Error>(())
    /// ```
    #[track_caller]
    pub fn add_context<T, F>(&mut self, context: F) -> Handle<T>
    where
        T: Readable,
        F: FnOnce(&Store) -> T + Send + 'static,
    {
        self.step(Action::Context(Box::new(|store| Ok(Arc::new(context(store))))))
    }

    /// Adds a context whose computation can fail. An error ends the run.
    ///
    /// ```
    /// # use blink::Seeder;
    /// let mut seeder = Seeder::new();
    /// let names = seeder.try_add_context(|_| std::fs::read_to_string("names.txt"));
    /// # let _ = names;
    /// ```
    #[track_caller]
    pub fn try_add_context<T, E, F>(&mut self, context: F) -> Handle<T>
    where
        T: Readable,
        E: Into<BoxError>,
        F: FnOnce(&Store) -> Result<T, E> + Send + 'static,
    {
        self.step(Action::Context(Box::new(|store| {
            Ok(Arc::new(context(store).map_err(Into::into)?))
        })))
    }

    /// Adds a table. Tables are filled in the order in which they are added.
    #[track_caller]
    pub fn add_table<T: 'static, K>(&mut self, table: Table<T, K>) -> Handle<K> {
        let name = table.name();
        let earlier = self.0.steps.iter().filter(|step| match &step.action {
            Action::Table(spec, _) => spec.name.as_ref() == name,
            Action::Context(_) => false,
        });
        let series = RngStream {
            table: name.map(ToString::to_string).unwrap_or_default(),
            nth: earlier.count() as u64,
        };
        let (spec, making) = table.erase(series);
        self.step(Action::Table(spec, making))
    }

    #[track_caller]
    fn step<K>(&mut self, action: Action) -> Handle<K> {
        self.0.steps.push(Step {
            declared_at: Location::caller(),
            action,
        });
        Handle::new(self.0.id, self.0.steps.len() - 1)
    }

    /// Sets the number of rows in one COPY command, for tables that do not set it. 0 is a mistake that the run reports
    /// before it starts.
    ///
    /// A table is copied in one or more COPY commands within the transaction. The server reports errors and checks
    /// foreign keys at the end of a command. So the size limits how long an error stays undetected and how many pending
    /// checks the server holds. It does not affect Blink's memory, which is constant anyway.
    ///
    /// The default is 1,000,000 rows, and 50,000 for a table with foreign keys, whose checks take the server ten times
    /// as long as the copying. It was chosen by measuring: beginning a COPY costs the server about 1.5 ms. Copying the
    /// 1.2 million rows of `cargo run --release -p blink-bench -- --work batch-size` into tables without indexes or
    /// keys took, relative to one COPY for each table (medians of seven): 3.5 times as long with commands of 1,000
    /// rows, 1.4 with 10,000 rows, 1.07 with 50,000 rows, and 1.01 to 1.05 with 250,000 rows.
    pub fn batch_size(&mut self, rows: u64) -> &mut Self {
        self.0.options.batch_size = Some(BatchSize::Rows(rows));
        self
    }

    /// Copies each table in one COPY command, unless the table sets a batch size.
    pub fn single_batch(&mut self) -> &mut Self {
        self.0.options.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// Sets the random seed of generated rows ([`Table::generate`], [`Table::per_parent`]); 0 by default. The plan and
    /// the report show it.
    ///
    /// A row depends on the seed, its table's name as declared, its number, and the values that it reads from earlier
    /// steps. It does not depend on the number of threads, the size of batches, other tables and contexts, or the
    /// number of rows in the table. The rows of a seed are part of Blink's guarantees: only a release that announces it
    /// changes them.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, points: i32 }
    /// let points = |seed| {
    ///     let mut seeder = Seeder::new();
    ///     seeder.random_seed(seed);
    ///     let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number(), points: draw.between(0, 99) }));
    ///     seeder.preview().map(|store| store[users].iter().map(|user| user.points).collect::<Vec<_>>())
    /// };
    /// assert_eq!(points(1)?, points(1)?);
    /// assert_ne!(points(1)?, points(2)?);
    /// # Ok::<_, blink::Error>(())
    /// ```
    pub fn random_seed(&mut self, seed: u64) -> &mut Self {
        self.0.options.seed = seed;
        self
    }

    /// Sets the number of threads that make and encode generated rows; by default the number of processors. The rows do
    /// not depend on it. 0 is a mistake that the run reports before it starts.
    pub fn threads(&mut self, threads: usize) -> &mut Self {
        self.0.options.threads = Some(threads);
        self
    }

    /// Chooses the handling of indexes and keys while rows are copied, for tables that do not set it; [`Indexes::Auto`]
    /// by default.
    pub fn indexes(&mut self, indexes: Indexes) -> &mut Self {
        self.0.options.indexes = indexes;
        self
    }

    /// Limits the time of the run, from its first query to COMMIT; there is no limit by default.
    ///
    /// The server's `statement_timeout` is lowered to this limit for the run, so that a statement that waits for a lock
    /// also ends.
    pub fn timeout(&mut self, limit: Duration) -> &mut Self {
        self.0.options.timeout = Some(limit);
        self
    }

    /// Limits the time that a table's source may take without giving a row; there is no limit by default. The server's
    /// own limits do not apply while it waits for data.
    ///
    /// ```
    /// # use blink::Seeder;
    /// # use std::time::Duration;
    /// let mut seeder = Seeder::new();
    /// seeder.timeout(Duration::from_secs(600)).stall_timeout(Duration::from_secs(30));
    /// ```
    pub fn stall_timeout(&mut self, limit: Duration) -> &mut Self {
        self.0.options.stall_timeout = Some(limit);
        self
    }

    /// Calls a function after each chunk of rows (about 64 KiB) that is sent to the server, and at the end of each
    /// table.
    ///
    /// The function runs in the run's future, so it must not block.
    pub fn on_progress(&mut self, callback: impl Fn(&Progress) + Send + Sync + 'static) -> &mut Self {
        self.0.options.on_progress = Some(Arc::new(callback));
        self
    }

    /// Empties all tables of the run before the first one is filled, with one `TRUNCATE … RESTART IDENTITY` within the
    /// transaction. An error rolls it back, so that the old rows stay.
    ///
    /// The tables are locked until the transaction ends, also against readers. The sequences that they own restart,
    /// unless the role does not own one of these sequences: then none restarts. The rows copied afterwards are frozen
    /// where PostgreSQL allows it, so that VACUUM need not rewrite them later.
    ///
    /// If a table outside the run references one of the run's tables, that is a mistake, reported before anything is
    /// changed; [`truncate_cascade`](Self::truncate_cascade) empties such tables too.
    pub fn truncate(&mut self) -> &mut Self {
        self.0.options.truncate = Some(Truncate::Restrict);
        self
    }

    /// Empties the tables as [`truncate`](Self::truncate) does, and also every table that references one of them,
    /// directly or indirectly. The [`plan`](Self::plan) names them.
    pub fn truncate_cascade(&mut self) -> &mut Self {
        self.0.options.truncate = Some(Truncate::Cascade);
        self
    }

    /// Turns the advancing of sequences past the copied values on or off; on by default.
    ///
    /// A sequence is advanced if it belongs to a column that is sent: the sequence of a `serial` or identity column,
    /// one that the column owns, or one that a plain `nextval` default names. It is advanced past the column's maximum
    /// (minimum, if it descends), by whole increments, and never backwards, even while other sessions take values.
    /// Without an index on the column, the maximum of the rows sent is used. Like `nextval` itself, this is not rolled
    /// back with the transaction. [`Report::sequences`] lists the results.
    pub fn advance_sequences(&mut self, advance: bool) -> &mut Self {
        self.0.options.advance_sequences = advance;
        self
    }

    /// Runs ANALYZE at the end of the run, so that the next queries are planned for the new rows: on all tables that
    /// got rows (`true`), or on none (`false`).
    ///
    /// By default, a table is analyzed if it got at least two million rows and at least a tenth of the rows that it had
    /// before. ANALYZE reads a sample, which takes the server about 0.1 s for a table of any size: little beside such a
    /// load, but much beside a smaller one. Smaller loads are left to autovacuum, which comes within a minute unless it
    /// is turned off.
    pub fn analyze(&mut self, analyze: bool) -> &mut Self {
        self.0.options.analyze = if analyze { AnalyzeScope::All } else { AnalyzeScope::None };
        self
    }

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
            let owned = |(spec, name): (&TableSpec, &TableName)| (spec.clone(), name.clone());
            tables.into_iter().map(owned).collect::<Vec<_>>()
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

    /// Computes the contexts and gives access to generated rows, without a database.
    ///
    /// Values kept from other tables are not available in a preview, nor is anything computed from them; reading one
    /// panics.
    ///
    /// ```
    /// use blink::{Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// let store = seeder.preview()?;
    /// assert_eq!(store[users].iter().last(), Some(User { id: 1_000 }));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If a context fails or panics, or a number of rows is invalid.
    pub fn preview(self) -> Result<Arc<Store>, Error> {
        let mut store = Arc::new(Store::new(self.0.id, self.0.options.seed));
        for step in self.0.steps {
            let (left, place) = match step.action {
                Action::Context(context) => (
                    catch(|| context(&store))
                        .map(|made| made.map_err(|error| Error::with_source(ErrorKind::Source, error))),
                    ErrorLocation::of_context(step.declared_at),
                ),
                Action::Table(spec, _) => (
                    match spec.dry_run {
                        Some((trial, series)) => trial.prepare(&series, &store).map(|tried| Ok(tried.slot)),
                        None => Err(Unwound::Unavailable),
                    },
                    ErrorLocation {
                        table: spec.name.map(|name| name.to_string()),
                        ..ErrorLocation::default()
                    },
                ),
            };
            store = match left {
                Ok(slot) => store.with(Some(slot.map_err(|error| error.with_location(place))?)),
                Err(Unwound::Unavailable) => store.with(None),
                Err(left) => return Err(Error::from(task_error(left)).with_location(place)),
            };
        }
        Ok(store)
    }

    /// Recomputes one generated row without a database. Rows are numbered from 1, as in errors.
    ///
    /// ```
    /// use blink::{Handle, Generated, Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// fn users(seeder: &mut Seeder) -> Handle<Generated<User>> {
    ///     seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }))
    /// }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seeder = Seeder::new();
    /// let users = users(&mut seeder);
    /// assert_eq!(seeder.row(users, 711)?, User { id: 711 });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`preview`](Self::preview), for the steps up to the table. Also if the row does not exist, or its function
    /// panics or reads a value that only a run provides.
    pub fn row<T: 'static>(mut self, table: Handle<Generated<T>>, number: u64) -> Result<T, Error> {
        let step = catch(|| table.index_for(self.0.id)).map_err(|left| Error::from(task_error(left)))?;
        self.0.steps.truncate(step + 1);
        let name = self.0.steps.last().and_then(|step| match &step.action {
            Action::Table(spec, _) => spec.name.as_ref().map(ToString::to_string),
            Action::Context(_) => None,
        });
        let store = self.preview()?;
        let made = catch(|| {
            let rows = &store[table];
            let row = number.checked_sub(1).and_then(|index| rows.get(index));
            row.unwrap_or_else(|| {
                fail_draw(
                    format!("the table has {}", counted(rows.len(), "row")),
                    "use a row number from 1 to that",
                )
            })
        });
        made.map_err(|left| {
            Error::from(task_error(left)).with_location(ErrorLocation {
                table: name,
                ..row_location(number)
            })
        })
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

impl fmt::Debug for Seeder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seeder")
            .field("steps", &self.0.steps.len())
            .finish_non_exhaustive()
    }
}

/// Copies one table without a seeder, with all guarantees of [`Seeder::insert`].
///
/// ```no_run
/// # use blink::{Table, ToRow};
/// # #[derive(ToRow)]
/// # #[blink(table = "users")]
/// # struct User { id: i64 }
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let users = Table::from_rows((1..=1_000).map(|id| User { id }));
/// let report = blink::copy_to_table(&mut client, users).await?;
/// assert_eq!(report.rows(), 1_000);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Seeder::insert`].
pub fn copy_to_table<C: IntoConnection, T: 'static, K>(
    conn: C,
    table: Table<T, K>,
) -> impl Future<Output = Result<TableReport, Error>> + Send {
    let mut seeder = Seeder::new();
    let handle = seeder.add_table(table);
    async move { Ok(seeder.insert(conn).await?.table(handle).clone()) }
}
