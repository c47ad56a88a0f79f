//! The handling of indexes and keys during the load.

/// The handling of a table's indexes and keys while its rows are copied: keep them, or drop and rebuild them.
///
/// This covers indexes, the primary key, unique and exclusion constraints, and foreign keys. Set it for all tables with
/// [`Seeder::indexes`](crate::Seeder::indexes), for one table with [`Table::indexes`](crate::Table::indexes).
///
/// Maintaining an index row by row costs several times as much as building it once. Checking a foreign key row by row
/// costs ten times as much as copying the row. So Blink can drop them within the run's transaction, copy, and rebuild
/// them exactly as they were before it commits. No other session ever sees the table without them, and if anything
/// fails, the rollback restores them. The server checks foreign keys when they are added again. The plan shows what
/// would be dropped, what is kept, and why; the report shows what was done.
///
/// Only what means nothing may differ: OIDs, the names of the keys that the server makes to each partition of a
/// referenced table, and in `pg_constraint` the `connoinherit` of a partition's primary key or unique constraint. It is
/// true then, as after a restore by `pg_dump`; nothing reads it.
///
/// If a row breaks a unique index or a foreign key that is rebuilt, the error names the row where that is certain: by its
/// place, in a table that was empty, that COPY alone has filled, and whose rows no code of yours may have changed since;
/// or by its key, if [`Table::generate`](crate::Table::generate) or [`per_parent`](crate::Table::per_parent) has made the
/// rows, in a partitioned table and beside other rows, too. For that they are made once more, within the run's time
/// limit. [`Error::violations`](crate::Error::violations) has all such keys, not only the one that the server names.
///
/// Dropping takes an ACCESS EXCLUSIVE lock on the table, on the run's tables that reference it and on the tables that
/// it references. Until the run ends, other sessions cannot even read them. A callback of the run that reads such a
/// table through its own connection waits forever.
///
/// ```
/// use blink::{Indexes, Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "events")]
/// struct Event { id: i64 }
///
/// let mut seeder = Seeder::new();
/// seeder.indexes(Indexes::Keep);
/// seeder.add_table(Table::from_rows((1..=1_000_000).map(|id| Event { id })).indexes(Indexes::Rebuild));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Indexes {
    /// Drops and rebuilds indexes and keys where that is faster and does not disturb other sessions.
    ///
    /// That is the case for a table that is empty before the run, gets more than 10,000 rows (or more than 4 MiB, if the
    /// number is not known in advance), and runs no code on the server that may need an index: a trigger on INSERT, or a
    /// function in a default, a check, a domain, an operator or an index. Code in SQL or PL/pgSQL needs none if it has no
    /// query or command and calls built-in functions alone, as one that sets a column to the time does; nor does
    /// `tsvector_update_trigger`. The plan names the code that keeps indexes.
    ///
    /// Only tables that had no rows are locked, and never one that another session is using. A foreign key to a table
    /// outside the run, or to one that had rows and is not set to [`Rebuild`](Self::Rebuild), is kept. Before such code
    /// runs, or your own function given to [`insert_with`](crate::Table::insert_with), Blink rebuilds the indexes dropped so far.
    /// Foreign keys to a table that the run fills only later are dropped whatever the number of rows, since the rows
    /// could not reference anything otherwise: tables that reference each other load in one pass.
    #[default]
    Auto,
    /// Drops and rebuilds them whatever the table holds and however many rows come. Waits for locks.
    ///
    /// Objects that cannot be restored exactly are kept even so. In a run that is [not atomic](crate::NonAtomic),
    /// indexes and keys are dropped only with this setting.
    Rebuild,
    /// Leaves them in place.
    Keep,
}
