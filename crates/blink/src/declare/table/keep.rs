//! The values that are kept of a table's rows.

use std::marker::PhantomData;

use super::Table;
use super::collectors::{CollectRows, Fold};
use crate::produce::Collector;

impl<T: 'static> Table<T> {
    /// Keeps one value of each row for later steps and the report: `store[handle]` is a `Vec` of these values, in row
    /// order.
    ///
    /// Generated rows need no `keep`: later steps recompute them.
    ///
    /// ```
    /// # use blink::{Rows, Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// let ids = seeder.add_table(Table::from_rows((1..=3).map(|id| User { id })).keep(|user| user.id));
    /// seeder.add_table(Table::from_fn(move |store| Rows::new(store[ids].iter().map(|&user_id| Post { user_id }))));
    /// ```
    pub fn keep<U, F>(self, keep: F) -> Table<T, Vec<U>>
    where
        U: Send + Sync + 'static,
        F: FnMut(&T) -> U + Send + 'static,
    {
        let mut keep = keep;
        self.fold(Vec::new(), move |kept, row| kept.push(keep(row)))
    }

    /// Keeps the rows themselves: `store[handle]` is a `Vec` of them, in order.
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
    /// # let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::from_rows(rows).keep_rows());
    /// seeder.add_table(Table::from_fn(move |store| {
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

    /// Keeps one value computed from all rows, such as a count, a maximum, or a map of names to keys.
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

    pub(super) fn with_collector<K>(self, retain: impl Collector<T> + 'static) -> Table<T, K> {
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
