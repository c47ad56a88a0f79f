//! The data of the README: users, and five posts of each that are later than the user.

use blink::ToRow;
use chrono::{DateTime, Days, Utc};

/// Tables without keys and indexes.
pub(crate) const SCHEMA: &str = "
    CREATE TABLE users (id int8 NOT NULL, name text NOT NULL, email text NOT NULL, inserted_at timestamptz NOT NULL);
    CREATE TABLE posts (id int8 NOT NULL, title text NOT NULL, body text NOT NULL, user_id int8 NOT NULL,
        inserted_at timestamptz NOT NULL)";

pub(crate) const TABLES: [&str; 2] = ["users", "posts"];

const DAYS: u64 = 30;

const POSTS_A_USER: u64 = 5;

#[derive(ToRow)]
#[blink(table = "users")]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) inserted_at: DateTime<Utc>,
}

#[derive(ToRow)]
#[blink(table = "posts")]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) user_id: i64,
    pub(crate) inserted_at: DateTime<Utc>,
}

/// How much data: so many users, and their posts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) users: u64,
}

impl Size {
    /// About so many rows in both tables.
    pub(crate) fn of_rows(rows: u64) -> Self {
        Self {
            users: (rows / (1 + POSTS_A_USER)).max(1),
        }
    }

    pub(crate) fn posts(self) -> u64 {
        self.users * POSTS_A_USER
    }

    pub(crate) fn rows(self) -> u64 {
        self.users + self.posts()
    }
}

/// Midnight of 30 days.
pub(crate) fn days() -> Vec<DateTime<Utc>> {
    // 2024-01-01 00:00:00 UTC.
    let base = DateTime::from_timestamp(1_704_067_200, 0).unwrap_or_default();
    (0..DAYS).map(|day| base + Days::new(day)).collect()
}

/// So many users. Nobody begins on the last day, so that everybody's posts can be later.
pub(crate) fn users(days: &[DateTime<Utc>], count: u64) -> impl Iterator<Item = User> {
    let begin = &days[..days.len() - 1];
    (1..)
        .zip(begin.iter().cycle())
        .map(user)
        .take(usize::try_from(count).unwrap_or(usize::MAX))
}

fn user((id, &inserted_at): (i64, &DateTime<Utc>)) -> User {
    User {
        id,
        name: format!("User {id}"),
        email: format!("user{id}@example.com"),
        inserted_at,
    }
}

/// The posts of a user, each on a day after the user's.
pub(crate) fn posts(days: &[DateTime<Utc>], user: &User) -> impl Iterator<Item = Post> {
    let later = &days[days.partition_point(|day| *day <= user.inserted_at)..];
    let user_id = user.id;
    (1..=POSTS_A_USER.cast_signed()).map(move |n| {
        let id = (user_id - 1) * POSTS_A_USER.cast_signed() + n;
        Post {
            id,
            title: format!("Post {n} by User {user_id}"),
            body: "Content here".to_owned(),
            user_id,
            inserted_at: *pick(later, id),
        }
    })
}

/// One of them, at random but always the same (`SplitMix64`), so that all tools store the same.
fn pick<T>(values: &[T], n: i64) -> &T {
    let mut z = n.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    // Below the length, so that it fits.
    #[expect(clippy::cast_possible_truncation, reason = "below the length")]
    let place = ((u128::from(z) * values.len() as u128) >> 64) as usize;
    &values[place]
}
