//! Rows with which somebody can log in.

use blink::TableName;

use super::planned::{ColumnPlan, Plan, TablePlan};
use super::preview::text;
use crate::make::cells::RowCells;
use crate::words::{Meaning, PASSWORD};

/// The meanings of columns by which people log in, the likeliest first.
const NAMES: [Meaning; 4] = [Meaning::Email, Meaning::Login, Meaning::Handle, Meaning::Phone];

/// The rows that are looked at: some have no hash.
const ROWS_TRIED: u64 = 100;

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The table of the row.
    pub table: TableName,
    /// The e-mail address, or the name for logging in.
    pub name: String,
    /// The password, of which the row has the hash.
    pub password: &'static str,
}

impl Plan {
    /// Up to so many rows of each table whose columns show that one can log in: one for the hash of a password, and one
    /// for an e-mail address or a name.
    pub fn logins(&self, most: usize) -> Vec<Login> {
        self.tables
            .iter()
            .flat_map(|table| self.logins_of(table, most))
            .collect()
    }

    fn logins_of(&self, table: &TablePlan, most: usize) -> Vec<Login> {
        let with = |meaning: Meaning| table.columns.iter().find(|column| column.meaning == Some(meaning));
        let (Some(hash), Some(name)) = (with(Meaning::PasswordHash), NAMES.into_iter().find_map(with)) else {
            return Vec::new();
        };
        let mut cells = RowCells::new(&self.cells, table.index);
        let mut found = Vec::new();
        for row in 0..table.rows.min(ROWS_TRIED) {
            cells.set_row(row);
            let shown = |column: &ColumnPlan| text(&cells, table, column).ok().flatten();
            if found.len() < most
                && shown(hash).is_some()
                && let Some(name) = shown(name)
            {
                found.push(Login {
                    table: table.name.clone(),
                    name,
                    password: PASSWORD,
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, Table};
    use crate::plan::{Options, plan};

    #[test]
    fn rows_without_a_hash_or_a_name_are_nobodys() {
        let facts = Facts::of([
            Table::new("shop.users")
                .column("id", "bigint")
                .column("email", "text")
                .column("username", "text")
                .column("password_hash", "text")
                .not_null(["id", "username", "password_hash"])
                .primary_key(["id"]),
            Table::new("shop.secrets").column("password_hash", "text"),
            Table::new("shop.people").column("email", "text"),
        ]);
        let logins = plan(&facts, &Options::until(9_800)).unwrap().logins(3);
        assert_eq!(logins.len(), 3);
        for login in logins {
            assert_eq!(
                (login.table.to_string(), login.password),
                ("shop.users".to_owned(), "blink")
            );
            assert!(login.name.contains("@example."), "{}", login.name);
        }
    }
}
