//! Dropping of a table's indexes and keys, tried in a savepoint.

use std::collections::HashSet;

use postgres_types::Oid;

use super::Rebuilder;
use super::dropped_object::DroppedObject;
use super::settings::Settings;
use crate::catalog::keys::{self, IndexOrConstraint};
use crate::catalog::with_table_oids;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::error::sqlstate;
use crate::plan::rebuild::{RebuildScope, TableRebuild};
use crate::plan::{Attempt, Decider, Decision, KeepReason, Mode, Refusal};
use crate::sql::{TableName, comma_separated};

const TRUNCATABLE: &str = include_str!("../../catalog/sql/truncatable.sql");

/// The changes made to a table.
struct DroppedObjects {
    decision: Decision,
    search_path: String,
    truncated: bool,
}

/// The reason why an attempt in a savepoint failed.
pub(super) enum AttemptError {
    Failed(Error),
    Refused(Refusal),
}

/// An error of a statement that concerns all objects.
impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self::of(Attempt::Whole, error)
    }
}

impl AttemptError {
    fn of(attempt: Attempt, error: Error) -> Self {
        match keep_reason(&error) {
            Some(reason) => Self::Refused(Refusal { of: attempt, reason }),
            None => Self::Failed(error),
        }
    }
}

impl Rebuilder<'_> {
    /// Drops everything of a table that can be dropped; returns true if its rows can be frozen. If the server refuses
    /// an object, everything else is tried again without it.
    pub(super) async fn drop_objects<C: Connection>(
        &mut self,
        rebuild: &TableRebuild,
        scope: &RebuildScope,
        session: &mut Session<'_, C>,
    ) -> Result<bool, Error> {
        let mut refusals = Vec::<Refusal>::new();
        loop {
            let refusal = match self.in_savepoint(rebuild, scope, &refusals, session).await? {
                Ok(done) => {
                    let truncated = done.truncated;
                    self.record(rebuild, scope, done);
                    return Ok(truncated);
                }
                Err(refusal) => refusal,
            };
            let is_known = refusals.iter().any(|before| before.of == refusal.of);
            if refusal.of == Attempt::Whole || is_known {
                let state = self.state_mut(rebuild.table);
                state.dropped_all = *scope == RebuildScope::All;
                state.kept_because = Some(refusal.reason);
                return Ok(false);
            }
            refusals.push(refusal);
        }
    }

    /// Makes one attempt, which leaves no trace if the server refuses something.
    async fn in_savepoint<C: Connection>(
        &self,
        rebuild: &TableRebuild,
        scope: &RebuildScope,
        refusals: &[Refusal],
        session: &mut Session<'_, C>,
    ) -> Result<Result<DroppedObjects, Refusal>, Error> {
        session.execute("SAVEPOINT blink_rebuild").await?;
        match self.try_drop_objects(rebuild, scope, refusals, session).await {
            Ok(done) => {
                session.execute("RELEASE SAVEPOINT blink_rebuild").await?;
                Ok(Ok(done))
            }
            Err(AttemptError::Failed(error)) => Err(error),
            Err(AttemptError::Refused(refusal)) => {
                session.roll_back_to("blink_rebuild").await?;
                Ok(Err(refusal))
            }
        }
    }

    fn record(&mut self, rebuild: &TableRebuild, scope: &RebuildScope, done: DroppedObjects) {
        let emptied = self.plan.truncate.is_some();
        let state = self.state_mut(rebuild.table);
        state.dropped_all = *scope == RebuildScope::All;
        state.truncated = done.truncated || emptied;
        state.kept = done.decision.kept;
        state.kept_because = match scope {
            RebuildScope::ForwardReferences(reason @ KeepReason::LockMemory { .. }) => Some(reason.clone()),
            _ => None,
        };
        for object in done.decision.dropped {
            // What is attached to another object goes without saying.
            if object.parent.is_none() {
                let table = self.plan.rebuilds.topmost(object.table);
                self.state_mut(table).rebuilt.push(object.name.clone());
            }
            let dropped = DroppedObject {
                object,
                search_path: done.search_path.clone(),
                retried: false,
                error: false,
            };
            if self.plan.mode.is_atomic() {
                tracing::debug!(table = dropped.object.table_name, name = dropped.object.name, "dropped");
            } else {
                tracing::info!(sql = dropped.statement(), "dropped; this rebuilds it");
            }
            self.dropped.push(dropped);
        }
    }

    /// Locks, reads, drops. On a table without rows what is not plain is also rebuilt, compared, and dropped again: an
    /// object that cannot be restored exactly is found before there are rows to lose.
    async fn try_drop_objects<C: Connection>(
        &self,
        rebuild: &TableRebuild,
        scope: &RebuildScope,
        refusals: &[Refusal],
        session: &mut Session<'_, C>,
    ) -> Result<DroppedObjects, AttemptError> {
        let children = rebuild
            .children
            .iter()
            .filter_map(|child| self.plan.rebuilds.get(*child));
        let children = children.filter(|child| *scope == RebuildScope::All && child.all_kept_because().is_none());
        let locked = [rebuild].into_iter().chain(children).collect::<Vec<_>>();
        let settings = Settings::read(session).await?;
        if let Some(limit) = settings.locking().filter(|_| !rebuild.is_forced) {
            self.attempt(Attempt::Whole, &limit, session).await?;
        }
        self.attempt(Attempt::Whole, &lock_sql(&locked), session).await?;
        let tables = locked.iter().map(|locked| locked.table).collect::<Vec<_>>();
        let keys = keys::read_with_blockers(session, &tables).await?;
        let is_joined = self.plan.mode == Mode::Joined;
        let decider = Decider::new(&self.plan.rebuilds, &keys, is_joined, refusals);
        let decision = decider.decide(rebuild, scope);
        let empty = locked.iter().all(|locked| locked.empty == Some(true));
        self.drop_all(&decision.dropped.iter().collect::<Vec<_>>(), session)
            .await?;
        if empty {
            self.verify_can_rebuild(&decision.dropped, &tables, session).await?;
        }
        let freezes = *scope == RebuildScope::All && empty && self.plan.mode.is_atomic() && !rebuild.is_partitioned();
        let truncated = freezes && self.truncate(rebuild.table, &rebuild.name, refusals, session).await?;
        self.attempt(Attempt::Whole, &settings.restoring(), session).await?;
        Ok(DroppedObjects {
            decision,
            search_path: settings.search_path,
            truncated,
        })
    }

    /// Truncates a table that has not even a file. Nobody can notice this truncation, but it makes FREEZE legal
    /// (`CopyFrom` in copyfrom.c), and lets a server with `wal_level = minimal` skip the log.
    pub(super) async fn truncate<C: Connection>(
        &self,
        table: Oid,
        name: &TableName,
        refusals: &[Refusal],
        session: &mut Session<'_, C>,
    ) -> Result<bool, AttemptError> {
        if refusals.iter().any(|refusal| refusal.of == Attempt::Truncate(table)) {
            return Ok(false);
        }
        // The proof must not depend on other users' operators; the previous path is set again at the end.
        let proof = format!(
            "SET LOCAL search_path = pg_catalog; {}",
            with_table_oids(TRUNCATABLE, [table].into_iter())
        );
        let rows = session.query(&proof).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let sql = format!("TRUNCATE ONLY {}", name.sql());
        self.attempt(Attempt::Truncate(table), &sql, session).await?;
        Ok(true)
    }

    pub(super) async fn drop_all<C: Connection>(
        &self,
        objects: &[&IndexOrConstraint],
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let dropped = objects.iter().map(|object| object.id).collect::<HashSet<_>>();
        for object in objects {
            // What is attached to an object is dropped with it.
            if object.parent.is_some_and(|parent| dropped.contains(&parent)) {
                continue;
            }
            self.attempt(Attempt::Object(object.id), &object.drop_sql, session)
                .await?;
        }
        Ok(())
    }

    /// Runs a statement that the server may refuse.
    pub(super) async fn attempt<C: Connection>(
        &self,
        of: Attempt,
        sql: &str,
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let done = session.execute(sql).await;
        done.map(drop).map_err(|error| AttemptError::of(of, error))
    }
}

/// The statement that locks these tables against all other sessions.
pub(super) fn lock_sql(tables: &[&TableRebuild]) -> String {
    let names = tables.iter().map(|table| {
        // Without ONLY, the partitions are locked, too.
        let only = if table.is_partitioned() { "" } else { "ONLY " };
        format!("{only}{}", table.name.sql())
    });
    format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", comma_separated(names))
}

/// The reason to keep what the server refuses to drop.
pub(super) fn keep_reason(error: &Error) -> Option<KeepReason> {
    let server = error.ignorable_refusal()?;
    Some(match server.code.as_str() {
        sqlstate::LOCK_NOT_AVAILABLE => KeepReason::InUse,
        _ => KeepReason::Refused(server.message.clone()),
    })
}
