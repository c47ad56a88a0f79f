//! The data of the README: users, and five posts of each that are later than the user.

use blink::ToRow;
use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

/// Tables without keys and indexes.
pub(crate) const SCHEMA: &str = "
    CREATE TABLE users (id int8 NOT NULL, name text NOT NULL, email text NOT NULL, inserted_at timestamptz NOT NULL);
    CREATE TABLE posts (id int8 NOT NULL, title text NOT NULL, body text NOT NULL, user_id int8 NOT NULL,
        inserted_at timestamptz NOT NULL)";

/// The same with keys and indexes.
pub(crate) const KEYED: &str = "
    CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL, inserted_at timestamptz NOT NULL);
    CREATE TABLE posts (id int8 PRIMARY KEY, title text NOT NULL, body text NOT NULL,
        user_id int8 NOT NULL REFERENCES users, inserted_at timestamptz NOT NULL);
    CREATE INDEX posts_user_id ON posts (user_id);
    CREATE INDEX posts_inserted_at ON posts (inserted_at)";

/// What somebody would write who drops all of it for the load, and builds it again.
pub(crate) const DROP: &str = "
    ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, DROP CONSTRAINT posts_pkey;
    ALTER TABLE users DROP CONSTRAINT users_pkey;
    DROP INDEX posts_user_id, posts_inserted_at";

/// The same, and what makes FREEZE legal.
pub(crate) const DROP_AND_TRUNCATE: &str = "
    ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, DROP CONSTRAINT posts_pkey;
    ALTER TABLE users DROP CONSTRAINT users_pkey;
    DROP INDEX posts_user_id, posts_inserted_at;
    TRUNCATE users, posts";

pub(crate) const BUILD: &str = "
    ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
    ALTER TABLE posts ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
    CREATE INDEX posts_user_id ON posts (user_id);
    CREATE INDEX posts_inserted_at ON posts (inserted_at);
    ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)";

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

/// A row whose key is as good as random.
#[derive(ToRow)]
#[blink(table = "accounts")]
pub(crate) struct Account {
    id: Uuid,
    name: String,
}

#[derive(ToRow)]
#[blink(table = "events")]
pub(crate) struct Event {
    id: Uuid,
    account_id: Uuid,
    n: i32,
}

pub(crate) fn account(n: u64) -> Account {
    Account {
        id: uuid(n, 1),
        name: format!("Account {n}"),
    }
}

/// An event of one of so many accounts.
pub(crate) fn event(n: u64, accounts: u64) -> Event {
    Event {
        id: uuid(n, 2),
        account_id: uuid(mixed(n ^ 0xabcd) % accounts, 1),
        n: 7,
    }
}

fn uuid(n: u64, of: u64) -> Uuid {
    Uuid::from_u64_pair(mixed(2 * n + of), mixed(mixed(n) ^ of))
}

/// One of them, at random but always the same, so that all tools store the same.
fn pick<T>(values: &[T], n: i64) -> &T {
    let z = mixed(n.cast_unsigned());
    // Below the length, so that it fits.
    #[expect(clippy::cast_possible_truncation, reason = "below the length")]
    let place = ((u128::from(z) * values.len() as u128) >> 64) as usize;
    &values[place]
}

/// `SplitMix64`.
fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
