//! The locks that are known to be needed, taken before the first table is filled.
//!
//! Two runs that fill the same tables in another order would otherwise each hold a table that the other one waits for.

use super::Rebuilder;
use super::drop_objects::{keep_reason, lock_sql};
use super::settings::Settings;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::KeepReason;
use crate::plan::rebuild::{FirstRows, RebuildScope, TableRebuild};

impl Rebuilder<'_> {
    /// Locks the tables whose indexes and keys will be dropped, as far as that is known, in the order of their OIDs. Those
    /// that another session holds keep theirs.
    pub(in crate::run) async fn lock_first<C: Connection>(
        &mut self,
        session: &mut Session<'_, C>,
    ) -> Result<(), Error> {
        let plan = self.plan;
        let mut tables = plan
            .rebuilds
            .all()
            .filter(|rebuild| self.is_known_to_drop(rebuild))
            .collect::<Vec<_>>();
        if tables.len() < 2 {
            return Ok(());
        }
        tables.sort_by_key(|rebuild| rebuild.table);
        let settings = Settings::read(session).await?;
        // A table that the user wants to be rebuilt is waited for.
        let (forced, others) = tables.into_iter().partition::<Vec<_>, _>(|rebuild| rebuild.is_forced);
        for tables in [others, forced] {
            if tables.is_empty() || lock(&tables, &settings, session).await?.is_none() {
                continue;
            }
            for table in tables {
                if let Some(reason) = lock(&[table], &settings, session).await? {
                    let state = self.state_mut(table.table);
                    state.dropped_all = true;
                    state.kept_because = Some(reason);
                }
            }
        }
        Ok(())
    }

    /// Returns true if so many rows are known to come that the table's indexes and keys are dropped.
    fn is_known_to_drop(&self, rebuild: &TableRebuild) -> bool {
        let of_tree = self
            .plan
            .tables
            .iter()
            .filter(|table| rebuild.tree.contains(&table.oid));
        let rows = of_tree.filter_map(|table| table.rows).max().unwrap_or(0);
        rebuild.now(FirstRows { rows, bytes: 0 }) == RebuildScope::All
    }
}

/// Locks these tables; returns the reason if the server refuses.
async fn lock<C: Connection>(
    tables: &[&TableRebuild],
    settings: &Settings,
    session: &mut Session<'_, C>,
) -> Result<Option<KeepReason>, Error> {
    let limit = settings
        .locking()
        .filter(|_| tables.iter().all(|table| !table.is_forced));
    let statements = [
        Some("SAVEPOINT blink_lock".to_owned()),
        limit,
        Some(lock_sql(tables)),
        Some(settings.restoring()),
        Some("RELEASE SAVEPOINT blink_lock".to_owned()),
    ];
    let sql = statements.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let Err(error) = session.execute(&sql).await else {
        return Ok(None);
    };
    let Some(reason) = keep_reason(&error) else {
        return Err(error);
    };
    session.roll_back_to("blink_lock").await?;
    Ok(Some(reason))
}
