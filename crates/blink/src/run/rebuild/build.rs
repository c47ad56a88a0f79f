//! Rebuilding of indexes and keys.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use postgres_types::Oid;

use super::Rebuilder;
use super::dropped_object::DroppedObject;
use super::settings::{Settings, set_config};
use crate::catalog::keys::{self, IndexOrConstraint};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::sqlstate::{self, class};
use crate::error::{Error, ErrorKind, ViolatingRow};
use crate::plan::rebuild::TableRebuild;
use crate::report::phase::Phase;
use crate::run::error_location::OF_NO_ROW;

impl Rebuilder<'_> {
    /// Called before the user's own code runs on the server: rebuilds everything but the foreign keys, which no
    /// statement needs, and the indexes of `but_of`, which were just dropped.
    pub(in crate::run) async fn build_indexes<C: Connection>(
        &mut self,
        but_of: Option<&TableRebuild>,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        // If the run is not atomic, they were rebuilt already, in transactions that cannot be rolled back with this
        // one.
        if !self.plan.mode.is_atomic() {
            return Ok(());
        }
        let (later, indexes) = std::mem::take(&mut self.dropped)
            .into_iter()
            .partition(|dropped: &DroppedObject| {
                let table = &dropped.object.table;
                dropped.object.is_foreign_key() || but_of.is_some_and(|rebuild| rebuild.tree.contains(table))
            });
        self.dropped = later;
        self.build(indexes, session).await
    }

    /// Rebuilds everything that was dropped.
    pub(in crate::run) async fn build_all<C: Connection>(&mut self, session: &mut Session<'_, C>) -> Result<(), Error> {
        let dropped = std::mem::take(&mut self.dropped);
        self.build(dropped, session).await
    }

    async fn build<C: Connection>(
        &mut self,
        mut dropped: Vec<DroppedObject>,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        if dropped.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        let mut keys = Duration::ZERO;
        dropped.sort_by_key(|dropped| dropped.object.build_order());
        let before = Settings::read(session).await?;
        let timeout = self
            .deadline
            .remaining()
            .map_or(0, |remaining| remaining.as_millis() + 1);
        let building = before.for_building(timeout, 1);
        let set = building.each_ref().map(|(name, value)| set_config(name, value));
        let sql = format!("SAVEPOINT blink_build; {}", set.join("; "));
        session.execute(&sql).await?;
        let mut path = before.search_path.as_str();
        // The foreign keys of partitions mostly come with those of their parents.
        let to_build = dropped
            .iter()
            .filter(|dropped| !dropped.object.build_statements().is_empty());
        for next in to_build {
            let DroppedObject {
                object, search_path, ..
            } = next;
            if path != search_path {
                session.execute(&set_config("search_path", search_path)).await?;
                path = search_path;
            }
            let started = Instant::now();
            if let Err(error) = build_object(object, &before, &building, session).await {
                // Boxed, since it is seldom needed.
                return Err(Box::pin(self.build_failure(next, &dropped, error, session)).await);
            }
            tracing::debug!(table = object.table_name, name = object.name, elapsed = ?started.elapsed(), "rebuilt");
            if object.is_foreign_key() {
                keys += started.elapsed();
            }
        }
        self.verify(&dropped, session).await?;
        let sql = format!("{}; RELEASE SAVEPOINT blink_build", before.restoring());
        session.execute(&sql).await?;
        self.phases.add(Phase::ForeignKeys, keys);
        self.phases.add(Phase::Indexes, started.elapsed().saturating_sub(keys));
        Ok(())
    }

    /// Compares the rebuilt objects with the dropped ones; a difference fails the run.
    async fn verify<C: Connection>(
        &self,
        dropped: &[DroppedObject],
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        let mut paths = dropped.iter().map(|dropped| &dropped.search_path).collect::<Vec<_>>();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            // The server prints a definition relative to the search_path.
            session.execute(&set_config("search_path", path)).await?;
            let read_under_it = dropped.iter().filter(|dropped| dropped.search_path == *path);
            let objects = read_under_it.map(|dropped| &dropped.object).collect::<Vec<_>>();
            let tables = objects.iter().map(|object| object.table).collect::<BTreeSet<_>>();
            let after = keys::read(session, &Vec::from_iter(tables)).await?;
            if let Some(object) = objects
                .iter()
                .find(|object| !after.iter().any(|built| built.restores(object)))
            {
                let error = Error::new(ErrorKind::RebuildMismatch(object.name.clone()));
                return Err(self.of_table(object.table, error));
            }
        }
        Ok(())
    }

    async fn build_failure<C: Connection>(
        &self,
        refused: &DroppedObject,
        dropped: &[DroppedObject],
        error: Error,
        session: &mut Session<'_, C>,
    ) -> Error {
        let object = &refused.object;
        let row = self.violating_row(object, dropped, &error, session).await;
        let violations = self.violations(refused, &error, session).await;
        let error = match (row, &violations) {
            (None, None) => rebuild_failed(object, error),
            _ => error.with_kind(ErrorKind::RebuildFailed(object.name.clone())),
        };
        let error = match row {
            Some(ViolatingRow { step, row }) => error.with_rows(step, row..=row),
            None => error,
        };
        self.of_table(object.table, error.with_violations(violations))
    }

    pub(super) fn of_table(&self, table: Oid, error: Error) -> Error {
        let filled = self.plan.tables.iter().find(|filled| filled.oid == table);
        let declared = filled.map(|filled| &filled.declared);
        // A partition was filled through its parent.
        match declared.or_else(|| self.plan.rebuilds.get(table).map(|rebuild| &rebuild.declared)) {
            Some(declared) => error.with_table(declared),
            None => error,
        }
    }
}

