//! The server's catalog data about the run's tables, read once per run.

pub(crate) mod baseline;
mod domains;
mod function_body;
mod functions;
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

use postgres_types::{Oid, Type};

use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::{TableName, comma_separated, quote_literal};
use partitions::Partitions;
pub(crate) use reader::{RowReader, statement, with_table_oids};
use sequences::SequenceInfo;
use shared_locks::LocksOfManyTables;
use table::RulesAndTriggers;
pub(crate) use table::{ColumnInfo, ForeignKey, RelKind, TableInfo};
pub(crate) use tables::Tables;
use truncate::{DropBehavior, TruncateInfo};
use types::read_types;
use unique::UniqueInfo;

const TABLES: &str = include_str!("catalog/sql/tables.sql");
const COLUMNS: &str = include_str!("catalog/sql/columns.sql");
const REFERENCES: &str = include_str!("catalog/sql/references.sql");
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

/// Reads the catalog data of these tables, with one query per subject regardless of the number of tables. `sent`
/// returns true if values are sent for a column of a table.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    names: &[TableName],
    wanted: Wanted,
    sent: impl Fn(usize, &str) -> bool,
) -> Result<Catalog, Error> {
    let mut tables = read_tables(session, names).await?;
    let partitions = partitions::read(session, &mut tables).await?;
    let oids = tables.oids().collect::<Vec<_>>();
    let mut sequences = Vec::new();
    let mut truncate = None;
    let mut unique = UniqueInfo::default();
    if !oids.is_empty() {
        rules_and_triggers::read(session, &mut tables).await?;
        read_columns(session, &oids, &mut tables).await?;
        domains::read(session, &mut tables, &sent).await?;
        read_foreign_keys(session, &oids, &mut tables).await?;
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

async fn read_tables<C: Connection>(session: &mut Session<'_, C>, names: &[TableName]) -> Result<Tables, Error> {
    if names.is_empty() {
        return Ok(Tables::default());
    }
    let wanted = comma_separated(names.iter().enumerate().map(|(n, name)| {
        let schema = name.schema().map_or("NULL::pg_catalog.text".to_owned(), quote_literal);
        format!("({n}, {schema}, {})", quote_literal(name.table()))
    }));
    let rows = session.query(&statement(TABLES).replace("$names", &wanted)).await?;
    let mut tables = std::iter::repeat_with(|| None).take(names.len()).collect::<Vec<_>>();
    for row in rows {
        let mut row = RowReader::new(row);
        let n = row.number::<usize>()?;
        let oid = row.number()?;
        let name = TableName::qualified(row.text()?, row.text()?);
        let kind = RelKind::from_catalog(&row.text()?);
        let table = TableInfo {
            oid,
            name,
            kind,
            foreign: kind == RelKind::ForeignTable,
            is_partition: row.bool_or_false()?,
            schema_usage: row.bool_or_false()?,
            row_security: row.bool_or_false()?,
            may_have_rules_or_triggers: row.bool_or_false()?,
            rules_and_triggers: RulesAndTriggers::default(),
            insert_code: false,
            update_code: false,
            may_analyze: row.bool_or_false()?,
            estimated_rows: row.number()?,
            columns: Vec::new(),
            foreign_keys: Vec::new(),
            has_index: row.bool_or_false()?,
            can_probe_empty: row.bool_or_false()?,
            empty: row.bool_or_false()?.then_some(true),
            snapshot: row.snapshot()?,
            locked: row.bool_or_false()?,
        };
        row.end()?;
        if let Some(place) = tables.get_mut(n) {
            *place = Some(table);
        }
    }
    Ok(Tables::new(tables))
}

async fn read_columns<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    tables: &mut Tables,
) -> Result<(), Error> {
    let rows = session.query(&with_table_oids(COLUMNS, oids.iter().copied())).await?;
    let mut columns = Vec::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let table = row.number::<Oid>()?;
        let (number, name, ty) = (row.number()?, row.text()?, row.number::<Oid>()?);
        let mut column = ColumnInfo {
            number,
            name,
            ty: Type::UNKNOWN,
            type_name: row.text()?,
            delimiters: Vec::new(),
            without_binary_input: None,
            not_null: row.bool_or_false()?,
            domain_not_null: false,
            checked: false,
            refuses_null: None,
            has_default: row.bool_or_false()?,
            may_have_sequence: false,
            sequence_function: None,
            generated: row.bool_or_false()?,
            may_insert: row.bool_or_false()?,
            may_select: row.bool_or_false()?,
        };
        column.may_have_sequence = row.bool_or_false()? || column.has_default;
        row.end()?;
        columns.push((table, ty, column));
    }
    let types = read_types(session, columns.iter().map(|&(_, ty, _)| ty)).await?;
    for (table, ty, mut column) in columns {
        column.ty = types.get(ty);
        column.delimiters = types.delimiters(&column.ty);
        column.without_binary_input = types.without_binary_input(&column.ty);
        column.domain_not_null = types.domain_not_null(ty);
        column.checked = types.checked(ty);
        if let Some(info) = tables.by_oid_mut(table) {
            info.columns.push(column);
        }
    }
    Ok(())
}

async fn read_foreign_keys<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    tables: &mut Tables,
) -> Result<(), Error> {
    let rows = session
        .query(&with_table_oids(REFERENCES, oids.iter().copied()))
        .await?;
    for row in rows {
        let mut row = RowReader::new(row);
        let table = row.number::<Oid>()?;
        let (name, numbers) = (row.text()?, row.text()?);
        let (to, deferred) = (row.number()?, row.bool_or_false()?);
        let (may_defer, checked) = (row.bool_or_false()?, row.bool_or_false()?);
        row.end()?;
        if let Some(info) = tables.by_oid_mut(table) {
            let columns = numbers
                .split(',')
                .filter_map(|number| number.parse::<i16>().ok())
                .filter_map(|number| info.columns.iter().find(|column| column.number == number))
                .map(|column| column.name.clone())
                .collect();
            info.foreign_keys.push(ForeignKey {
                name,
                columns,
                to,
                deferred,
                may_defer,
                checked,
            });
        }
    }
    Ok(())
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
