//! The one place in which the gallery and the made-up schemas are filled.

use tokio_postgres::Client;

use crate::trial::Filled;

/// Fills the empty tables of the database; `rows` is the number of the largest kind of table. Returns the report, or the
/// error as text.
pub fn fill(client: &mut Client, rows: u64) -> Filled<'_> {
    Box::pin(async move {
        match blink_schema::fill(client).rows(rows).await {
            Ok(filled) => Ok(filled.report.to_string()),
            Err(error) => Err(format!("{error:#}")),
        }
    })
}
