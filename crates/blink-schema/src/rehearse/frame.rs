//! Questions to the server that leave no trace.

use blink::{Connection, DriverError, ServerError, TextRow};

use crate::error::Error;

/// The session is in a transaction if the transaction began before this statement.
const IN_TRANSACTION: &str =
    "SELECT pg_catalog.transaction_timestamp() OPERATOR(pg_catalog.<>) pg_catalog.statement_timestamp()";

const BACK: &str = "ROLLBACK TO SAVEPOINT blink_judge; RELEASE SAVEPOINT blink_judge";

/// The most time that one question, or one statement of a rehearsal, may take, in milliseconds; for people, too.
pub(super) const LIMIT_MS: u32 = 2_000;
const LIMIT: &str = "2 s";

/// The settings under which what is printed of constraints was printed.
const SETTINGS: &str = "SET LOCAL lc_monetary = 'C'; SET LOCAL array_nulls = on; \
    SET LOCAL transform_null_equals = off; SET LOCAL xmloption = content";

/// The SQLSTATEs of a statement that was ended since it took too long, or waited too long for a lock.
const QUERY_CANCELED: &str = "57014";
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// Returns true if a statement was ended since it took too long, or waited too long for a lock.
pub(super) fn took_too_long(error: &ServerError) -> bool {
    [QUERY_CANCELED, LOCK_NOT_AVAILABLE].contains(&error.code.as_str())
}

/// The reason why nothing is known of what took too long.
pub(super) fn too_long(what: &str, error: &ServerError) -> String {
    format!("{what} takes longer than {LIMIT}: {error}")
}

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
        let question = format!("SET LOCAL statement_timeout = {LIMIT_MS}; {SETTINGS}; {question}");
        if !self.is_callers {
            return conn.query(&format!("SET TRANSACTION READ ONLY; {question}")).await;
        }
        let begin = "SAVEPOINT blink_judge; SET LOCAL transaction_read_only = on";
        let answer = conn.query(&format!("{begin}; {question}; {BACK}")).await;
        if answer.as_ref().is_err_and(|error| error.server().is_some()) {
            conn.execute(BACK).await?;
        }
        answer
    }
}

pub(super) fn failed(error: DriverError) -> Error {
    Error::new("the server could not be asked about constraints", error)
}
