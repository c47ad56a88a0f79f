//! The options of a run.

use std::sync::Arc;
use std::time::Duration;

use super::Seeder;
use crate::declare::indexes::Indexes;
use crate::declare::options::{AnalyzeScope, Truncate};
use crate::declare::progress::Progress;
use crate::declare::stored_rows::StoredRows;
use crate::declare::table::BatchSize;

impl Seeder {
    /// Sets the number of rows in one COPY command, for tables that do not set it, and the number of rows that a function
    /// given to [`insert_with`](crate::Table::insert_with) gets at once. 0 is a mistake that the run reports
    /// before it starts.
    ///
    /// A table is copied in one or more COPY commands within the transaction. The server reports errors and checks
    /// foreign keys at the end of a command. So the size limits how long an error stays undetected and how many pending
    /// checks the server holds. It does not affect Blink's memory, except with
    /// [`insert_with`](crate::Table::insert_with), where a batch is held in memory.
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

    /// Copies each table in one COPY command, unless the table sets a batch size. This has no effect on tables with
    /// [`insert_with`](crate::Table::insert_with).
    pub fn single_batch(&mut self) -> &mut Self {
        self.0.options.batch_size = Some(BatchSize::WholeTable);
        self
    }

    /// Sets the random seed of generated rows ([`Table::generate`](crate::Table::generate),
    /// [`Table::per_parent`](crate::Table::per_parent)); 0 by default. The plan and the report show it.
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

    /// Calls a function for the rows that a transaction has stored, and runs the statement that it returns in that
    /// transaction: what the statement writes is committed if and only if the rows are.
    ///
    /// A run that is one transaction calls it once for each step that fills a table, after its last row. A run that is
    /// [not atomic](crate::NonAtomic) calls it for each batch, in the order in which they come to their ends, and from
    /// the futures of several connections; for a table whose rows are one transaction, as with `on_conflict`, once.
    ///
    /// The statement must neither end the transaction nor change rows of the run's tables; for nothing to record, return
    /// an empty one. If the server refuses it, its transaction is rolled back, and the run ends with the error. The
    /// function must not panic.
    ///
    /// See [`StoredRows`] for an example.
    pub fn record_rows(&mut self, record: impl Fn(&StoredRows) -> String + Send + Sync + 'static) -> &mut Self {
        self.0.options.record_rows = Some(Arc::new(record));
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

    /// Runs a statement in the transaction that empties the tables, just before it does: if the server refuses the statement,
    /// nothing is emptied, and the run fails. A run that is [not atomic](crate::NonAtomic) empties them in a transaction of
    /// its own. The statement must not end the transaction.
    ///
    /// ```
    /// # use blink::Seeder;
    /// let mut seeder = Seeder::new();
    /// // Fails if another program has finished the job meanwhile.
    /// seeder.truncate().before_truncate("UPDATE jobs SET run = CASE WHEN run = 7 THEN run END WHERE name = 'nightly'");
    /// ```
    pub fn before_truncate(&mut self, statement: impl Into<String>) -> &mut Self {
        self.0.options.before_truncate = Some(statement.into());
        self
    }

    /// Turns the advancing of sequences past the copied values on or off; on by default.
    ///
    /// A sequence is advanced if it belongs to a column that is sent: the sequence of a `serial` or identity column,
    /// one that the column owns, or one that a plain `nextval` default names. It is advanced past the column's maximum
    /// (minimum, if it descends), by whole increments, and never backwards, even while other sessions take values.
    /// Without an index on the column, the maximum of the rows sent is used. Like `nextval` itself, this is not rolled
    /// back with the transaction. [`Report::sequences`](crate::Report::sequences) lists the results.
    pub fn advance_sequences(&mut self, advance: bool) -> &mut Self {
        self.0.options.advance_sequences = advance;
        self
    }

    /// Sets the most keys that [`Error::violations`](crate::Error::violations) has; 20 by default, 0 for none.
    ///
    /// If an index or a foreign key cannot be rebuilt after the rows were copied, or a deferred one is broken, the server names one key that occurs
    /// more than once, or that refers to nothing. Blink then asks for all of them, before it rolls back. That takes the
    /// server some seconds for a million rows; `statement_timeout` and [`timeout`](Self::timeout) limit it.
    pub fn max_violations(&mut self, keys: usize) -> &mut Self {
        self.0.options.max_violations = keys;
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
}
