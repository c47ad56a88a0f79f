//! Conditions by which rows break a unique index or a foreign key.

use std::collections::BTreeMap;

use postgres_types::Oid;

use super::reader::RowReader;
use crate::connection::TextRow;
use crate::error::Error;
use crate::sql::{TableName, comma_separated};

/// The query, which follows `tree.sql`.
pub(super) const KEY_CHECKS: &str = include_str!("sql/key_checks.sql");

/// The parts of a query for the rows that break a unique index or a foreign key.
#[derive(Clone, Debug)]
pub(crate) struct KeyCheck {
    /// The table as SQL, with ONLY if it is not partitioned.
    pub(crate) rows_of: String,
    pub(crate) columns: Vec<KeyColumn>,
    /// The predicate of a partial index, as SQL.
    predicate: Option<String>,
    /// True if a key with a NULL is checked: NULLS NOT DISTINCT, or MATCH FULL.
    checks_nulls: bool,
    pub(crate) referenced: Option<ReferencedRows>,
}

/// A column or an expression of a key.
#[derive(Clone, Debug)]
pub(crate) struct KeyColumn {
    /// The column's name, or the expression as SQL.
    pub(crate) name: String,
    /// The value of a row as SQL, with its collation.
    pub(crate) value: String,
    /// The condition that a row of `referenced` has the value, which is called `k1`, `k2` and so on.
    is_referenced: Option<String>,
}

/// The table that a foreign key refers to.
#[derive(Clone, Debug)]
pub(crate) struct ReferencedRows {
    /// As SQL, with ONLY if it is not partitioned.
    rows_of: String,
    pub(crate) name: TableName,
}

impl KeyCheck {
    /// The condition that a row's key is checked at all, as SQL over the table.
    pub(crate) fn is_checked(&self) -> String {
        let values = comma_separated(self.columns.iter().map(|column| &column.value));
        let nulls = match (self.checks_nulls, self.referenced.is_some()) {
            (false, _) => format!("pg_catalog.num_nulls({values}) = 0"),
            (true, true) => format!("pg_catalog.num_nonnulls({values}) > 0"),
            (true, false) => "true".to_owned(),
        };
        match &self.predicate {
            Some(predicate) => format!("({predicate}) AND {nulls}"),
            None => nulls,
        }
    }

    /// The condition that the row to which a foreign key refers does not exist, as SQL over `k1`, `k2` and so on.
    pub(crate) fn is_orphan(&self) -> Option<String> {
        let referenced = self.referenced.as_ref()?;
        let columns = self.columns.iter().map(|column| column.is_referenced.as_deref());
        let equal = columns.collect::<Option<Vec<_>>>()?;
        Some(format!(
            "NOT EXISTS (SELECT FROM {} AS referenced WHERE {})",
            referenced.rows_of,
            equal.join(" AND ")
        ))
    }
}

/// Reads the answer: the checks of indexes, and of foreign keys (true), by their OIDs.
pub(super) fn read(rows: Vec<TextRow>) -> Result<BTreeMap<(bool, Oid), KeyCheck>, Error> {
    let mut checks = BTreeMap::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let id = (row.bool_or_false()?, row.number()?);
        let column = KeyColumn {
            name: row.text()?,
            value: row.text()?,
            is_referenced: row.nullable_text()?,
        };
        let (rows_of, predicate, checks_nulls) = (row.text()?, row.nullable_text()?, row.bool_or_false()?);
        let referenced = match row.nullable_text()? {
            Some(rows_of) => Some(ReferencedRows {
                rows_of,
                name: TableName::qualified(row.text()?, row.text()?),
            }),
            None => None,
        };
        let check = checks.entry(id).or_insert_with(|| KeyCheck {
            rows_of,
            columns: Vec::new(),
            predicate,
            checks_nulls,
            referenced,
        });
        check.columns.push(column);
    }
    Ok(checks)
}
