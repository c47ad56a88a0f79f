//! Dropping of a table's indexes and keys, tried in a savepoint.

use postgres_types::Oid;

use super::build::build_sql;
use super::settings::Settings;
use super::{DroppedObject, Rebuilder};
use crate::catalog::keys::{self, IndexOrConstraint};
use crate::catalog::with_table_oids;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::error::sqlstate::{self, class};
use crate::plan::rebuild::{RebuildScope, TableRebuild};
use crate::plan::{Decider, Decision, KeepReason, Refusal};
use crate::sql::comma_separated;

const TRUNCATABLE: &str = include_str!("../../catalog/sql/truncatable.sql");

/// The locks that an object takes until the transaction ends: when it is dropped, when it is rebuilt to compare it, and
/// when it is rebuilt for good, each time with another OID.
const LOCKS_OF_OBJECT: u64 = 3;

/// The changes made to a table.
struct DroppedObjects {
    decision: Decision,
    search_path: String,
    truncated: bool,
}

/// The reason why an attempt in a savepoint failed.
enum AttemptError {
    Failed(Error),
    Refused(Refusal),
}

/// An error of the attempt as a whole, whichever of its statements raised it.
impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self::of(None, error)
    }
}

impl AttemptError {
    /// The outcome of a statement about this object.
    fn of(object: Option<Oid>, error: Error) -> Self {
        match refusal(&error) {
            Some(reason) => Self::Refused(Refusal { of: object, reason }),
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
            if refusal.of.is_none() || is_known {
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
                let sql = "ROLLBACK TO SAVEPOINT blink_rebuild; RELEASE SAVEPOINT blink_rebuild";
                session.execute(sql).await?;
                Ok(Err(refusal))
            }
        }
    }

    fn record(&mut self, rebuild: &TableRebuild, scope: &RebuildScope, done: DroppedObjects) {
        let emptied = self.truncated;
        let state = self.state_mut(rebuild.table);
        state.dropped_all = *scope == RebuildScope::All;
        state.truncated = done.truncated || emptied;
        state.kept = done.decision.kept;
        for object in done.decision.dropped {
            self.state_mut(object.table).rebuilt.push(object.name.clone());
            let dropped = DroppedObject {
                object,
                search_path: done.search_path.clone(),
                retried: false,
                error: false,
            };
            if self.non_atomic {
                tracing::info!(sql = dropped.statement(), "dropped; this rebuilds it");
            } else {
                tracing::debug!(table = dropped.object.table_name, name = dropped.object.name, "dropped");
            }
            self.dropped.push(dropped);
        }
    }

    /// Locks, reads, drops. On a table without rows everything is also rebuilt, compared, and dropped again: an object
    /// that cannot be restored exactly is found before there are rows to lose.
    async fn try_drop_objects<C: Connection>(
        &self,
        rebuild: &TableRebuild,
        scope: &RebuildScope,
        refusals: &[Refusal],
        session: &mut Session<'_, C>,
    ) -> Result<DroppedObjects, AttemptError> {
        let children = rebuild.children.iter().filter_map(|child| self.rebuilds.get(*child));
        let children = children.filter(|child| *scope == RebuildScope::All && child.all_kept().is_none());
        let locked = [rebuild].into_iter().chain(children).collect::<Vec<_>>();
        let settings = Settings::read(session).await?;
        if let Some(limit) = settings.locking().filter(|_| !rebuild.is_forced) {
            self.attempt(None, &limit, session).await?;
        }
        let names = locked.iter().map(|locked| format!("ONLY {}", locked.name.sql()));
        let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", comma_separated(names));
        self.attempt(None, &lock, session).await?;
        let tables = locked.iter().map(|locked| locked.table).collect::<Vec<_>>();
        let keys = keys::read_with_blockers(session, &tables).await?;
        let decider = Decider {
            rebuilds: self.rebuilds,
            objects: &keys,
            joined: self.joined,
            refusals,
        };
        let decision = decider.decide(rebuild, scope);
        self.check_lock_memory(rebuild.table, &decision.dropped, &settings)?;
        let empty = locked.iter().all(|locked| locked.empty == Some(true));
        self.drop_all(&decision.dropped, session).await?;
        if empty && !decision.dropped.is_empty() {
            self.verify_can_rebuild(&decision.dropped, &tables, session).await?;
            self.drop_all(&decision.dropped, session).await?;
        }
        let freezes = *scope == RebuildScope::All && empty && !self.non_atomic;
        let truncated = freezes && self.truncate(rebuild, refusals, session).await?;
        self.attempt(None, &settings.restoring(), session).await?;
        Ok(DroppedObjects {
            decision,
            search_path: settings.search_path,
            truncated,
        })
    }

