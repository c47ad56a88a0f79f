//! Moves a table's rows from the temporary table into the table itself.

use super::error_location::OF_NO_ROW;
use super::violated_key::ViolatedKey;
use crate::catalog::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::ServerError;
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::{ConflictPlan, TablePlan};
use crate::sql::{quote_identifier, quote_literal};

const SAVEPOINT: &str = "blink_on_conflict";

/// The outcome of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MergeCounts {
    /// The rows inserted and updated.
    pub(super) rows: u64,
    /// The rows updated; None if the server does not count them.
    pub(super) updated: Option<u64>,
}

impl MergeCounts {
    /// The counts if all rows are new.
    pub(super) fn inserted(rows: u64) -> Self {
        Self { rows, updated: Some(0) }
    }
}

/// Creates the temporary table.
pub(super) async fn prepare<C: Connection>(plan: &ConflictPlan, session: &mut Session<'_, C>) -> Result<(), Error> {
    session.execute(&plan.create_sql()).await?;
    Ok(())
}

/// Inserts all the rows that were sent, and drops the temporary table.
pub(super) async fn insert<C: Connection>(
    plan: &ConflictPlan,
    table: &TablePlan,
    sent: u64,
    session: &mut Session<'_, C>,
) -> Result<MergeCounts, Error> {
    let before = counts(table, session).await?;
    // After an error the rows are still needed, to find the one that caused it.
    let savepoint = format!("SAVEPOINT {SAVEPOINT}");
    session.execute(&savepoint).await?;
    let rows = match session.execute(&plan.insert_sql()).await {
        Ok(rows) => rows,
        Err(error) => return Err(refused(error, plan, table, sent, session).await),
    };
    if plan.updates() && (rows > sent || rows < sent && table.dropping.is_none()) {
        return Err(Error::new(ErrorKind::RowCountMismatch { sent, stored: rows }));
    }
    drop_staging_table(plan, session).await?;
    let after = counts(table, session).await?;
    let (inserted, updated) = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    Ok(MergeCounts {
        rows,
        updated: if plan.updates() {
            (inserted + updated == rows).then_some(updated)
        } else {
            Some(0)
        },
    })
}

/// Drops the temporary table. If the server refuses, as an event trigger may, it goes at COMMIT.
async fn drop_staging_table<C: Connection>(plan: &ConflictPlan, session: &mut Session<'_, C>) -> Result<(), Error> {
    let table = plan.staging_table.sql();
    let sql = format!(
        "RELEASE SAVEPOINT {SAVEPOINT}; SAVEPOINT {SAVEPOINT}; DROP TABLE {table}; RELEASE SAVEPOINT {SAVEPOINT}"
    );
    let Err(error) = session.execute(&sql).await else {
        return Ok(());
    };
    let Some(refusal) = error.ignorable_refusal() else {
        return Err(error);
    };
    tracing::debug!(table, refusal = refusal.message, "left to COMMIT");
    session.roll_back_to(SAVEPOINT).await
}

/// The numbers of the table's rows that this transaction has inserted and updated so far, from the server's statistics.
/// Asking costs nothing, while RETURNING would cost something for each row, and cannot tell inserts from updates in
/// partitions.
async fn counts<C: Connection>(table: &TablePlan, session: &mut Session<'_, C>) -> Result<(u64, u64), Error> {
    let oid = table.oid;
    let sql = format!(
        "SELECT coalesce(pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t.oid)), 0), \
         coalesce(pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_updated(t.oid)), 0) \
         FROM (SELECT {oid}::pg_catalog.oid AS oid UNION SELECT relid FROM pg_catalog.pg_partition_tree('{oid}')) t"
    );
    let rows = session.query(&sql).await?;
    let mut row = RowReader::new(rows.into_iter().next().unwrap_or_default());
    Ok((row.number()?, row.number()?))
}

/// The error, with the row that caused it if it can be found.
async fn refused<C: Connection>(
    error: Error,
    plan: &ConflictPlan,
    table: &TablePlan,
    sent: u64,
    session: &mut Session<'_, C>,
) -> Error {
    let mut location = ErrorLocation {
        rows: (sent > 0).then_some(1..=sent),
        ..ErrorLocation::default()
    };
    let Some(server) = error.server().filter(|_| !error.is_connection_lost()) else {
        return error.with_location(location);
    };
    if OF_NO_ROW.iter().any(|class| server.code.starts_with(class)) {
        return error;
    }
    location.column.clone_from(&server.column);
    let twice = server.code == sqlstate::CARDINALITY_VIOLATION;
    let mut first = None;
    if let Some(offending) = find(server, plan, table, session).await {
        location.rows = Some(offending.row..=offending.row);
        first = offending.first;
    }
    let error = error.with_location(location);
    match first {
        Some(first) if twice => error.with_kind(ErrorKind::DuplicateConflictKey {
            first,
            on: plan.on.join(", "),
        }),
        _ => error,
    }
}

