//! A context that two tables share, and a table that reads the rows of another.

use blink::{Report, Rows, Seeder, Table, ToRow};
use chrono::{DateTime, Days, Utc};
use rand::seq::IndexedRandom as _;
use tokio_postgres::Client;

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

async fn seed(client: &mut Client) -> Result<Report, blink::Error> {
    let mut seeder = Seeder::new();

    // Thirty days, computed once.
    let timestamps = seeder.try_add_context(|_| {
        let base: DateTime<Utc> = "2024-01-01T00:00:00Z".parse()?;
        Ok::<_, chrono::ParseError>((0..30).map(|day| base + Days::new(day)).collect::<Vec<_>>())
    });

    // A user for each, kept for the posts.
    let users = seeder.add_table(
        Table::from_fn(move |store| {
            Rows::new((1..).zip(&store[timestamps]).map(|(id, &inserted_at)| User {
                id,
                name: format!("User {id}"),
                email: format!("user{id}@example.com"),
                inserted_at,
            }))
        })
        .keep_rows(),
    );

    // Five posts for each user, all later than the user. A user of the last day has none.
    seeder.add_table(Table::from_fn(move |store| {
        Rows::new(store[users].iter().flat_map(move |user| {
            let days = &store[timestamps];
            let later = &days[days.partition_point(|day| *day <= user.inserted_at)..];
            (1..=5).filter_map(move |i| {
                Some(Post {
                    id: (user.id - 1) * 5 + i,
                    title: format!("Post {i} by User {}", user.id),
                    body: "Content here",
                    user_id: user.id,
                    inserted_at: *later.choose(&mut rand::rng())?,
                })
            })
        }))
    }));

    seeder.insert(client).await
}

mod shared;

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(
        "CREATE TABLE users (id int8 PRIMARY KEY, name text, email text, inserted_at timestamptz);
         CREATE TABLE posts (id int8 PRIMARY KEY, title text, body text, user_id int8 REFERENCES users,
                             inserted_at timestamptz)",
    )
    .await?;
    let report = seed(&mut client).await?;
    println!("{report}");
    anyhow::ensure!(report.rows() == 30 + 29 * 5);
    Ok(())
}
