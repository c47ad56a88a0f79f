//! Authors and their articles, with the types that files have: numeric, text[], jsonb, quotes and line breaks in texts.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Dataset, Fill, Spec, mixed, pick};
use crate::row::columns::rows;

const ARTICLES_AN_AUTHOR: u64 = 5;

const WORDS: [&str; 16] = [
    "lorem",
    "ipsum",
    "dolor",
    "sit",
    "amet",
    "consectetur",
    "adipiscing",
    "elit",
    "sed",
    "do",
    "eiusmod",
    "tempor",
    "incididunt",
    "ut",
    "labore",
    "magna",
];

rows! {
    Author { id: i64, name: String, email: String }

    Article {
        id: i64,
        title: String,
        body: Option<String>,
        created_at: DateTime<Utc>,
        price: Decimal,
        tags: Vec<String>,
        meta: Value,
        author_id: i64,
    }
}

/// The number of authors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Articles {
    authors: u64,
}

impl Dataset for Articles {
    const SPEC: Spec = Spec {
        tables: &["authors", "articles"],
        bare: "
            CREATE TABLE authors (id int8 NOT NULL, name text NOT NULL, email text NOT NULL);
            CREATE TABLE articles (id int8 NOT NULL, title text NOT NULL, body text, created_at timestamptz NOT NULL,
                price numeric(10, 6) NOT NULL, tags text[] NOT NULL, meta jsonb NOT NULL, author_id int8 NOT NULL)",
        keyed: "
            CREATE TABLE authors (id int8 PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE);
            CREATE TABLE articles (id int8 PRIMARY KEY, title text NOT NULL, body text, created_at timestamptz NOT NULL,
                price numeric(10, 6) NOT NULL, tags text[] NOT NULL, meta jsonb NOT NULL,
                author_id int8 NOT NULL REFERENCES authors);
            CREATE INDEX articles_author_id ON articles (author_id);
            CREATE INDEX articles_created_at ON articles (created_at)",
        drop: "
            ALTER TABLE articles DROP CONSTRAINT articles_author_id_fkey, DROP CONSTRAINT articles_pkey;
            ALTER TABLE authors DROP CONSTRAINT authors_pkey, DROP CONSTRAINT authors_email_key;
            DROP INDEX articles_author_id, articles_created_at",
        build: "
            ALTER TABLE authors ADD CONSTRAINT authors_pkey PRIMARY KEY (id);
            ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE (email);
            ALTER TABLE articles ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
            CREATE INDEX articles_author_id ON articles (author_id);
            CREATE INDEX articles_created_at ON articles (created_at);
            ALTER TABLE articles ADD CONSTRAINT articles_author_id_fkey
                FOREIGN KEY (author_id) REFERENCES authors (id)",
        before: None,
        empty: &["TRUNCATE authors, articles"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            authors: (rows / (1 + ARTICLES_AN_AUTHOR)).max(1),
        }
    }

    fn rows(self) -> u64 {
        self.authors * (1 + ARTICLES_AN_AUTHOR)
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        let authors = self.authors;
        tool.table("authors", authors, author).await?;
        tool.table("articles", authors * ARTICLES_AN_AUTHOR, move |n| article(n, authors))
            .await
    }
}

fn author(n: u64) -> Author {
    let id = n.cast_signed() + 1;
    Author {
        id,
        name: format!("Author {id}"),
        email: format!("author{id}@example.com"),
    }
}

#[expect(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "small numbers"
)]
fn article(n: u64, authors: u64) -> Article {
    let random = mixed(n);
    let text = (0..8 + pick(n ^ 0x51, 8) as u32).map(|word| WORDS[(random.rotate_left(word * 5) % 16) as usize]);
    let text = text.collect::<Vec<_>>().join(" ");
    let body = match random % 5 {
        0 => None,
        1 => Some(format!("{text}, said \"{}\"", WORDS[(random % 16) as usize])),
        2 => Some(format!("{text}\n{text}")),
        _ => Some(text),
    };
    Article {
        id: n.cast_signed() + 1,
        title: format!("Article {n}"),
        body,
        // A second of the year 2024 and a microsecond.
        created_at: DateTime::from_timestamp(
            1_704_067_200 + (random % 31_536_000) as i64,
            (random % 1_000_000) as u32 * 1_000,
        )
        .unwrap_or_default(),
        price: Decimal::new((random % 10_000_000_000) as i64, 6),
        tags: vec![
            "news".to_owned(),
            WORDS[(random % 16) as usize].to_owned(),
            format!("t{}", n % 100),
        ],
        meta: json!({ "views": random % 10_000, "ok": random.is_multiple_of(3) }),
        author_id: pick(n ^ 0x7a, authors).cast_signed() + 1,
    }
}
