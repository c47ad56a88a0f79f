//! A social network: users with names that look real, who follows whom, posts of which a few users write the most,
//! comments that are later than what they are about, and likes.

mod shared;

use blink::{Generated, Handle, Seeder, Table, ToRow};
use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::lorem::en::Sentence;
use fake::faker::name::en::{FirstName, LastName};

const SCHEMA: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, bio text,
                        joined_at timestamptz NOT NULL);
    CREATE TABLE follows (follower_id int8 REFERENCES users, followed_id int8 REFERENCES users,
                          PRIMARY KEY (follower_id, followed_id), CHECK (follower_id <> followed_id));
    CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, body text NOT NULL,
                        written_at timestamptz NOT NULL);
    CREATE TABLE comments (id int8 PRIMARY KEY, post_id int8 NOT NULL REFERENCES posts,
                           user_id int8 NOT NULL REFERENCES users, body text NOT NULL, written_at timestamptz NOT NULL);
    CREATE TABLE likes (user_id int8 REFERENCES users, post_id int8 REFERENCES posts, PRIMARY KEY (user_id, post_id))";

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: String,
    email: String,
    bio: Option<String>,
    joined_at: DateTime<Utc>,
}

#[derive(ToRow)]
#[blink(table = "follows")]
struct Follow {
    follower_id: i64,
    followed_id: i64,
}

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: i64,
    body: String,
    written_at: DateTime<Utc>,
}

#[derive(ToRow)]
#[blink(table = "comments")]
struct Comment {
    id: i64,
    post_id: i64,
    user_id: i64,
    body: String,
    written_at: DateTime<Utc>,
}

#[derive(ToRow)]
#[blink(table = "likes")]
struct Like {
    user_id: i64,
    post_id: i64,
}

fn users(seeder: &mut Seeder, rows: u64, since: DateTime<Utc>) -> Handle<Generated<User>> {
    seeder.add_table(Table::generate(rows, move |draw| {
        let first: &str = FirstName().fake_with_rng(draw.rng());
        let last: &str = LastName().fake_with_rng(draw.rng());
        User {
            id: draw.number(),
            name: format!("{first} {last}"),
            email: format!("{first}.{last}.{}@example.com", draw.number()).to_lowercase(),
            bio: draw.maybe_with(0.6, |draw| Sentence(3..8).fake_with_rng(draw.rng())),
            joined_at: draw.after(since),
        }
    }))
}

fn posts(seeder: &mut Seeder, rows: u64, users: Handle<Generated<User>>) -> Handle<Generated<Post>> {
    seeder.add_table(Table::generate(rows, move |draw| {
        let author = draw.zipf(users, 0.9);
        Post {
            id: draw.number(),
            user_id: author.id,
            body: Sentence(4..12).fake_with_rng(draw.rng()),
            written_at: draw.after(author.joined_at),
        }
    }))
}

/// The whole network, for so many users.
fn network(rows: u64) -> anyhow::Result<Seeder> {
    let mut seeder = Seeder::new();
    let users = users(&mut seeder, rows, "2025-01-01T00:00:00Z".parse()?);
    // Nobody can follow more than all others.
    let follows = (rows * 10).min(rows * rows.saturating_sub(1));
    seeder.add_table(Table::generate(follows, move |draw| {
        let (follower, followed) = draw.unique_pair_within(users);
        Follow {
            follower_id: follower.id,
            followed_id: followed.id,
        }
    }));
    let posts = posts(&mut seeder, rows * 5, users);
    // Half of the posts have none, and some have many.
    seeder.add_table(Table::per_parent(
        posts,
        [(0, 0.5), (1, 0.25), (2, 0.15), (25, 0.1)],
        move |draw, post| Comment {
            id: draw.number(),
            post_id: post.id,
            user_id: draw.pick(users).id,
            body: Sentence(2..10).fake_with_rng(draw.rng()),
            written_at: draw.after(post.written_at),
        },
    ));
    seeder.add_table(Table::generate(rows * 5, move |draw| {
        let (user, post) = draw.unique_pair(users, posts);
        Like {
            user_id: user.id,
            post_id: post.id,
        }
    }));
    Ok(seeder)
}

pub(crate) async fn run(rows: u64) -> anyhow::Result<()> {
    let (_database, mut client) = shared::database(SCHEMA).await?;
    let seed = network(rows)?;
    println!("{}", seed.plan(&mut client).await?);
    println!("{}", seed.insert(&mut client).await?);
    let early = "SELECT count(*) FROM comments c JOIN posts p ON p.id = c.post_id WHERE c.written_at <= p.written_at";
    for message in client.simple_query(early).await? {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            anyhow::ensure!(row.get(0) == Some("0"), "a comment is older than its post");
        }
    }
    Ok(())
}

#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    run(shared::rows(20_000)?).await
}
