//! Whether a table's indexes and keys could be dropped for the load, and whether it is empty.

use std::collections::HashMap;

use postgres_types::Oid;

use super::TableInfo;
use super::reader::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const REBUILD_BLOCKERS: &str = include_str!("sql/standing.sql");

/// What stands against dropping a table's indexes and keys.
#[derive(Debug)]
pub(crate) struct RebuildBlockers {
    /// What rules it out for the whole table.
    pub(crate) blocker: Option<String>,
    /// The code that runs on the server while rows are inserted, and may read any table; and when it runs.
    pub(crate) server_code: Option<String>,
}

/// A table whose indexes and keys may be dropped.
pub(crate) struct Candidate<'t> {
    pub(crate) table: &'t TableInfo,
    /// Whether it has no row, if that is known.
    pub(crate) empty: Option<bool>,
    /// Whether nothing is dropped if it has rows.
    pub(crate) must_be_empty: bool,
}

/// The answers about a run's tables.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    empty: HashMap<Oid, bool>,
    standings: HashMap<Oid, RebuildBlockers>,
}

impl Standings {
    /// Whether a table has no row, if it was looked into.
    pub(crate) fn empty(&self, table: Oid) -> Option<bool> {
        self.empty.get(&table).copied()
    }

    pub(crate) fn of(&self, table: Oid) -> Option<&RebuildBlockers> {
        self.standings.get(&table)
    }
}

/// Reads what stands against dropping if anything could be dropped, so that tables with rows in them cost next to nothing:
/// about all `tables`, since what one does matters to another.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    candidates: &[Candidate<'_>],
    tables: impl Iterator<Item = Oid>,
) -> Result<Standings, Error> {
    let mut standings = Standings {
        empty: read_empty(session, candidates).await?,
        standings: HashMap::new(),
    };
    let could =
        |Candidate {
             table,
             empty,
             must_be_empty,
         }: &Candidate<'_>| { !must_be_empty || empty.or(standings.empty(table.oid)) == Some(true) };
    if !candidates.iter().any(could) {
        return Ok(standings);
    }
    for row in session.query(&with_table_oids(REBUILD_BLOCKERS, tables)).await? {
        let mut row = RowReader::new(row);
        let table = row.number()?;
        let (obstacle, code) = (row.next()?, row.next()?);
        row.end()?;
        standings.standings.insert(
            table,
            RebuildBlockers {
                blocker: obstacle,
                server_code: code,
            },
        );
    }
    Ok(standings)
}

/// Looks into those tables that take space on disk, and are perhaps empty all the same.
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
                "SELECT {}, NOT EXISTS (SELECT FROM ONLY {})",
                table.oid,
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
