//! The conversation with a server.

use super::{Connection, TextRow};
use crate::connection::deadline::Deadline;
use crate::error::sqlstate;
use crate::error::{Error, ErrorKind, ErrorLocation};

/// Separates queries. Its answer is a row of one NULL, as no other query has.
const NEXT_ANSWER: &str = ";\nSELECT NULL;\n";

/// A connection, and the time by which the server must answer.
pub(crate) struct Session<'c, C> {
    conn: &'c mut C,
    pub(crate) deadline: Deadline,
    pending: Held<'c>,
}

/// The part of the conversation that the server has yet to hear of, or to confirm.
#[derive(Debug, Default)]
struct Pending {
    /// Statements that go with the next one, in one round trip.
    queued: String,
    /// True if anything was sent.
    is_used: bool,
    /// The rows of the last COPY, as long as no statement has succeeded since.
    copied: Option<ErrorLocation>,
}

enum Held<'c> {
    Own(Pending),
    Borrowed(&'c mut Pending),
}

impl Held<'_> {
    fn get(&mut self) -> &mut Pending {
        match self {
            Self::Own(pending) => pending,
            Self::Borrowed(pending) => pending,
        }
    }
}

impl Pending {
    fn queue(&mut self, sql: &str) {
        if !self.queued.is_empty() {
            self.queued.push_str("; ");
        }
        self.queued.push_str(sql);
    }

    /// Returns the queued statements and this one, all of which are about to be sent.
    fn with_queued(&mut self, sql: &str) -> String {
        self.is_used = true;
        self.queue(sql);
        std::mem::take(&mut self.queued)
    }

    /// Notes that the server has answered a statement. If it refuses all statements, it has rolled the transaction back
    /// after the last COPY.
    ///
    /// A server also checks `statement_timeout` between statements (`ProcessInterrupts` in postgres.c). If the timeout
    /// expires just after a COPY was answered, the server rolls back without being heard: drivers drop messages that
    /// follow the answer, and COMMIT would be a ROLLBACK without an error.
    fn answered<T>(&mut self, answer: Result<T, Error>) -> Result<T, Error> {
        let copied = self.copied.take();
        answer.map_err(|error| match copied {
            Some(rows) if error.sqlstate() == Some(sqlstate::IN_FAILED_SQL_TRANSACTION) => {
                error.with_kind(ErrorKind::RolledBackAfterCopy).with_location(rows)
            }
            _ => error,
        })
    }
}

impl<'c, C: Connection> Session<'c, C> {
    pub(crate) fn new(conn: &'c mut C, deadline: Deadline) -> Self {
        Self {
            conn,
            deadline,
            pending: Held::Own(Pending::default()),
        }
    }

    /// Reborrows the session.
    pub(crate) fn reborrow(&mut self) -> Session<'_, C> {
        Session {
            conn: self.conn,
            deadline: self.deadline,
            pending: Held::Borrowed(self.pending.get()),
        }
    }

    /// Returns the connection itself, for what is not to be confirmed.
    pub(crate) fn connection(&mut self) -> &mut C {
        self.conn
    }

    /// Returns true if anything was sent.
    pub(crate) fn is_used(&mut self) -> bool {
        self.pending.get().is_used
    }

    /// Leaves BEGIN to be sent together with the next statement, from which on the session counts as used.
    pub(crate) fn queue_begin(&mut self) {
        *self.pending.get() = Pending::default();
        self.queue("BEGIN");
    }

    /// Leaves statements without an answer to be sent together with the next one.
    pub(crate) fn queue(&mut self, sql: &str) {
        self.pending.get().queue(sql);
    }

    /// Runs statements and returns the number of rows that the last of them changed.
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<u64, Error> {
        let pending = self.pending.get();
        let sql = pending.with_queued(sql);
        let answer = self.deadline.answer(self.conn.execute(&sql)).await;
        pending.answered(answer)
    }

    /// Runs queries and returns the rows of all of them.
    pub(crate) async fn query(&mut self, sql: &str) -> Result<Vec<TextRow>, Error> {
        let pending = self.pending.get();
        let sql = pending.with_queued(sql);
        let answer = self.deadline.answer(self.conn.query(&sql)).await;
        pending.answered(answer)
    }

    /// Runs several queries in one round trip and returns the rows of each.
    pub(crate) async fn query_each(&mut self, queries: &[String]) -> Result<Vec<Vec<TextRow>>, Error> {
        let rows = self.query(&queries.join(NEXT_ANSWER)).await?;
        let mut answers = vec![Vec::new()];
        for row in rows {
            match answers.last_mut() {
                Some(answer) if row != [None] => answer.push(row),
                _ => answers.push(Vec::new()),
            }
        }
        Ok(answers)
    }

    /// Sends what is queued, without waiting for another statement.
    pub(crate) async fn send_queued(&mut self) -> Result<(), Error> {
        let pending = self.pending.get();
        if pending.queued.is_empty() {
            return Ok(());
        }
        let queued = std::mem::take(&mut pending.queued);
        self.execute(&queued).await.map(drop)
    }

    /// Begins a COPY.
    pub(crate) async fn copy_in(&mut self, sql: &str) -> Result<C::Sink<'_>, Error> {
        self.send_queued().await?;
        let pending = self.pending.get();
        pending.is_used = true;
        let answer = self.deadline.answer(self.conn.copy_in(sql)).await;
        pending.answered(answer)
    }

    /// Runs a query and, if its answer is accepted, begins a COPY. Returns the rows, and the COPY if they were accepted.
    pub(crate) async fn query_then_copy_in(
        &mut self,
        query: &str,
        copy: &str,
        accepts: impl FnOnce(&[TextRow]) -> bool + Send,
    ) -> Result<(Vec<TextRow>, Option<Result<C::Sink<'_>, Error>>), Error> {
        let pending = self.pending.get();
        let query = pending.with_queued(query);
        let answer = self.conn.query_then_copy_in(&query, copy, accepts);
        let (rows, began) = pending.answered(self.deadline.answer(answer).await)?;
        Ok((rows, began.map(|began| began.map_err(Error::driver))))
    }

    /// Notes that a COPY was answered, and the rows that it stored.
    pub(crate) fn copied(&mut self, rows: ErrorLocation) {
        self.pending.get().copied = Some(rows);
    }

    /// Returns an error if the server has rolled the last COPY back since it answered it.
    pub(crate) async fn confirm(&mut self) -> Result<(), Error> {
        if self.pending.get().copied.is_some() {
            self.execute("SELECT").await?;
        }
        Ok(())
    }

    /// Commits the transaction, if it was begun.
    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        let pending = self.pending.get();
        if !pending.is_used {
            return Ok(());
        }
        // In a transaction that has failed, COMMIT is a ROLLBACK without an error.
        let sql = if pending.copied.is_some() {
            "SELECT; COMMIT"
        } else {
            "COMMIT"
        };
        self.execute(sql).await.map(drop)
    }

    /// Rolls back to a savepoint, and releases it.
    pub(crate) async fn roll_back_to(&mut self, savepoint: &str) -> Result<(), Error> {
        let sql = format!("ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}");
        self.execute(&sql).await.map(drop)
    }

    /// Rolls the transaction back, if it was begun.
    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        let pending = self.pending.get();
        pending.queued.clear();
        if !pending.is_used {
            return Ok(());
        }
        self.execute("ROLLBACK").await.map(drop)
    }
}
