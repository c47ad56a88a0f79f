//! Catalog queries, and a reader that takes the values of a row one by one.

use postgres_types::Oid;

use super::snapshot::Snapshot;
use crate::connection::TextRow;
use crate::error::DriverError;
use crate::error::Error;
use crate::sql::comma_separated;

/// Returns the query of one of the files in `sql/`, without its comments. It is called before names are put in: a line of a
/// name may begin like a comment, or end one.
///
/// The files also work in psql: `sed "s/\$tables/'users'::regclass/" columns.sql | psql` shows the rows. Each line is
/// one column, in the order in which the Rust code reads them.
pub fn statement(sql: &str) -> String {
    let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the query with these OIDs in place of `$tables`.
pub(crate) fn with_table_oids(sql: &str, tables: impl Iterator<Item = Oid>) -> String {
    // IN accepts no empty list, and no table has the OID 0.
    let oids = comma_separated(tables.chain([0]));
    statement(sql).replace("$tables", &oids)
}

/// A row of an answer, whose values are taken one by one.
pub(crate) struct RowReader(std::vec::IntoIter<Option<String>>);

impl RowReader {
    pub(crate) fn new(row: TextRow) -> Self {
        Self(row.into_iter())
    }

    /// Takes a value that may be NULL.
    pub(crate) fn nullable_text(&mut self) -> Result<Option<String>, Error> {
        self.0.next().ok_or_else(|| malformed_answer("a row is too short"))
    }

    /// Takes a text that is not NULL.
    pub(crate) fn text(&mut self) -> Result<String, Error> {
        self.nullable_text()?.ok_or_else(|| malformed_answer("a value is NULL"))
    }

    /// Takes a number that is not NULL.
    pub(crate) fn number<N: std::str::FromStr>(&mut self) -> Result<N, Error> {
        number(&self.text()?)
    }

    /// Takes a snapshot.
    pub(crate) fn snapshot(&mut self) -> Result<Snapshot, Error> {
        Snapshot::parse(&self.text()?).map_err(|_| malformed_answer("a value is not a snapshot"))
    }

    /// Takes a boolean; NULL is false.
    pub(crate) fn bool_or_false(&mut self) -> Result<bool, Error> {
        Ok(self.nullable_text()?.as_deref() == Some("t"))
    }

    /// Fails if a value was not taken, so that a query and its reader cannot diverge. NULLs may be left over: a query
    /// with several kinds of rows pads the shorter ones with NULL.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        if self.0.any(|value| value.is_some()) {
            return Err(malformed_answer("a row is too long"));
        }
        Ok(())
    }
}

pub(super) fn number<N: std::str::FromStr>(text: &str) -> Result<N, Error> {
    text.parse().map_err(|_| malformed_answer("a value is not a number"))
}

fn malformed_answer(what: &str) -> Error {
    Error::driver(DriverError::failed(format!(
        "the catalog's answer is not as expected: {what}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[Option<&str>]) -> RowReader {
        RowReader::new(values.iter().map(|value| value.map(str::to_owned)).collect())
    }

    #[test]
    fn a_row_is_read_to_its_end_and_not_beyond() {
        let mut short = row(&[Some("16384"), None]);
        assert_eq!(short.number::<Oid>().unwrap(), 16_384);
        assert!(!short.bool_or_false().unwrap());
        let error = short.nullable_text().unwrap_err();
        assert!(format!("{error:#}").contains("a row is too short"), "{error:#}");

        let mut whole = row(&[Some("users"), None]);
        assert_eq!(whole.text().unwrap(), "users");
        whole.end().unwrap();

        let mut long = row(&[Some("users"), Some("t")]);
        assert_eq!(long.text().unwrap(), "users");
        let error = long.end().unwrap_err();
        assert!(format!("{error:#}").contains("a row is too long"), "{error:#}");
    }

    #[test]
    fn a_query_about_no_table_asks_for_one_that_cannot_be() {
        let sql = "-- A comment\nSELECT c.oid\nFROM pg_catalog.pg_class c\nWHERE c.oid IN ($tables)";
        let shown = |oids: &[Oid]| with_table_oids(sql, oids.iter().copied());
        assert_eq!(
            shown(&[]),
            "SELECT c.oid\nFROM pg_catalog.pg_class c\nWHERE c.oid IN (0)"
        );
        assert!(shown(&[1, 2]).ends_with("IN (1, 2, 0)"));
    }
}
