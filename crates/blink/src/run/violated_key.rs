//! The key in the server's message about a unique index or a foreign key that a row breaks.

use crate::error::ServerError;
use crate::error::sqlstate;
use crate::plan::TablePlan;
use crate::sql::{comma_separated, quote_identifier, quote_literal};

/// The key that an error is about: `Key (id, name)=(7, x) is duplicated.`, in any language.
#[derive(Debug)]
pub(super) struct ViolatedKey<'s> {
    /// The columns and expressions, as SQL.
    columns: Vec<String>,
    /// The values as the server writes them, and the text after them.
    values: &'s str,
}

impl<'s> ViolatedKey<'s> {
    /// Finds the key in an error about a table. An index's columns are written as in SQL (`BuildIndexValueDescription`
    /// in genam.c), a foreign key's without quotes (`ri_ReportViolation` in ri_triggers.c).
    pub(super) fn from_error(server: &'s ServerError, table: &TablePlan) -> Option<Self> {
        let (_, key) = server.detail.as_deref()?.split_once('(')?;
        let (columns, values) = key.split_once(")=(")?;
        let columns = match server.code.as_str() {
            sqlstate::UNIQUE_VIOLATION => split(columns),
            sqlstate::FOREIGN_KEY_VIOLATION => quoted(columns, table.columns())?,
            _ => return None,
        };
        Some(Self { columns, values })
    }

    /// The positions of the key's columns among those that are sent; None if one is left to the database, or is an
    /// expression.
    pub(super) fn positions(&self, table: &TablePlan) -> Option<Vec<usize>> {
        let positions = self.columns.iter().map(|column| {
            let name = column_name(column)?;
            table.columns().position(|sent| sent == name)
        });
        positions.collect()
    }

    /// The SQL of a row's values of the key, as an array of texts.
    pub(super) fn row_values(&self) -> String {
        let columns = self.columns.iter();
        let texts = columns.map(|column| format!("pg_catalog.format('%s', {column}) COLLATE pg_catalog.\"C\""));
        format!("ARRAY[{}]", comma_separated(texts))
    }

    /// The SQL of the number of NULLs in a row's key.
    pub(super) fn row_nulls(&self) -> String {
        format!("pg_catalog.num_nulls({})", comma_separated(&self.columns))
    }

    /// The condition that these [`row_values`](Self::row_values) may be those of the error. Others may fulfill it, too:
    /// of the values `x) y` the server's text begins like that of `x`.
    pub(super) fn may_be(&self, row_values: &str) -> String {
        format!(
            "pg_catalog.starts_with({}, pg_catalog.concat(pg_catalog.array_to_string({row_values}, ', '), ')'))",
            quote_literal(self.values)
        )
    }
}

/// The columns of a list, which is split at its commas but not at those in quotes or parentheses.
fn split(list: &str) -> Vec<String> {
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
    columns.map(|column| column.trim().to_owned()).collect()
}

/// The columns of a list of names without quotes, as SQL; None unless each is known to be one of these columns.
fn quoted<'c>(list: &str, columns: impl Iterator<Item = &'c str>) -> Option<Vec<String>> {
    let columns = columns.collect::<Vec<_>>();
    if columns
        .iter()
        .any(|column| column.contains(", ") || column.contains(")=("))
    {
        return None;
    }
    let names = list.split(", ");
    names
        .map(|name| columns.contains(&name).then(|| quote_identifier(name)))
        .collect()
}

/// The name of a column that is written as SQL; None for an expression.
fn column_name(sql: &str) -> Option<String> {
    if let Some(quoted) = sql.strip_prefix('"') {
        let name = quoted.strip_suffix('"')?.replace("\"\"", "\0");
        return (!name.contains('"')).then(|| name.replace('\0', "\""));
    }
    let is_name = |char: char| char.is_ascii_alphanumeric() || ['_', '$'].contains(&char) || !char.is_ascii();
    sql.chars().all(is_name).then(|| sql.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_an_index_are_sql_already() {
        assert_eq!(
            split("id, \"a, b\", lower(name, 'x')"),
            ["id", "\"a, b\"", "lower(name, 'x')"]
        );
    }

    #[test]
    fn an_expression_is_no_column() {
        for (sql, name) in [
            ("id", Some("id")),
            ("größe_1", Some("größe_1")),
            ("\"userId\"", Some("userId")),
            ("\"a\"\"b\"", Some("a\"b")),
            ("\"lower(x)\"", Some("lower(x)")),
            ("lower(x)", None),
            ("(a + b)", None),
            ("\"f\"(\"x\")", None),
            ("\"a\" || \"b\"", None),
        ] {
            assert_eq!(column_name(sql).as_deref(), name, "{sql}");
        }
    }

    #[test]
    fn the_columns_of_a_foreign_key_are_quoted() {
        let columns = ["id", "ID", "userId"];
        assert_eq!(
            quoted("ID, userId", columns.into_iter()).unwrap(),
            ["\"ID\"", "\"userId\""]
        );
        assert_eq!(quoted("id, other", columns.into_iter()), None);
        // One column, or two.
        assert_eq!(quoted("a, b", ["a", "b", "a, b"].into_iter()), None);
        assert_eq!(quoted("a", ["a", "a)=(b"].into_iter()), None);
    }
}
