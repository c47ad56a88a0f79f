//! The main job on a server that is found or brought along: `cargo run --release -p blink-quickstart -- --rows 1000000`.
//!
//! Users and their posts, five for each, with a context that both read, into a new database that is gone afterwards.

#[path = "../../blink/examples/shared/mod.rs"]
mod shared;

use blink::{Rows, Seeder, Table, ToRow};
use chrono::{DateTime, Days, Utc};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use tokio_postgres::SimpleQueryMessage;

const SCHEMA: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL, inserted_at timestamptz NOT NULL);
    CREATE TABLE posts (id int8 PRIMARY KEY, title text NOT NULL, body text NOT NULL,
                        user_id int8 NOT NULL REFERENCES users, inserted_at timestamptz NOT NULL)";

const QUERY: &str = "
    SELECT u.name, u.inserted_at::date, p.title, p.inserted_at::date
    FROM users u JOIN posts p ON p.user_id = u.id ORDER BY p.id LIMIT 6";

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
    email: String,
    inserted_at: DateTime<Utc>,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    title: String,
    body: &'static str,
    user_id: i64,
    inserted_at: DateTime<Utc>,
}

/// Declares the whole: `rows` posts, and a user for every five of them.
fn seeder(rows: i64) -> Seeder {
    let mut seeder = Seeder::new();

    let days = seeder.add_context(|_| {
        let base = DateTime::UNIX_EPOCH + Days::new(19_723);
        (0..30).map(|day| base + Days::new(day)).collect::<Vec<_>>()
    });

    let users = seeder.add_table(
        Table::from_fn(move |store| {
            Rows::new(
                (1..=rows / 5)
                    .zip(store[days].iter().cycle())
                    .map(|(id, &inserted_at)| User {
                        id,
                        name: format!("User {id}"),
                        email: format!("user{id}@example.com"),
                        inserted_at,
                    }),
            )
        })
        .keep(|user| (user.id, user.inserted_at)),
    );

    seeder.add_table(Table::from_fn(move |store| {
        let mut rng = SmallRng::seed_from_u64(0);
        Rows::new(store[users].iter().flat_map(move |&(user_id, joined)| {
            let later = Days::new(rng.random_range(1..30));
            (1..=5).map(move |n| Post {
                id: (user_id - 1) * 5 + n,
                title: format!("Post {n} by User {user_id}"),
                body: "Content here",
                user_id,
                inserted_at: joined + later,
            })
        }))
    }));

    seeder
}

/// Fills a new database, and shows what is in it.
async fn run(rows: i64) -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(SCHEMA).await?;

    let seed = seeder(rows);
    println!("{}", seed.plan(&mut client).await?);
    let report = seed.insert(&mut client).await?;
    println!("{report}");

    println!("{}", QUERY.trim());
    for message in client.simple_query(QUERY).await? {
        if let SimpleQueryMessage::Row(row) = message {
            let values = (0..row.len()).map(|n| row.get(n).unwrap_or("NULL")).collect::<Vec<_>>();
            println!("  {}", values.join(" | "));
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    run(shared::rows(500_000)?.try_into()?).await
}

#[tokio::test]
async fn it_runs() {
    run(1_000).await.unwrap();
}
