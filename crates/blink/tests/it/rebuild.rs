//! Indexes and keys that are dropped for the load and come back exactly as they were.

mod choice;
mod errors;
mod forward;
mod gallery;
mod harmless_code;
mod lock_memory;
mod made_again;
mod made_up;
mod named_rows;
mod noticed;
mod partitions;
mod questions;
mod reasons;
mod refused;
mod resources;
mod server_code;
mod violations;

use blink::{Indexes, Report, Seeder, Table};

/// A row more than Auto keeps indexes for.
const MANY: u64 = 10_001;

/// Rows of these values, in which `#` stands for the row's number.
fn filled(table: &str, columns: &'static str, values: &'static str, count: u64) -> Table<Vec<String>> {
    let row = move |n: u64| {
        values
            .split('|')
            .map(|value| value.replace('#', &n.to_string()))
            .collect()
    };
    Table::records(table, columns.split(' '), (1..=count).map(row))
}

fn rebuilt(report: &Report) -> Vec<&str> {
    report.tables().flat_map(|table| table.rebuilt()).collect()
}

/// `name: why` of all that was kept.
fn kept(report: &Report) -> Vec<String> {
    let kept = report.tables().flat_map(|table| table.kept());
    kept.map(|(name, why)| format!("{name}: {why}")).collect()
}

fn seed(indexes: Indexes, tables: impl IntoIterator<Item = Table<Vec<String>>>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.indexes(indexes);
    for table in tables {
        seeder.add_table(table);
    }
    seeder
}
