//! The draws of a row, without a database.

mod picks;
mod preview;
mod times;
mod unique_values;
mod values;

use std::collections::HashSet;

use blink::{Draw, Seeder, Table, ToRow};

/// Any value as a row.
#[derive(Debug, ToRow)]
#[blink(table = "values")]
struct Value<T: postgres_types::ToSql> {
    value: T,
}

/// The values that the rows of a table draw.
fn drawn<T>(rows: u64, draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> Vec<T>
where
    T: postgres_types::ToSql + 'static,
{
    try_drawn(rows, draw).unwrap()
}

fn try_drawn<T>(rows: u64, draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> Result<Vec<T>, blink::Error>
where
    T: postgres_types::ToSql + 'static,
{
    let mut seeder = Seeder::new();
    let table = seeder.add_table(Table::generate(rows, move |drawing| Value { value: draw(drawing) }));
    let store = seeder.preview()?;
    Ok(store[table].iter().map(|row| row.value).collect())
}

/// The reason why the first row cannot be made.
fn refused<T>(draw: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> String
where
    T: postgres_types::ToSql + 'static,
{
    let mut seeder = Seeder::new();
    let table = seeder.add_table(Table::generate(100, move |drawing| Value { value: draw(drawing) }));
    match seeder.row(table, 1) {
        Ok(_) => panic!("it was made"),
        Err(error) => error.to_string(),
    }
}

fn differ<T: std::hash::Hash + Eq>(values: Vec<T>) -> bool {
    let count = values.len();
    values.into_iter().collect::<HashSet<_>>().len() == count
}
