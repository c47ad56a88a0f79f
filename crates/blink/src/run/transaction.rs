//! A transaction of a run: begun or joined, then committed, or rolled back in every case.

use super::error_location;
use super::session_state::{Setting, set_local_sql};
use crate::connection::session::Session;
use crate::connection::{Connection, MAKE_UNCOMMITTABLE, Transaction};
use crate::error::{Error, ErrorKind};
use crate::plan::Plan;

/// An open transaction. Dropping it unended, as a dropped future does, abandons it.
pub(super) struct OpenTransaction<'c, C: Connection> {
    pub(super) session: Session<'c, C>,
    owner: Transaction,
    /// False until BEGIN is sent, or waits to be sent with the next statement.
    begun: bool,
    /// True if the run has changed anything in it.
    pub(super) touched: bool,
    ended: bool,
}

impl<C: Connection> Drop for OpenTransaction<'_, C> {
    fn drop(&mut self) {
        if !self.ended && self.session.is_used() {
            self.session.connection().abandon(self.owner);
        }
    }
}

impl<'c, C: Connection> OpenTransaction<'c, C> {
    /// Begins a transaction under these settings, with the first statement in it.
    pub(super) fn begin(session: Session<'c, C>, settings: &[Setting]) -> Self {
        let mut transaction = Self::not_begun(session);
        transaction.begin_now(settings);
        transaction
    }

    /// A transaction that is to begin later.
    pub(super) fn not_begun(session: Session<'c, C>) -> Self {
        Self::new(session, Transaction::Own, false)
    }

    /// Joins the caller's transaction; the caller decides how it ends.
    pub(super) fn join(session: Session<'c, C>) -> Self {
        Self::new(session, Transaction::Callers, true)
    }

    /// Begins a transaction that is not begun, as [`begin`](Self::begin) does.
    pub(super) fn begin_now(&mut self, settings: &[Setting]) {
        self.begun = true;
        self.session.queue_begin();
        self.set_local(settings);
    }

    pub(super) fn is_begun(&self) -> bool {
        self.begun
    }

    fn new(session: Session<'c, C>, owner: Transaction, begun: bool) -> Self {
        Self {
            session,
            owner,
            begun,
            touched: false,
            ended: false,
        }
    }

    /// Applies these settings for the rest of the transaction, with the next statement.
    pub(super) fn set_local(&mut self, settings: &[Setting]) {
        for setting in settings {
            self.session.queue(&set_local_sql(setting));
        }
    }

    /// Commits on success; otherwise rolls back.
    pub(super) async fn end<T>(self, plan: &Plan, result: Result<T, Error>) -> Result<T, Error> {
        match result {
            Ok(done) => self.commit(plan).await.map(|()| done),
            Err(error) => Err(self.roll_back(error).await),
        }
    }

    /// Commits, unless the caller does.
    pub(super) async fn commit(mut self, plan: &Plan) -> Result<(), Error> {
        if self.owner == Transaction::Callers {
            self.ended = true;
            return Ok(());
        }
        match self.session.commit().await {
            Ok(()) => {
                self.ended = true;
                Ok(())
            }
            Err(error) if error.is_connection_lost() => Err(error.with_kind(ErrorKind::CommitUnknown)),
            Err(error) if error.is_rolled_back_after_copy() => {
                let error = self.session.deadline.map_statement_timeout(error);
                Err(self.roll_back(error).await)
            }
            // A constraint checked at COMMIT may fail.
            Err(error) => {
                let error = self
                    .session
                    .deadline
                    .map_statement_timeout(error_location::with_constraint_table(error, plan).at_commit());
                Err(self.roll_back(error).await)
            }
        }
    }

    /// Rolls back, or forces the caller to. The error then records whether the connection had to be abandoned.
    pub(super) async fn roll_back(mut self, error: Error) -> Error {
        if error.is_connection_lost() {
            return error;
        }
        self.ended = match self.owner {
            Transaction::Own if !self.begun => true,
            Transaction::Own => self.session.roll_back().await.is_ok(),
            // Some rows are stored, and settings are changed: a COMMIT despite the error would store half a run.
            Transaction::Callers if self.touched => {
                let refused = self.session.execute(MAKE_UNCOMMITTABLE).await;
                refused.is_err_and(|refused| refused.server().is_some())
            }
            Transaction::Callers => true,
        };
        error.with_connection_lost(!self.ended)
    }
}
