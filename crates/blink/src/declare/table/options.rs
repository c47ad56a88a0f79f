//! A table's options, and the user's own way to insert.

use futures_util::future::BoxFuture;

use super::{BatchSize, Table};
use crate::declare::conflict::OnConflict;
use crate::declare::custom_insert::{self, CustomInsert};
use crate::declare::indexes::Indexes;
use crate::error::BoxError;
use crate::sql::TableName;

impl<T: 'static, K> Table<T, K> {
    /// Names the table. This overrides the name on the row type. A string is read as `table` or `schema.table`; see
    /// [`TableName`].
    ///
    /// ```
    /// # use blink::{Table, TableName, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # let tenant = "acme.com";
    /// let users = Table::from_rows((1..=3).map(|id| User { id })).named("archive.users");
    /// // A name that you did not write yourself: a dot in it separates nothing.
    /// let users = Table::from_rows((1..=3).map(|id| User { id })).named(TableName::qualified(tenant, "users"));
    /// ```
    pub fn named(mut self, table: impl Into<TableName>) -> Self {
        self.spec.name = Some(table.into());
        self
    }

    /// Sets the number of rows in one COPY command of this table. With [`insert_with`](Self::insert_with): the number of
    /// rows that your function gets at once.
    ///
    /// This overrides [`Seeder::batch_size`](crate::Seeder::batch_size), which explains the default. 0 is a mistake
    /// that the run reports before it starts.
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

    /// Copies the whole table in one COPY command. This has no effect with [`insert_with`](Self::insert_with).
    pub fn single_batch(mut self) -> Self {
        self.spec.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// Chooses the handling of the table's indexes and keys while its rows are copied.
    ///
    /// This overrides [`Seeder::indexes`](crate::Seeder::indexes). If several steps fill the table, the first one that
    /// sets it decides.
    pub fn indexes(mut self, indexes: Indexes) -> Self {
        self.spec.indexes = Some(indexes);
        self
    }

    /// Adds these rows to a table that an earlier step also fills. Without this call, declaring a table twice is a
    /// mistake.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, name: String }
    /// # let mut seeder = Seeder::new();
    /// seeder.add_table(Table::from_rows([User { id: 1, name: "root".into() }]));
    /// seeder.add_table(Table::generate(1_000, |draw| User {
    ///     id: draw.number() + 1,
    ///     name: format!("User {}", draw.number()),
    /// }).append());
    /// ```
    pub fn append(mut self) -> Self {
        self.spec.append = true;
        self
    }

    /// Sets the action taken when a row already exists. Without it, such a row is an error.
    ///
    /// The rows are copied into a temporary table, and one command inserts them from there in their order. All rows of
    /// the table are compared, not only those of a batch: if two have the same key, that is an error with
    /// [`OnConflict::Update`], and the first of them wins with [`OnConflict::DoNothing`]. [`TableReport`](crate::TableReport) gives the numbers
    /// of rows that were inserted, updated and skipped.
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

    /// Inserts the rows with your own function instead of COPY, within the same transaction.
    ///
    /// The function gets a [`CustomInsert`] (the rows, in batches, and the connection) and returns the number of rows
    /// that it stored. Blink does not compare the columns with the catalog, since it cannot know which columns the
    /// function fills. The table may also be a view that the server can insert into, or one to which row-level security
    /// applies.
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
        self.custom = Some(custom_insert::custom(Box::new(insert)));
        self
    }
}
