//! The table that a file goes into, as the catalog has it.

mod cells;
mod relation;
mod types;

use blink::__private::statement;
use blink::{BoxError, Connection, TableName, TextRow, quote_identifier, quote_literal};

use crate::convert::{ColumnType, TypeKind, oid};
use crate::mistake::Mistake;
use crate::text::{fold, nearest};

pub(crate) use cells::Cells;
pub use relation::{ForeignTables, Relation};

const COLUMNS: &str = include_str!("target/columns.sql");
const TABLES: &str = include_str!("target/tables.sql");

/// A table, and its columns in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name in the catalog, with its schema.
    pub name: TableName,
    /// The columns that are not dropped.
    pub columns: Vec<TargetColumn>,
    /// True if a trigger may fill columns of a row before it is stored.
    pub has_before_trigger: bool,
    /// The kind of relation that it is.
    pub relation: Relation,
}

/// A column of a [`Target`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetColumn {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: ColumnType,
    /// True if it is NOT NULL.
    pub not_null: bool,
    /// True if it has a default, or is an identity column.
    pub has_default: bool,
    /// True if the database computes it from the others.
    pub is_generated: bool,
}

impl TargetColumn {
    /// Returns true if its values are texts that may be anything, so that a word in it may be a value.
    pub(crate) fn is_text(&self) -> bool {
        matches!(
            self.ty.below_domains().0.oid,
            oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::CHAR
        ) || self.ty.below_domains().0.name == "citext"
    }
}

impl Target {
    /// Reads a table; None if there is none of this name.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub async fn read<C: Connection>(conn: &mut C, name: &TableName) -> Result<Option<Self>, BoxError> {
        let question = statement(COLUMNS).replace("$name", &quote_literal(&quoted(name)));
        let rows = conn.query(&question).await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut cells = Cells::new(first);
        let name = TableName::qualified(cells.text()?, cells.text()?);
        let has_before_trigger = cells.is_true()?;
        let relation = Relation::read(conn, &cells.text()?, &quote_literal(&quoted(&name))).await?;
        let raw = rows.iter().map(RawColumn::new).collect::<Result<Vec<_>, _>>()?;
        let types = types::read(conn, raw.iter().map(|column| column.type_oid)).await?;
        let columns = raw.into_iter().map(|column| TargetColumn {
            ty: ColumnType {
                typmod: column.typmod,
                name: column.type_name,
                ..types.get(column.type_oid)
            },
            name: column.name,
            not_null: column.not_null,
            has_default: column.has_default,
            is_generated: column.is_generated,
        });
        Ok(Some(Self {
            name,
            columns: columns.collect(),
            has_before_trigger,
            relation,
        }))
    }

    /// Reads the table of this name, or else the only one whose name is the same but for capitals, blanks, hyphens and
    /// underscores. The inner error names tables that are like it.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub async fn find<C: Connection>(conn: &mut C, name: &TableName) -> Result<Result<Self, Mistake>, BoxError> {
        if let Some(found) = Self::read(conn, name).await? {
            return Ok(Ok(found));
        }
        let all = Self::all_names(conn).await?;
        let folded = fold(name.table());
        let mut alike = all
            .iter()
            .filter(|other| other.schema() == name.schema() && fold(other.table()) == folded);
        if let (Some(only), None) = (alike.next(), alike.next())
            && let Some(found) = Self::read(conn, only).await?
        {
            return Ok(Ok(found));
        }
        // A table of another schema may be meant, too, but rather one of this.
        let mut near = Vec::new();
        for table in nearest(name.table(), all.iter().map(TableName::table)) {
            let same = all
                .iter()
                .filter(|other| other.table() == table && !near.contains(other));
            near.extend(same.collect::<Vec<_>>());
        }
        near.sort_by_key(|other| other.schema() != name.schema());
        near.truncate(3);
        let near = near.iter().map(ToString::to_string).collect::<Vec<_>>();
        let advice = match near.as_slice() {
            [] => "say the table by --into, or create it".to_owned(),
            near => format!("did you mean --into {}?", near.join(" or ")),
        };
        Ok(Err(Mistake::new(format!("there is no table {name}"), advice)))
    }

    /// Returns the names of all tables outside the system's schemas; those that are found without their schema come
    /// without it.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub(crate) async fn all_names<C: Connection>(conn: &mut C) -> Result<Vec<TableName>, BoxError> {
        let rows = conn.query(TABLES).await?;
        let names = rows.iter().map(|row| {
            let mut cells = Cells::new(row);
            let (schema, table) = (cells.text()?, cells.text()?);
            Ok(if cells.is_true()? {
                TableName::new(table)
            } else {
                TableName::qualified(schema, table)
            })
        });
        names.collect()
    }
}

/// The name as SQL.
pub(crate) fn quoted(name: &TableName) -> String {
    let parts = name.schema().into_iter().chain([name.table()]);
    parts.map(quote_identifier).collect::<Vec<_>>().join(".")
}

/// A column as the question answers it.
struct RawColumn {
    name: String,
    type_oid: u32,
    typmod: i32,
    type_name: String,
    not_null: bool,
    has_default: bool,
    is_generated: bool,
}

impl RawColumn {
    fn new(row: &TextRow) -> Result<Self, BoxError> {
        let mut cells = Cells::new(row);
        let (_, _, _, _) = (cells.text()?, cells.text()?, cells.is_true()?, cells.text()?);
        Ok(Self {
            name: cells.text()?,
            type_oid: cells.text()?.parse()?,
            typmod: cells.text()?.parse()?,
            type_name: cells.text()?,
            not_null: cells.is_true()?,
            has_default: cells.is_true()?,
            is_generated: cells.is_true()?,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A column of type text.
    pub(crate) fn column(name: &str) -> TargetColumn {
        typed(name, oid::TEXT, "text")
    }

    /// A column of a type of the server's own.
    pub(crate) fn typed(name: &str, oid: u32, ty: &str) -> TargetColumn {
        TargetColumn {
            name: name.to_owned(),
            ty: ColumnType {
                oid,
                name: ty.to_owned(),
                typmod: -1,
                kind: TypeKind::Base,
            },
            not_null: false,
            has_default: false,
            is_generated: false,
        }
    }

    pub(crate) fn target(columns: &[&str]) -> Target {
        Target {
            name: TableName::qualified("public", "t"),
            columns: columns.iter().copied().map(column).collect(),
            has_before_trigger: false,
            relation: Relation::Table,
        }
    }
}
