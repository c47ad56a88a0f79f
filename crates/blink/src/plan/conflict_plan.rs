//! The way of rows that may already exist: through a temporary table.

use std::fmt;

use crate::sql::{TableName, comma_separated, quote_identifier};

/// The insertion of a table's rows if some may already exist. They are copied into a temporary table, and one command
/// inserts them from there, so that the result does not depend on the size of the batches.
#[derive(Debug)]
pub(crate) struct ConflictPlan {
    /// The temporary table.
    pub(crate) staging_table: TableName,
    /// The columns by which an existing row is found; empty for any unique index.
    pub(crate) on: Vec<String>,
    pub(super) set: Vec<String>,
    pub(super) columns: Vec<(String, String)>,
    pub(super) target: TableName,
}

impl ConflictPlan {
    /// Returns the command that creates the temporary table. Its columns may be NULL, since a trigger may still fill
    /// them in.
    pub(crate) fn create_sql(&self) -> String {
        let columns = self.columns.iter();
        let columns = comma_separated(columns.map(|(name, ty)| format!("{} {ty}", quote_identifier(name))));
        format!(
            "CREATE TEMPORARY TABLE {} ({columns}) ON COMMIT DROP",
            self.staging_table.sql()
        )
    }

    /// Returns the command that inserts its rows, in their order: one process scans a temporary table, from its
    /// beginning. Like COPY, the command accepts values for `GENERATED ALWAYS` columns.
    pub(crate) fn insert_sql(&self) -> String {
        let columns = names(self.columns.iter().map(|(name, _)| name));
        let action = if self.set.is_empty() {
            "DO NOTHING".to_owned()
        } else {
            let set = self.set.iter().map(|name| quote_identifier(name));
            let set = comma_separated(set.map(|name| format!("{name} = EXCLUDED.{name}")));
            format!("({}) DO UPDATE SET {set}", names(&self.on))
        };
        format!(
            "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {} ON CONFLICT {action}",
            self.target.sql(),
            self.staging_table.sql()
        )
    }

    pub(crate) fn updates(&self) -> bool {
        !self.set.is_empty()
    }
}

impl fmt::Display for ConflictPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.updates() {
            let (on, set) = (self.on.join(", "), self.set.join(", "));
            writeln!(
                f,
                "  through a temporary table; where ({on}) already exists, updates {set}"
            )?;
        } else {
            writeln!(f, "  through a temporary table; skips rows that already exist")?;
        }
        if f.alternate() {
            writeln!(f, "    {};", self.create_sql())?;
            writeln!(f, "    {};", self.insert_sql())?;
        }
        Ok(())
    }
}

fn names<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    comma_separated(names.into_iter().map(|name| quote_identifier(name)))
}
