//! The number of rows in one COPY command, for a seeder and for a table.

use blink::{Seeder, Table, ToRow};

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
}

#[derive(ToRow)]
#[blink(table = "events")]
struct Event {
    id: i64,
    user_id: i64,
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE users (id int8 PRIMARY KEY);
         CREATE TABLE events (id int8, user_id int8 REFERENCES users)",
    )
    .await?;

    let mut seeder = Seeder::new();
    seeder.batch_size(5_000);
    seeder.add_table(Table::from_rows((1..=20_000).map(|id| User { id })));
    // The table's own wins.
    seeder.add_table(Table::from_rows((1..=20_000).map(|id| Event { id, user_id: id })).batch_size(1_000));
    seeder.on_progress(|progress| eprintln!("{}: {} rows", progress.table, progress.rows));
    println!("{}", seeder.insert(&mut client).await?);
    Ok(())
}
