//! Users and their posts, by number: nothing is kept, and the data is the same every time.

use blink::{Report, Seeder, Table, ToRow};
use tokio_postgres::Client;

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

async fn seed(client: &mut Client) -> Result<Report, blink::Error> {
    let mut seeder = Seeder::new();

    let users = seeder.add_table(Table::generate(100_000, |draw| User {
        id: draw.number(),
        name: format!("User {}", draw.unique(100_000..1_000_000)),
    }));

    // Up to ten for each user, made once for them. `draw.pick(users)` would be any user, made again.
    seeder.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
        id: draw.number(),
        user_id: user.id,
        title: format!("Post {} by {}", draw.nth(), user.name),
    }));

    seeder.insert(client).await
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL UNIQUE);
         CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text NOT NULL)",
    )
    .await?;
    println!("{}", seed(&mut client).await?);
    Ok(())
}
