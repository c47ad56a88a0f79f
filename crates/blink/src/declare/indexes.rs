//! What becomes of indexes and keys while rows are copied.

/// What becomes of a table's indexes, primary key, unique and exclusion constraints and foreign keys while its rows are
/// copied. For all tables by [`Seeder::indexes`](crate::Seeder::indexes), for one by [`Table::indexes`](crate::Table::indexes).
///
/// Keeping an index up to date row by row costs several times what building it once costs, and checking a foreign key row
/// by row ten times what the copying costs. So Blink can drop them within the run's transaction, copy, and build them again
/// exactly as they were before it commits: nobody else ever sees the table without them, and if anything fails they have
/// never been gone. Foreign keys are checked by the server when they are added again. The plan shows what would be
/// dropped and what is kept, and why; the report what was.
///
/// Dropping takes an ACCESS EXCLUSIVE lock on the table, on those of the run that refer to it and on those that it refers
/// to: until the run ends, other sessions cannot even read them. A callback of the run that reads such a table through a
/// connection of its own would wait for ever.
///
/// ```
/// use blink::{Indexes, Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "events")]
/// struct Event { id: i64 }
///
/// let mut seed = Seeder::new();
/// seed.indexes(Indexes::Keep);
/// seed.add_table(Table::from_rows((1..=1_000_000).map(|id| Event { id })).indexes(Indexes::Rebuild));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Indexes {
    /// Drops and rebuilds where that is faster and harms nobody: in a table that is empty before the run and gets more than
    /// 10,000 rows (or, where their number is not known before, more than 4 MiB), without triggers on INSERT.
    ///
    /// Only tables that had no rows are locked, and never one that another session is using. A foreign key to a table
    /// outside the run, or to one that had rows, is kept. Whatever of the table's runs the user's own code on the server
    /// (a trigger, a function given to [`insert_with`](crate::Table::insert_with)) finds all indexes in place: they are built
    /// again before. Foreign keys to a table that the run fills only later are dropped whatever the number of rows,
    /// since the rows could not refer to anything otherwise: tables that refer to each other load in one pass.
    #[default]
    Auto,
    /// Drops and rebuilds them whatever the table holds and however many rows come, waiting for locks.
    ///
    /// What cannot be brought back exactly is kept here, too. In a run that is [not atomic](crate::NonAtomic) this is the only way
    /// to have them dropped.
    Rebuild,
    /// Leaves them in place.
    Keep,
}
