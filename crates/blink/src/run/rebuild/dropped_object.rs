//! An index or a key that is dropped at the moment.

use postgres_types::Oid;

use super::settings::set_config;
use crate::catalog::keys::IndexOrConstraint;

/// A dropped object, with the `search_path` under which its definition was read.
#[derive(Clone)]
pub(super) struct DroppedObject {
    pub(super) object: IndexOrConstraint,
    pub(super) search_path: String,
    /// True if it is being rebuilt a second time, since the obstacle may have passed.
    pub(super) retried: bool,
    /// True if it could not be rebuilt.
    pub(super) error: bool,
}

impl DroppedObject {
    /// The order of rebuilding: indexes first, which foreign keys need, and each kind in its order of creation.
    pub(super) fn build_order(&self) -> (bool, Oid) {
        (self.object.is_foreign_key(), self.object.oid)
    }

    /// The SQL that rebuilds the object in any session.
    pub(super) fn statement(&self) -> String {
        let mut sql = format!("BEGIN; {}", set_config("search_path", &self.search_path));
        if !self.object.tablespace.is_empty() {
            sql.push_str("; ");
            sql.push_str(&set_config("default_tablespace", &self.object.tablespace));
        }
        for statement in [Some(&self.object.create_sql), self.object.post_build_sql.as_ref()]
            .into_iter()
            .flatten()
        {
            sql.push_str("; ");
            sql.push_str(statement);
        }
        sql.push_str("; COMMIT");
        sql
    }
}
