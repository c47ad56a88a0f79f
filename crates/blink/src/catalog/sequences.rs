//! The sequences that supply values for the run's columns.

use postgres_types::Oid;

use super::reader::{RowReader, with_table_oids};
use super::tables::Tables;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::TableName;

const SEQUENCES: &str = include_str!("sql/sequences.sql");
const CODE: &str = include_str!("sql/sequence_code.sql");

/// A sequence, as in `pg_sequence`, and the columns that use it.
#[derive(Clone, Debug)]
pub(crate) struct SequenceInfo {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) increment: i64,
    pub(crate) min: i64,
    pub(crate) max: i64,
    /// The number of values that a session reserves at once.
    pub(crate) cache: i64,
    /// True if this role may read and set the sequence.
    pub(crate) may_advance: bool,
    pub(crate) columns: Vec<SequenceColumn>,
}

/// A column that takes its values from a sequence.
#[derive(Clone, Debug)]
pub(crate) struct SequenceColumn {
    pub(crate) table: Oid,
    pub(crate) column: String,
    /// True if the column stores the sequence's values unchanged.
    pub(crate) is_plain_nextval: bool,
    /// True if this role may read the column and an index has its values in order.
    pub(crate) indexed: bool,
}

/// Reads the sequences of the columns of these tables: those that a column owns (serial, identity, `OWNED BY`), and
/// those that the default of the column or of its domain names. A partition's columns also stand for the columns of its
/// partitioned table, since they hold its rows: an identity column's sequence belongs to the topmost table only, and an
/// attached table may have no default.
///
/// A default that names its sequence as a text, as dumps of old servers do (`nextval(('s'::text)::regclass)`), has no
/// entry in `pg_depend`; its text is parsed instead.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
) -> Result<Vec<SequenceInfo>, Error> {
    let rows = session.query(&with_table_oids(SEQUENCES, oids.iter().copied())).await?;
    let mut sequences: Vec<SequenceInfo> = Vec::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let sequence = SequenceInfo {
            oid: row.number()?,
            name: TableName::qualified(row.text()?, row.text()?),
            increment: row.number()?,
            min: row.number()?,
            max: row.number()?,
            cache: row.number()?,
            may_advance: row.bool_or_false()?,
            columns: Vec::new(),
        };
        let column = SequenceColumn {
            table: row.number()?,
            column: row.text()?,
            is_plain_nextval: row.nullable_text()?.is_none_or(|default| is_plain(&default)),
            indexed: row.bool_or_false()?,
        };
        row.end()?;
        // Sorted by sequence, one row per column.
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

/// Reads the code that the server runs for the rows of these tables: it may take values from any sequence.
pub(super) async fn read_code<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    tables: &mut Tables,
) -> Result<(), Error> {
    for row in session.query(&with_table_oids(CODE, oids.iter().copied())).await? {
        let mut row = RowReader::new(row);
        let (table, number) = (row.number()?, row.number::<i16>()?);
        let (function, only_on_update) = (row.nullable_text()?, row.bool_or_false()?);
        row.end()?;
        let Some(table) = tables.by_oid_mut(table) else {
            continue;
        };
        if only_on_update {
            table.update_code = true;
        } else {
            table.insert_code = true;
        }
        let mut columns = table.columns.iter_mut();
        if let Some(column) = columns.find(|column| column.number == number) {
            column.sequence_function = function;
        }
    }
    Ok(())
}

/// Returns true if an expression, as the catalog prints it, yields a sequence's values unchanged:
/// `nextval('s'::regclass)`, the same with a text, or a cast of either. The catalog prints the schema if another name
/// hides the sequence on the `search_path`.
fn is_plain(expression: &str) -> bool {
    let expression = &expression.replace("pg_catalog.", "");
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
            "pg_catalog.nextval('s'::pg_catalog.regclass)",
            "(pg_catalog.nextval(('s'::pg_catalog.text)::pg_catalog.regclass))::integer",
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
