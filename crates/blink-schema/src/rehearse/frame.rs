//! What is asked of the server without a trace.

use blink::{Connection, DriverError, TextRow};

use crate::error::Error;

/// The session is in a transaction if the transaction began before this statement.
const IN_TRANSACTION: &str =
    "SELECT pg_catalog.transaction_timestamp() OPERATOR(pg_catalog.<>) pg_catalog.statement_timestamp()";

const BACK: &str = "ROLLBACK TO SAVEPOINT blink_judge; RELEASE SAVEPOINT blink_judge";

/// The most time that one question may take, and the settings under which what is printed of constraints was printed.
const LIMIT: &str = "SET LOCAL statement_timeout = '2s'; SET LOCAL lc_monetary = 'C'; SET LOCAL array_nulls = on; \
    SET LOCAL transform_null_equals = off; SET LOCAL xmloption = content";

/// The transaction in which questions are asked, and which they leave as it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// True if the caller began it.
    pub(super) is_callers: bool,
}

impl Frame {
    pub(super) async fn of_session<C: Connection>(conn: &mut C) -> Result<Self, Error> {
        let rows = conn.query(IN_TRANSACTION).await.map_err(failed)?;
        let value = rows.first().and_then(|row| row.first());
        Ok(Self {
            is_callers: value.is_some_and(|value| value.as_deref() == Some("t")),
        })
    }

    /// Asks a question that may write nothing, in one message: its statements are one transaction, with which what is set
    /// for it ends. Within the caller's transaction a savepoint takes it back.
    ///
    /// # Errors
    /// The server's, which leaves the transaction as it was, or that of the connection.
    pub(super) async fn ask<C: Connection>(self, conn: &mut C, question: &str) -> Result<Vec<TextRow>, DriverError> {
        if !self.is_callers {
            return conn
                .query(&format!("SET TRANSACTION READ ONLY; {LIMIT}; {question}"))
                .await;
        }
        let begin = "SAVEPOINT blink_judge; SET LOCAL transaction_read_only = on";
        let answer = conn.query(&format!("{begin}; {LIMIT}; {question}; {BACK}")).await;
        if answer.as_ref().is_err_and(|error| error.server().is_some()) {
            conn.execute(BACK).await?;
        }
        answer
    }
}

pub(super) fn failed(error: DriverError) -> Error {
    Error::new("the server could not be asked about constraints", error)
}
