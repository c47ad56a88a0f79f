//! The keys that kept an index or a foreign key from being rebuilt.

use std::fmt;
use std::sync::Arc;

use super::location::ErrorStep;
use crate::human::{counted, with_thousands};
use crate::sql::TableName;

/// The most characters of a value that a message shows.
const SHOWN: usize = 60;

/// The keys that kept an index or a foreign key from being rebuilt, or that break a deferred one; see
/// [`Error::violations`](crate::Error::violations). `{}` prints them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations {
    pub(crate) name: String,
    pub(crate) object: &'static str,
    pub(crate) referenced: Option<TableName>,
    pub(crate) keys: Vec<ViolatingKey>,
    pub(crate) key_count: u64,
    pub(crate) row_count: u64,
}

/// A key that occurs more than once, or that refers to a row that does not exist. `{}` prints it: `id = 7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViolatingKey {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Option<String>>,
    pub(crate) row_count: u64,
    pub(crate) rows: Vec<ViolatingRow>,
}

/// A row with such a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViolatingRow {
    pub(crate) step: ErrorStep,
    pub(crate) row: u64,
}

impl Violations {
    /// The name of the index or key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The kind of the index or key in words: `unique index`, `unique constraint`, `primary key` or `foreign key`.
    pub fn object(&self) -> &str {
        self.object
    }

    /// The table that a foreign key refers to, in which the keys are missing. None if the keys occur more than once.
    pub fn referenced_table(&self) -> Option<&TableName> {
        self.referenced.as_ref()
    }

    /// The keys, those of the first rows first.
    pub fn keys(&self) -> &[ViolatingKey] {
        &self.keys
    }

    /// The number of all such keys.
    pub fn key_count(&self) -> u64 {
        self.key_count
    }

    /// The number of the rows with these keys.
    pub fn row_count(&self) -> u64 {
        self.row_count
    }
}

impl ViolatingKey {
    /// The columns of the key; an expression of an index as SQL.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values as the server writes them, at most 256 characters of each; None is NULL.
    pub fn values(&self) -> &[Option<String>] {
        &self.values
    }

    /// The number of rows with this key, with those that were in the table before the run.
    pub fn row_count(&self) -> u64 {
        self.row_count
    }

    /// The first rows with this key, at most ten. Empty unless it is certain which they are: COPY must have filled the
    /// table from its first row, and nothing else.
    pub fn rows(&self) -> &[ViolatingRow] {
        &self.rows
    }
}

impl ViolatingRow {
    /// The number of the step, counted from 1, as [`Error::step`](crate::Error::step) gives it.
    pub fn step(&self) -> usize {
        self.step.number
    }

    /// The row's number among those of its step, counted from 1.
    pub fn row(&self) -> u64 {
        self.row
    }
}

impl Violations {
    pub(super) fn renumber_rows(&mut self, number: impl Fn(usize, u64) -> u64) {
        for found in self.keys.iter_mut().flat_map(|key| &mut key.rows) {
            found.row = number(found.step.number, found.row);
        }
    }
}

/// `2 keys occur more than once` and a line for each.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&counted(self.key_count, "key"))?;
        match (&self.referenced, self.key_count) {
            (Some(table), 1) => write!(f, " is missing in {table}:")?,
            (Some(table), _) => write!(f, " are missing in {table}:")?,
            (None, 1) => f.write_str(" occurs more than once:")?,
            (None, _) => f.write_str(" occur more than once:")?,
        }
        for key in &self.keys {
            write!(f, "\n  {key} (")?;
            key.write_rows(f)?;
            f.write_str(")")?;
        }
        match self.key_count.saturating_sub(self.keys.len() as u64) {
            0 => Ok(()),
            more => write!(f, "\n  and {} more", with_thousands(more)),
        }
    }
}

impl ViolatingKey {
    fn write_rows(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return f.write_str(&counted(self.row_count, "row"));
        }
        for (n, ViolatingRow { step, row }) in self.rows.iter().enumerate() {
            f.write_str(if n > 0 { ", " } else { "" })?;
            if step.shares_table {
                write!(f, "step {} ", step.number)?;
            }
            write!(f, "row {row}")?;
        }
        match self.row_count.saturating_sub(self.rows.len() as u64) {
            0 => Ok(()),
            more => write!(f, " and {} more", with_thousands(more)),
        }
    }
}

/// `id = 7, name = x`.
impl fmt::Display for ViolatingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (column, value)) in self.columns.iter().zip(&self.values).enumerate() {
            f.write_str(if n > 0 { ", " } else { "" })?;
            escape(column, usize::MAX, f)?;
            f.write_str(" = ")?;
            let Some(value) = value else {
                f.write_str("NULL")?;
                continue;
            };
            escape(value, SHOWN, f)?;
        }
        Ok(())
    }
}

/// Writes at most so many characters, control characters escaped.
fn escape(text: &str, most: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (n, char) in text.chars().enumerate() {
        if n == most {
            return f.write_str("…");
        }
        if char.is_control() {
            write!(f, "{}", char.escape_default())?;
        } else {
            write!(f, "{char}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(values: &[Option<&str>], row_count: u64, rows: &[(usize, u64)]) -> ViolatingKey {
        let columns = ["id", "name"].map(str::to_owned);
        let rows = rows.iter().map(|&(number, row)| ViolatingRow {
            step: ErrorStep {
                number,
                shares_table: number > 1,
            },
            row,
        });
        ViolatingKey {
            columns: Arc::from(&columns[..values.len()]),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
            row_count,
            rows: rows.collect(),
        }
    }

    #[test]
    fn keys_are_told_with_their_rows_and_those_beyond_the_limit_are_counted() {
        let mut violations = Violations {
            name: "t_pkey".to_owned(),
            object: "primary key",
            referenced: None,
            keys: vec![
                key(&[Some("7")], 2, &[(1, 17), (1, 401)]),
                key(&[Some("a\nb"), None], 1_234, &[(2, 1)]),
                key(&[Some(&"x".repeat(100))], 1, &[]),
            ],
            key_count: 2_003,
            row_count: 9_000,
        };
        assert_eq!(
            violations.to_string(),
            format!(
                "2,003 keys occur more than once:\n  id = 7 (row 17, row 401)\n  id = a\\nb, name = NULL (step 2 row 1 and \
                 1,233 more)\n  id = {}… (1 row)\n  and 2,000 more",
                "x".repeat(60)
            )
        );
        violations.renumber_rows(|step, row| 1_000 * step as u64 + row);
        assert_eq!(
            violations.keys[0]
                .rows
                .iter()
                .map(ViolatingRow::row)
                .collect::<Vec<_>>(),
            [1_017, 1_401]
        );
        assert_eq!(violations.keys[1].rows[0].row(), 2_001);
        violations.keys.truncate(1);
        violations.key_count = 1;
        violations.referenced = Some(TableName::qualified("public", "p"));
        assert_eq!(
            violations.to_string(),
            "1 key is missing in public.p:\n  id = 7 (row 1017, row 1401)"
        );
    }
}
