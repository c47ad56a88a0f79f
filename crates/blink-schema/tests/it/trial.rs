//! One schema, made, filled and asked.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use blink_testdb::Database;
use tokio_postgres::{Client, NoTls};

use crate::judge::{self, Allowed, Verdict};

/// The report of what was filled, or the error, as text.
pub type Filled<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + 'a>>;

/// A way to fill a database.
pub type Fill = fn(&mut Client, u64) -> Filled<'_>;

/// A question of a schema's own.
#[derive(Clone, Debug)]
pub struct Question {
    /// Asked only with at least this many rows.
    pub at: u64,
    pub query: String,
    /// The first column of the first row, or `nothing`: no row at all.
    pub expected: String,
}

/// A schema and what is asked of it.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub name: String,
    pub sql: String,
    /// The first major version that accepts it.
    pub since: u32,
    pub extensions: Vec<String>,
    pub allowed: Allowed,
    /// Tables that may be empty if there is only one row.
    pub maybe_empty_at_1: Vec<String>,
    pub questions: Vec<Question>,
    /// The part that Blink cannot do of it yet.
    pub not_yet: Option<String>,
    pub shows: String,
}

impl Schema {
    /// Reads the comments of a file: `-- shows:`, `-- since:`, `-- extensions:`, `-- empty:`, `-- may be empty:`,
    /// `-- may be empty at 1:`, `-- constant:`, `-- fewer:`, `-- ask:` and `-- ask at N:`; a comment that is indented
    /// goes on.
    pub fn read(name: &str, sql: &str) -> Result<Schema, String> {
        let mut schema = Schema {
            name: name.to_owned(),
            sql: sql.to_owned(),
            ..Schema::default()
        };
        for (key, value) in remarks(sql) {
            let list = || value.split(", ").map(str::to_owned);
            match key.as_str() {
                "shows" => schema.shows = value,
                "since" => schema.since = value.parse().map_err(|_| format!("{name}: since {value}"))?,
                "extensions" => schema.extensions = list().collect(),
                "empty" => schema.allowed.empty = list().collect(),
                "may be empty" => schema.allowed.maybe_empty = list().collect(),
                "may be empty at 1" => schema.maybe_empty_at_1 = list().collect(),
                "constant" => schema.allowed.constant = list().collect(),
                // For the reader: these have as many rows as their keys have values.
                "fewer" => {}
                "not yet" => schema.not_yet = Some(value),
                "ask" => schema.questions.push(question(name, 0, &value)?),
                _ => match key.strip_prefix("ask at ").and_then(|at| at.parse().ok()) {
                    Some(at) => schema.questions.push(question(name, at, &value)?),
                    None => return Err(format!("{name}: -- {key}")),
                },
            }
        }
        if schema.shows.is_empty() || schema.since == 0 {
            return Err(format!("{name}: no `-- shows:` or no `-- since:`"));
        }
        Ok(schema)
    }

    /// The reason why this server cannot have it.
    pub async fn missing(&self, client: &Client) -> Option<String> {
        let version = blink_testdb::server().version();
        if version < self.since {
            return Some(format!("needs PostgreSQL {}, and this is {version}", self.since));
        }
        for extension in &self.extensions {
            let query = format!("SELECT FROM pg_available_extensions WHERE name = '{extension}'");
            if judge::rows(client, &query).await.unwrap().is_empty() {
                return Some(format!("the server has no {extension}"));
            }
        }
        None
    }

    /// Fills it with so many rows and returns everything that is wrong; a line each, with the name, the rows, the
    /// question, what was expected and what is there.
    pub async fn wrong(&self, rows: u64, fill: Fill) -> Vec<String> {
        let Some((db, mut client)) = self.made().await else {
            return Vec::new();
        };
        let here = |what: String| format!("{} with {rows} rows: {what}", self.name);
        let before = catalog(&client).await;
        if let Err(error) = fill(&mut client, rows).await {
            return vec![here(error)];
        }
        let mut wrong = changed(&before, &catalog(&client).await);
        let verdict = self.verdict(&client, rows).await;
        wrong.extend(verdict.wrong);
        wrong.extend(verdict.blank);
        wrong.extend(self.answers(&client, rows).await);
        drop(db);
        wrong.into_iter().map(here).collect()
    }

