//! Whether a table's indexes and keys could be dropped for the load, and whether it is empty.

use postgres_types::Oid;

use super::Tables;
use super::reader::{Answer, about, query};
use crate::connection::Connection;
use crate::error::Error;
use crate::indexes::Indexes;

const STANDING: &str = include_str!("standing.sql");

/// What stands against dropping a table's indexes and keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// What rules it out for the whole table.
    pub(crate) obstacle: Option<String>,
    /// What runs on the server for each row and may read any table.
    pub(crate) code: Option<String>,
}

/// Reads it if anything could be dropped, so that tables with rows in them cost next to nothing. `asked` is what is to
/// become of each table's indexes.
pub(crate) async fn read<C: Connection>(conn: &mut C, tables: &mut Tables, asked: &[Indexes]) -> Result<(), Error> {
    read_empty(conn, tables, asked).await?;
    let could = tables.with_first(asked).any(|(table, asked)| match asked {
        Indexes::Keep => false,
        Indexes::Auto => table.has_any() && table.empty == Some(true),
        Indexes::Rebuild => table.has_any(),
    });
    if !could {
        return Ok(());
    }
    for row in query(conn, &about(STANDING, tables.oids())).await? {
        let mut row = Answer::new(row);
        let oid = row.number::<Oid>()?;
        let standing = Standing {
            obstacle: row.next()?,
            code: row.next()?,
        };
        row.end()?;
        if let Some(table) = tables.by_oid_mut(oid) {
            table.standing = standing;
        }
    }
    Ok(())
}

/// Looks into those tables that take space on disk, and are perhaps empty all the same.
async fn read_empty<C: Connection>(conn: &mut C, tables: &mut Tables, asked: &[Indexes]) -> Result<(), Error> {
    let unknown = tables.with_first(asked).filter(|(table, asked)| {
        **asked != Indexes::Keep && table.empty.is_none() && table.may_look && table.has_any()
    });
    let looks = unknown
        .map(|(table, _)| {
            format!(
                "SELECT {}, NOT EXISTS (SELECT FROM ONLY {})",
                table.oid,
                table.name.sql()
            )
        })
        .collect::<Vec<_>>();
    if looks.is_empty() {
        return Ok(());
    }
    for row in query(conn, &looks.join(" UNION ALL ")).await? {
        let mut row = Answer::new(row);
        let (oid, empty) = (row.number::<Oid>()?, row.flag()?);
        row.end()?;
        if let Some(table) = tables.by_oid_mut(oid) {
            table.empty = Some(empty);
        }
    }
    Ok(())
}
