//! One factory for a unit test and for a table.

mod shared;

use blink::{Factory, Seeder, Table, ToRow};

#[derive(Clone, Debug, ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
    email: String,
    admin: bool,
}

#[derive(Clone, Debug, ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
}

fn user() -> Factory<User> {
    Factory::new(|draw| {
        let name = format!("User {}", draw.number());
        let email = format!("user{}@example.com", draw.number());
        User {
            id: draw.number(),
            name,
            email,
            admin: false,
        }
    })
}

fn post() -> Factory<Post> {
    Factory::new(|draw| Post {
        id: draw.number(),
        user_id: 1,
        title: format!("Post {}", draw.number()),
    })
}

/// A part of the application, whose test needs a user.
fn greeting(user: &User) -> String {
    if user.admin {
        format!("Welcome back, {}.", user.name)
    } else {
        format!("Hello {}!", user.name)
    }
}

pub(crate) async fn run(rows: u64) -> anyhow::Result<()> {
    // As a unit test does, without a database.
    let factory = user();
    let alice = User {
        name: "Alice".to_owned(),
        ..factory.build()
    };
    anyhow::ensure!(greeting(&alice) == "Hello Alice!");
    let admin = factory.with(|user| user.admin = true).build();
    anyhow::ensure!(greeting(&admin) == "Welcome back, User 2.");

    // As a load test does.
    let (_database, mut client) = shared::database(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, admin bool NOT NULL);
         CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text NOT NULL)",
    )
    .await?;
    let mut seeder = Seeder::new();
    let (user, post) = (user(), post());
    let users = seeder.add_table(Table::generate(rows, move |draw| user.draw(draw)));
    seeder.add_table(Table::per_parent(users, 0..=4, move |draw, user| Post {
        user_id: user.id,
        ..post.draw(draw)
    }));
    println!("{}", seeder.insert(&mut client).await?);
    Ok(())
}

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    run(shared::rows(100_000)?).await
}
