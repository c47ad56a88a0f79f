//! The sequences that the run's columns take their values from.

use postgres_types::Oid;

use super::{Answer, query};
use crate::connection::Connection;
use crate::error::Error;
use crate::sql::{TableName, quote_literal};

/// A sequence, as `pg_sequence` has it, and the columns that it is behind.
#[derive(Clone, Debug)]
pub(crate) struct SequenceInfo {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) increment: i64,
    pub(crate) min: i64,
    pub(crate) max: i64,
    /// How many values a session takes at once.
    pub(crate) cache: i64,
    /// Whether this role may read it and set it.
    pub(crate) may_advance: bool,
    pub(crate) columns: Vec<Behind>,
}

/// A column that takes its values from a sequence.
#[derive(Clone, Debug)]
pub(crate) struct Behind {
    pub(crate) table: Oid,
    pub(crate) column: String,
    /// Whether its values are the sequence's own, not made of them.
    pub(crate) plain: bool,
    /// Whether this role may read the column, and an index has its values in order.
    pub(crate) indexed: bool,
}

/// A name as an expression of the catalog shows it, between quotes.
const NAME: &str = r"'((?:[^']|'')+)'";

/// Names that `to_regclass` reads without an error.
const READABLE: &str = r#"^("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)(\.("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*))?$"#;

/// Reads the sequences behind the columns of these tables: those that a column owns (serial, identity, `OWNED BY`), and
/// those that a default names, the column's own or its domain's.
///
/// A default that names its sequence as a text, as dumps of old servers do (`nextval(('s'::text)::regclass)`), has no entry
/// in `pg_depend`, so that its text is read.
pub(super) async fn read<C: Connection>(conn: &mut C, oids: &str) -> Result<Vec<SequenceInfo>, Error> {
    let late = format!(r"nextval\(\({NAME}::(?:text|character varying)\)::regclass\)");
    let called = format!(r"nextval\((?:{NAME}::regclass|\({NAME}::(?:text|character varying)\)::regclass)\)");
    let plain = quote_literal(&format!(r"^(?:{called}|\({called}\)::[a-z0-9 (),]+)$"));
    let late = quote_literal(&format!(r"^\(?{late}"));
    let readable = quote_literal(READABLE);
    let rows = query(
        conn,
        &format!(
            "WITH defaults AS MATERIALIZED (\
               SELECT f.oid, f.adrelid, f.adnum, pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS text \
               FROM pg_catalog.pg_attrdef f WHERE f.adrelid IN ({oids})\
             ), used (relid, attnum, seq, plain) AS (\
               SELECT d.refobjid, d.refobjsubid, d.objid, NULL::boolean FROM pg_catalog.pg_depend d \
               WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid IN ({oids}) AND d.refobjsubid > 0 \
               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') \
               UNION ALL \
               SELECT f.adrelid, f.adnum, d.refobjid, f.text ~ {plain} \
               FROM defaults f JOIN pg_catalog.pg_depend d \
               ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid \
               AND d.refclassid = 'pg_catalog.pg_class'::regclass \
               UNION ALL \
               SELECT a.attrelid, a.attnum, d.refobjid, t.typdefault ~ {plain} \
               FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typtype = 'd' \
               JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid \
               AND d.refclassid = 'pg_catalog.pg_class'::regclass \
               WHERE a.attrelid IN ({oids}) AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef \
               UNION ALL \
               SELECT f.adrelid, f.adnum, CASE WHEN f.name ~ {readable} THEN pg_catalog.to_regclass(f.name)::oid END, \
               f.text ~ {plain} \
               FROM (SELECT f.*, replace(substring(f.text FROM {late}), '''''', '''') AS name FROM defaults f) f\
             ) \
             SELECT q.seqrelid, s.nspname, c.relname, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, \
             pg_catalog.has_schema_privilege(s.oid, 'USAGE') \
             AND pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT') \
             AND pg_catalog.has_sequence_privilege(q.seqrelid, 'UPDATE'), \
             u.relid, a.attname, coalesce(bool_and(u.plain), true), \
             pg_catalog.has_column_privilege(u.relid, u.attnum::int2, 'SELECT') AND EXISTS (\
               SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid \
               JOIN pg_catalog.pg_am m ON m.oid = x.relam \
               WHERE i.indrelid = u.relid AND i.indkey[0] = u.attnum AND i.indpred IS NULL AND i.indisvalid \
               AND m.amname = 'btree') \
             FROM used u JOIN pg_catalog.pg_sequence q ON q.seqrelid = u.seq \
             JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = u.relid AND a.attnum = u.attnum \
             GROUP BY q.seqrelid, s.oid, s.nspname, c.relname, u.relid, u.attnum, a.attname \
             ORDER BY q.seqrelid, u.relid, u.attnum"
        ),
    )
    .await?;
    let mut sequences: Vec<SequenceInfo> = Vec::new();
    for row in rows {
        let mut row = Answer::new(row);
        let sequence = SequenceInfo {
            oid: row.number()?,
            name: TableName::qualified(row.text()?, row.text()?),
            increment: row.number()?,
            min: row.number()?,
            max: row.number()?,
            cache: row.number()?,
            may_advance: row.flag()?,
            columns: Vec::new(),
        };
        let column = Behind {
            table: row.number()?,
            column: row.text()?,
            plain: row.flag()?,
            indexed: row.flag()?,
        };
        // In the order of the sequences, a row for each column.
        match sequences.last_mut() {
            Some(last) if last.oid == sequence.oid => last.columns.push(column),
            _ => sequences.push(SequenceInfo {
                columns: vec![column],
                ..sequence
            }),
        }
    }
    Ok(sequences)
}
