//! An index or a key that is dropped at the moment.

use super::settings::set_config;
use crate::catalog::keys::IndexOrConstraint;

/// A dropped object, with the `search_path` under which its definition was read.
#[derive(Clone)]
pub(super) struct DroppedObject {
    pub(super) object: IndexOrConstraint,
    pub(super) search_path: String,
    /// True if it is being rebuilt a second time, since the reason of the refusal may have passed.
    pub(super) retried: bool,
    /// True if it could not be rebuilt.
    pub(super) error: bool,
}

impl DroppedObject {
    /// The SQL that rebuilds the object in any session.
    pub(super) fn statement(&self) -> String {
        let mut sql = format!("BEGIN; {}", set_config("search_path", &self.search_path));
        if !self.object.tablespace.is_empty() {
            sql.push_str("; ");
            sql.push_str(&set_config("default_tablespace", &self.object.tablespace));
        }
        for statement in self.object.build_statements() {
            sql.push_str("; ");
            sql.push_str(&statement);
        }
        sql.push_str("; COMMIT");
        sql
    }
}
