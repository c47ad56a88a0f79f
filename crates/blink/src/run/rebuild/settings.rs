//! The settings that are changed while indexes and keys are dropped and rebuilt.

use std::time::Duration;

use crate::catalog::{RowReader, statement};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::quote_literal;

const BUILD_SETTINGS: &str = include_str!("../../catalog/sql/build_settings.sql");

/// The time to wait for a lock that the user did not ask for. It is shorter than `deadlock_timeout`: two runs that want
/// to lock each other's tables continue without these locks.
const LOCK_TIMEOUT: Duration = Duration::from_millis(200);

/// The most memory that is set for building an index, regardless of the server's memory.
const MAX_MEMORY: u64 = 1024 * 1024 * 1024;

/// The largest `statement_timeout`, in milliseconds.
const MAX_STATEMENT_TIMEOUT: u128 = i32::MAX as u128;

/// The session's settings that are changed while something is built.
pub(super) struct Settings {
    pub(super) search_path: String,
    tablespace: String,
    memory: String,
    workers: String,
    statement_timeout: String,
    lock_timeout: String,
    lock_timeout_ms: u128,
    memory_bytes: u64,
    building_memory: u64,
    building_workers: String,
}

impl Settings {
    pub(super) async fn read<C: Connection>(session: &mut Session<'_, C>) -> Result<Self, Error> {
        let rows = session.query(&statement(BUILD_SETTINGS)).await?;
        let mut row = RowReader::new(rows.into_iter().next().unwrap_or_default());
        let (search_path, tablespace) = (row.text()?, row.text()?);
        let (memory, workers) = (row.text()?, row.text()?);
        let statement_timeout = row.text()?;
        let (bytes, buffers) = (row.number::<u64>()?, row.number::<u64>()?);
        let all_workers = row.text()?;
        let settings = Self {
            // A server with much shared memory can spare as much for a moment.
            building_memory: bytes.max(buffers.min(MAX_MEMORY)),
            memory_bytes: bytes,
            // A setting of 0 asks for no parallel workers.
            building_workers: if workers == "0" { workers.clone() } else { all_workers },
            search_path,
            tablespace,
            memory,
            workers,
            statement_timeout,
            lock_timeout: row.text()?,
            lock_timeout_ms: row.number()?,
        };
        row.end()?;
        Ok(settings)
    }

    /// The setting for locks that the user did not ask for; None if the session's own limit is shorter.
    pub(super) fn locking(&self) -> Option<String> {
        let limit = LOCK_TIMEOUT.as_millis();
        let longer = self.lock_timeout_ms == 0 || self.lock_timeout_ms > limit;
        longer.then(|| set_config("lock_timeout", &limit.to_string()))
    }

    /// The settings for building, while this many connections build. The session's limit for a statement is meant for
    /// other statements than these; the run's own limit applies, as far as the server can keep it.
    pub(super) fn for_building(&self, timeout: u128, connections: usize) -> [(&'static str, String); 3] {
        let memory = self.building_memory / connections as u64;
        [
            (
                "maintenance_work_mem",
                format!("{}kB", memory.max(self.memory_bytes) / 1024),
            ),
            ("max_parallel_maintenance_workers", self.building_workers.clone()),
            ("statement_timeout", timeout.min(MAX_STATEMENT_TIMEOUT).to_string()),
        ]
    }

    /// The session's own settings for building.
    pub(super) fn building(&self) -> [(&'static str, &str); 2] {
        [
            ("maintenance_work_mem", &self.memory),
            ("max_parallel_maintenance_workers", &self.workers),
        ]
    }

    /// Returns true if these settings give no more memory or workers than the session's own.
    pub(super) fn builds_alike(&self, [memory, workers, _]: &[(&'static str, String); 3]) -> bool {
        memory.1 == format!("{}kB", self.memory_bytes / 1024) && workers.1 == self.workers
    }

    pub(super) fn restoring(&self) -> String {
        [
            set_config("search_path", &self.search_path),
            set_config("default_tablespace", &self.tablespace),
            set_config("maintenance_work_mem", &self.memory),
            set_config("max_parallel_maintenance_workers", &self.workers),
            set_config("statement_timeout", &self.statement_timeout),
            set_config("lock_timeout", &self.lock_timeout),
        ]
        .join("; ")
    }
}

pub(super) fn set_config(name: &str, value: &str) -> String {
    format!("SELECT pg_catalog.set_config('{name}', {}, true)", quote_literal(value))
}
