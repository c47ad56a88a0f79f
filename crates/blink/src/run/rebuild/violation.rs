//! The row that kept an index or key from being rebuilt.

use crate::catalog::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::error::ServerError;
use crate::error::sqlstate;
use crate::sql::{comma_separated, quote_literal};

/// The key that an error is about: `Key (id, name)=(7, x) is duplicated.`, in any language. The columns are written as
/// in SQL (`BuildIndexValueDescription` in genam.c, `ri_ReportViolation` in ri_triggers.c).
struct ViolatedKey<'s> {
    columns: Vec<&'s str>,
    /// The values as the server writes them, and the text after them.
    values: &'s str,
    /// The place of the row at fault among those with the key: of two equal rows, it is the later one.
    nth: usize,
}

impl<'s> ViolatedKey<'s> {
    fn from_error(server: &'s ServerError) -> Option<Self> {
        let nth = match server.code.as_str() {
            sqlstate::UNIQUE_VIOLATION => 1,
            sqlstate::FOREIGN_KEY_VIOLATION => 0,
            _ => return None,
        };
        let (_, key) = server.detail.as_deref()?.split_once('(')?;
        let (columns, values) = key.split_once(")=(")?;
        Some(Self {
            columns: split(columns),
            values,
            nth,
        })
    }
}

/// The columns of a list, which is split at its commas but not at those in quotes or parentheses.
fn split(list: &str) -> Vec<&str> {
    let (mut quoted, mut depth) = (false, 0_i32);
    let columns = list.split(|char: char| {
        match char {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        char == ',' && !quoted && depth == 0
    });
    columns.map(str::trim).collect()
}

/// Looks for the row in a table that holds exactly this many rows of one step, in their order: one that was truncated
/// in this transaction, which is only appended to (`TABLE_INSERT_SKIP_FSM`, hio.c). Returns None rather than a guess.
pub(super) async fn row<C: Connection>(
    server: &ServerError,
    table: &str,
    rows: u64,
    session: &mut Session<'_, C>,
) -> Result<Option<u64>, Error> {
    let Some(key) = ViolatedKey::from_error(server) else {
        return Ok(None);
    };
    let values = key
        .columns
        .iter()
        .map(|column| format!("pg_catalog.format('%s', {column})"));
    let sql = format!(
        "SELECT n, total FROM (SELECT pg_catalog.row_number() OVER (ORDER BY ctid) AS n, pg_catalog.count(*) OVER () AS total, \
         pg_catalog.concat_ws(', ', {}) AS shown, pg_catalog.num_nulls({}) AS nulls FROM ONLY {table}) AS numbered \
         WHERE nulls = 0 AND pg_catalog.starts_with({}, shown || ')') ORDER BY n LIMIT 2",
        comma_separated(values),
        key.columns.join(", "),
        quote_literal(key.values),
    );
    let row = session.query(&sql).await?.into_iter().nth(key.nth);
    let Some(mut row) = row.map(RowReader::new) else {
        return Ok(None);
    };
    let (n, total) = (row.number()?, row.number::<u64>()?);
    Ok((total == rows).then_some(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, detail: &str) -> ServerError {
        ServerError {
            code: code.to_owned(),
            detail: Some(detail.to_owned()),
            ..ServerError::default()
        }
    }

    #[test]
    fn the_key_is_found_in_any_language() {
        let server = error(
            "23505",
            "Schlüssel »(id, \"a, b\", lower(name, 'x'))=(7, (y), z)« existiert doppelt.",
        );
        let key = ViolatedKey::from_error(&server).unwrap();
        assert_eq!(key.columns, ["id", "\"a, b\"", "lower(name, 'x')"]);
        assert_eq!(key.values, "7, (y), z)« existiert doppelt.");
        assert!(ViolatedKey::from_error(&error("23P01", "Key (a)=(1) conflicts with key (a)=(2).")).is_none());
        assert!(ViolatedKey::from_error(&error("23503", "nothing")).is_none());
    }
}
