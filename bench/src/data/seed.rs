//! The data of the seed README: users, and five posts of each, which are later than the user.

use blink::ToRow;
use bytes::{BufMut as _, BytesMut};
use chrono::{DateTime, Utc};
use tokio_postgres::types::{ToSql, Type};

use super::{Dataset, Fill, Spec, pick, put};
use crate::row::Row;

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

/// The number of users; each has posts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    users: u64,
}

impl Dataset for Seed {
    const SPEC: Spec = Spec {
        tables: &["users", "posts"],
        bare: "
            CREATE TABLE users (id int8 NOT NULL, name text NOT NULL, email text NOT NULL, inserted_at timestamptz NOT NULL);
            CREATE TABLE posts (id int8 NOT NULL, title text NOT NULL, body text NOT NULL, user_id int8 NOT NULL,
                inserted_at timestamptz NOT NULL)",
        keyed: "
            CREATE TABLE users (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL,
                inserted_at timestamptz NOT NULL);
            CREATE TABLE posts (id int8 PRIMARY KEY, title text NOT NULL, body text NOT NULL,
                user_id int8 NOT NULL REFERENCES users, inserted_at timestamptz NOT NULL);
            CREATE INDEX posts_user_id ON posts (user_id);
            CREATE INDEX posts_inserted_at ON posts (inserted_at)",
        drop: "
            ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, DROP CONSTRAINT posts_pkey;
            ALTER TABLE users DROP CONSTRAINT users_pkey;
            DROP INDEX posts_user_id, posts_inserted_at",
        build: "
            ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
            ALTER TABLE posts ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
            CREATE INDEX posts_user_id ON posts (user_id);
            CREATE INDEX posts_inserted_at ON posts (inserted_at);
            ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)",
        before: None,
        empty: &["TRUNCATE users, posts"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            users: (rows / (1 + POSTS_A_USER)).max(1),
        }
    }

    fn rows(self) -> u64 {
        self.users * (1 + POSTS_A_USER)
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        tool.table("users", self.users, user).await?;
        tool.table("posts", self.users * POSTS_A_USER, post).await
    }
}

/// The first day of a user; never the last day, so that all posts can be later.
fn begin_of(user: u64) -> u64 {
    user % (DAYS - 1)
}

/// Midnight of the nth day.
fn midnight(day: u64) -> DateTime<Utc> {
    // 2024-01-01 00:00:00 UTC.
    DateTime::from_timestamp(1_704_067_200 + 86_400 * day.cast_signed(), 0).unwrap_or_default()
}

pub(crate) fn days() -> Vec<DateTime<Utc>> {
    (0..DAYS).map(midnight).collect()
}

fn user(n: u64) -> User {
    let id = n.cast_signed() + 1;
    User {
        id,
        name: format!("User {id}"),
        email: format!("user{id}@example.com"),
        inserted_at: midnight(begin_of(n)),
    }
}

/// A post on a day after the user's.
fn post(n: u64) -> Post {
    let (user, nth) = (n / POSTS_A_USER, n % POSTS_A_USER + 1);
    let user_id = user.cast_signed() + 1;
    let begin = begin_of(user);
    Post {
        id: n.cast_signed() + 1,
        title: format!("Post {nth} by User {user_id}"),
        body: "Content here".to_owned(),
        user_id,
        inserted_at: midnight(begin + 1 + pick(n, DAYS - 1 - begin)),
    }
}

impl Row for User {
    const COLUMNS: &'static [&'static str] = &["id", "name", "email", "inserted_at"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 4];

    fn types() -> Vec<Type> {
        vec![Type::INT8, Type::TEXT, Type::TEXT, Type::TIMESTAMPTZ]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.id, &self.name, &self.email, &self.inserted_at]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(4);
        put::int8(out, self.id);
        put::text(out, &self.name);
        put::text(out, &self.email);
        put::timestamptz(out, self.inserted_at);
    }
}

impl Row for Post {
    const COLUMNS: &'static [&'static str] = &["id", "title", "body", "user_id", "inserted_at"];

    type Values<'r> = [&'r (dyn ToSql + Sync); 5];

    fn types() -> Vec<Type> {
        vec![Type::INT8, Type::TEXT, Type::TEXT, Type::INT8, Type::TIMESTAMPTZ]
    }

    fn values(&self) -> Self::Values<'_> {
        [&self.id, &self.title, &self.body, &self.user_id, &self.inserted_at]
    }

    fn put(&self, out: &mut BytesMut) {
        out.put_i16(5);
        put::int8(out, self.id);
        put::text(out, &self.title);
        put::text(out, &self.body);
        put::int8(out, self.user_id);
        put::timestamptz(out, self.inserted_at);
    }
}
