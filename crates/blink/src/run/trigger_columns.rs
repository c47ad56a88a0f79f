//! Checks that triggers have filled the columns that the server itself does not check.

use crate::catalog::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::TablePlan;
use crate::sql::quote_identifier;

/// True for the rows of this transaction, and not for those of its subtransactions that have ended: a transaction holds a
/// lock on its own ID and on those of its open subtransactions, of which the current one has run COPY.
const STORED_BY_THIS_TRANSACTION: &str = "stored.xmin IN (SELECT l.transactionid FROM pg_catalog.pg_locks l \
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock')";

/// Looks for NULL in the columns whose domain forbids it and which were not sent. Rows from before the transaction do not
/// count, except in foreign tables, which have no `xmin`.
pub(super) async fn verify<C: Connection>(table: &TablePlan, session: &mut Session<'_, C>) -> Result<(), Error> {
    for column in table.trigger_columns.iter().filter(|column| column.unchecked) {
        // IS NULL is also true for a row of NULLs, which is a value.
        let mut found = format!("stored.{} IS NOT DISTINCT FROM NULL", quote_identifier(&column.name));
        if !table.foreign {
            found = format!("{found} AND {STORED_BY_THIS_TRANSACTION}");
        }
        let sql = format!(
            "SELECT EXISTS (SELECT FROM {} AS stored WHERE {found})",
            table.name.sql()
        );
        let rows = session.query(&sql).await?;
        if RowReader::new(rows.into_iter().next().unwrap_or_default()).bool_or_false()? {
            let triggers = table.fill_triggers.clone().unwrap_or_default();
            return Err(
                Error::new(ErrorKind::NotFilled { triggers }).with_location(ErrorLocation {
                    column: Some(column.name.clone()),
                    ..ErrorLocation::default()
                }),
            );
        }
    }
    Ok(())
}
