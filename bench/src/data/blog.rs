//! Users, posts and comments without a CHECK, as many of each.

use chrono::{DateTime, Utc};

use super::{Dataset, Fill, Spec, mixed, pick};
use crate::row::columns::rows;

rows! {
    BlogUser { id: i64, name: String, email: String, created_at: DateTime<Utc>, updated_at: DateTime<Utc> }

    BlogPost { id: i64, user_id: i64, title: String, body: String, published: bool, created_at: DateTime<Utc> }

    Comment { id: i64, post_id: i64, user_id: i64, body: String, created_at: DateTime<Utc> }
}

const WORDS: [&str; 8] = ["garden", "walk", "early", "bread", "letter", "window", "quiet", "road"];

/// The number of users, posts and comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blog {
    each: u64,
}

impl Dataset for Blog {
    const SPEC: Spec = Spec {
        tables: &["users", "posts", "comments"],
        bare: include_str!("blog/tables.sql"),
        keyed: concat!(include_str!("blog/tables.sql"), include_str!("blog/keys.sql")),
        drop: include_str!("drop.sql"),
        build: include_str!("blog/keys.sql"),
        before: None,
        empty: &["TRUNCATE users, posts, comments"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            each: (rows / 3).max(1),
        }
    }

    fn rows(self) -> u64 {
        self.each * 3
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        let each = self.each;
        tool.table("users", each, user).await?;
        tool.table("posts", each, move |n| post(n, each)).await?;
        tool.table("comments", each, move |n| comment(n, each)).await
    }
}

fn id(n: u64) -> i64 {
    n.cast_signed() + 1
}

/// A second of the year 2024 and the next.
fn second(n: u64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_704_067_200 + pick(n, 63_072_000).cast_signed(), 0).unwrap_or_default()
}

fn words(n: u64, count: u32) -> String {
    let word = |nth: u32| WORDS[(mixed(n).rotate_left(nth * 3) % 8) as usize];
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

fn user(n: u64) -> BlogUser {
    BlogUser {
        id: id(n),
        name: format!("{} {n}", words(n, 1)),
        email: format!("{}.{n}@example.com", words(n, 1)),
        created_at: second(n),
        updated_at: second(n),
    }
}

fn post(n: u64, users: u64) -> BlogPost {
    BlogPost {
        id: id(n),
        user_id: id(pick(n ^ 0x31, users)),
        title: words(n, 5),
        body: words(n, 18),
        published: !n.is_multiple_of(4),
        created_at: second(n),
    }
}

fn comment(n: u64, each: u64) -> Comment {
    Comment {
        id: id(n),
        post_id: id(pick(n ^ 0x32, each)),
        user_id: id(pick(n ^ 0x33, each)),
        body: words(n, 12),
        created_at: second(n),
    }
}