struct OffendingRow {
    row: u64,
    /// The earlier row with the same key.
    first: Option<u64>,
}

/// Looks for the row that caused the error. A failure of this search is ignored in favor of the error itself.
async fn find<C: Connection>(
    server: &ServerError,
    plan: &ConflictPlan,
    table: &TablePlan,
    session: &mut Session<'_, C>,
) -> Option<OffendingRow> {
    let back = format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}");
    session.execute(&back).await.ok()?;
    let numbered = format!(
        "(SELECT pg_catalog.row_number() OVER () AS \"row of blink\", s.* FROM {} s) s",
        plan.staging_table.sql()
    );
    let question = match server.code.as_str() {
        sqlstate::CARDINALITY_VIOLATION => twice(plan, &numbered),
        sqlstate::CHECK_VIOLATION => first_row(&numbered, &check(server, session).await?),
        sqlstate::NOT_NULL_VIOLATION => first_row(&numbered, &null(server, table)?),
        _ => with_key(server, table, &numbered)?,
    };
    let rows = session.query(&question).await.ok()?;
    let mut row = RowReader::new(rows.into_iter().next()?);
    Some(OffendingRow {
        row: row.number().ok()?,
        first: row.nullable_text().ok()?.and_then(|first| first.parse().ok()),
    })
}

/// The query for the first row whose key an earlier row also has.
fn twice(plan: &ConflictPlan, numbered: &str) -> String {
    let columns = plan
        .on
        .iter()
        .map(|column| quote_identifier(column))
        .collect::<Vec<_>>();
    let not_null = columns
        .iter()
        .map(|column| format!("{column} IS NOT NULL"))
        .collect::<Vec<_>>();
    format!(
        "SELECT rows[2], rows[1] FROM (SELECT pg_catalog.array_agg(\"row of blink\" ORDER BY \"row of blink\") AS rows \
         FROM {numbered} WHERE {} GROUP BY {} HAVING pg_catalog.count(*) > 1) found ORDER BY 1 LIMIT 1",
        not_null.join(" AND "),
        columns.join(", ")
    )
}

/// The condition of a row that breaks the check constraint.
async fn check<C: Connection>(server: &ServerError, session: &mut Session<'_, C>) -> Option<String> {
    let sql = format!(
        "SELECT pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_constraint k \
         JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace \
         WHERE k.contype = 'c' AND k.conname = {} AND c.relname = {} AND s.nspname = {}",
        quote_literal(server.constraint.as_deref()?),
        quote_literal(server.table.as_deref()?),
        quote_literal(server.schema.as_deref()?)
    );
    let rows = session.query(&sql).await.ok()?;
    let expression = RowReader::new(rows.into_iter().next()?).text().ok()?;
    Some(format!("NOT ({expression})"))
}

/// The condition of a row without a value in the column that the server names.
fn null(server: &ServerError, table: &TablePlan) -> Option<String> {
    let name = server.column.as_deref()?;
    let column = table.columns().find(|column| *column == name)?;
    Some(format!("{} IS NULL", quote_identifier(column)))
}

/// The query for the first row that meets a condition.
fn first_row(numbered: &str, condition: &str) -> String {
    format!("SELECT pg_catalog.min(\"row of blink\"), NULL FROM {numbered} WHERE {condition}")
}

/// The query for the row with the key that the server names. Its result is NULL if another row may be at fault: one whose
/// key begins like this one, or, with a unique index, one with the same key, since an older row may have it, too.
fn with_key(server: &ServerError, table: &TablePlan, numbered: &str) -> Option<String> {
    let key = ViolatedKey::from_error(server, table)?;
    let is_certain = if server.code == sqlstate::UNIQUE_VIOLATION {
        "pg_catalog.count(*) = 1"
    } else {
        "pg_catalog.min(key::pg_catalog.text) = pg_catalog.max(key::pg_catalog.text)"
    };
    Some(format!(
        "SELECT CASE WHEN {is_certain} THEN pg_catalog.min(\"row of blink\") END, NULL FROM \
         (SELECT \"row of blink\", {} AS key, {} AS nulls FROM {numbered}) keys WHERE nulls = 0 AND {}",
        key.row_values(),
        key.row_nulls(),
        key.may_be("key")
    ))
}
