//! The public entry point: an ordered list of steps, and the methods that run, plan and preview it.

mod options;
mod preview;
mod run;

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use crate::connection::IntoConnection;
use crate::declare::declaration::Declaration;
use crate::declare::step::{Action, Step};
use crate::declare::table::Table;
use crate::error::{BoxError, Error};
use crate::generate::RngStream;
use crate::report::TableReport;
use crate::rows::store::{Handle, Readable, Store};

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
