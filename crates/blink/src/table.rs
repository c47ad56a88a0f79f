//! A table of a run: where its rows come from, what is kept of them, and its options.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use crate::chunks::{Chunk, Chunker, Encode, Halt, Retain, make, make_from_stream};
use crate::error::BoxError;
use crate::insertion::{self, Custom, Insertion, MakeInsertion};
use crate::record::Record;
use crate::rows::{Each, RowStream, Rows};
use crate::sql::TableName;
use crate::store::{NotKept, Slot, Store};
use crate::thread;
use crate::to_row::{Columns, ToRow};

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A table to be filled: its rows, what to keep of them for later steps (`K`), and its options.
///
/// | constructor | rows |
/// | --- | --- |
/// | [`of`](Self::of) | a `Vec`, an array, any iterator that needs nothing of the run |
/// | [`with`](Self::with) | an iterator that reads earlier steps |
/// | [`stream`](Self::stream) | an asynchronous stream |
/// | [`records`](Self::records) | records whose columns are known only at run time |
///
/// Rows are made one after the other while they are copied, on a thread of the run's own (a stream's in the run's
/// future), and dropped when they are sent.
#[must_use = "a table does nothing until it is added to a seeder or copied"]
pub struct Table<T, K = NotKept> {
    spec: Spec,
    source: Source<T>,
    encode: Encode<T>,
    retain: Box<dyn Retain<T>>,
    custom: Option<Custom<T>>,
    kept: PhantomData<fn(&K)>,
}

/// What the planner needs to know of a table.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) name: Option<TableName>,
    pub(crate) columns: Columns,
    pub(crate) batch_size: Option<BatchSize>,
    pub(crate) addition: bool,
    pub(crate) custom: bool,
}

/// The number of rows in one COPY command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchSize {
    Rows(u64),
    WholeTable,
}

type EachOnThread<T> = Box<dyn FnOnce(&Store, Each<'_, T>) -> Result<(), BoxError> + Send>;
type StreamOfStore<T> = Box<dyn for<'s> FnOnce(&'s Store) -> RowStream<'s, T> + Send>;

