//! The order of files: those of a table that others refer to come before those of the others.

use std::collections::HashMap;

use blink::__private::statement;
use blink::{Connection, TableName, quote_identifier, quote_literal};
use blink_files::CsvFile;
use tokio_postgres::Client;

use crate::exit::Failure;

/// Sorts files by the foreign keys of their tables. In a cycle the files keep the order in which they were named: the
/// run takes care of keys to what comes later.
pub(super) async fn by_foreign_keys(client: &mut Client, files: Vec<CsvFile>) -> Result<Vec<CsvFile>, Failure> {
    if files.is_empty() {
        return Ok(files);
    }
    let references = references(client, &files).await?;
    let mut left = files;
    let mut sorted: Vec<CsvFile> = Vec::new();
    while !left.is_empty() {
        let waits = |file: &CsvFile| {
            let own = &file.target().name;
            references.get(own).is_some_and(|parents| {
                let others = left.iter().map(|other| &other.target().name);
                others
                    .filter(|other| *other != own)
                    .any(|other| parents.contains(other))
            })
        };
        let next = left.iter().position(|file| !waits(file)).unwrap_or_default();
        sorted.push(left.remove(next));
    }
    Ok(sorted)
}

/// The tables of these files that each of their tables refers to.
async fn references(client: &mut Client, files: &[CsvFile]) -> Result<HashMap<TableName, Vec<TableName>>, Failure> {
    let tables = files.iter().map(|file| {
        let name = &file.target().name;
        let parts = name.schema().into_iter().chain([name.table()]).map(quote_identifier);
        format!(
            "pg_catalog.to_regclass({})",
            quote_literal(&parts.collect::<Vec<_>>().join("."))
        )
    });
    let tables = tables.collect::<Vec<_>>().join(", ");
    let question = statement(include_str!("sql/references.sql")).replace("$tables", &tables);
    let rows = Connection::query(client, &question).await;
    let rows = rows.map_err(|error| Failure::refused(format!("the catalog could not be read: {error}")))?;
    let mut references: HashMap<TableName, Vec<TableName>> = HashMap::new();
    for row in rows {
        if let [Some(schema), Some(table), Some(to_schema), Some(to)] = row.as_slice() {
            let child = TableName::qualified(schema, table);
            references
                .entry(child)
                .or_default()
                .push(TableName::qualified(to_schema, to));
        }
    }
    Ok(references)
}
