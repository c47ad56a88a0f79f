//! The truncation of an empty partition that is filled by its name, so that its rows can be frozen.

use postgres_types::Oid;

use super::Rebuilder;
use super::drop_objects::AttemptError;
use super::settings::{Settings, set_config};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::rebuild::TableRebuild;

impl Rebuilder<'_> {
    /// Truncates a partition before its first rows, once the indexes and keys of all partitions were dropped; returns true
    /// if its rows can be frozen. Of rows that come through the parent the server freezes none (`CopyFrom` in copyfrom.c).
    pub(super) async fn truncate_partition<C: Connection>(
        &mut self,
        rebuild: &TableRebuild,
        table: Oid,
        session: &mut Session<'_, C>,
    ) -> Result<bool, Error> {
        let may_freeze = rebuild.is_partitioned() && rebuild.is_leaf(table) && rebuild.empty == Some(true);
        // If anything was refused, another session may hold the table, and TRUNCATE would wait for it.
        let has_dropped = self
            .state(rebuild.table)
            .is_some_and(|state| state.dropped_all && state.kept_because.is_none());
        if !may_freeze || !has_dropped || !self.plan.mode.is_atomic() {
            return Ok(false);
        }
        let Some(planned) = self.plan.tables.iter().find(|planned| planned.oid == table) else {
            return Ok(false);
        };
        let before = Settings::read(session).await?;
        session.execute("SAVEPOINT blink_truncate").await?;
        match self.truncate(table, &planned.name, &[], session).await {
            Ok(truncated) => {
                let search_path = set_config("search_path", &before.search_path);
                let released = format!("{search_path}; RELEASE SAVEPOINT blink_truncate");
                session.execute(&released).await?;
                self.state_mut(table).truncated = truncated;
                Ok(truncated)
            }
            Err(AttemptError::Refused(_)) => {
                session.roll_back_to("blink_truncate").await?;
                Ok(false)
            }
            Err(AttemptError::Failed(error)) => Err(error),
        }
    }
}
