//! An ordered list of steps, and what becomes of it.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::num::NonZero;
use std::panic::Location;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::connection::IntoConnection;
#[cfg(feature = "postgres")]
use crate::connection::postgres::{Blocking, BlockingConnection};
use crate::declare::indexes::Indexes;
use crate::declare::progress::{OnProgress, Progress};
use crate::declare::table::{BatchSize, Table, TableSpec, TableWriter, Threads};
use crate::error::unwind::{Unwound, catch, fail_draw};
use crate::error::{BoxError, Diagnostic, Error, ErrorKind, ErrorLocation, row_location};
use crate::generate::dry_run::{self, DryRun};
use crate::generate::{Generated, RngStream};
use crate::non_atomic::NonAtomic;
use crate::plan::{Plan, declared_twice};
use crate::produce::spawn::task_error;
use crate::report::{Report, TableReport};
use crate::rows::store::{Handle, Readable, Slot, Store, next_seeder_id};
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
pub struct Seeder {
    id: u64,
    steps: Vec<Step>,
    options: RunOptions,
}

pub(crate) struct Step {
    pub(crate) declared_at: &'static Location<'static>,
    pub(crate) action: Action,
}

/// Computes a context.
pub(crate) type MakeContext = Box<dyn FnOnce(&Store) -> Result<Slot, BoxError> + Send>;

pub(crate) enum Action {
    Context(MakeContext),
    Table(TableSpec, TableWriter),
}

/// What TRUNCATE does with tables outside the run that refer to one of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truncate {
    Restrict,
    Cascade,
}

/// The tables to analyze at the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AnalyzeScope {
    /// Those that got many rows.
    #[default]
    Large,
    /// All that got any.
    All,
    None,
}

#[derive(Clone)]
pub(crate) struct RunOptions {
    pub(crate) seed: u64,
    threads: Option<Threads>,
    pub(crate) batch_size: Option<BatchSize>,
    pub(crate) indexes: Indexes,
    pub(crate) timeout: Option<Duration>,
    pub(crate) stall_timeout: Option<Duration>,
    pub(crate) on_progress: Option<OnProgress>,
    pub(crate) truncate: Option<Truncate>,
    pub(crate) advance_sequences: bool,
    pub(crate) analyze: AnalyzeScope,
    /// Over so many connections, if the run is not one transaction.
    pub(crate) connections: Option<usize>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            threads: None,
            batch_size: None,
            indexes: Indexes::default(),
            timeout: None,
            stall_timeout: None,
            on_progress: None,
            truncate: None,
            advance_sequences: true,
            analyze: AnalyzeScope::default(),
            connections: None,
        }
    }
}

impl RunOptions {
    /// The threads that make generated rows.
    pub(crate) fn threads(&self) -> Threads {
        self.threads.unwrap_or_else(default_parallelism)
    }
}

/// Where the machine does not say, there is one. Asked once: on Linux it reads a handful of files, for milliseconds where they
/// are slow, which is longer than a small table takes.
fn default_parallelism() -> usize {
    static DEFAULT_PARALLELISM: OnceLock<usize> = OnceLock::new();
    *DEFAULT_PARALLELISM.get_or_init(|| std::thread::available_parallelism().map_or(1, NonZero::get))
}

impl Default for Seeder {
    fn default() -> Self {
        Self::new()
    }
}

