//! A table of a run: where its rows come from, what is kept of them, and its options.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::declare::conflict::OnConflict;
use crate::declare::custom_insert::{self, CustomInsert, ErasedInsertFn, MakeInsertion};
use crate::declare::indexes::Indexes;
use crate::error::BoxError;
use crate::generate::draw::Draw;
use crate::generate::dry_run::ErasedGenerator;
use crate::generate::fanout::Fanout;
use crate::generate::{Counted, Generated, GeneratorSpec, PerParent, RngStream};
use crate::produce::parallel::produce;
use crate::produce::spawn::{self, TaskError};
use crate::produce::{Chunk, Chunker, Collector, Encode, ProduceError, produce_iter, produce_stream};
use crate::rows::record::Record;
use crate::rows::store::{Handle, NotKept, Slot, Store};
use crate::rows::to_row::{Columns, ToRow};
use crate::rows::{RowSink, RowStream, Rows};
use crate::sql::TableName;

/// A table to be filled: its rows, what to keep of them for later steps (`K`), and its options.
///
/// | constructor | rows |
/// | --- | --- |
/// | [`from_rows`](Self::from_rows) | a `Vec`, an array, any iterator that needs nothing of the run |
/// | [`from_fn`](Self::from_fn) | an iterator that reads earlier steps |
/// | [`generate`](Self::generate) | rows by number, made on all cores and made again wherever they are needed |
/// | [`per_parent`](Self::per_parent) | the same, some for each row of an earlier table |
/// | [`from_stream`](Self::from_stream) | an asynchronous stream |
/// | [`records`](Self::records) | records whose columns are known only at run time |
///
/// Rows are made one after the other while they are copied, on a thread of the run's own (a stream's in the run's
/// future, generated rows on several), and dropped when they are sent.
#[must_use = "a table does nothing until it is added to a seeder or copied"]
pub struct Table<T, K = NotKept> {
    spec: TableSpec,
    supply: RowSource<T>,
    encode: Encode<T>,
    retain: Box<dyn Collector<T>>,
    custom: Option<ErasedInsertFn<T>>,
    kept: PhantomData<fn(&K)>,
}

/// What the planner needs to know of a table.
#[derive(Clone, Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: Option<TableName>,
    pub(crate) columns: Columns,
    pub(crate) batch_size: Option<BatchSize>,
    pub(crate) append: bool,
    pub(crate) custom: bool,
    pub(crate) on_conflict: Option<OnConflict>,
    /// Where the rows are generated.
    pub(crate) dry_run: Option<(ErasedGenerator, RngStream)>,
    pub(crate) indexes: Option<Indexes>,
}

/// The number of rows in one COPY command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchSize {
    /// The planner's choice, where the user made none.
    Default(u64),
    Rows(u64),
    WholeTable,
}

type EachOnThread<T> = Box<dyn FnOnce(&Store, RowSink<'_, T>) -> Result<(), BoxError> + Send>;
type StreamOfStore<T> = Box<dyn for<'s> FnOnce(&'s Store) -> RowStream<'s, T> + Send>;

/// Where the rows come from.
enum RowSource<T> {
    /// One after the other.
    Source(Source<T>),
    /// By number, on several threads.
    Recipe(Arc<dyn GeneratorSpec<T>>),
}

/// Where rows come from one after the other.
pub(crate) enum Source<T> {
    /// An iterator, on a thread of its own.
    Thread(EachOnThread<T>),
    /// A stream, in the run's future.
    Stream(StreamOfStore<T>),
}

