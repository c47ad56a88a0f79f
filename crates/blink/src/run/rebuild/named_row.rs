//! The row that the error of a rebuild names: found by its place or by its key, or none.
//!
//! Of rows that came through a partitioned table, or to rows that were there before, no order is left on the server. But
//! generated rows can be made again by their numbers, and compared with the key that the server names.
//!
//! Each of them is known to be stored with the values that were sent: no trigger ran before the INSERT, and the transaction
//! has changed and deleted no row since. So the rows of a key that are made again are among those of that key that this
//! transaction has stored, and if there are as many, they are the same.

use std::time::Duration;

use super::dropped_object::DroppedObject;
use super::stored_rows::Scope;
use super::violation::is_partial;
use super::{Rebuilder, violation};
use crate::catalog::keys::IndexOrConstraint;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::{Error, ServerError, ViolatingRow};
use crate::run::violated_key::ViolatedKey;

impl Rebuilder<'_> {
    /// The row that broke the constraint, if it is certain. A failure here is ignored: the run fails anyway.
    pub(super) async fn violating_row<C: Connection>(
        &self,
        object: &IndexOrConstraint,
        dropped: &[DroppedObject],
        error: &Error,
        session: &mut Session<'_, C>,
    ) -> Option<ViolatingRow> {
        let server = error.server().filter(|_| !error.is_connection_lost())?;
        match self.row_by_place(server, object, session).await {
            Some(row) => Some(row),
            None => self.generated_row(server, object, dropped, session).await,
        }
    }

    /// The row by its place among the stored rows, if they lie in their order.
    async fn row_by_place<C: Connection>(
        &self,
        server: &ServerError,
        object: &IndexOrConstraint,
        session: &mut Session<'_, C>,
    ) -> Option<ViolatingRow> {
        let steps = self.ordered_steps(object.table)?;
        let table = self.plan.tables.iter().find(|table| table.oid == object.table)?;
        session.execute("ROLLBACK TO SAVEPOINT blink_build").await.ok()?;
        let row = violation::find_row(server, object, table, &steps, session);
        row.await.ok().flatten()
    }

    /// Finds the row that broke an index or a foreign key of a table, or of one of its partitions;
    /// None if it is not certain. One step must have filled the tree, with rows that can be made again.
    async fn generated_row<C: Connection>(
        &self,
        server: &ServerError,
        object: &IndexOrConstraint,
        dropped: &[DroppedObject],
        session: &mut Session<'_, C>,
    ) -> Option<ViolatingRow> {
        let tree = self.plan.rebuilds.get(object.table)?;
        let mut filled = self
            .filled
            .iter()
            .map(|step| step.table)
            .filter(|table| tree.tree.contains(table));
        let (Some(table), None) = (filled.next(), filled.next()) else {
            return None;
        };
        let mut steps = self.generated.iter();
        let step = steps.find(|step| step.table.oid == table && step.stores_what_it_sends())?;
        if is_partial(object) {
            return None;
        }
        let key = ViolatedKey::from_error(server, step.table)?;
        let columns = key.positions(step.table)?;
        let scope = Scope::of(object, dropped, step.table, tree)?;
        session.execute("ROLLBACK TO SAVEPOINT blink_build").await.ok()?;
        let stored = scope.stored_rows(&key, session).await.ok().flatten()?;
        let making = step.rows_with(stored.key.clone(), &columns);
        let made = self.deadline.timeout(Duration::ZERO, making).await.ok().flatten()?;
        let row = made.at_fault(&stored, object)?;
        Some(ViolatingRow {
            step: step.table.step,
            row,
        })
    }
}
