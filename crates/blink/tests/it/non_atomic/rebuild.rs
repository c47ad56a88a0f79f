//! Indexes and keys that are dropped though the run is not one transaction, and come back whatever happens.

mod code;
mod connections;
mod failures;
mod foreign_keys;
mod lost;

use blink::{Indexes, Seeder, Table};

/// Each refers to the other, and a person to others of their own.
const SCHEMA: &str = "
    CREATE TABLE people (id int8 PRIMARY KEY, team int8 NOT NULL, boss int8 REFERENCES people, name text UNIQUE);
    CREATE TABLE teams (id int8 PRIMARY KEY, lead int8 NOT NULL REFERENCES people, name text);
    ALTER TABLE people ADD FOREIGN KEY (team) REFERENCES teams;
    CREATE INDEX people_team ON people (team);
    CREATE INDEX people_boss ON people (boss);
    CREATE INDEX teams_name ON teams (lower(name)) WHERE name <> '';
    COMMENT ON INDEX teams_name IS 'by name'";

const TABLES: [&str; 2] = ["people", "teams"];

/// Everybody has a boss with a higher number, and a team that comes later.
fn people(count: u64) -> Table<Vec<String>> {
    let row = move |n: u64| {
        let team = n % 50 + 1;
        [n, team, count - (n * 7) % count, n].map(|n| n.to_string()).to_vec()
    };
    Table::records("people", ["id", "team", "boss", "name"], (1..=count).map(row))
}

fn teams() -> Table<Vec<String>> {
    let row = |n: u64| [n, n * 3, n].map(|n| n.to_string()).to_vec();
    Table::records("teams", ["id", "lead", "name"], (1..=50).map(row))
}

fn seed(tables: impl IntoIterator<Item = Table<Vec<String>>>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Rebuild).batch_size(70);
    for table in tables {
        seeder.add_table(table);
    }
    seeder
}
