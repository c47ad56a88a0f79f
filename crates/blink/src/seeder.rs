//! An ordered list of steps, and what becomes of it.

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
use crate::plan::Plan;
use crate::produce::spawn::task_error;
use crate::report::{Report, TableReport};
use crate::rows::store::{Handle, Readable, Store};
use crate::run;
use crate::sql::TableName;

/// What fills a database: contexts (values that are computed once) and tables, in the order in which they are added.
///
/// Adding a step gives a [`Handle`], through which later steps read its value. A seeder knows no driver; it composes by
/// plain functions that take `&mut Seeder` and return the handles that others may refer to.
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
/// fn users(seed: &mut Seeder) -> Handle<Vec<User>> {
///     let names = seed.add_context(|_| ["Alice", "Bob"]);
///     seed.add_table(Table::from_fn(move |store| {
///         Rows::new((1..).zip(store[names]).map(|(id, name)| User { id, name: name.to_owned() }))
///     }).keep_rows())
/// }
///
/// fn posts(seed: &mut Seeder, users: Handle<Vec<User>>) {
///     seed.add_table(Table::from_fn(move |store| {
///         Rows::new((1..).zip(&store[users]).map(|(id, user)| Post {
///             id,
///             user_id: user.id,
///             title: format!("Post of {}", user.name),
///         }))
///     }));
/// }
///
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let mut seed = Seeder::new();
/// let all = users(&mut seed);
/// posts(&mut seed, all);
/// let report = seed.insert(&mut client).await?;
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
    /// A seeder without steps.
    pub fn new() -> Self {
        Self(Declaration::new())
    }

    /// Adds a value that is computed once, when the run comes to it, on a thread of its own. It is never inserted.
    ///
    /// ```
    /// # use blink::Seeder;
    /// let mut seed = Seeder::new();
    /// let primes = seed.add_context(|_| vec![2, 3, 5, 7]);
    /// let sum = seed.add_context(move |store| store[primes].iter().sum::<i64>());
    /// # assert_eq!(seed.preview()?[sum], 17);
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

    /// Adds a value whose computation may fail, which ends the run.
    ///
    /// ```
    /// # use blink::Seeder;
    /// let mut seed = Seeder::new();
    /// let names = seed.try_add_context(|_| std::fs::read_to_string("names.txt"));
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

    /// The number of rows in one COPY command, for tables that do not say otherwise. 0 is a mistake that the run reports
    /// before it starts.
    ///
    /// A table is copied in one or more COPY commands within the transaction. A command's end is where the server reports
    /// its errors and checks foreign keys, so the size bounds how long an error stays unseen and how many pending checks
    /// the server holds. It does not bound the memory, which is constant anyway.
    ///
    /// The default is 1,000,000 rows, and 50,000 for a table with foreign keys, whose checks take the server ten times as long
    /// as the copying. It was chosen by measuring: beginning a COPY costs the server about 1.5 ms. Copying the 1.2 million
    /// rows of `cargo run --release -p blink-bench -- --work batch-size` into bare tables took, compared with one COPY a
    /// table (medians of seven): commands of 1,000 rows 3.5 times as long, of 10,000 rows 1.4, of 50,000 rows 1.07, of
    /// 250,000 rows 1.01 to 1.05.
    pub fn batch_size(&mut self, rows: u64) -> &mut Self {
        self.0.options.batch_size = Some(BatchSize::Rows(rows));
        self
    }

    /// Copies each table in one COPY command, unless the table says otherwise.
    pub fn single_batch(&mut self) -> &mut Self {
        self.0.options.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// What generated rows are drawn from ([`Table::generate`], [`Table::per_parent`]); 0 by default. The plan and the report show
    /// it.
    ///
    /// A row depends on this, its table's name as it was declared, its number, and what it reads of earlier steps: it is the
    /// same on any number of threads and in batches of any size, whatever other tables and contexts there are, and however
    /// many rows the table has. What a seed gives is part of what Blink promises: only a release that says so changes it.
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

    /// The number of threads on which generated rows are made and encoded; by default as many as the machine has
    /// processors. What is sent does not depend on it. 0 is a mistake that the run reports before it starts.
    pub fn threads(&mut self, threads: usize) -> &mut Self {
        self.0.options.threads = Some(threads);
        self
    }

    /// What becomes of the tables' indexes and keys while rows are copied, where a table does not say otherwise;
    /// [`Indexes::Auto`] by default.
    pub fn indexes(&mut self, indexes: Indexes) -> &mut Self {
        self.0.options.indexes = indexes;
        self
    }

    /// How long the run may take, from its first question to COMMIT; without limit by default.
    ///
    /// The server's `statement_timeout` is lowered to it for the run, so that a statement that waits for a lock ends too.
    pub fn timeout(&mut self, limit: Duration) -> &mut Self {
        self.0.options.timeout = Some(limit);
        self
    }

    /// How long a table's source may go without giving a row; without limit by default. The server's own limits do not hold
    /// while it waits for data.
    ///
    /// ```
    /// # use blink::Seeder;
    /// # use std::time::Duration;
    /// let mut seed = Seeder::new();
    /// seed.timeout(Duration::from_secs(600)).stall_timeout(Duration::from_secs(30));
    /// ```
    pub fn stall_timeout(&mut self, limit: Duration) -> &mut Self {
        self.0.options.stall_timeout = Some(limit);
        self
    }

    /// Calls a function whenever some rows, about 64 KiB of them, were handed to the server, and at a table's end.
    ///
    /// It runs in the run's future, so it must not block.
    pub fn on_progress(&mut self, callback: impl Fn(&Progress) + Send + Sync + 'static) -> &mut Self {
        self.0.options.on_progress = Some(Arc::new(callback));
        self
    }

    /// Empties all tables of the run before the first of them is filled, by one `TRUNCATE … RESTART IDENTITY` within the
    /// transaction: after an error the old rows are back.
    ///
    /// The tables are locked against readers too until the transaction ends. What they own, sequences, begins anew, unless
    /// this role does not own one of them. The rows that are copied then are frozen where PostgreSQL allows it, which saves
    /// its later rewriting of them.
    ///
    /// A table that is not of the run but refers to one of it is a mistake that is reported before anything happens;
    /// [`truncate_cascade`](Self::truncate_cascade) empties it too.
    pub fn truncate(&mut self) -> &mut Self {
        self.0.options.truncate = Some(Truncate::Restrict);
        self
    }

    /// [`truncate`](Self::truncate) that also empties every table that refers to one of the run's, and those that refer to
    /// them. The [`plan`](Self::plan) names them.
    pub fn truncate_cascade(&mut self) -> &mut Self {
        self.0.options.truncate = Some(Truncate::Cascade);
        self
    }

    /// Whether sequences go past the values that were copied; true by default.
    ///
    /// A sequence is moved if it is behind a column that is sent: that of a `serial` or identity column, one that the column
    /// owns, or one that a plain `nextval` default names. It goes past the highest value of the column (the lowest, if it
    /// descends), in steps of its own, and never back, even while other sessions take values. Without an index to read the
    /// highest value from, that of the rows that are sent counts. As `nextval` itself, this is not taken back with the
    /// transaction. [`Report::sequences`] says what was done.
    pub fn advance_sequences(&mut self, advance: bool) -> &mut Self {
        self.0.options.advance_sequences = advance;
        self
    }

    /// Whether the tables are analyzed at the end of the run, so that the next queries are planned for the new rows: all that
    /// got any, or none.
    ///
    /// By default those are that got two million rows in the run, and a tenth of what was there. Reading its sample takes
    /// the server about 0.1 s a table of any size, which is little beside such a load, and much beside a smaller one.
    /// Smaller loads are left to autovacuum, which comes within a minute unless it is switched off.
    pub fn analyze(&mut self, analyze: bool) -> &mut Self {
        self.0.options.analyze = if analyze { AnalyzeScope::All } else { AnalyzeScope::None };
        self
    }

    /// Fills the tables: everything in one transaction, or nothing.
    ///
    /// `conn` is `&mut` of a client, connection or transaction, or `&` of an sqlx pool, which is asked for one
    /// connection. In a transaction of the caller's the run joins it, without a savepoint; whether the rows stay is then
    /// decided by the caller's COMMIT, and after an error the transaction can only be rolled back.
    ///
    /// Dropping the future takes everything back.
    ///
    /// # Errors
    /// [`Error`] says what went wrong, in which table, row and column, and what to do.
    #[expect(clippy::manual_async_fn, reason = "the future is Send, and says so")]
    pub fn insert<C: IntoConnection>(self, conn: C) -> impl Future<Output = Result<Report, Error>> + Send {
        async move {
            let mut conn = conn.into_connection().await.map_err(Error::driver)?;
            run::run(self.0, &mut conn).await
        }
    }

    /// What [`insert`](Self::insert) would do, without touching a row.
    ///
    /// No callback runs but the functions of generated rows, each of which makes its first row: what it asks for and cannot
    /// have, such as more distinct values than there are, is a mistake that is found here. One that reads a context or a kept
    /// row is left for the run. `{}` shows the plan to people ([`Plan`]).
    ///
    /// # Errors
    /// All that is wrong, as `insert` would report it.
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

    /// What the steps leave without a database: the contexts, and generated rows to look at. What is kept of other tables'
    /// rows is not there, nor what is made of it; reading that panics.
    ///
    /// ```
    /// use blink::{Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seed = Seeder::new();
    /// let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// let store = seed.preview()?;
    /// assert_eq!(store[users].iter().last(), Some(User { id: 1_000 }));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If a context fails or panics, or a number of rows is none.
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

    /// Makes a generated row again without a database, by its number from 1 as errors name it.
    ///
    /// ```
    /// use blink::{Handle, Generated, Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// fn users(seed: &mut Seeder) -> Handle<Generated<User>> {
    ///     seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }))
    /// }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seed = Seeder::new();
    /// let users = users(&mut seed);
    /// assert_eq!(seed.row(users, 711)?, User { id: 711 });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`preview`](Self::preview), of the steps up to the table; if there is no such row; and if its function panics, or
    /// reads what only a run gives.
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
            row.unwrap_or_else(|| fail_draw(format!("there are {} rows", rows.len()), "ask for one of them, from 1"))
        });
        made.map_err(|left| {
            Error::from(task_error(left)).with_location(ErrorLocation {
                table: name,
                ..row_location(number)
            })
        })
    }

    /// [`insert`](Self::insert) for the blocking `postgres` crate.
    ///
    /// ```no_run
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut client = postgres::Client::connect("host=localhost user=postgres", postgres::NoTls)?;
    /// let mut seed = Seeder::new();
    /// seed.add_table(Table::from_rows((1..=1_000).map(|id| User { id })));
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

    /// [`plan`](Self::plan) for the blocking `postgres` crate.
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

/// Copies one table without a seeder, with everything that [`Seeder::insert`] promises.
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