impl<T: 'static> Table<T> {
    /// The rows of a `Vec`, an array or any iterator.
    ///
    /// ```
    /// # use blink::{Table, ToRow};
    /// #[derive(ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64, name: String }
    ///
    /// let users = Table::from_rows([User { id: 1, name: "Alice".into() }, User { id: 2, name: "Bob".into() }]);
    /// ```
    pub fn from_rows<I>(rows: I) -> Self
    where
        T: ToRow,
        I: IntoIterator<Item = T> + Send + 'static,
    {
        Self::from_fn(move |_| Rows::new(rows))
    }

    /// Rows that are made of what earlier steps left.
    ///
    /// The callback runs on a thread of its own, once, when the run comes to this table. The iterator that it gives need
    /// not be `Send`, and may borrow from the store.
    ///
    /// ```
    /// # use blink::{Rows, Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// let mut seed = Seeder::new();
    /// let users = seed.add_table(Table::from_rows((1..=3).map(|id| User { id })).keep(|user| user.id));
    /// seed.add_table(Table::from_fn(move |store| {
    ///     Rows::new((1..).zip(&store[users]).map(|(id, &user_id)| Post { id, user_id }))
    /// }));
    /// ```
    pub fn from_fn<F>(rows: F) -> Self
    where
        T: ToRow,
        F: for<'s> FnOnce(&'s Store) -> Rows<'s, T> + Send + 'static,
    {
        Self::new(
            Columns::of::<T>(),
            T::TABLE.map(TableName::from),
            T::encode,
            RowSource::Source(Source::Thread(Box::new(|store, each| rows(store).for_each(each)))),
        )
    }

    /// So many rows, each a pure function of its number.
    ///
    /// The function runs on several threads at once, in no order ([`Seeder::threads`](crate::Seeder::threads)); the rows
    /// are sent in order. What is random comes from the [`Draw`], so that a row is the same whenever and wherever it is
    /// made, and later steps can have it made again in place of keeping it: `draw.pick(users)`, `store[users].get(41)`.
    ///
    /// ```
    /// use blink::{Seeder, Table, ToRow};
    ///
    /// #[derive(ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64, name: String }
    ///
    /// #[derive(ToRow)]
    /// #[blink(table = "posts")]
    /// struct Post { id: i64, user_id: i64, title: String }
    ///
    /// let mut seed = Seeder::new();
    /// let users = seed.add_table(Table::generate(50_000_000, |draw| User {
    ///     id: draw.number(),
    ///     name: format!("User {}", draw.number()),
    /// }));
    /// seed.add_table(Table::generate(50_000_000, move |draw| {
    ///     let user = draw.pick(users);
    ///     Post { id: draw.number(), user_id: user.id, title: format!("Post of {}", user.name) }
    /// }));
    /// ```
    pub fn generate<F>(rows: u64, row: F) -> Table<T, Generated<T>>
    where
        T: ToRow,
        F: Fn(&mut Draw<'_>) -> T + Send + Sync + 'static,
    {
        Self::generate_with(move |_| rows, row)
    }

    /// As [`generate`](Self::generate), with a number of rows that depends on earlier steps.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate_with(move |store| store[users].len() * 3, move |draw| Post {
    ///     id: draw.number(),
    ///     user_id: draw.pick(users).id,
    /// }));
    /// ```
    pub fn generate_with<N, F>(rows: N, row: F) -> Table<T, Generated<T>>
    where
        T: ToRow,
        N: Fn(&Store) -> u64 + Send + Sync + 'static,
        F: Fn(&mut Draw<'_>) -> T + Send + Sync + 'static,
    {
        Self::generated(Counted {
            count: rows,
            row: Arc::new(row),
        })
    }

    /// Some rows for each row of an earlier table, each a pure function of its number and its parent.
    ///
    /// How many is a number, a range, or numbers with weights ([`Fanout`]). They are numbered through, one parent's after
    /// the other's; a parent is made once for its children. Where not all have as many, one number is kept for each 1,024
    /// parents.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64, title: String }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(10, |draw| User { id: draw.number(), name: String::new() }));
    /// seed.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
    ///     id: draw.number(),
    ///     user_id: user.id,
    ///     title: format!("Post {} by {}", draw.nth(), user.name),
    /// }));
    /// ```
    pub fn per_parent<P, F>(
        parents: Handle<Generated<P>>,
        children: impl Into<Fanout>,
        row: F,
    ) -> Table<T, Generated<T>>
    where
        T: ToRow,
        P: 'static,
        F: Fn(&mut Draw<'_>, &P) -> T + Send + Sync + 'static,
    {
        Self::generated(PerParent {
            parents,
            fanout: children.into(),
            row: Arc::new(row),
        })
    }

    /// Rows out of an asynchronous stream, such as another database's answer.
    ///
    /// The stream is polled by the run's own future, so it may use the caller's runtime.
    ///
    /// ```
    /// # use blink::{RowStream, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// let users = Table::from_stream(|_| RowStream::new(futures_util::stream::iter(1..=3).map(|id| User { id })));
    /// # use futures_util::StreamExt;
    /// ```
    pub fn from_stream<F>(rows: F) -> Self
    where
        T: ToRow,
        F: for<'s> FnOnce(&'s Store) -> RowStream<'s, T> + Send + 'static,
    {
        Self::new(
            Columns::of::<T>(),
            T::TABLE.map(TableName::from),
            T::encode,
            RowSource::Source(Source::Stream(Box::new(rows))),
        )
    }

    /// Records whose columns are known only at run time: lists in the order of `columns`, or maps by name.
    ///
    /// They travel as text, and the server reads each value as its column's type.
    ///
    /// ```
    /// # use blink::Table;
    /// let lines = ["1;Alice", "2;Bob"];
    /// let users = Table::records("users", ["id", "name"], lines.map(|line| line.split(';').collect::<Vec<_>>()));
    /// ```
    pub fn records<C, I>(table: impl Into<TableName>, columns: C, rows: I) -> Self
    where
        T: Record,
        C: IntoIterator<Item: Into<String>>,
        I: IntoIterator<Item = T> + Send + 'static,
    {
        Self::records_with(table, columns, move |_| Rows::new(rows))
    }

    /// [`records`](Self::records) that are made of what earlier steps left.
    pub fn records_with<C, F>(table: impl Into<TableName>, columns: C, rows: F) -> Self
    where
        T: Record,
        C: IntoIterator<Item: Into<String>>,
        F: for<'s> FnOnce(&'s Store) -> Rows<'s, T> + Send + 'static,
    {
        Self::new(
            Columns::dynamic(columns.into_iter().map(Into::into)),
            Some(table.into()),
            T::encode,
            RowSource::Source(Source::Thread(Box::new(|store, each| rows(store).for_each(each)))),
        )
    }

    fn new(columns: Columns, name: Option<TableName>, encode: Encode<T>, supply: RowSource<T>) -> Self {
        Self {
            spec: TableSpec {
                name,
                columns,
                batch_size: None,
                append: false,
                custom: false,
                on_conflict: None,
                dry_run: None,
                indexes: None,
            },
            supply,
            encode,
            retain: Box::new(Discard),
            custom: None,
            kept: PhantomData,
        }
    }

    fn generated(recipe: impl GeneratorSpec<T> + 'static) -> Table<T, Generated<T>>
    where
        T: ToRow,
    {
        let recipe: Arc<dyn GeneratorSpec<T>> = Arc::new(recipe);
        let name = T::TABLE.map(TableName::from);
        Self::new(Columns::of::<T>(), name, T::encode, RowSource::Recipe(recipe)).with_collector(Discard)
    }

    /// Keeps something of each row, in order, for later steps and the report: `store[handle]` is a `Vec` of it.
    ///
    /// Rows that are generated are made again instead, and keep nothing.
    ///
    /// ```
    /// # use blink::{Rows, Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// let ids = seed.add_table(Table::from_rows((1..=3).map(|id| User { id })).keep(|user| user.id));
    /// seed.add_table(Table::from_fn(move |store| Rows::new(store[ids].iter().map(|&user_id| Post { user_id }))));
    /// ```
    pub fn keep<U, F>(self, keep: F) -> Table<T, Vec<U>>
    where
        U: Send + Sync + 'static,
        F: FnMut(&T) -> U + Send + 'static,
    {
        let mut keep = keep;
        self.fold(Vec::new(), move |kept, row| kept.push(keep(row)))
    }

    /// Keeps the rows themselves, in order: `store[handle]` is a `Vec` of them.
    ///
    /// ```
    /// # use blink::{Rows, Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { user_id: i64, title: String }
    /// # let rows: Vec<User> = vec![];
    /// # let mut seed = Seeder::new();
    /// let users = seed.add_table(Table::from_rows(rows).keep_rows());
    /// seed.add_table(Table::from_fn(move |store| {
    ///     let alice = store[users].iter().find(|user| user.name == "Alice");
    ///     Rows::new(alice.map(|alice| Post { user_id: alice.id, title: "Hello".into() }))
    /// }));
    /// ```
    pub fn keep_rows(self) -> Table<T, Vec<T>>
    where
        T: Send + Sync,
    {
        self.with_collector(CollectRows(Vec::new()))
    }

    /// Keeps what the rows add up to, such as a count, a maximum, or a map of names to keys.
    ///
    /// ```
    /// # use blink::{Table, ToRow};
    /// # use std::collections::HashMap;
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # let rows: Vec<User> = vec![];
    /// let by_name = Table::from_rows(rows).fold(HashMap::new(), |ids, user| { ids.insert(user.name.clone(), user.id); });
    /// ```
    pub fn fold<A, F>(self, init: A, fold: F) -> Table<T, A>
    where
        A: Send + Sync + 'static,
        F: FnMut(&mut A, &T) + Send + 'static,
    {
        self.with_collector(Fold { kept: init, fold })
    }

    fn with_collector<K>(self, retain: impl Collector<T> + 'static) -> Table<T, K> {
        Table {
            spec: self.spec,
            supply: self.supply,
            encode: self.encode,
            retain: Box::new(retain),
            custom: self.custom,
            kept: PhantomData,
        }
    }
}

impl<T: 'static, K> Table<T, K> {
    /// Names the table; this wins over the row type's own name. A text is read as `table` or `schema.table`, see
    /// [`TableName`].
    ///
    /// ```
    /// # use blink::{Table, TableName, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # let tenant = "acme.com";
    /// let users = Table::from_rows((1..=3).map(|id| User { id })).named("archive.users");
    /// // From somewhere else, every character as it is.
    /// let users = Table::from_rows((1..=3).map(|id| User { id })).named(TableName::qualified(tenant, "users"));
    /// ```
    pub fn named(mut self, table: impl Into<TableName>) -> Self {
        self.spec.name = Some(table.into());
        self
    }

    /// The number of rows in one COPY command of this table; this wins over [`Seeder::batch_size`](crate::Seeder::batch_size),
    /// where the default is explained. 0 is a mistake that the run reports before it starts.
    ///
    /// ```
    /// # use blink::{Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// let users = Table::from_rows((1..=100_000).map(|id| User { id })).batch_size(10_000); // ten COPY commands
    /// ```
    pub fn batch_size(mut self, rows: u64) -> Self {
        self.spec.batch_size = Some(BatchSize::Rows(rows));
        self
    }

    /// Copies the whole table in one COPY command.
    pub fn single_batch(mut self) -> Self {
        self.spec.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// What becomes of the table's indexes and keys while its rows are copied; this wins over
    /// [`Seeder::indexes`](crate::Seeder::indexes). Of several steps that fill a table, the first that says so decides.
    pub fn indexes(mut self, indexes: Indexes) -> Self {
        self.spec.indexes = Some(indexes);
        self
    }

    /// Says that these rows go to a table that an earlier step fills too. Without it, declaring a table twice is a
    /// mistake.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # let mut seed = Seeder::new();
    /// seed.add_table(Table::from_rows([User { id: 1, name: "root".into() }]));
    /// seed.add_table(Table::generate(1_000, |draw| User {
    ///     id: draw.number() + 1,
    ///     name: format!("User {}", draw.number()),
    /// }).append());
    /// ```
    pub fn append(mut self) -> Self {
        self.spec.append = true;
        self
    }

    /// Says what becomes of a row that is there already. Without it, one is an error.
    ///
    /// The rows are copied into a temporary table, and inserted from there in their order by one command. So a key that comes
    /// twice among the rows is an error with [`OnConflict::Update`], whatever the batches, and the first of them stays with
    /// [`OnConflict::DoNothing`]. [`TableReport`](crate::TableReport) says how many rows were inserted, updated and left out.
    ///
    /// ```
    /// # use blink::{OnConflict, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "tags")]
    /// # struct Tag { name: String, color: String }
    /// # let tags: Vec<Tag> = vec![];
    /// let tags = Table::from_rows(tags).on_conflict(OnConflict::update(["name"]));
    /// ```
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.spec.on_conflict = Some(on_conflict);
        self
    }

    /// Inserts the rows by a function of your own in place of COPY, within the same transaction.
    ///
    /// The function gets an [`CustomInsert`]: the rows, in lots, and the connection. It gives the number of rows that it
    /// stored. The columns are not compared with the catalog, since what becomes of them is the function's business.
    ///
    /// ```
    /// # use blink::{Table, ToRow, quote_literal};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "tags")]
    /// # struct Tag { name: String }
    /// # let tags: Vec<Tag> = vec![];
    /// let tags = Table::from_rows(tags).insert_with(|mut insertion| Box::pin(async move {
    ///     let mut stored = 0;
    ///     while let Some(tags) = insertion.next().await {
    ///         let values = tags.iter().map(|tag| format!("({})", quote_literal(&tag.name))).collect::<Vec<_>>();
    ///         let sql = format!("INSERT INTO tags (name) VALUES {} ON CONFLICT DO NOTHING", values.join(", "));
    ///         stored += insertion.execute(&sql).await?;
    ///     }
    ///     Ok(stored)
    /// }));
    /// ```
    pub fn insert_with<F>(mut self, insert: F) -> Self
    where
        T: Send,
        F: for<'a> FnOnce(CustomInsert<'a, T>) -> BoxFuture<'a, Result<u64, BoxError>> + Send + 'static,
    {
        self.spec.custom = true;
        self.custom = Some(custom_insert::custom(Box::new(insert)));
        self
    }

    pub(crate) fn name(&self) -> Option<&TableName> {
        self.spec.name.as_ref()
    }

    /// The table without the types of its rows. `series` is what generated rows are drawn from.
    pub(crate) fn erase(self, series: RngStream) -> (TableSpec, TableWriter) {
        let Self {
            mut spec,
            supply,
            encode,
            retain,
            custom,
            ..
        } = self;
        if let RowSource::Recipe(recipe) = &supply {
            spec.dry_run = Some((ErasedGenerator::new(Arc::clone(recipe)), series.clone()));
        }
        let making = match (custom, supply) {
            (Some(custom), RowSource::Recipe(recipe)) => TableWriter::Insert(Box::new(move |lent| {
                let prepared = prepare(recipe, series, Arc::clone(&lent.store));
                Box::pin(async move {
                    let generated = prepared.await.map_err(custom_insert::InsertError::from_source)?;
                    let (rows, _) = custom(sequential(generated.clone()), retain)(lent).await?;
                    Ok((rows, Some(Arc::new(generated) as Slot)))
                })
            })),
            (Some(custom), RowSource::Source(source)) => TableWriter::Insert(custom(source, retain)),
            (None, RowSource::Source(Source::Thread(rows))) => {
                TableWriter::Copy(Box::new(move |store, chunker, chunks, _| {
                    let made = spawn::spawn(move || produce_iter(rows, &store, encode, retain, chunker, &chunks));
                    Box::pin(made.map(|made| made.unwrap_or_else(|fault| Err(fault.into()))))
                }))
            }
            (None, RowSource::Source(Source::Stream(rows))) => {
                TableWriter::Copy(Box::new(move |store, chunker, chunks, _| {
                    let made = async move { produce_stream(rows(&store), encode, retain, chunker, chunks).await };
                    Box::pin(spawn::catch_panic(made).map(|made| made.unwrap_or_else(|fault| Err(fault.into()))))
                }))
            }
            (None, RowSource::Recipe(recipe)) => TableWriter::Copy(Box::new(move |store, chunker, chunks, threads| {
                let prepared = prepare(recipe, series, store);
                Box::pin(async move {
                    let generated = prepared.await?;
                    produce(generated.clone(), encode, chunker, chunks, threads).await?;
                    Ok(Some(Arc::new(generated) as Slot))
                })
            })),
        };
        (spec, making)
    }
}

