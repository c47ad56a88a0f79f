//! After a run, sequences are past the values that it copied, and have never gone back.

mod sessions;
mod steps;
mod tables;
mod unchanged;
mod values;

use blink::{Report, Seeder, Table};

use crate::support::Db;

/// Copies records of one column into each of these.
async fn copy(db: &mut Db, tables: &[(&str, &str, &[&str])]) -> Report {
    let mut seeder = Seeder::new();
    for &(table, column, values) in tables {
        let values = values.iter().map(|value| [(*value).to_owned()]).collect::<Vec<_>>();
        seeder.add_table(Table::records(table, [column], values).append());
    }
    seeder.insert(&mut db.client).await.unwrap()
}

fn shown(report: &Report) -> Vec<String> {
    report.sequences().map(ToString::to_string).collect()
}
