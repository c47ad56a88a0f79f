//! The program that the README shows: users and their posts, generated, into the database of `DATABASE_URL`.

use blink::{Seeder, Table, ToRow};
use tokio_postgres::NoTls;

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS users (id int8 PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text NOT NULL)";

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut client, connection) = tokio_postgres::connect(&std::env::var("DATABASE_URL")?, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(SCHEMA).await?;

    let mut seeder = Seeder::new();
    let users = seeder.add_table(Table::generate(100_000, |draw| User {
        id: draw.number(),
        name: format!("User {}", draw.unique(100_000..1_000_000)),
    }));
    // From 0 to 10 posts for each user.
    seeder.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: format!("Post {} by {}", draw.nth(), user.name),
    }));

    println!("{}", seeder.plan(&mut client).await?);
    println!("{}", seeder.insert(&mut client).await?);
    Ok(())
}
