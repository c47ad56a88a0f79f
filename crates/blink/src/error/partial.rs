//! The committed part of a failed run that is not atomic.

use std::fmt;

use crate::human::{counted, with_thousands};

/// The rows of a table that stay although the run failed; see [`Error::committed_rows`](crate::Error::committed_rows).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedRows {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) in_doubt: u64,
    /// The committed rows that a trigger did not let into the table.
    pub(crate) dropped: u64,
}

impl CommittedRows {
    /// The table, as it was declared.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The number of the run's rows that the table holds, besides those that existed before.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The number of further rows that may or may not be stored: their connection was lost between COMMIT and its
    /// answer. Almost always 0.
    pub fn in_doubt(&self) -> u64 {
        self.in_doubt
    }
}

/// `users 200,000 rows`.
impl fmt::Display for CommittedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.table, counted(self.rows, "row"))?;
        if self.in_doubt > 0 {
            write!(f, " and perhaps {} more", with_thousands(self.in_doubt))?;
        }
        if self.dropped > 0 {
            write!(f, " (a trigger may have dropped {})", with_thousands(self.dropped))?;
        }
        Ok(())
    }
}

/// The committed part of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartialResult {
    pub(crate) truncated: bool,
    /// The statements that restore what was dropped and not rebuilt.
    pub(crate) unrestored_sql: Vec<String>,
    /// The tables, each once, in the order in which they were filled.
    pub(crate) tables: Vec<CommittedRows>,
}

impl PartialResult {
    pub(crate) fn add(&mut self, rows: CommittedRows) {
        if rows.rows + rows.in_doubt + rows.dropped == 0 {
            return;
        }
        match self.tables.iter_mut().find(|stored| stored.table == rows.table) {
            Some(stored) => {
                stored.rows += rows.rows;
                stored.in_doubt += rows.in_doubt;
                stored.dropped += rows.dropped;
            }
            None => self.tables.push(rows),
        }
    }
}

/// The text that follows an error's own message.
impl fmt::Display for PartialResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.truncated {
            f.write_str("the tables were truncated; ")?;
        }
        if self.tables.is_empty() {
            f.write_str("no rows were committed")?;
        } else {
            f.write_str("committed: ")?;
        }
        for (n, table) in self.tables.iter().enumerate() {
            write!(f, "{}{table}", if n > 0 { ", " } else { "" })?;
        }
        if !self.unrestored_sql.is_empty() {
            f.write_str("; indexes or keys are missing; recreate them with")?;
        }
        self.unrestored_sql.iter().try_for_each(|sql| write!(f, "\n  {sql};"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str, rows: u64, in_doubt: u64, dropped: u64) -> CommittedRows {
        CommittedRows {
            table: table.to_owned(),
            rows,
            in_doubt,
            dropped,
        }
    }

    #[test]
    fn the_committed_part_is_told_in_a_line() {
        let mut partial = PartialResult::default();
        assert_eq!(partial.to_string(), "no rows were committed");
        partial.unrestored_sql = vec!["BEGIN; CREATE INDEX i ON t (n); COMMIT".to_owned()];
        assert_eq!(
            partial.to_string(),
            "no rows were committed; indexes or keys are missing; recreate them with\n  BEGIN; CREATE INDEX i ON t (n); COMMIT;"
        );
        partial.unrestored_sql.clear();
        partial.add(rows("users", 200_000, 0, 0));
        partial.add(rows("posts", 100_000, 50_000, 0));
        partial.add(rows("posts", 50_000, 0, 0));
        partial.add(rows("tags", 0, 0, 0));
        partial.add(rows("pings", 0, 0, 3));
        partial.truncated = true;
        assert_eq!(
            partial.to_string(),
            "the tables were truncated; committed: users 200,000 rows, posts 150,000 rows and perhaps 50,000 more, \
             pings 0 rows (a trigger may have dropped 3)"
        );
    }
}
