//! The conversation with a server.

use super::{Connection, TextRow};
use crate::connection::deadline::Deadline;
use crate::error::Error;

/// A connection, and the time by which the server must answer.
pub(crate) struct Session<'c, C> {
    pub(crate) conn: &'c mut C,
    pub(crate) deadline: Deadline,
}

impl<'c, C: Connection> Session<'c, C> {
    pub(crate) fn new(conn: &'c mut C, deadline: Deadline) -> Self {
        Self { conn, deadline }
    }

    /// Reborrows the session.
    pub(crate) fn reborrow(&mut self) -> Session<'_, C> {
        Session::new(self.conn, self.deadline)
    }

    /// Runs statements and returns the number of rows that the last of them changed.
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<u64, Error> {
        self.deadline.answer(self.conn.execute(sql)).await
    }

    /// Runs a query and returns its rows.
    pub(crate) async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, Error> {
        self.deadline.answer(self.conn.query(sql)).await
    }

    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        self.deadline.answer(self.conn.begin()).await
    }

    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        self.deadline.answer(self.conn.commit()).await
    }

    /// Rolls back to a savepoint, and releases it.
    pub(crate) async fn roll_back_to(&mut self, savepoint: &str) -> Result<(), Error> {
        let sql = format!("ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}");
        self.execute(&sql).await.map(drop)
    }

    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        self.deadline.answer(self.conn.rollback()).await
    }
}