/// Where the rows come from.
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
    /// let users = Table::of([User { id: 1, name: "Alice".into() }, User { id: 2, name: "Bob".into() }]);
    /// ```
    pub fn of<I>(rows: I) -> Self
    where
        T: ToRow,
        I: IntoIterator<Item = T> + Send + 'static,
    {
        Self::with(move |_| Rows::new(rows))
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
    /// let users = seed.add_table(Table::of((1..=3).map(|id| User { id })).keep(|user| user.id));
    /// seed.add_table(Table::with(move |store| {
    ///     Rows::new((1..).zip(&store[users]).map(|(id, &user_id)| Post { id, user_id }))
    /// }));
    /// ```
    pub fn with<F>(rows: F) -> Self
    where
        T: ToRow,
        F: for<'s> FnOnce(&'s Store) -> Rows<'s, T> + Send + 'static,
    {
        Self::new(
            Columns::of::<T>(),
            T::TABLE.map(TableName::from),
            T::encode,
            Source::Thread(Box::new(|store, each| rows(store).for_each(each))),
        )
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
    /// let users = Table::stream(|_| RowStream::new(futures_util::stream::iter(1..=3).map(|id| User { id })));
    /// # use futures_util::StreamExt;
    /// ```
    pub fn stream<F>(rows: F) -> Self
    where
        T: ToRow,
        F: for<'s> FnOnce(&'s Store) -> RowStream<'s, T> + Send + 'static,
    {
        Self::new(
            Columns::of::<T>(),
            T::TABLE.map(TableName::from),
            T::encode,
            Source::Stream(Box::new(rows)),
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
            Source::Thread(Box::new(|store, each| rows(store).for_each(each))),
        )
    }

    fn new(columns: Columns, name: Option<TableName>, encode: Encode<T>, source: Source<T>) -> Self {
        Self {
            spec: Spec {
                name,
                columns,
                batch_size: None,
                addition: false,
                custom: false,
            },
            source,
            encode,
            retain: Box::new(Nothing),
            custom: None,
            kept: PhantomData,
        }
    }

    /// Keeps something of each row, in order, for later steps and the report: `store[handle]` is a `Vec` of it.
    pub fn keep<U, F>(self, keep: F) -> Table<T, Vec<U>>
    where
        U: Send + Sync + 'static,
        F: FnMut(&T) -> U + Send + 'static,
    {
        let mut keep = keep;
        self.fold(Vec::new(), move |kept, row| kept.push(keep(row)))
    }

    /// Keeps the rows themselves, in order: `store[handle]` is a `Vec` of them.
    pub fn keep_rows(self) -> Table<T, Vec<T>>
    where
        T: Send + Sync,
    {
        self.retaining(Rest(Vec::new()))
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
    /// let by_name = Table::of(rows).fold(HashMap::new(), |ids, user| { ids.insert(user.name.clone(), user.id); });
    /// ```
    pub fn fold<A, F>(self, init: A, fold: F) -> Table<T, A>
    where
        A: Send + Sync + 'static,
        F: FnMut(&mut A, &T) + Send + 'static,
    {
        self.retaining(Fold { kept: init, fold })
    }

    fn retaining<K>(self, retain: impl Retain<T> + 'static) -> Table<T, K> {
        Table {
            spec: self.spec,
            source: self.source,
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
    pub fn named(mut self, table: impl Into<TableName>) -> Self {
        self.spec.name = Some(table.into());
        self
    }

    /// The number of rows in one COPY command of this table; this wins over [`Seeder::batch_size`](crate::Seeder::batch_size),
    /// where the default is explained. 0 is a mistake that the run reports before it starts.
    pub fn batch_size(mut self, rows: u64) -> Self {
        self.spec.batch_size = Some(BatchSize::Rows(rows));
        self
    }

    /// Copies the whole table in one COPY command.
    pub fn single_batch(mut self) -> Self {
        self.spec.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// Says that these rows go to a table that an earlier step fills too. Without it, declaring a table twice is a
    /// mistake.
    pub fn addition(mut self) -> Self {
        self.spec.addition = true;
        self
    }

    /// Inserts the rows by a function of your own in place of COPY, within the same transaction.
    ///
    /// The function gets an [`Insertion`]: the rows, in lots, and the connection. It gives the number of rows that it
    /// stored. The columns are not compared with the catalog, since what becomes of them is the function's business.
    ///
    /// ```
    /// # use blink::{Table, ToRow, quote_literal};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "tags")]
    /// # struct Tag { name: String }
    /// # let tags: Vec<Tag> = vec![];
    /// let tags = Table::of(tags).insert_with(|mut insertion| Box::pin(async move {
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
        F: for<'a> FnOnce(Insertion<'a, T>) -> BoxFuture<'a, Result<u64, BoxError>> + Send + 'static,
    {
        self.spec.custom = true;
        self.custom = Some(insertion::custom(Box::new(insert)));
        self
    }

    /// The table without the types of its rows.
    pub(crate) fn erase(self) -> (Spec, Making) {
        let Self {
            spec,
            source,
            encode,
            retain,
            custom,
            ..
        } = self;
        let making = match (custom, source) {
            (Some(custom), source) => Making::Inserted(custom(source, retain)),
            (None, Source::Thread(rows)) => Making::Copied(Box::new(move |store, chunker, chunks| {
                let made = thread::run(move || make(rows, &store, encode, retain, chunker, &chunks));
                Box::pin(made.map(|made| made.unwrap_or_else(|fault| Err(Halt::Fault(fault)))))
            })),
            (None, Source::Stream(rows)) => Making::Copied(Box::new(move |store, chunker, chunks| {
                let made = async move { make_from_stream(rows(&store), encode, retain, chunker, chunks).await };
                Box::pin(thread::guard(made).map(|made| made.unwrap_or_else(|fault| Err(Halt::Fault(fault)))))
            })),
        };
        (spec, making)
    }
}

impl<T, K> fmt::Debug for Table<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

/// Makes the rows into chunks, and gives what is kept of them.
pub(crate) type MakeChunks =
    Box<dyn FnOnce(Arc<Store>, Chunker, mpsc::Sender<Chunk>) -> BoxFuture<'static, Made> + Send>;

pub(crate) type Made = Result<Option<Slot>, Halt>;

/// How a table's rows get in, without their type.
pub(crate) enum Making {
    /// As chunks of COPY data.
    Copied(MakeChunks),
    /// By the user's own function.
    Inserted(MakeInsertion),
}

struct Nothing;

impl<T> Retain<T> for Nothing {
    fn row(&mut self, row: T) {
        drop(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        None
    }
}

struct Rest<T>(Vec<T>);

impl<T: Send + Sync + 'static> Retain<T> for Rest<T> {
    fn row(&mut self, row: T) {
        self.0.push(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Box::new(self.0))
    }
}

struct Fold<A, F> {
    kept: A,
    fold: F,
}

impl<T, A, F> Retain<T> for Fold<A, F>
where
    A: Send + Sync + 'static,
    F: FnMut(&mut A, &T) + Send,
{
    fn row(&mut self, row: T) {
        (self.fold)(&mut self.kept, &row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Box::new(self.kept))
    }
}
