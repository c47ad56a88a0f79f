//! The public entry point: an ordered list of steps, and the methods that run, plan and preview it.

mod options;
mod preview;

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use crate::connection::IntoConnection;
#[cfg(feature = "postgres")]
use crate::connection::postgres::{Blocking, BlockingConnection};
use crate::declare::declaration::Declaration;
use crate::declare::step::{Action, Step};
use crate::declare::table::Table;
use crate::error::{BoxError, Error};
use crate::generate::draw::Draw;
use crate::generate::dry_run::ErasedGenerator;
use crate::generate::{Counted, Generated, RngStream};
use crate::plan::Plan;
use crate::report::{Report, TableReport};
use crate::rows::store::{Handle, Readable, Store};
use crate::run;

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

    /// Adds generated values that no table stores, such as what rows of several tables show of the same person. Rows read
    /// them as they do those of [`Table::generate`]: `draw.pick(people)`, [`Table::per_parent`].
    ///
    /// Unlike a context they take no memory, and the plan knows them.
    ///
    /// ```
    /// use blink::{Seeder, Table, ToRow};
    ///
    /// #[derive(ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64, name: String }
    ///
    /// #[derive(ToRow)]
    /// #[blink(table = "invoices")]
    /// struct Invoice { id: i64, recipient: String }
    ///
    /// let mut seeder = Seeder::new();
    /// let names = seeder.add_generated(1_000, |draw| format!("{} No. {}", draw.cycle(["Ada", "Emil"]), draw.number()));
    /// seeder.add_table(Table::per_parent(names, 1, |draw, name| User { id: draw.number(), name: name.clone() }));
    /// seeder.add_table(Table::generate(5_000, move |draw| Invoice { id: draw.number(), recipient: draw.pick(names) }));
    /// ```
    #[track_caller]
    pub fn add_generated<T, F>(&mut self, values: u64, value: F) -> Handle<Generated<T>>
    where
        T: 'static,
        F: Fn(&mut Draw<'_>) -> T + Send + Sync + 'static,
    {
        let earlier = self.0.steps.iter().filter(|step| match &step.action {
            Action::Generated(..) => true,
            Action::Context(_) | Action::Table(..) => false,
        });
        let stream = RngStream {
            table: String::new(),
            nth: earlier.count() as u64,
        };
        let spec = Counted {
            count: move |_: &Store| values,
            make_row: Arc::new(value),
        };
        self.step(Action::Generated(ErasedGenerator::new(Arc::new(spec)), stream))
    }

    /// Adds a table. Tables are filled in the order in which they are added.
    #[track_caller]
    pub fn add_table<T: 'static, K>(&mut self, table: Table<T, K>) -> Handle<K> {
        let name = table.name();
        let earlier = self.0.steps.iter().filter(|step| match &step.action {
            Action::Table(spec, _) => spec.name.as_ref() == name,
            Action::Context(_) | Action::Generated(..) => false,
        });
        let stream = RngStream {
            table: name.map(ToString::to_string).unwrap_or_default(),
            nth: earlier.count() as u64,
        };
        let (mut spec, writer) = table.erase(stream);
        spec.step = self.0.steps.len() + 1;
        self.step(Action::Table(Box::new(spec), writer))
    }

    #[track_caller]
    fn step<K>(&mut self, action: Action) -> Handle<K> {
        self.0.steps.push(Step {
            declared_at: Location::caller(),
            action,
        });
        Handle::new(self.0.id, self.0.steps.len() - 1)
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