    /// Refuses to drop so much that the locks would take most of what all sessions share: rebuilding needs locks once
    /// more, when there are rows, and each table that comes needs some for its COPY. A foreign key to a table that is
    /// filled later has to go in any case.
    fn check_lock_memory(
        &self,
        table: Oid,
        more: &[IndexOrConstraint],
        settings: &Settings,
    ) -> Result<(), AttemptError> {
        let is_forward = |key: &IndexOrConstraint| {
            let reference = key.reference.as_ref().filter(|_| key.table == table);
            reference.is_some_and(|to| !self.filled.contains(&to.table))
        };
        // Each transaction of a run that is not atomic drops one table's objects.
        let dropped = self.tables.iter().filter(|_| !self.non_atomic);
        let dropped = dropped.map(|state| state.rebuilt.len()).sum::<usize>();
        let objects = u64::try_from(dropped + more.len()).unwrap_or(u64::MAX);
        if objects.saturating_mul(LOCKS_OF_OBJECT) <= settings.shared_locks / 2 || more.iter().any(is_forward) {
            return Ok(());
        }
        let reason = format!(
            "with {objects} indexes and keys dropped, this run would hold most of the {} locks of the server; \
             raise max_locks_per_transaction",
            settings.shared_locks
        );
        Err(AttemptError::Refused(Refusal {
            of: None,
            reason: KeepReason::Blocked(reason),
        }))
    }

    /// Rebuilds everything and compares it with the definitions read before.
    async fn verify_can_rebuild<C: Connection>(
        &self,
        dropped: &[IndexOrConstraint],
        tables: &[Oid],
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let mut objects = dropped.iter().collect::<Vec<_>>();
        // Indexes come first: foreign keys need them.
        objects.sort_by_key(|object| (object.is_foreign_key(), object.oid));
        for object in &objects {
            self.attempt(Some(object.oid), &build_sql(object), session).await?;
        }
        let after = keys::read(session, tables).await?;
        let differs = |object: &&&IndexOrConstraint| !after.iter().any(|built| built.same_definition(object));
        match objects.iter().find(differs) {
            Some(object) => Err(AttemptError::Refused(Refusal {
                of: Some(object.oid),
                reason: KeepReason::Differs,
            })),
            None => Ok(()),
        }
    }

    /// Truncates a table that has not even a file. Nobody can notice this truncation, but it makes FREEZE legal
    /// (`CopyFrom` in copyfrom.c), and lets a server with `wal_level = minimal` skip the log.
    async fn truncate<C: Connection>(
        &self,
        rebuild: &TableRebuild,
        refusals: &[Refusal],
        session: &mut Session<'_, C>,
    ) -> Result<bool, AttemptError> {
        let table = rebuild.table;
        if refusals.iter().any(|refusal| refusal.of == Some(table)) {
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
        let sql = format!("TRUNCATE ONLY {}", rebuild.name.sql());
        self.attempt(Some(table), &sql, session).await?;
        Ok(true)
    }

    async fn drop_all<C: Connection>(
        &self,
        objects: &[IndexOrConstraint],
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        for object in objects {
            self.attempt(Some(object.oid), &object.drop_sql, session).await?;
        }
        Ok(())
    }

    /// Runs a statement that the server may refuse.
    async fn attempt<C: Connection>(
        &self,
        of: Option<Oid>,
        sql: &str,
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let done = session.execute(sql).await;
        done.map(drop).map_err(|error| AttemptError::of(of, error))
    }
}

/// The server's reason for refusing a statement, if the run can continue without it. None if the statement was
/// cancelled, if the transaction cannot be committed any more, or if the connection is lost. Any other code may come from
/// an event trigger or an extension, and out of memory or disk for what was tried is not out of it for the run.
fn refusal(error: &Error) -> Option<KeepReason> {
    let server = error.server()?;
    let ends_run =
        server.code.starts_with(class::OPERATOR_INTERVENTION) || server.code == sqlstate::SERIALIZATION_FAILURE;
    if error.is_connection_lost() || ends_run {
        return None;
    }
    Some(match server.code.as_str() {
        sqlstate::LOCK_NOT_AVAILABLE => KeepReason::InUse,
        _ => KeepReason::Refused(server.message.clone()),
    })
}
