//! ANALYZE, at the end of a run, of the tables that got many rows.

use std::collections::HashSet;
use std::time::Instant;

use crate::catalog::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::{Analyze, TablePlan};
use crate::report::Analyzed;
use crate::run::session_state::SessionState;
use crate::sql::{TableName, comma_separated};

const ANALYZED: &str = include_str!("../catalog/sql/analyzed.sql");

/// Analyzes the tables that got enough rows. Returns those that were analyzed, and notes on why others were not.
///
/// A table that another session is vacuuming or analyzing is skipped: waiting for it could take an hour, and that
/// session is doing the work. ANALYZE keeps its lock until the transaction ends, so the locks show which tables were
/// analyzed.
pub(super) async fn analyze<C: Connection>(
    tables: &[(&TablePlan, u64)],
    state: &SessionState,
    session: &mut Session<'_, C>,
) -> Result<(Option<Analyzed>, Vec<String>), Error> {
    let mut due = Vec::new();
    let mut notes = Vec::new();
    let mut seen = HashSet::new();
    for &(table, _) in tables {
        if !seen.insert(table.oid) {
            continue;
        }
        let steps = tables.iter().filter(|(other, _)| other.oid == table.oid);
        let rows = steps.map(|(_, rows)| rows).sum::<u64>();
        match table.analyze {
            Analyze::AtLeast(from) | Analyze::ParentAtLeast(from) if rows >= from => due.push(table),
            Analyze::NotOwned(from) if rows >= from => {
                notes.push(format!("{} is not analyzed: this role may not analyze it", table.name));
            }
            _ => {}
        }
    }
    if due.is_empty() {
        return Ok((None, notes));
    }
    let started = Instant::now();
    let (accepted, refused) = analyze_in_savepoint(due, state, session).await?;
    notes.extend(refused);
    let mut analyzed = Vec::new();
    if !accepted.is_empty() {
        let locked = with_table_oids(ANALYZED, accepted.iter().map(|table| table.oid));
        for row in session.query(&locked).await? {
            let mut row = RowReader::new(row);
            analyzed.push(TableName::qualified(row.text()?, row.text()?));
            row.end()?;
        }
    }
    for table in accepted.iter().filter(|table| !analyzed.contains(&table.name)) {
        notes.push(format!("{} is not analyzed: another session is using it", table.name));
    }
    tracing::info!(tables = analyzed.len(), elapsed = ?started.elapsed(), "analyzed");
    let analyzed = (!analyzed.is_empty()).then(|| Analyzed {
        tables: analyzed,
        elapsed: started.elapsed(),
    });
    Ok((analyzed, notes))
}

/// Analyzes the tables, all in one statement. If the server refuses, each is tried by itself, so that a refusal concerns
/// only its own table: ANALYZE evaluates the expressions of indexes and statistics objects, which may fail. Returns the
/// tables whose ANALYZE succeeded, and notes on the others.
async fn analyze_in_savepoint<'t, C: Connection>(
    tables: Vec<&'t TablePlan>,
    state: &SessionState,
    session: &mut Session<'_, C>,
) -> Result<(Vec<&'t TablePlan>, Vec<String>), Error> {
    let Err(refusal) = try_analyze(&tables, state, session).await? else {
        return Ok((tables, Vec::new()));
    };
    if let [table] = tables[..] {
        return Ok((Vec::new(), vec![refusal_note(table, &refusal)]));
    }
    let (mut accepted, mut notes) = (Vec::new(), Vec::new());
    for table in tables {
        match try_analyze(&[table], state, session).await? {
            Ok(()) => accepted.push(table),
            Err(refusal) => notes.push(refusal_note(table, &refusal)),
        }
    }
    Ok((accepted, notes))
}

fn refusal_note(table: &TablePlan, refusal: &str) -> String {
    tracing::warn!(table = table.declared, refusal, "not analyzed");
    format!("{} is not analyzed: the server refused: {refusal}", table.name)
}

/// Runs one ANALYZE. The inner error is the server's message, after which the transaction is as it was before. A
/// cancelled statement and a lost connection are errors of the run.
async fn try_analyze<C: Connection>(
    tables: &[&TablePlan],
    state: &SessionState,
    session: &mut Session<'_, C>,
) -> Result<Result<(), String>, Error> {
    let names = comma_separated(tables.iter().map(|table| match table.analyze {
        Analyze::ParentAtLeast(_) if state.analyzes_without_partitions() => format!("ONLY {}", table.name.sql()),
        _ => table.name.sql(),
    }));
    let sql = format!("SAVEPOINT blink_analyze; ANALYZE (SKIP_LOCKED) {names}; RELEASE SAVEPOINT blink_analyze");
    let Err(error) = session.execute(&sql).await else {
        return Ok(Ok(()));
    };
    let Some(refusal) = error.ignorable_refusal().map(|server| server.message.clone()) else {
        return Err(error);
    };
    session.roll_back_to("blink_analyze").await?;
    Ok(Err(refusal))
}
