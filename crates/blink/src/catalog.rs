//! The server's catalog data about the run's tables, read once per run.

pub(crate) mod baseline;
mod by_name;
mod by_oid;
mod domains;
mod function_body;
mod functions;
pub(crate) mod key_checks;
pub(crate) mod keys;
mod meanings;
pub(crate) mod partitions;
mod reader;
pub(crate) mod rebuild_blockers;
mod rules_and_triggers;
pub(crate) mod sequences;
mod server_code;
pub(crate) mod shared_locks;
pub(crate) mod snapshot;
pub(crate) mod table;
mod tables;
mod tokens;
mod triggers;
pub(crate) mod truncate;
mod types;
pub(crate) mod unique;

use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::TableName;
pub(crate) use by_name::ByName;
use partitions::Partitions;
pub use reader::statement;
pub(crate) use reader::{RowReader, with_table_oids};
use sequences::SequenceInfo;
use shared_locks::LocksOfManyTables;
pub(crate) use table::{ColumnInfo, ForeignKey, RelKind, TableInfo};
pub(crate) use tables::Tables;
use truncate::{DropBehavior, TruncateInfo};
use unique::UniqueInfo;

const KNOWN_TABLES: &str = include_str!("catalog/sql/known_tables.sql");

/// The server's answers about the tables of a run.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) tables: Tables,
    pub(crate) partitions: Partitions,
    /// The names of all tables, to suggest one for a table that was not found.
    pub(crate) all_table_names: Vec<TableName>,
    /// The locks that filling the tables takes, if they are many.
    pub(crate) locks: Option<LocksOfManyTables>,
    /// The sequences to advance; empty if the run leaves them alone.
    pub(crate) sequences: Vec<SequenceInfo>,
    /// The effects of emptying the tables, if the run does so.
    pub(crate) truncate: Option<TruncateInfo>,
    /// Unique indexes of the tables that use `on_conflict`; empty if none does.
    pub(crate) unique: UniqueInfo,
}

/// The catalog data to read besides tables, columns and foreign keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) sequences: bool,
    pub(crate) truncate: Option<DropBehavior>,
    pub(crate) unique: bool,
}

/// Reads all else about these tables, with one query per subject regardless of the number of tables. `sent` returns true if
/// values are sent for a column of a table.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    by_name: ByName,
    wanted: Wanted,
    sent: impl Fn(usize, &str) -> bool,
) -> Result<Catalog, Error> {
    let mut tables = by_name.tables()?;
    let oids = tables.oids().collect::<Vec<_>>();
    if !oids.is_empty() {
        by_oid::read(session, &mut tables).await?;
    }
    let partitions = partitions::read(session, &mut tables).await?;
    let mut sequences = Vec::new();
    let mut truncate = None;
    let mut unique = UniqueInfo::default();
    if !oids.is_empty() {
        rules_and_triggers::read(session, &mut tables).await?;
        domains::read(session, &mut tables, &sent).await?;
        let counts = |(n, table): (usize, Option<&TableInfo>)| {
            let mut columns = table.into_iter().flat_map(|table| &table.columns);
            columns.any(|column| column.may_have_sequence && sent(n, &column.name))
        };
        // This query takes a server longer than all others together.
        if wanted.sequences && tables.steps().enumerate().any(counts) {
            sequences = sequences::read(session, &oids).await?;
            sequences::read_code(session, &oids, &mut tables).await?;
        }
        if let Some(behavior) = wanted.truncate {
            truncate = Some(truncate::read(session, &oids, behavior).await?);
        }
        if wanted.unique {
            unique = unique::read(session, &oids).await?;
        }
    }
    let locks = shared_locks::read(session, &oids, wanted.truncate.is_some()).await?;
    let all_table_names = if tables.steps().all(|table| table.is_some()) {
        Vec::new()
    } else {
        read_known(session).await?
    };
    Ok(Catalog {
        tables,
        partitions,
        all_table_names,
        locks,
        sequences,
        truncate,
        unique,
    })
}

/// Reads the names of all tables that can hold rows; those that are not on the `search_path` have their schema.
async fn read_known<C: Connection>(session: &mut Session<'_, C>) -> Result<Vec<TableName>, Error> {
    let rows = session.query(&statement(KNOWN_TABLES)).await?;
    rows.into_iter()
        .map(|row| {
            let mut row = RowReader::new(row);
            let name = match row.nullable_text()? {
                Some(schema) => TableName::qualified(schema, row.text()?),
                None => TableName::new(row.text()?),
            };
            row.end()?;
            Ok(name)
        })
        .collect()
}
