//! Questions to the server that change nothing, and wait for nothing long.

use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::exit::Failure;

/// The time that a question may take.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// A row of an answer, each value as the server writes it.
pub(super) type Row = Vec<Option<String>>;

/// Asks a query without comments within a transaction that may not write, so that a pooler in between has nothing to keep.
pub(super) async fn ask(client: &Client, sql: &str, limit: Duration) -> Result<Vec<Row>, tokio_postgres::Error> {
    let statements = format!(
        "BEGIN READ ONLY; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = {}; {}; COMMIT",
        limit.as_millis(),
        sql
    );
    match client.simple_query(&statements).await {
        Ok(messages) => Ok(messages.iter().filter_map(row).collect()),
        Err(error) => {
            // If the connection is lost, the first error says so.
            let _lost = client.batch_execute("ROLLBACK").await;
            Err(error)
        }
    }
}

/// Asks for what a role may be forbidden to see; None if it is. By default every role may.
pub(super) async fn ask_if_allowed(client: &Client, sql: &str) -> Result<Option<Vec<Row>>, Failure> {
    match ask(client, sql, LIMIT).await {
        Ok(rows) => Ok(Some(rows)),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

fn row(message: &SimpleQueryMessage) -> Option<Row> {
    match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|n| row.get(n).map(str::to_owned)).collect()),
        _ => None,
    }
}

/// The failure of a question.
pub(super) fn failed(error: &tokio_postgres::Error) -> Failure {
    let said = match error.as_db_error() {
        Some(server) => format!("{} (SQLSTATE {})", server.message(), server.code().code()),
        None => error.to_string(),
    };
    Failure::refused(format!("the look at the database before writing failed: {said}"))
}

/// The values of a row, taken one by one.
pub(super) struct Values(std::vec::IntoIter<Option<String>>);

impl Values {
    pub(super) fn new(row: Row) -> Self {
        Self(row.into_iter())
    }

    /// Takes a value; None if it is NULL.
    pub(super) fn nullable(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// Takes a text that is not NULL.
    pub(super) fn text(&mut self) -> Result<String, Failure> {
        self.nullable().ok_or_else(malformed)
    }

    /// Takes a number that is not NULL.
    pub(super) fn number(&mut self) -> Result<u64, Failure> {
        self.text()?.parse().map_err(|_| malformed())
    }

    /// Takes a boolean; NULL is false.
    pub(super) fn bool(&mut self) -> bool {
        self.nullable().as_deref() == Some("t")
    }
}

fn malformed() -> Failure {
    Failure::refused("the look at the database before writing failed: an answer is not as expected")
}
