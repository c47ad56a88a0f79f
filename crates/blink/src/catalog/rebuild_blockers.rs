//! Reasons why a table's indexes and keys cannot be dropped for the load, and the check for empty tables.

use std::collections::HashMap;

use postgres_types::Oid;

use super::reader::{RowReader, with_table_oids};
use super::shared_locks::SharedLocks;
use super::{RelKind, TableInfo, server_code};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const TABLE_BLOCKERS: &str = include_str!("sql/table_blockers.sql");

/// The reasons against dropping a table's indexes and keys.
#[derive(Debug)]
pub(crate) struct RebuildBlockers {
    /// The reason that excludes the whole table.
    pub(crate) blocker: Option<String>,
    /// The code that runs on the server during inserts and may read any table, and the time at which it runs. Because of
    /// it, Auto keeps the table's indexes, and those dropped so far are rebuilt before.
    pub(crate) server_code: Option<String>,
    /// True if an index calls such code. It runs when the index is built, or for each row if the index is kept;
    /// then the indexes dropped so far are rebuilt before.
    pub(crate) index_code: bool,
    pub(crate) indexes: u64,
    pub(crate) foreign_keys: u64,
    pub(crate) has_toast_table: bool,
}

/// A table whose indexes and keys may be dropped.
pub(crate) struct Candidate<'t> {
    pub(crate) table: &'t TableInfo,
    /// True if the table has no row; `None` if that is unknown.
    pub(crate) empty: Option<bool>,
    /// True if nothing is dropped when the table has rows.
    pub(crate) must_be_empty: bool,
}

impl Candidate<'_> {
    fn can_be_rebuilt(&self, answers: &ServerAnswers) -> bool {
        !self.must_be_empty || self.empty.or(answers.empty(self.table.oid)) == Some(true)
    }
}

/// The server's answers about the tables of a run that might be rebuilt.
#[derive(Debug, Default)]
pub(crate) struct ServerAnswers {
    empty: HashMap<Oid, bool>,
    blockers: HashMap<Oid, RebuildBlockers>,
    pub(crate) shared_locks: SharedLocks,
}

impl ServerAnswers {
    /// Returns true if the table has no row, or `None` if it was not probed.
    pub(crate) fn empty(&self, table: Oid) -> Option<bool> {
        self.empty.get(&table).copied()
    }

    pub(crate) fn blockers(&self, table: Oid) -> Option<&RebuildBlockers> {
        self.blockers.get(&table)
    }
}

/// Reads the reasons against dropping, but only if anything could be dropped: a run on tables with rows costs next to
/// nothing. `with_code` are the tables that may run code, which may affect any other; `trees` are all tables with their
/// partitions.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    candidates: &[Candidate<'_>],
    with_code: &[Oid],
    trees: &[Oid],
) -> Result<ServerAnswers, Error> {
    let mut answers = ServerAnswers {
        empty: read_empty(session, candidates).await?,
        ..ServerAnswers::default()
    };
    if !candidates.iter().any(|candidate| candidate.can_be_rebuilt(&answers)) {
        return Ok(answers);
    }
    let code = server_code::read(session, with_code).await?;
    let code = code.index_users(session).await?;
    let sql = with_table_oids(TABLE_BLOCKERS, trees.iter().copied());
    for row in session.query(&SharedLocks::add_to(&sql)).await? {
        let mut row = RowReader::new(row);
        let table = row.number()?;
        let blockers = RebuildBlockers {
            blocker: row.nullable_text()?,
            server_code: code.of_rows(table).map(str::to_owned),
            index_code: code.in_indexes(table),
            indexes: row.number()?,
            foreign_keys: row.number()?,
            has_toast_table: row.bool_or_false()?,
        };
        answers.shared_locks = SharedLocks::read(&mut row)?;
        row.end()?;
        answers.blockers.insert(table, blockers);
    }
    Ok(answers)
}

/// Probes the tables that have a file but may still be empty.
async fn read_empty<C: Connection>(
    session: &mut Session<'_, C>,
    candidates: &[Candidate<'_>],
) -> Result<HashMap<Oid, bool>, Error> {
    let unknown = candidates.iter().filter(|candidate| candidate.empty.is_none());
    let looks = unknown
        .map(|candidate| candidate.table)
        .filter(|table| table.can_probe_empty)
        .map(|table| {
            format!(
                "SELECT {}, NOT EXISTS (SELECT FROM {}{})",
                table.oid,
                // The rows of a partitioned table are in its partitions.
                match table.kind {
                    RelKind::PartitionedTable => "",
                    _ => "ONLY ",
                },
                table.name.sql()
            )
        })
        .collect::<Vec<_>>();
    if looks.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = session.query(&looks.join(" UNION ALL ")).await?;
    rows.into_iter()
        .map(|row| {
            let mut row = RowReader::new(row);
            let looked = (row.number()?, row.bool_or_false()?);
            row.end()?;
            Ok(looked)
        })
        .collect()
}
