//! Triggers whose code may use an index.

use std::collections::BTreeMap;

use postgres_types::Oid;

use super::reader::{RowReader, statement};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::comma_separated;

const TRIGGERS: &str = include_str!("sql/triggers.sql");

#[derive(Debug)]
pub(super) struct Trigger {
    name: String,
    for_each_row: bool,
    function: Oid,
    /// The table that has the new rows, by the name that the function reads.
    new_table: Option<String>,
}

impl Trigger {
    /// The table of new rows, if this function is the trigger's own. Those that it calls do not see the table.
    pub(super) fn transition_table(&self, function: Oid) -> Option<&str> {
        self.new_table.as_deref().filter(|_| self.function == function)
    }

    /// Says when the trigger runs a function.
    pub(super) fn describe(&self, function: &str) -> String {
        let event = if self.for_each_row { "for each row" } else { "on INSERT" };
        format!("the trigger {} runs {function} {event}", self.name)
    }
}

/// Reads these triggers.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    triggers: impl Iterator<Item = Oid>,
) -> Result<BTreeMap<Oid, Trigger>, Error> {
    let triggers = comma_separated(triggers);
    if triggers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = statement(TRIGGERS).replace("$triggers", &triggers);
    let rows = session.query(&sql).await?;
    let trigger = |row| {
        let mut row = RowReader::new(row);
        let oid = row.number()?;
        let trigger = Trigger {
            name: row.text()?,
            for_each_row: row.bool_or_false()?,
            function: row.number()?,
            new_table: row.nullable_text()?,
        };
        row.end()?;
        Ok((oid, trigger))
    };
    rows.into_iter().map(trigger).collect()
}