    /// A database with the schema in it, if this server can have it.
    pub async fn made(&self) -> Option<(Database, Client)> {
        let db = blink_testdb::database();
        let client = connect(&db).await;
        if let Some(why) = self.missing(&client).await {
            blink_testdb::leave_out(&self.name, &why);
            return None;
        }
        for extension in &self.extensions {
            let create = format!("CREATE EXTENSION IF NOT EXISTS \"{extension}\"");
            client.batch_execute(&create).await.unwrap();
        }
        if let Err(error) = client.batch_execute(&self.sql).await {
            panic!("{}: {error:?}", self.name);
        }
        Some((db, client))
    }

    async fn verdict(&self, client: &Client, rows: u64) -> Verdict {
        let mut allowed = self.allowed.clone();
        if rows == 1 {
            allowed.maybe_empty.extend(self.maybe_empty_at_1.iter().cloned());
        }
        judge::judge(client, &allowed).await
    }

    async fn answers(&self, client: &Client, rows: u64) -> Vec<String> {
        let mut wrong = Vec::new();
        for question in self.questions.iter().filter(|question| question.at <= rows) {
            let (query, expected) = (&question.query, &question.expected);
            let got = match judge::rows(client, query).await {
                Ok(rows) if rows.is_empty() => "nothing".to_owned(),
                Ok(rows) if expected == "nothing" => format!("{} rows, the first {:?}", rows.len(), rows[0]),
                Ok(rows) => rows[0][0].clone(),
                Err(error) => error,
            };
            if got != *expected {
                wrong.push(format!("{query}: expected {expected}, got {got}"));
            }
        }
        wrong
    }
}

/// The comments that begin with a key, and the indented ones that continue them.
fn remarks(sql: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in sql.lines() {
        let Some(text) = line.strip_prefix("-- ") else {
            open = false;
            continue;
        };
        if let (true, Some(more), Some((_, value))) = (open, text.strip_prefix("    "), found.last_mut()) {
            value.push(' ');
            value.push_str(more.trim());
        } else if let Some((key, value)) = text.split_once(": ") {
            found.push((key.to_owned(), value.trim().to_owned()));
            open = true;
        }
    }
    found
}

fn question(name: &str, at: u64, text: &str) -> Result<Question, String> {
    let (query, expected) = text
        .rsplit_once(" => ")
        .ok_or_else(|| format!("{name}: a question without `=>`: {text}"))?;
    Ok(Question {
        at,
        query: query.to_owned(),
        expected: expected.to_owned(),
    })
}

pub async fn connect(db: &Database) -> Client {
    let (client, connection) = tokio_postgres::connect(db.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The catalog as lines, each with how often it is there.
async fn catalog(client: &Client) -> BTreeMap<String, i64> {
    let query = blink_testdb::catalog::query(blink_testdb::server().version());
    let mut lines = BTreeMap::new();
    for row in client.query(&query, &[]).await.unwrap() {
        *lines.entry(row.get(0)).or_default() += 1;
    }
    lines
}

fn changed(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<String> {
    let of_one = |one: &BTreeMap<String, i64>, other: &BTreeMap<String, i64>, word| {
        let lines = one.iter().filter(|(line, count)| other.get(*line) != Some(*count));
        lines
            .map(|(line, _)| format!("the schema changed, {word}: {line}"))
            .collect::<Vec<_>>()
    };
    let mut changed = of_one(before, after, "before");
    changed.extend(of_one(after, before, "after"));
    changed
}