/// Counts the rows, on a thread, since it takes a while where many parents have children.
fn prepare<T: 'static>(
    recipe: Arc<dyn GeneratorSpec<T>>,
    series: RngStream,
    store: Arc<Store>,
) -> BoxFuture<'static, Result<Generated<T>, ProduceError>> {
    let prepared = spawn::spawn(move || recipe.prepare(&series, &store));
    Box::pin(prepared.map(|prepared| {
        let generated = prepared.and_then(|generated| generated.map_err(TaskError::Misuse));
        generated.map_err(ProduceError::from)
    }))
}

fn sequential<T: 'static>(generated: Generated<T>) -> Source<T> {
    Source::Thread(Box::new(move |_, each| {
        let _stopped = generated.for_each_in(0..generated.len(), each);
        Ok(())
    }))
}

impl<T, K> fmt::Debug for Table<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

/// Makes the rows into chunks, and gives what is kept of them.
pub(crate) type ProduceChunks =
    Box<dyn FnOnce(Arc<Store>, Chunker, mpsc::Sender<Chunk>, Threads) -> BoxFuture<'static, ProduceResult> + Send>;

/// How many threads make generated rows.
pub(crate) type Threads = usize;

pub(crate) type ProduceResult = Result<Option<Slot>, ProduceError>;

/// How a table's rows get in, without their type.
pub(crate) enum TableWriter {
    /// As chunks of COPY data.
    Copy(ProduceChunks),
    /// By the user's own function.
    Insert(MakeInsertion),
}

struct Discard;

impl<T> Collector<T> for Discard {
    fn row(&mut self, row: T) {
        drop(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        None
    }
}

struct CollectRows<T>(Vec<T>);

impl<T: Send + Sync + 'static> Collector<T> for CollectRows<T> {
    fn row(&mut self, row: T) {
        self.0.push(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Arc::new(self.0))
    }
}

struct Fold<A, F> {
    kept: A,
    fold: F,
}

impl<T, A, F> Collector<T> for Fold<A, F>
where
    A: Send + Sync + 'static,
    F: FnMut(&mut A, &T) + Send,
{
    fn row(&mut self, row: T) {
        (self.fold)(&mut self.kept, &row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Arc::new(self.kept))
    }
}
