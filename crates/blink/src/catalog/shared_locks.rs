//! The server's memory for locks.

use postgres_types::Oid;

use super::reader::{RowReader, statement, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const LOCK_MEMORY: &str = include_str!("sql/lock_memory.sql");
const SHARED_LOCKS: &str = include_str!("sql/shared_locks.sql");

/// The number of tables from which on the server is asked. The default settings leave room for ten times as many.
const MANY_TABLES: usize = 200;

/// The locks that the server has room for, in memory which all sessions share ([Lock
/// Management](https://www.postgresql.org/docs/current/runtime-config-locks.html)).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SharedLocks {
    pub(crate) all: u64,
    /// The number held at the moment.
    pub(crate) held: u64,
}

impl SharedLocks {
    /// Completes a query of which they are the columns `$shared_locks`.
    pub(super) fn add_to(sql: &str) -> String {
        sql.replace("$shared_locks", statement(SHARED_LOCKS).trim_end())
    }

    pub(super) fn read(row: &mut RowReader) -> Result<Self, Error> {
        Ok(Self {
            all: row.number()?,
            held: row.number()?,
        })
    }

    pub(crate) fn free(self) -> u64 {
        self.all.saturating_sub(self.held)
    }
}

/// Many tables that are filled, and the locks for that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocksOfManyTables {
    pub(crate) needed: u64,
    pub(crate) shared: SharedLocks,
}

/// Reads the locks that filling these tables takes; None if they are not many.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &[Oid],
    truncated: bool,
) -> Result<Option<LocksOfManyTables>, Error> {
    if tables.len() < MANY_TABLES {
        return Ok(None);
    }
    let sql = with_table_oids(LOCK_MEMORY, tables.iter().copied()).replace("$truncate", &truncated.to_string());
    let rows = session.query(&SharedLocks::add_to(&sql)).await?;
    let mut row = RowReader::new(rows.into_iter().next().unwrap_or_default());
    let shared = SharedLocks::read(&mut row)?;
    let needed = row.number()?;
    row.end()?;
    Ok(Some(LocksOfManyTables { needed, shared }))
}
