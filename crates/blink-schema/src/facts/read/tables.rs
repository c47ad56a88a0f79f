//! Tables.

use blink::TableName;

use super::answer::Row;
use super::building::Building;
use super::error::ReadError;
use super::stored::Stored;
use crate::facts::tables::{Table, TableKind};

pub(super) fn add_table(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let oid = row.number()?;
    let (schema, name) = (row.text()?, row.text()?);
    let mut table = Table {
        oid,
        kind: match row.character()? {
            'p' => TableKind::Partitioned,
            'f' => TableKind::Foreign,
            _ => TableKind::Ordinary,
        },
        is_unlogged: row.flag()?,
        access_method: row.nullable()?,
        ..Table::new(TableName::qualified(schema, name))
    };
    let mut stored = Stored {
        estimated_rows: row.number()?,
        estimated_pages: row.number()?,
        size: row.nullable_number()?,
        block_size: row.number()?,
        counted_rows: row.nullable_number()?.unwrap_or(0),
        ..Stored::default()
    };
    stored.may_count = row.flag()?;
    table.has_row_security = row.flag()?;
    table.comment = row.nullable()?;
    table.extension = row.nullable()?;
    table.size = stored.bytes();
    building.add_table(table, stored);
    Ok(())
}