impl Seeder {
    /// A seeder without steps.
    pub fn new() -> Self {
        Self {
            id: next_seeder_id(),
            steps: Vec::new(),
            options: RunOptions::default(),
        }
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
        let earlier = self.steps.iter().filter(|step| match &step.action {
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
        self.steps.push(Step {
            declared_at: Location::caller(),
            action,
        });
        Handle::new(self.id, self.steps.len() - 1)
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
        self.options.batch_size = Some(BatchSize::Rows(rows));
        self
    }

    /// Copies each table in one COPY command, unless the table says otherwise.
    pub fn single_batch(&mut self) -> &mut Self {
        self.options.batch_size = Some(BatchSize::WholeTable);
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
        self.options.seed = seed;
        self
    }

    /// The number of threads on which generated rows are made and encoded; by default as many as the machine has
    /// processors. What is sent does not depend on it. 0 is a mistake that the run reports before it starts.
    pub fn threads(&mut self, threads: usize) -> &mut Self {
        self.options.threads = Some(threads);
        self
    }

    /// What becomes of the tables' indexes and keys while rows are copied, where a table does not say otherwise;
    /// [`Indexes::Auto`] by default.
    pub fn indexes(&mut self, indexes: Indexes) -> &mut Self {
        self.options.indexes = indexes;
        self
    }

    /// How long the run may take, from its first question to COMMIT; without limit by default.
    ///
    /// The server's `statement_timeout` is lowered to it for the run, so that a statement that waits for a lock ends too.
    pub fn timeout(&mut self, limit: Duration) -> &mut Self {
        self.options.timeout = Some(limit);
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
        self.options.stall_timeout = Some(limit);
        self
    }

    /// Calls a function whenever some rows, about 64 KiB of them, were handed to the server, and at a table's end.
    ///
    /// It runs in the run's future, so it must not block.
    pub fn on_progress(&mut self, callback: impl Fn(&Progress) + Send + Sync + 'static) -> &mut Self {
        self.options.on_progress = Some(Arc::new(callback));
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
        self.options.truncate = Some(Truncate::Restrict);
        self
    }

    /// [`truncate`](Self::truncate) that also empties every table that refers to one of the run's, and those that refer to
    /// them. The [`plan`](Self::plan) names them.
    pub fn truncate_cascade(&mut self) -> &mut Self {
        self.options.truncate = Some(Truncate::Cascade);
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
        self.options.advance_sequences = advance;
        self
    }

    /// Whether the tables are analyzed at the end of the run, so that the next queries are planned for the new rows: all that
    /// got any, or none.
    ///
    /// By default those are that got two million rows in the run, and a tenth of what was there. Reading its sample takes
    /// the server about 0.1 s a table of any size, which is little beside such a load, and much beside a smaller one.
    /// Smaller loads are left to autovacuum, which comes within a minute unless it is switched off.
    pub fn analyze(&mut self, analyze: bool) -> &mut Self {
        self.options.analyze = if analyze { AnalyzeScope::All } else { AnalyzeScope::None };
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
            run::run(self, &mut conn).await
        }
    }

    /// Gives up all or nothing for several connections: batches that were stored stay after an error, which says what they
    /// are. [`NonAtomic`] tells what that is for.
    pub fn non_atomic(self) -> NonAtomic {
        NonAtomic::new(self)
    }

    pub(crate) fn set_connections(&mut self, connections: Option<usize>) {
        self.options.connections = Some(connections.unwrap_or_else(default_parallelism));
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
        let declared = self.validate().map(|tables| {
            let owned = |(spec, name): (&TableSpec, &TableName)| (spec.clone(), name.clone());
            tables.into_iter().map(owned).collect::<Vec<_>>()
        });
        let options = self.options.clone();
        let trials = self.dry_run();
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
        let mut store = Arc::new(Store::new(self.id, self.options.seed));
        for step in self.steps {
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
        let step = catch(|| table.index_for(self.id)).map_err(|left| Error::from(task_error(left)))?;
        self.steps.truncate(step + 1);
        let name = self.steps.last().and_then(|step| match &step.action {
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
        pollster::block_on(async { run::run(self, &mut Blocking::new(conn)).await })
    }

    /// [`plan`](Self::plan) for the blocking `postgres` crate.
    ///
    /// # Errors
    /// As `plan`.
    #[cfg(feature = "postgres")]
    pub fn plan_blocking<C: BlockingConnection>(&self, conn: &mut C) -> Result<Plan, Error> {
        pollster::block_on(self.plan(&mut Blocking::new(conn)))
    }

    /// The tables with their names, or what is wrong with them even before the catalog is asked.
    pub(crate) fn validate(&self) -> Result<Vec<(&TableSpec, &TableName)>, Error> {
        let mut mistakes = Vec::new();
        let mut names = HashSet::new();
        let mut tables = Vec::new();
        let zero = BatchSize::Rows(0);
        for step in &self.steps {
            let Action::Table(spec, _) = &step.action else {
                continue;
            };
            let Some(name) = &spec.name else {
                mistakes.push(Diagnostic::new(
                    format_args!("declared at {}", step.declared_at),
                    "the table has no name",
                    "put #[blink(table = \"…\")] on the row type, or call `.named(\"…\")`",
                ));
                continue;
            };
            if name.has_nul() {
                mistakes.push(Diagnostic::new(
                    format!("{name}").escape_debug(),
                    "the name has a NUL character, which no name in PostgreSQL has",
                    "take it out",
                ));
                continue;
            }
            if !names.insert(name) && !spec.append {
                mistakes.push(declared_twice(name));
            }
            if spec.batch_size.or(self.options.batch_size) == Some(zero) {
                mistakes.push(Diagnostic::new(
                    name,
                    "the batch size is 0",
                    "give a positive number of rows, or call `.single_batch()` for one COPY",
                ));
            }
            tables.push((spec, name));
        }
        if self.options.threads == Some(0) {
            mistakes.push(Diagnostic::new(
                "",
                "the number of threads is 0",
                "give a positive number, or leave it to the machine",
            ));
        }
        if self.options.connections == Some(0) {
            mistakes.push(Diagnostic::new(
                "",
                "the number of connections is 0",
                "give a positive number, or leave it out",
            ));
        }
        if mistakes.is_empty() {
            Ok(tables)
        } else {
            Err(Error::new(ErrorKind::Invalid(mistakes)))
        }
    }

    /// The generated tables, to be tried before the run.
    pub(crate) fn dry_run(&self) -> DryRun {
        DryRun {
            store: Arc::new(Store::new(self.id, self.options.seed)),
            steps: self
                .steps
                .iter()
                .map(|step| match &step.action {
                    Action::Table(spec, _) => dry_run::DryRunStep::Table(spec.dry_run.clone()),
                    Action::Context(_) => dry_run::DryRunStep::Context,
                })
                .collect(),
        }
    }

    pub(crate) fn options(&self) -> &RunOptions {
        &self.options
    }

    pub(crate) fn into_parts(self) -> (u64, Vec<Step>, RunOptions) {
        (self.id, self.steps, self.options)
    }
}

impl fmt::Debug for Seeder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seeder")
            .field("steps", &self.steps.len())
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
