//! The unique indexes that ON CONFLICT can use, and the role's privileges on their columns.

use postgres_types::Oid;

use super::reader::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const UNIQUE: &str = include_str!("sql/unique.sql");

/// The catalog data for conflicts of the run's rows.
#[derive(Debug, Default)]
pub(crate) struct UniqueInfo {
    pub(crate) may_create_temporary: bool,
    pub(crate) indexes: Vec<UniqueIndex>,
    pub(crate) columns: Vec<ColumnAccess>,
    /// The tables' unique and exclusion constraints that are deferrable, those of their partitions included.
    pub(crate) deferrable: Vec<(Oid, String)>,
}

/// A unique index.
#[derive(Debug)]
pub(crate) struct UniqueIndex {
    pub(crate) table: Oid,
    pub(crate) name: String,
    /// The key columns, without included ones.
    pub(crate) columns: Vec<String>,
    /// The reason why `ON CONFLICT` cannot use the index.
    pub(crate) unusable_because: Option<&'static str>,
}

/// The role's privileges on a column.
#[derive(Debug)]
pub(crate) struct ColumnAccess {
    pub(crate) table: Oid,
    pub(crate) column: String,
    pub(crate) may_select: bool,
    pub(crate) may_update: bool,
    /// True for `GENERATED ALWAYS AS IDENTITY`, which UPDATE can only set to its default.
    pub(crate) generated_always: bool,
}

impl UniqueInfo {
    pub(crate) fn of(&self, table: Oid) -> impl Iterator<Item = &UniqueIndex> {
        self.indexes.iter().filter(move |index| index.table == table)
    }

    /// Returns the first deferrable constraint of the table.
    pub(crate) fn deferrable(&self, table: Oid) -> Option<&str> {
        let mut constraints = self.deferrable.iter().filter(|(of, _)| *of == table);
        constraints.next().map(|(_, name)| name.as_str())
    }

    pub(crate) fn access(&self, table: Oid, column: &str) -> Option<&ColumnAccess> {
        let mut columns = self.columns.iter();
        columns.find(|access| access.table == table && access.column == column)
    }
}

/// Reads the unique indexes of these tables, and this role's privileges on their columns.
pub(super) async fn read<C: Connection>(session: &mut Session<'_, C>, oids: &[Oid]) -> Result<UniqueInfo, Error> {
    let rows = session.query(&with_table_oids(UNIQUE, oids.iter().copied())).await?;
    let mut info = UniqueInfo::default();
    for row in rows {
        let mut row = RowReader::new(row);
        let what = row.text()?;
        let (table, name) = (row.number()?, row.text()?);
        let first = row.nullable_text()?.as_deref() == Some("true");
        match what.as_str() {
            "index" => {
                let (immediate, whole, column) = (row.text()? == "true", row.text()? == "true", row.nullable_text()?);
                let unusable_because = match (first, immediate, whole, &column) {
                    (false, ..) => Some("is not valid"),
                    (_, false, ..) => Some("is deferrable"),
                    (_, _, false, _) => Some("is partial"),
                    (.., None) => Some("is on an expression"),
                    _ => None,
                };
                // One row per column.
                match info.indexes.last_mut() {
                    Some(last) if last.table == table && last.name == name => {
                        last.columns.extend(column);
                        last.unusable_because = last.unusable_because.or(unusable_because);
                    }
                    _ => info.indexes.push(UniqueIndex {
                        table,
                        name,
                        columns: column.into_iter().collect(),
                        unusable_because,
                    }),
                }
            }
            "column" => info.columns.push(ColumnAccess {
                table,
                column: name,
                may_select: first,
                may_update: row.text()? == "true",
                generated_always: row.text()? == "true",
            }),
            "deferrable" => info.deferrable.push((table, name)),
            _ => info.may_create_temporary = first,
        }
    }
    Ok(info)
}
