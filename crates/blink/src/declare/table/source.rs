//! The sources of a table's rows.

use std::sync::Arc;

use super::collectors::Discard;
use super::{RowSource, Table};
use crate::generate::draw::Draw;
use crate::generate::fanout::Fanout;
use crate::generate::{Counted, Generated, GeneratorSpec, PerParent};
use crate::rows::record::Record;
use crate::rows::source::Source;
use crate::rows::store::{Handle, Store};
use crate::rows::to_row::{Columns, ToRow};
use crate::rows::{RowStream, Rows};
use crate::sql::TableName;

impl<T: 'static> Table<T> {
    /// Fills the table from a `Vec`, an array or any iterator.
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

    /// Fills the table from an iterator that can read the values of earlier steps.
    ///
    /// The callback runs once, on its own thread, when the run comes to this table. The iterator that it returns need
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
    /// let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::from_rows((1..=3).map(|id| User { id })).keep(|user| user.id));
    /// seeder.add_table(Table::from_fn(move |store| {
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

    /// Generates this number of rows, each a pure function of its number.
    ///
    /// The function runs on several threads at once, in no particular order
    /// ([`Seeder::threads`](crate::Seeder::threads)); the rows are sent in order. Take random values from the [`Draw`]:
    /// then a row is the same whenever and wherever it is made, and later steps can recompute it instead of keeping it:
    /// `draw.pick(users)`, `store[users].get(41)`.
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
    /// let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::generate(50_000_000, |draw| User {
    ///     id: draw.number(),
    ///     name: format!("User {}", draw.number()),
    /// }));
    /// seeder.add_table(Table::generate(50_000_000, move |draw| {
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

    /// Generates rows as [`generate`](Self::generate) does; their number may depend on earlier steps.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate_with(move |store| store[users].len() * 3, move |draw| Post {
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

    /// Generates some rows for each row of an earlier table. Each row is a pure function of its number and its parent.
    ///
    /// The number of children is a fixed number, a range, or numbers with weights ([`Fanout`]). Rows are numbered
    /// across all parents, one parent's after another's. A parent is recomputed once for all its children. If parents
    /// have different numbers of children, Blink keeps one number in memory for each 1,024 parents.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64, title: String }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number(), name: String::new() }));
    /// seeder.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
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

    /// Fills the table from an asynchronous stream, such as the result of a query to another database.
    ///
    /// The run's own future polls the stream, so it may use the caller's runtime.
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

    /// Fills the table from records whose columns are known only at run time: lists in the order of `columns`, or maps
    /// by name.
    ///
    /// They are sent as text, and the server parses each value as its column's type.
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

    /// Fills the table from [`records`](Self::records) that can read the values of earlier steps.
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

    fn generated(recipe: impl GeneratorSpec<T> + 'static) -> Table<T, Generated<T>>
    where
        T: ToRow,
    {
        let recipe: Arc<dyn GeneratorSpec<T>> = Arc::new(recipe);
        let name = T::TABLE.map(TableName::from);
        Self::new(Columns::of::<T>(), name, T::encode, RowSource::Recipe(recipe)).with_collector(Discard)
    }
}
