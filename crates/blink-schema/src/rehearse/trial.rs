//! A transaction, or a part of the caller's, that is always taken back.

use blink::{Connection, DriverError, Report, Seeder, Transaction};

use super::frame::Frame;
use crate::error::Error;

const SAVEPOINT: &str = "blink_rehearsal";

/// The longest wait for a lock: others may wait behind it.
const SETTINGS: &str = "SET LOCAL lock_timeout = '2s'";

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
    pub(super) async fn begin(conn: &'c mut C) -> Result<Self, Error> {
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
            Transaction::Callers => format!("SAVEPOINT {SAVEPOINT}; {SETTINGS}"),
            _ => format!("BEGIN; {SETTINGS}"),
        };
        trial.execute(&begin).await?;
        Ok(trial)
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

    /// Runs a statement and takes it back. Returns true if the server accepts it.
    pub(super) async fn taken_back(&mut self, sql: &str) -> Result<bool, Error> {
        const BACK: &str = "ROLLBACK TO SAVEPOINT blink_attempt; RELEASE SAVEPOINT blink_attempt";
        match self
            .conn
            .execute(&format!("SAVEPOINT blink_attempt; {sql}; {BACK}"))
            .await
        {
            Ok(_) => Ok(true),
            Err(error) if error.server().is_some() => {
                self.execute(BACK).await?;
                Ok(false)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Runs statements in a savepoint; after an error of the server they have done nothing.
    ///
    /// # Errors
    /// The connection's; the server's is in the answer.
    pub(super) async fn attempt(&mut self, sql: &str) -> Result<Result<(), DriverError>, Error> {
        let all = format!("SAVEPOINT blink_attempt; {sql}; RELEASE SAVEPOINT blink_attempt");
        match self.conn.execute(&all).await {
            Ok(_) => Ok(Ok(())),
            Err(error) if error.server().is_some() => {
                let back = "ROLLBACK TO SAVEPOINT blink_attempt; RELEASE SAVEPOINT blink_attempt";
                self.execute(back).await?;
                Ok(Err(error))
            }
            Err(error) => Err(failed(error)),
        }
    }
}

fn failed(error: DriverError) -> Error {
    Error::new("the rehearsal failed", error)
}
