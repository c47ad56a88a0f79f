//! The transaction around the questions.

use blink::{Connection, TextRow};

use super::answer::Row;
use super::error::ReadError;

const SESSION: &str = include_str!("../sql/session.sql");
const SETTINGS: &str = include_str!("../sql/settings.sql");

/// The lowest version that is read.
const LOWEST_VERSION: u32 = 120_000;

/// The transaction in which the questions are asked, and which they leave as it was.
pub(super) struct Frame {
    pub(super) version: u32,
    /// True if the caller began it.
    is_callers: bool,
}

impl Frame {
    pub(super) async fn of_session<C: Connection>(conn: &mut C) -> Result<Self, ReadError> {
        let rows = conn.query(&blink::__private::statement(SESSION)).await?;
        let mut row = Row::new(
            rows.into_iter()
                .next()
                .ok_or(ReadError::Unexpected("there is no row"))?,
        );
        let frame = Self {
            version: row.number()?,
            is_callers: row.flag()?,
        };
        if frame.version < LOWEST_VERSION {
            return Err(ReadError::TooOld(frame.version));
        }
        Ok(frame)
    }

    /// Asks several questions in one round trip and returns the rows of each.
    pub(super) async fn ask_each<C: Connection>(
        &self,
        conn: &mut C,
        questions: impl Iterator<Item = String>,
    ) -> Result<Vec<Vec<TextRow>>, ReadError> {
        // A row of one NULL, as no question has, is between two answers; that of the settings is the first.
        let mut answers = Vec::new();
        let mut sql = blink::__private::statement(SETTINGS);
        for question in questions {
            sql.push_str(";\nSELECT NULL;\n");
            sql.push_str(&question);
        }
        for row in self.ask(conn, &sql).await? {
            match answers.last_mut() {
                _ if row == [None] => answers.push(Vec::new()),
                Some(answer) => Vec::push(answer, row),
                None => {}
            }
        }
        Ok(answers)
    }

    /// Asks questions in one round trip, and leaves the session and the caller's transaction as they were.
    ///
    /// The statements of one message are one transaction, with which settings that are local to it end. Within the
    /// caller's transaction a savepoint takes them back, and the locks, too.
    pub(super) async fn ask<C: Connection>(&self, conn: &mut C, questions: &str) -> Result<Vec<TextRow>, ReadError> {
        const BACK: &str = "ROLLBACK TO SAVEPOINT blink_facts; RELEASE SAVEPOINT blink_facts";
        if !self.is_callers {
            let sql = format!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;\n{questions}");
            return Ok(conn.query(&sql).await?);
        }
        let answer = conn
            .query(&format!("SAVEPOINT blink_facts;\n{questions};\n{BACK}"))
            .await;
        if answer.as_ref().is_err_and(|error| error.server().is_some()) {
            // The first error is what counts. If this fails, too, the transaction is one that can only be rolled back.
            let _unheard = conn.execute(BACK).await;
        }
        Ok(answer?)
    }
}
