//! Building indexes and keys again.

use std::time::{Duration, Instant};

use postgres_types::Oid;

use super::settings::{Settings, set_config};
use super::{Dropped, Rebuilding, broken};
use crate::catalog::objects::{self, Object};
use crate::connection::{Connection, DriverError};
use crate::error::{Error, Kind, at_row};
use crate::load::{Failed, GRACE, answer};
use crate::phase::Phase;
use crate::sqlstate;

impl Rebuilding<'_> {
    /// Before code of the user's runs on the server: all but the foreign keys, which no statement needs.
    pub(in crate::load) async fn build_indexes<C: Connection>(&mut self, conn: &mut C) -> Result<(), Failed> {
        // Where the run is not one transaction, they are there already, and not in a transaction that may be taken back.
        if self.apart {
            return Ok(());
        }
        let (keys, indexes) = std::mem::take(&mut self.dropped)
            .into_iter()
            .partition(|dropped: &Dropped| dropped.object.is_foreign_key());
        self.dropped = keys;
        self.build(indexes, conn).await
    }

    /// Builds everything again that is gone.
    pub(in crate::load) async fn build_all<C: Connection>(&mut self, conn: &mut C) -> Result<(), Failed> {
        let dropped = std::mem::take(&mut self.dropped);
        self.build(dropped, conn).await
    }

    async fn build<C: Connection>(&mut self, mut dropped: Vec<Dropped>, conn: &mut C) -> Result<(), Failed> {
        if dropped.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        let mut keys = Duration::ZERO;
        dropped.sort_by_key(Dropped::turn);
        let before = answer(self.deadline, Settings::read(conn)).await?;
        let timeout = self.deadline.remaining().map_or(0, |left| left.as_millis() + 1);
        let building = before
            .building(timeout, 1)
            .map(|(name, value)| set_config(name, &value));
        let sql = format!("SAVEPOINT blink_build; {}", building.join("; "));
        self.execute(&sql, conn).await?;
        let mut path = before.search_path.as_str();
        for Dropped {
            object, search_path, ..
        } in &dropped
        {
            if path != search_path {
                self.execute(&set_config("search_path", search_path), conn).await?;
                path = search_path;
            }
            let started = Instant::now();
            let built = self.deadline.watch(GRACE, conn.execute(&build_sql(object))).await;
            let built = built.map_err(Failed::unanswered)?;
            if let Err(error) = built {
                return Err(self.not_built(object, error, conn).await);
            }
            tracing::debug!(table = object.table_name, name = object.name, elapsed = ?started.elapsed(), "built again");
            if object.is_foreign_key() {
                keys += started.elapsed();
            }
        }
        self.verify(&dropped, conn).await?;
        let sql = format!("{}; RELEASE SAVEPOINT blink_build", before.restoring());
        self.execute(&sql, conn).await?;
        self.phases.add(Phase::Keys, keys);
        self.phases.add(Phase::Indexes, started.elapsed().saturating_sub(keys));
        Ok(())
    }

    /// What was built is what was there, or the run fails.
    async fn verify<C: Connection>(&self, dropped: &[Dropped], conn: &mut C) -> Result<(), Failed> {
        let mut paths = dropped.iter().map(|dropped| &dropped.search_path).collect::<Vec<_>>();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            // A definition is printed as the search_path needs it.
            self.execute(&set_config("search_path", path), conn).await?;
            let read_under_it = dropped.iter().filter(|dropped| dropped.search_path == *path);
            let objects = read_under_it.map(|dropped| &dropped.object).collect::<Vec<_>>();
            let tables = objects.iter().map(|object| object.table).collect::<Vec<_>>();
            let after = answer(self.deadline, objects::read(conn, &tables)).await?;
            if let Some(object) = objects
                .iter()
                .find(|object| !after.iter().any(|built| built.is_as(object)))
            {
                let error = Error::new(Kind::BuiltOtherwise(object.name.clone()));
                return Err(self.of_table(object.table, error).into());
            }
        }
        Ok(())
    }

    async fn not_built<C: Connection>(&self, object: &Object, error: DriverError, conn: &mut C) -> Failed {
        let row = self.broken_row(object, &error, conn).await;
        let error = not_built(object, Error::driver(error));
        let error = match row {
            Some(row) => error.at(at_row(row)),
            None => error,
        };
        self.of_table(object.table, error).into()
    }

    /// The row that broke it, where that is sure. The run fails anyway, and so may this.
    async fn broken_row<C: Connection>(&self, object: &Object, error: &DriverError, conn: &mut C) -> Option<u64> {
        let server = error.server().filter(|_| !error.is_fatal())?;
        let state = self.state(object.table).filter(|state| state.truncated)?;
        let rows = state.rows?;
        self.execute("ROLLBACK TO SAVEPOINT blink_build", conn).await.ok()?;
        let row = broken::row(server, &object.table_name, rows, conn);
        answer(self.deadline, row).await.ok().flatten()
    }

    pub(super) fn of_table(&self, table: Oid, error: Error) -> Error {
        match self.rebuilds.get(table) {
            Some(rebuild) => error.in_table(&rebuild.declared),
            None => error,
        }
    }
}

/// That the server would not build it.
pub(super) fn not_built(object: &Object, error: Error) -> Error {
    if error.is_connection_lost() || error.sqlstate() == Some(sqlstate::QUERY_CANCELED) {
        return error;
    }
    error.of_kind(Kind::NotBuilt(object.name.clone()))
}

/// No definition says the tablespace; the setting counts for all kinds alike.
pub(super) fn build_sql(object: &Object) -> String {
    let mut sql = format!(
        "{}; {}",
        set_config("default_tablespace", &object.tablespace),
        object.build
    );
    if let Some(finish) = &object.finish {
        sql.push_str("; ");
        sql.push_str(finish);
    }
    sql
}
