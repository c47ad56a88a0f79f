//! ANALYZE, at the end of a run, of the tables that got many rows.

use std::collections::HashSet;
use std::time::Instant;

use crate::catalog::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::{Analyze, TablePlan};
use crate::report::Analyzed;
use crate::sql::{TableName, comma_separated};

const ANALYZED: &str = include_str!("../catalog/sql/analyzed.sql");

/// Analyzes the tables that got enough rows. Returns those that were analyzed, and notes on why others were not.
///
/// A table that another session is vacuuming or analyzing is skipped: waiting for it could take an hour, and that
/// session is doing the work. ANALYZE keeps its lock until the transaction ends, so the locks show which tables were
/// analyzed.
pub(super) async fn analyze<C: Connection>(
    tables: &[(&TablePlan, u64)],
    session: &mut Session<'_, C>,
) -> Result<(Option<Analyzed>, Vec<String>), Error> {
    let rows = |oid| {
        tables
            .iter()
            .filter(|(table, _)| table.oid == oid)
            .map(|(_, rows)| rows)
            .sum::<u64>()
    };
    let mut due = Vec::new();
    let mut notes = Vec::new();
    let mut seen = HashSet::new();
    for &(table, _) in tables {
        if !seen.insert(table.oid) {
            continue;
        }
        match table.analyze {
            Analyze::AtLeast(from) if rows(table.oid) >= from => due.push(table),
            Analyze::NotOwned(from) if rows(table.oid) >= from => {
                notes.push(format!("{} is not analyzed: this role does not own it", table.name));
            }
            _ => {}
        }
    }
    if due.is_empty() {
        return Ok((None, notes));
    }
    let started = Instant::now();
    let names = comma_separated(due.iter().map(|table| table.name.sql()));
    let sql = format!("ANALYZE (SKIP_LOCKED) {names}");
    session.execute(&sql).await?;
    let locked = with_table_oids(ANALYZED, due.iter().map(|table| table.oid));
    let mut analyzed = Vec::new();
    for row in session.query(&locked).await? {
        let mut row = RowReader::new(row);
        analyzed.push(TableName::qualified(row.text()?, row.text()?));
        row.end()?;
    }
    for table in due.iter().filter(|table| !analyzed.contains(&table.name)) {
        notes.push(format!("{} is not analyzed: another session is using it", table.name));
    }
    tracing::info!(tables = analyzed.len(), elapsed = ?started.elapsed(), "analyzed");
    let analyzed = (!analyzed.is_empty()).then(|| Analyzed {
        tables: analyzed,
        elapsed: started.elapsed(),
    });
    Ok((analyzed, notes))
}
