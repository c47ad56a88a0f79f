//! Checks that a table still matches the plan.
//!
//! No lock protects the table between the catalog queries and its first COPY, and a snapshot of the caller's
//! transaction may be older than either.

use crate::catalog::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::TablePlan;
use crate::sql::{comma_separated, quote_identifier};

/// Codes for a missing table, schema or column; for a generated column, a syntax error before PostgreSQL 14;
/// and for something that is not a table.
const SCHEMA_CHANGED: [&str; 6] = [
    sqlstate::UNDEFINED_TABLE,
    sqlstate::INVALID_SCHEMA_NAME,
    sqlstate::UNDEFINED_COLUMN,
    sqlstate::GENERATED_ALWAYS,
    sqlstate::SYNTAX_ERROR,
    sqlstate::WRONG_OBJECT_TYPE,
];

/// Locks the table as its COPY will, against changes, and compares it with the plan.
///
/// Asked for an INSERT, the parser takes that lock and keeps it to the end of the transaction. `LOCK TABLE` would do
/// the same, but is refused to a role that may insert into some columns only. Types are asked of the parser, too, which
/// sees what COPY will see; a catalog query may run under an older snapshot. COPY itself would not notice a change: it
/// accepts any binary value of the right width.
pub(super) async fn lock<C: Connection>(table: &TablePlan, session: &mut Session<'_, C>) -> Result<(), Error> {
    let name = table.name.sql();
    let columns = table
        .columns
        .iter()
        .map(|column| quote_identifier(&column.name))
        .collect::<Vec<_>>();
    let values = columns
        .iter()
        .map(|column| format!("(NULL::{name}).{column}"))
        .collect::<Vec<_>>();
    let insert = format!(
        "EXPLAIN INSERT INTO {name} ({}) OVERRIDING SYSTEM VALUE SELECT {} WHERE false",
        columns.join(", "),
        values.join(", ")
    );
    // Columns are returned as rows, since a table may have almost as many columns as a result may.
    let types = values.iter().map(|value| format!("pg_catalog.pg_typeof({value})"));
    let types = format!(
        "SELECT t::pg_catalog.oid, t::pg_catalog.text FROM pg_catalog.unnest(ARRAY[{}]) \
         WITH ORDINALITY AS columns(t, n) ORDER BY n",
        comma_separated(types)
    );
    // One query asks for both.
    let asked = session.query(&format!("{insert}; {types}")).await;
    let rows = asked.map_err(|error| match error.sqlstate() {
        Some(code) if SCHEMA_CHANGED.contains(&code) => error.with_kind(ErrorKind::SchemaChanged),
        _ => error,
    })?;
    // A line of a query plan has no second column.
    let mut rows = rows.into_iter().filter(|row| row.len() > 1);
    for column in &table.columns {
        let mut row = RowReader::new(rows.next().unwrap_or_default());
        let (oid, now) = (row.number::<u32>()?, row.text()?);
        if oid != column.ty.oid() {
            let what = format!("it was {}, and is now {now}", column.sql_type);
            return Err(
                Error::caused_by(ErrorKind::SchemaChanged, what).with_location(ErrorLocation {
                    column: Some(column.name.clone()),
                    ..ErrorLocation::default()
                }),
            );
        }
    }
    Ok(())
}
