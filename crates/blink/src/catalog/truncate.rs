//! The effects of emptying the run's tables: other tables that are emptied, and reasons for a refusal.

use postgres_types::Oid;

use super::reader::{RowReader, with_table_oids};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::TableName;

const TRUNCATE: &str = include_str!("sql/truncate.sql");

/// The option of a `TRUNCATE` for tables that refer to the truncated ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DropBehavior {
    Restrict,
    Cascade,
}

/// The catalog data about a `TRUNCATE` of the run's tables.
#[derive(Debug, Default)]
pub(crate) struct TruncateInfo {
    pub(crate) version: u32,
    /// True if a cursor is open in the session, which rules `COPY … FREEZE` out.
    pub(crate) cursors: bool,
    pub(crate) tables: Vec<TruncatedTable>,
    /// The foreign keys of tables that would not be emptied; the server refuses because of them.
    pub(crate) referencing_tables: Vec<ForeignKeyReference>,
    /// The sequences that `RESTART IDENTITY` needs and this role does not own.
    pub(crate) not_owned: Vec<TableName>,
}

/// A table that is emptied.
#[derive(Debug)]
pub(crate) struct TruncatedTable {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) reason: TruncateReason,
    pub(crate) may_truncate: bool,
}

/// The reason why a table is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TruncateReason {
    /// The table belongs to the run.
    Named,
    /// The table refers to one that is emptied, with CASCADE.
    Refers,
    /// The table is a partition of one that is emptied, or inherits from it.
    Inherits,
}

/// A foreign key to a table that is emptied.
#[derive(Debug)]
pub(crate) struct ForeignKeyReference {
    pub(crate) from: TableName,
    pub(crate) constraint: String,
    pub(crate) to: Oid,
    pub(crate) to_name: TableName,
}

/// Finds the tables, keys and sequences that a `TRUNCATE` of these tables affects, as `ExecuteTruncate` in tablecmds.c
/// does.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    behavior: DropBehavior,
) -> Result<TruncateInfo, Error> {
    let cascade = match behavior {
        DropBehavior::Restrict => "false",
        DropBehavior::Cascade => "true",
    };
    let sql = with_table_oids(TRUNCATE, oids.iter().copied()).replace("$cascade", cascade);
    let rows = session.query(&sql).await?;
    let mut info = TruncateInfo::default();
    for row in rows {
        let mut row = RowReader::new(row);
        match row.text()?.as_str() {
            "table" => info.tables.push(TruncatedTable {
                name: TableName::qualified(row.text()?, row.text()?),
                oid: row.number()?,
                reason: match row.text()?.as_str() {
                    "named" => TruncateReason::Named,
                    "refers" => TruncateReason::Refers,
                    _ => TruncateReason::Inherits,
                },
                may_truncate: row.text()? == "true",
            }),
            "outside" => info.referencing_tables.push(ForeignKeyReference {
                from: TableName::qualified(row.text()?, row.text()?),
                to: row.number()?,
                constraint: row.text()?,
                to_name: TableName::qualified(row.text()?, row.text()?),
            }),
            "sequence" => info.not_owned.push(TableName::qualified(row.text()?, row.text()?)),
            _ => {
                info.version = row.number()?;
                info.cursors = row.text()? == "true";
            }
        }
        row.end()?;
    }
    Ok(info)
}
