//! The random numbers of one table: a stream for each column.

use super::contract::Contract;
use super::random::RngKey;

/// The random numbers of one table, with a stream of its own for each column, so that a cell is a pure function of the
/// contract, the seed, the table, the column's name and the row's number.
///
/// [`Table::generate`](crate::Table::generate) draws a row's values one after the other: a draw between two others
/// changes the later one. Here a column that is added, removed or renamed changes no other column, and neither does
/// another table.
///
/// ```
/// use blink::{Contract, TableRng};
///
/// let users = TableRng::new(Contract::CURRENT, 42, "public", "users");
/// let (age, city) = (users.column("age"), users.column("city"));
/// let cities = ["Bergen", "Lima", "Osaka"];
/// let row = |n: u64| (18 + age.below(n, 70), cities[city.below(n, 3) as usize]);
/// assert_eq!(row(1_000_000), row(1_000_000));
/// ```
///
/// The streams are not those of `Table::generate`. Names are compared byte by byte; `schema` is the table's schema
/// itself, never one that `search_path` would find it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRng(RngKey);

/// The names under which a table's streams are kept apart.
const COLUMN: &str = "column";
const IDENTITY: &str = "identity";
const PURPOSE: &str = "purpose";

impl TableRng {
    /// The random numbers of this table.
    pub fn new(contract: Contract, seed: u64, schema: &str, table: &str) -> Self {
        let run = RngKey::new(seed).nth(u64::from(contract.number()));
        Self(run.derive(schema).derive(table))
    }

    /// The stream of the cells of a column. The row's number is the place in it.
    pub fn column(&self, name: &str) -> RngKey {
        self.0.derive(COLUMN).derive(name)
    }

    /// The stream of what a row is about, such as its person or its place, which several columns show. It stays whole
    /// whether or not there is a column for each of its parts.
    pub fn identity(&self) -> RngKey {
        self.0.derive(IDENTITY)
    }

    /// The stream of anything else that belongs to the table as a whole, such as its numbers of children.
    ///
    /// ```
    /// # use blink::{Contract, TableRng};
    /// let orders = TableRng::new(Contract::CURRENT, 42, "shop", "orders");
    /// assert_ne!(orders.purpose("lines"), orders.purpose("payments"));
    /// assert_ne!(orders.purpose("lines"), orders.column("lines"));
    /// ```
    pub fn purpose(&self, name: &str) -> RngKey {
        self.0.derive(PURPOSE).derive(name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn users() -> TableRng {
        TableRng::new(Contract::V1, 42, "public", "users")
    }

    #[test]
    fn streams_differ_by_everything_that_makes_them() {
        let other = |seed, schema, table| TableRng::new(Contract::V1, seed, schema, table).column("email");
        let keys = [
            users().column("email"),
            other(43, "public", "users"),
            other(42, "shop", "users"),
            other(42, "public", "posts"),
            // The same letters, divided elsewhere.
            other(42, "publicu", "sers"),
            other(42, "", "publicusers"),
            users().column("e"),
            users().column("email\0"),
            users().column(""),
            users().column("identity"),
            users().identity(),
            users().purpose("email"),
            users().purpose("identity"),
            users().column("email").derive("domain"),
            users().column("email").nth(0),
            users().column("email").attempt(1),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
        assert_eq!(users().column("email").attempt(0), users().column("email"));
    }

    /// Adding, removing or renaming a column, or changing their order, leaves the others' numbers as they were: a
    /// stream is asked for by the column's name, and by nothing that the other columns decide.
    #[test]
    fn a_column_knows_nothing_of_the_others() {
        let cells = |columns: &[&str]| -> HashMap<String, Vec<u64>> {
            let table = users();
            let mut cells = HashMap::new();
            for row in 0..100 {
                for column in columns {
                    let key = table.column(column);
                    let drawn = [key.number(row), key.rng(row, 0).number(), key.rng(row, 3).number()];
                    cells.entry((*column).to_owned()).or_insert_with(Vec::new).extend(drawn);
                }
            }
            cells
        };
        let before = cells(&["id", "email", "name"]);
        for after in [
            cells(&["id", "added", "email", "name"]),
            cells(&["name", "email"]),
            cells(&["mail", "name", "id"]),
        ] {
            for (column, numbers) in &after {
                assert!(before.get(column).is_none_or(|same| same == numbers), "{column}");
            }
        }
        assert_ne!(before["email"], cells(&["mail"])["mail"]);
    }

    proptest! {
        #[test]
        fn different_names_have_different_streams(seed: u64, one in "\\PC{0,20}", other in "\\PC{0,20}") {
            let table = TableRng::new(Contract::V1, seed, &one, &other);
            prop_assert_eq!(one == other, table.column(&one) == table.column(&other));
            prop_assert_eq!(one == other, TableRng::new(Contract::V1, seed, &other, &one) == table);
        }
    }

    /// Asserts that neighbouring rows, columns of like names and other tries have unrelated numbers: half of the bits
    /// differ, whichever bit is looked at.
    #[test]
    fn streams_are_unrelated() {
        const ROWS: u64 = 4_000;
        let (one, other) = (users().column("a1"), users().column("a2"));
        let pairs: [&dyn Fn(u64) -> (u64, u64); 5] = [
            &|row| (one.number(row), one.number(row + 1)),
            &|row| (one.number(row), other.number(row)),
            &|row| (one.rng(row, 0).number(), one.rng(row + 1, 0).number()),
            &|row| (one.rng(row, 0).number(), one.rng(row, 1).number()),
            &|row| (one.number(row), one.rng(row, 0).number()),
        ];
        for (n, pair) in pairs.iter().enumerate() {
            let mut differ = [0_u64; 64];
            for row in 0..ROWS {
                let (first, second) = pair(row);
                for (bit, count) in differ.iter_mut().enumerate() {
                    *count += (first ^ second) >> bit & 1;
                }
            }
            // Five standard deviations of 4,000 coins are 158.
            assert!(
                differ.iter().all(|count| count.abs_diff(ROWS / 2) < 158),
                "{n}: {differ:?}"
            );
        }
    }
}
