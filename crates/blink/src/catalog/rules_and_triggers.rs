//! Rules and triggers that act on the rows before they are stored.

use std::collections::BTreeSet;

use super::reader::{RowReader, with_table_oids};
use super::table::RulesAndTriggers;
use super::tables::Tables;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

const RULES_AND_TRIGGERS: &str = include_str!("sql/rules_and_triggers.sql");

/// Reads the rules and triggers of the tables that may have some.
pub(super) async fn read<C: Connection>(session: &mut Session<'_, C>, tables: &mut Tables) -> Result<(), Error> {
    let some = tables
        .steps()
        .flatten()
        .filter(|table| table.may_have_rules_or_triggers);
    let oids = some.map(|table| table.oid).collect::<BTreeSet<_>>();
    if oids.is_empty() {
        return Ok(());
    }
    let sql = with_table_oids(RULES_AND_TRIGGERS, oids.into_iter());
    for row in session.query(&sql).await? {
        let mut row = RowReader::new(row);
        let oid = row.number()?;
        let has_foreign_partition = row.bool_or_false()?;
        let rules_and_triggers = RulesAndTriggers {
            instead_of_trigger: row.bool_or_false()?,
            insert_rule: row.nullable_text()?,
            update_rule: row.nullable_text()?,
            insert_triggers: row.nullable_text()?,
            upsert_triggers: row.nullable_text()?,
            fill_triggers: row.nullable_text()?,
            sequence_trigger: row.nullable_text()?,
        };
        row.end()?;
        if let Some(table) = tables.by_oid_mut(oid) {
            table.foreign |= has_foreign_partition;
            table.rules_and_triggers = rules_and_triggers;
        }
    }
    Ok(())
}
