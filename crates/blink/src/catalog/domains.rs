//! Domains whose CHECK refuses NULL.

use std::collections::BTreeMap;

use super::Tables;
use super::reader::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;

/// Returns true if a transaction is open, which an error would end.
const IN_TRANSACTION: &str =
    "SELECT pg_catalog.transaction_timestamp() OPERATOR(pg_catalog.<>) pg_catalog.statement_timestamp()";

/// Finds the columns that have no default, receive no value, and whose domain refuses NULL. COPY stores NULL in them
/// nevertheless (`NextCopyFrom` in copyfromparse.c sets it without checking the domain), and a dump of that cannot be
/// restored.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &mut Tables,
    sent: &impl Fn(usize, &str) -> bool,
) -> Result<(), Error> {
    // Each column once, though several steps may omit it.
    let mut left_out = BTreeMap::new();
    for (n, table) in tables.steps().enumerate() {
        let Some(table) = table else { continue };
        for column in &table.columns {
            let decided = column.not_null || column.domain_not_null || column.has_default || column.generated;
            if column.checked && !decided && !sent(n, &column.name) {
                left_out.insert((table.oid, column.number), column.type_name.clone());
            }
        }
    }
    if left_out.is_empty() {
        return Ok(());
    }
    let rows = session.query(IN_TRANSACTION).await?;
    let in_transaction = RowReader::new(rows.into_iter().next().unwrap_or_default()).bool_or_false()?;
    for ((table, number), domain) in left_out {
        let refusal = refusal(session, &domain, in_transaction).await?;
        let mut columns = tables
            .by_oid_mut(table)
            .into_iter()
            .flat_map(|table| &mut table.columns);
        if let Some(column) = columns.find(|column| column.number == number) {
            column.refuses_null = refusal;
        }
    }
    Ok(())
}

/// Returns the server's error about a NULL of this domain. Only the server can evaluate a CHECK.
async fn refusal<C: Connection>(
    session: &mut Session<'_, C>,
    domain: &str,
    in_transaction: bool,
) -> Result<Option<String>, Error> {
    if in_transaction {
        session.execute("SAVEPOINT blink_domain").await?;
    }
    let asked = session.query(&format!("SELECT NULL::{domain}")).await;
    if in_transaction {
        session.roll_back_to("blink_domain").await?;
    }
    let Err(error) = asked else { return Ok(None) };
    match error.server() {
        // An integrity constraint, or an error that a function in the CHECK raises about the value.
        Some(server) if ["22", "23", "P0"].iter().any(|class| server.code.starts_with(class)) => {
            Ok(Some(server.message.clone()))
        }
        // This role may not use the type, or may not call the function: the answer says nothing about NULL.
        Some(server) if server.code.starts_with("42") => Ok(None),
        _ => Err(error),
    }
}
