//! A transaction, or a part of the caller's, that is always taken back.

use blink::{Connection, DriverError, Report, Seeder, Transaction};

use super::frame::{Frame, LIMIT_MS};
use crate::error::Error;

const SAVEPOINT: &str = "blink_rehearsal";

/// The statement that lets statements take so many milliseconds at most, unless less is set.
fn limited(setting: &str) -> String {
    format!(
        "SELECT pg_catalog.set_config(s.name, CASE WHEN s.setting::pg_catalog.int8 \
         OPERATOR(pg_catalog.>) 0 AND s.setting::pg_catalog.int8 OPERATOR(pg_catalog.<) {LIMIT_MS} THEN s.setting \
         ELSE '{LIMIT_MS}' END, true) FROM pg_catalog.pg_settings s WHERE s.name OPERATOR(pg_catalog.=) '{setting}'"
    )
}

/// A transaction, or a part of the caller's, that is always taken back. Dropping it unended, as a dropped future does,
/// abandons it.
#[derive(Debug)]
pub(super) struct Trial<'c, C: Connection> {
    conn: &'c mut C,
    owner: Transaction,
    is_open: bool,
}

impl<C: Connection> Drop for Trial<'_, C> {
    fn drop(&mut self) {
        if self.is_open {
            self.conn.abandon(self.owner);
        }
    }
}

impl<'c, C: Connection> Trial<'c, C> {
    /// Begins one whose waits for locks are short, since others may wait behind them.
    ///
    /// # Errors
    /// If Blink may not write here, or the error of the connection.
    pub(super) async fn begin(conn: &'c mut C) -> Result<Self, Error> {
        blink::__private::check_may_write(conn).await?;
        let frame = Frame::of_session(conn).await?;
        let owner = if frame.is_callers {
            Transaction::Callers
        } else {
            Transaction::Own
        };
        let mut trial = Self {
            conn,
            owner,
            is_open: true,
        };
        let begin = match owner {
            Transaction::Callers => format!("SAVEPOINT {SAVEPOINT}"),
            _ => "BEGIN".to_owned(),
        };
        trial.execute(&format!("{begin}; {}", limited("lock_timeout"))).await?;
        Ok(trial)
    }

    /// Lets each statement take but a short time from here on: a trigger may wait for something while others wait for this
    /// transaction's locks.
    pub(super) async fn limit_statements(&mut self) -> Result<(), Error> {
        self.execute(&limited("statement_timeout")).await
    }

    /// Takes everything back.
    pub(super) async fn end(mut self) -> Result<(), Error> {
        let back = match self.owner {
            Transaction::Callers => format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}; RELEASE SAVEPOINT {SAVEPOINT}"),
            _ => "ROLLBACK".to_owned(),
        };
        self.execute(&back).await?;
        self.is_open = false;
        Ok(())
    }

    pub(super) async fn execute(&mut self, sql: &str) -> Result<(), Error> {
        self.conn.execute(sql).await.map_err(failed)?;
        Ok(())
    }

    /// Runs a seeder within it.
    pub(super) async fn insert(&mut self, seeder: Seeder) -> Result<Report, Error> {
        Ok(seeder.insert(&mut *self.conn).await?)
    }

    pub(super) async fn query(&mut self, sql: &str) -> Result<Vec<blink::TextRow>, Error> {
        self.conn.query(sql).await.map_err(failed)
    }

    /// Runs statements in a savepoint; after an error of the server they have done nothing.
    ///
    /// # Errors
    /// The connection's; the server's is in the answer.
    pub(super) async fn attempt(&mut self, sql: &str) -> Result<Result<(), DriverError>, Error> {
        self.within_savepoint(sql, "RELEASE SAVEPOINT blink_attempt").await
    }

    /// The same, but the statements are taken back in any case.
    ///
    /// # Errors
    /// The connection's; the server's is in the answer.
    pub(super) async fn taken_back(&mut self, sql: &str) -> Result<Result<(), DriverError>, Error> {
        self.within_savepoint(sql, BACK).await
    }

    async fn within_savepoint(&mut self, sql: &str, end: &str) -> Result<Result<(), DriverError>, Error> {
        let all = format!("SAVEPOINT blink_attempt; {sql}; {end}");
        match self.conn.execute(&all).await {
            Ok(_) => Ok(Ok(())),
            Err(error) if error.server().is_some() => {
                self.execute(BACK).await?;
                Ok(Err(error))
            }
            Err(error) => Err(failed(error)),
        }
    }
}

const BACK: &str = "ROLLBACK TO SAVEPOINT blink_attempt; RELEASE SAVEPOINT blink_attempt";

fn failed(error: DriverError) -> Error {
    Error::new("the rehearsal failed", error)
}
