//! The sequences that the run's columns take their values from.

use postgres_types::Oid;

use super::reader::{Answer, query};
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

/// Names that `to_regclass` reads without an error.
const READABLE: &str = r#"^("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)(\.("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*))?$"#;

/// Reads the sequences behind the columns of these tables: those that a column owns (serial, identity, `OWNED BY`), and
/// those that a default names, the column's own or its domain's.
///
/// A default that names its sequence as a text, as dumps of old servers do (`nextval(('s'::text)::regclass)`), has no entry
/// in `pg_depend`, so that its text is read.
pub(super) async fn read<C: Connection>(conn: &mut C, oids: &str) -> Result<Vec<SequenceInfo>, Error> {
    let readable = quote_literal(READABLE);
    let rows = query(
        conn,
        &format!(
            "WITH defaults AS MATERIALIZED (\
               SELECT f.oid, f.adrelid, f.adnum, pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS text \
               FROM pg_catalog.pg_attrdef f WHERE f.adrelid IN ({oids})\
             ), used (relid, attnum, seq, text) AS (\
               SELECT d.refobjid, d.refobjsubid, d.objid, NULL FROM pg_catalog.pg_depend d \
               WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid IN ({oids}) AND d.refobjsubid > 0 \
               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') \
               UNION ALL \
               SELECT f.adrelid, f.adnum, d.refobjid, f.text \
               FROM defaults f JOIN pg_catalog.pg_depend d \
               ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid \
               AND d.refclassid = 'pg_catalog.pg_class'::regclass \
               UNION ALL \
               SELECT a.attrelid, a.attnum, d.refobjid, t.typdefault \
               FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typtype = 'd' \
               JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid \
               AND d.refclassid = 'pg_catalog.pg_class'::regclass \
               WHERE a.attrelid IN ({oids}) AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef \
               UNION ALL \
               SELECT f.adrelid, f.adnum, CASE WHEN f.name ~ {readable} THEN pg_catalog.to_regclass(f.name)::oid END, f.text \
               FROM (SELECT d.adrelid, d.adnum, d.text, \
                 replace(split_part(split_part(d.text, 'nextval((''', 2), '''::', 1), '''''', '''') AS name \
                 FROM defaults d WHERE d.text LIKE '%nextval((''%') f\
             ) \
             SELECT q.seqrelid, s.nspname, c.relname, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, \
             pg_catalog.has_schema_privilege(s.oid, 'USAGE') \
             AND pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT') \
             AND pg_catalog.has_sequence_privilege(q.seqrelid, 'UPDATE'), \
             u.relid, a.attname, max(u.text), \
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
            plain: row.next()?.is_none_or(|default| is_plain(&default)),
            indexed: row.flag()?,
        };
        row.end()?;
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

/// Whether an expression, as the catalog shows it, gives a sequence's own values: `nextval('s'::regclass)`, the same of a
/// text, or either of them cast to a type.
fn is_plain(expression: &str) -> bool {
    let cast = || {
        let (inner, ty) = expression.strip_prefix('(')?.rsplit_once(")::")?;
        (!ty.contains(['\'', '+', '-', '*', '/'])).then_some(inner)
    };
    let called = cast().unwrap_or(expression);
    let argument = || {
        let argument = called.strip_prefix("nextval(")?.strip_suffix("::regclass)")?;
        let argument = match argument.strip_prefix('(') {
            Some(text) => text
                .strip_suffix("::text)")
                .or_else(|| text.strip_suffix("::character varying)"))?,
            None => argument,
        };
        argument.strip_prefix('\'')?.strip_suffix('\'')
    };
    argument().is_some_and(|name| !name.replace("''", "").contains('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_default_is_told_from_what_is_made_of_one() {
        for plain in [
            "nextval('s'::regclass)",
            r#"nextval('"od.d"."S ""q''x"'::regclass)"#,
            "nextval(('s'::text)::regclass)",
            "nextval(('s'::character varying)::regclass)",
            "(nextval('s'::regclass))::integer",
            "(nextval(('s'::text)::regclass))::numeric(10,0)",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        for made in [
            "(nextval('s'::regclass) * 10)",
            "('x'::text || nextval('s'::regclass))",
            "((nextval('s'::regclass) * 10))::integer",
            "(nextval('a'::regclass) + nextval('b'::regclass))",
            "COALESCE(nextval('s'::regclass), (0)::bigint)",
            "(nextval('s'::regclass))::integer + 1",
            "currval('s'::regclass)",
            "nextval('s'::regclass) + nextval('t'::regclass)",
        ] {
            assert!(!is_plain(made), "{made}");
        }
    }
}
