//! Reasons why a table's indexes and keys cannot be dropped for the load, and the check for empty tables.

use std::collections::HashMap;

use postgres_types::Oid;

use super::TableInfo;
use super::reader::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const REBUILD_BLOCKERS: &str = include_str!("sql/standing.sql");

/// The reasons against dropping a table's indexes and keys.
#[derive(Debug)]
pub(crate) struct RebuildBlockers {
    /// The reason that excludes the whole table.
    pub(crate) blocker: Option<String>,
    /// The code that runs on the server during inserts and may read any table, and the time at which it runs.
    pub(crate) server_code: Option<String>,
    /// True if an index calls such code. It runs when the index is built, or for each row if the index is kept.
    pub(crate) index_code: bool,
}

/// A table whose indexes and keys may be dropped.
pub(crate) struct Candidate<'t> {
    pub(crate) table: &'t TableInfo,
    /// True if the table has no row; `None` if that is unknown.
    pub(crate) empty: Option<bool>,
    /// True if nothing is dropped when the table has rows.
    pub(crate) must_be_empty: bool,
}

/// The answers about a run's tables.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    empty: HashMap<Oid, bool>,
    standings: HashMap<Oid, RebuildBlockers>,
}

impl Standings {
    /// Returns true if the table has no row, or `None` if it was not probed.
    pub(crate) fn empty(&self, table: Oid) -> Option<bool> {
        self.empty.get(&table).copied()
    }

    pub(crate) fn of(&self, table: Oid) -> Option<&RebuildBlockers> {
        self.standings.get(&table)
    }
}

/// Reads the reasons against dropping, but only if anything could be dropped: a run on tables with rows costs next to
/// nothing. The query covers all `tables`, since the code of one table may affect another.
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
        let blockers = RebuildBlockers {
            blocker: row.next()?,
            server_code: row.next()?,
            index_code: row.bool_or_false()?,
        };
        row.end()?;
        standings.standings.insert(table, blockers);
    }
    Ok(standings)
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
