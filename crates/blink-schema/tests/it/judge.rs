//! Questions by SQL to a database that was filled, which hold for any schema: does every constraint hold, also where the
//! server would not notice; does time run forward; does nothing reach anybody; is no column NULL or constant.
//!
//! `judge/*.sql` ask the catalog, and answer with queries: each counts what is wrong.

use std::collections::BTreeSet;

use tokio_postgres::{Client, SimpleQueryMessage};

/// The questions.
const QUESTIONS: [&str; 8] = [
    include_str!("judge/foreign_keys.sql"),
    include_str!("judge/conditions.sql"),
    include_str!("judge/domains.sql"),
    include_str!("judge/unique_sets.sql"),
    include_str!("judge/exclusions.sql"),
    include_str!("judge/times.sql"),
    include_str!("judge/meanings.sql"),
    include_str!("judge/sequences.sql"),
];

/// Facts that a schema tells of itself: tables that may stay empty, and columns that may be NULL or constant.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// Tables that must have no rows.
    pub empty: BTreeSet<String>,
    /// Tables that may have none.
    pub maybe_empty: BTreeSet<String>,
    /// `table.column`.
    pub constant: BTreeSet<String>,
}

/// The findings.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Everything that is wrong, one line each.
    pub wrong: Vec<String>,
    /// Tables with rows, without partitions.
    pub filled: Vec<String>,
    /// Tables without rows, without partitions.
    pub empty: Vec<String>,
    /// Columns that are NULL or constant in tables of 50 rows or more: `table.column is NULL`.
    pub blank: Vec<String>,
    /// The number of columns.
    pub columns: usize,
}

/// Asks all questions.
pub async fn judge(client: &Client, allowed: &Allowed) -> Verdict {
    client
        .batch_execute("SET timezone = 'UTC'; SET statement_timeout = '120s'")
        .await
        .unwrap();
    let mut verdict = Verdict::default();
    tables(client, allowed, &mut verdict).await;
    for question in QUESTIONS {
        let asked = rows(client, question).await.unwrap();
        verdict.wrong.extend(counted(client, &asked).await);
    }
    columns(client, allowed, &mut verdict).await;
    verdict
}

/// The words for each query whose count is not zero.
async fn counted(client: &Client, asked: &[Vec<String>]) -> Vec<String> {
    // All at once; one by one if the server refuses one.
    let together: Vec<&str> = asked.iter().map(|row| row[1].as_str()).collect();
    let answers = rows(client, &together.join(";\n")).await;
    let mut wrong = Vec::new();
    for (n, row) in asked.iter().enumerate() {
        let (what, query) = (&row[0], &row[1]);
        let answer = match &answers {
            Ok(answers) => Ok(answers[n][0].clone()),
            Err(_) => rows(client, query).await.map(|answer| answer[0][0].clone()),
        };
        match answer {
            Ok(count) if count == "0" => {}
            Ok(count) => wrong.push(format!("{what}: {count} wrong, by {query}")),
            Err(error) => wrong.push(format!("{what}: {error}, by {query}")),
        }
    }
    wrong
}

async fn tables(client: &Client, allowed: &Allowed, verdict: &mut Verdict) {
    for row in rows(client, include_str!("judge/tables.sql")).await.unwrap() {
        let (table, partition, foreign) = (&row[0], row[1] == "t", row[2] == "t");
        if foreign {
            continue;
        }
        let relation = if row[3] == "t" { &row[4] } else { table };
        let count = format!("SELECT count(*) > 0 FROM (SELECT FROM {relation} LIMIT 1) AS t");
        let has_rows = rows(client, &count).await.unwrap()[0][0] == "t";
        if !partition {
            let list = if has_rows {
                &mut verdict.filled
            } else {
                &mut verdict.empty
            };
            list.push(table.clone());
        }
        if has_rows && allowed.empty.contains(table) {
            verdict.wrong.push(format!("{table} has rows"));
        }
        let may = partition || allowed.empty.contains(table) || allowed.maybe_empty.contains(table);
        if !has_rows && !may {
            verdict.wrong.push(format!("{table} has no rows"));
        }
    }
}

async fn columns(client: &Client, allowed: &Allowed, verdict: &mut Verdict) {
    for row in rows(client, include_str!("judge/columns.sql")).await.unwrap() {
        let (table, query) = (&row[0], &row[1]);
        let found = client.query_one(query, &[]).await;
        let found: Vec<String> = found.unwrap_or_else(|error| panic!("{error:?}: {query}")).get(0);
        verdict.columns += found.len();
        for column in found.iter().filter(|column| !column.is_empty()) {
            let name = column.trim_end_matches(" is NULL").trim_end_matches(" is constant");
            if !allowed.constant.contains(&format!("{table}.{name}")) {
                verdict.blank.push(format!("{table}.{column}"));
            }
        }
    }
}

/// The rows of a query as text; NULL is `NULL`.
pub async fn rows(client: &Client, query: &str) -> Result<Vec<Vec<String>>, String> {
    let messages = client.simple_query(query).await.map_err(|error| {
        error.as_db_error().map_or_else(
            || error.to_string(),
            |error| format!("{}: {}", error.code().code(), error.message()),
        )
    })?;
    let row = |message| match message {
        SimpleQueryMessage::Row(row) => Some(
            (0..row.len())
                .map(|n| row.get(n).unwrap_or("NULL").to_owned())
                .collect(),
        ),
        _ => None,
    };
    Ok(messages.into_iter().filter_map(row).collect())
}