/// The error that the server refused to build the object.
pub(super) fn rebuild_failed(object: &IndexOrConstraint, error: Error) -> Error {
    if error.is_connection_lost() || error.sqlstate() == Some(sqlstate::QUERY_CANCELED) {
        return error;
    }
    let help = rebuild_help(&error);
    error
        .with_kind(ErrorKind::RebuildFailed(object.name.clone()))
        .with_help(help)
}

/// The advice for an index or a key that cannot be rebuilt.
fn rebuild_help(error: &Error) -> &'static str {
    let Some(server) = error.server() else {
        return "with Indexes::Keep nothing is dropped";
    };
    if server.code == sqlstate::CONFIGURATION_LIMIT_EXCEEDED {
        "use Indexes::Keep for this table, or raise temp_file_limit"
    } else if server.message.contains("maintenance_work_mem") {
        "use Indexes::Keep for this table, or raise maintenance_work_mem"
    } else if server.code.starts_with(class::INSUFFICIENT_RESOURCES) {
        "use Indexes::Keep for this table, or lower maintenance_work_mem if memory is short"
    } else if OF_NO_ROW.iter().any(|class| server.code.starts_with(class)) {
        "with Indexes::Keep nothing is dropped"
    } else {
        "with Indexes::Keep nothing is dropped, and a refused row is named"
    }
}

/// Builds an object under settings that give the server more memory and workers. If it lacks the resources for that, the
/// object is built once more under the session's own settings. The savepoint goes with the statement, so that it costs
/// no round trip.
pub(super) async fn build_object<C: Connection>(
    object: &IndexOrConstraint,
    before: &Settings,
    building: &[(&'static str, String); 3],
    session: &mut Session<'_, C>,
) -> Result<(), Error> {
    let build = build_sql(object, object.build_statements());
    let sql = format!("SAVEPOINT blink_object; {build}; RELEASE SAVEPOINT blink_object");
    let Err(error) = session.execute(&sql).await else {
        return Ok(());
    };
    let lacks_resources = error.sqlstate().is_some_and(|code| {
        code.starts_with(class::INSUFFICIENT_RESOURCES) || code.starts_with(class::PROGRAM_LIMIT_EXCEEDED)
    });
    if error.is_connection_lost() || !lacks_resources || before.builds_alike(building) {
        return Err(error);
    }
    let refusal = format!("{error:#}");
    tracing::warn!(
        name = object.name,
        refusal,
        "building it under the session's own settings"
    );
    let again = before.building().map(|(name, value)| set_config(name, value));
    let more = building.each_ref().map(|(name, value)| set_config(name, value));
    let sql = format!(
        "ROLLBACK TO SAVEPOINT blink_object; {}; {build}; {}; RELEASE SAVEPOINT blink_object",
        again.join("; "),
        more.join("; ")
    );
    session.execute(&sql).await.map(drop)
}

/// The SQL that builds an object with these statements. No definition contains the tablespace; the setting applies to all
/// kinds of objects.
pub(super) fn build_sql(object: &IndexOrConstraint, statements: Vec<String>) -> String {
    let tablespace = set_config("default_tablespace", &object.tablespace);
    [vec![tablespace], statements].concat().join("; ")
}
