//! What emptying the run's tables means: what else is emptied, and what stands against it.

use postgres_types::Oid;

use super::reader::{Answer, query};
use crate::connection::Connection;
use crate::error::Error;
use crate::sql::TableName;

/// The option of a `TRUNCATE` for tables that refer to those that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DropBehavior {
    Restrict,
    Cascade,
}

/// What is known of a `TRUNCATE` of the run's tables.
#[derive(Debug, Default)]
pub(crate) struct TruncateInfo {
    pub(crate) version: u32,
    /// Whether a cursor is open in the session, which rules `COPY … FREEZE` out.
    pub(crate) cursors: bool,
    pub(crate) emptied: Vec<Emptied>,
    /// The foreign keys of tables that would not be emptied, for which the server refuses.
    pub(crate) outside: Vec<Reference>,
    /// The sequences that `RESTART IDENTITY` needs and this role does not own.
    pub(crate) not_owned: Vec<TableName>,
}

/// A table that is emptied.
#[derive(Debug)]
pub(crate) struct Emptied {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) why: Why,
    pub(crate) may_truncate: bool,
}

/// Why a table is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is the run's.
    Named,
    /// It refers to one that is emptied, and CASCADE was asked for.
    Refers,
    /// It is a partition of one that is emptied, or inherits from it.
    Inherits,
}

/// A foreign key to a table that is emptied.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) from: TableName,
    pub(crate) constraint: String,
    pub(crate) to: Oid,
    pub(crate) to_name: TableName,
}

/// Finds what a `TRUNCATE` of these tables takes in, as `ExecuteTruncate` in tablecmds.c does.
pub(super) async fn read<C: Connection>(
    conn: &mut C,
    oids: &str,
    behavior: DropBehavior,
) -> Result<TruncateInfo, Error> {
    let references = match behavior {
        DropBehavior::Restrict => "",
        DropBehavior::Cascade => {
            "UNION ALL SELECT k.conrelid, 'refers' FROM pg_catalog.pg_constraint k \
             WHERE k.confrelid = e.oid AND k.contype = 'f'"
        }
    };
    let rows = query(
        conn,
        &format!(
            "WITH RECURSIVE reached (oid, why) AS (\
               SELECT c.oid, 'named' FROM pg_catalog.pg_class c WHERE c.oid IN ({oids}) \
               UNION \
               SELECT n.oid, n.why FROM reached e CROSS JOIN LATERAL (\
                 SELECT i.inhrelid AS oid, 'inherits' AS why FROM pg_catalog.pg_inherits i WHERE i.inhparent = e.oid \
                 {references}) n\
             ), emptied AS (\
               SELECT c.oid, c.relname, s.nspname, \
               CASE WHEN bool_or(r.why = 'named') THEN 'named' WHEN bool_or(r.why = 'refers') THEN 'refers' \
               ELSE 'inherits' END AS why \
               FROM reached r JOIN pg_catalog.pg_class c ON c.oid = r.oid \
               JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace GROUP BY c.oid, c.relname, s.nspname\
             ) \
             SELECT 'table', e.nspname, e.relname, e.oid, e.why, \
             pg_catalog.has_table_privilege(e.oid, 'TRUNCATE')::text, NULL FROM emptied e \
             UNION ALL \
             SELECT DISTINCT 'outside', s.nspname, c.relname, e.oid, k.conname::text, e.nspname::text, e.relname::text \
             FROM emptied e JOIN pg_catalog.pg_constraint k ON k.confrelid = e.oid AND k.contype = 'f' \
             JOIN pg_catalog.pg_class c ON c.oid = coalesce(pg_catalog.pg_partition_root(k.conrelid), k.conrelid) \
             JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace \
             WHERE k.conrelid NOT IN (SELECT e.oid FROM emptied e) \
             UNION ALL \
             SELECT 'sequence', s.nspname, c.relname, NULL, NULL, NULL, NULL \
             FROM emptied e JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass \
             AND d.refobjid = e.oid AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass \
             AND d.deptype IN ('a', 'i') \
             JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S' \
             JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace \
             WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE') \
             UNION ALL \
             SELECT 'session', current_setting('server_version_num'), \
             EXISTS (SELECT FROM pg_catalog.pg_cursors)::text, NULL, NULL, NULL, NULL \
             ORDER BY 1, 2, 3, 4, 5"
        ),
    )
    .await?;
    let mut info = TruncateInfo::default();
    for row in rows {
        let mut row = Answer::new(row);
        match row.text()?.as_str() {
            "table" => info.emptied.push(Emptied {
                name: TableName::qualified(row.text()?, row.text()?),
                oid: row.number()?,
                why: match row.text()?.as_str() {
                    "named" => Why::Named,
                    "refers" => Why::Refers,
                    _ => Why::Inherits,
                },
                may_truncate: row.text()? == "true",
            }),
            "outside" => info.outside.push(Reference {
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
