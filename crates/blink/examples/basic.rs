//! Two tables with rows that are written down.

use blink::{Report, Seeder, Table, ToRow};
use tokio_postgres::Client;

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: &'static str,
    email: &'static str,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    title: &'static str,
    body: &'static str,
    user_id: i64,
}

async fn seed(client: &mut Client) -> Result<Report, blink::Error> {
    let mut seeder = Seeder::new();
    #[rustfmt::skip]
    seeder.add_table(Table::from_rows([
        User { id: 1, name: "Alice", email: "alice@example.com" },
        User { id: 2, name: "Bob", email: "bob@example.com" },
    ]));
    #[rustfmt::skip]
    seeder.add_table(Table::from_rows([
        Post { id: 1, title: "First Post", body: "Hello world", user_id: 1 },
        Post { id: 2, title: "Second Post", body: "Another post", user_id: 2 },
    ]));
    seeder.insert(client).await
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text, email text);
         CREATE TABLE posts (id int8 PRIMARY KEY, title text, body text, user_id int8 REFERENCES users)",
    )
    .await?;
    println!("{}", seed(&mut client).await?);
    Ok(())
}
