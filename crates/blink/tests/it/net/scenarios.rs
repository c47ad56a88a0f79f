//! The scenarios: a name, a schema, a seeder, and how it goes.

mod ends;
mod kinds;
mod several;

use blink::Table;

/// A test for each scenario, named as its file.
macro_rules! scenarios {
    ($($name:ident => $scenario:expr)*) => {
        $(#[tokio::test]
        async fn $name() {
            crate::net::check(stringify!($name), $scenario).await;
        })*
    };
}
use scenarios;

/// Records of texts.
fn table<const N: usize>(
    name: &'static str,
    columns: &'static str,
    rows: u64,
    row: fn(u64) -> [u64; N],
) -> Table<Vec<String>> {
    let row = move |n| row(n).iter().map(ToString::to_string).collect::<Vec<_>>();
    Table::records(name, columns.split(' '), (1..=rows).map(row))
}

/// More rows than keep indexes in place.
const MANY: u64 = 10_001;

const THINGS: &str = "
    CREATE TABLE things (id int8 PRIMARY KEY, n int8 UNIQUE, m int8);
    CREATE INDEX things_m ON things (m) WHERE m > 1;";

fn things(rows: u64) -> Table<Vec<String>> {
    table("things", "id n m", rows, |n| [n, n, n % 7])
}

/// Each refers to the other.
const CYCLE: &str = "
    CREATE TABLE people (id int8 PRIMARY KEY, team int8 NOT NULL, boss int8 REFERENCES people);
    CREATE TABLE teams (id int8 PRIMARY KEY, lead int8 NOT NULL REFERENCES people);
    ALTER TABLE people ADD FOREIGN KEY (team) REFERENCES teams;
    CREATE INDEX people_team ON people (team);";

fn people(rows: u64) -> Table<Vec<String>> {
    table("people", "id team boss", rows, |n| [n, n % 3 + 1, n])
}

fn teams() -> Table<Vec<String>> {
    table("teams", "id lead", 3, |n| [n, n])
}
