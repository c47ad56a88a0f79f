//! Checks that triggers have filled the columns that the server itself does not check.

use crate::catalog::RowReader;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::{Error, ErrorKind, ErrorLocation};
use crate::plan::TablePlan;
use crate::sql::quote_identifier;

/// Looks for NULL in the columns whose domain forbids it and which were not sent.
pub(super) async fn verify<C: Connection>(table: &TablePlan, session: &mut Session<'_, C>) -> Result<(), Error> {
    for column in table.trigger_columns.iter().filter(|column| column.unchecked) {
        // IS NULL is also true for a row of NULLs, which is a value.
        let null = format!("{} IS NOT DISTINCT FROM NULL", quote_identifier(&column.name));
        let sql = format!("SELECT EXISTS (SELECT FROM {} WHERE {null})", table.name.sql());
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
