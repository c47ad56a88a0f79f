//! The row that kept an index or key from being rebuilt.

use super::filled_steps::OrderedSteps;
use crate::catalog::RowReader;
use crate::catalog::keys::{IndexOrConstraint, ObjectKind};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::{Error, ServerError, ViolatingRow};
use crate::plan::TablePlan;
use crate::run::violated_key::ViolatedKey;

/// Finds the row that broke an index or a foreign key of a table whose rows lie in the order of these steps; None if it is
/// not certain.
pub(super) async fn find_row<C: Connection>(
    server: &ServerError,
    object: &IndexOrConstraint,
    table: &TablePlan,
    steps: &OrderedSteps<'_>,
    session: &mut Session<'_, C>,
) -> Result<Option<ViolatingRow>, Error> {
    if is_partial(object) {
        return Ok(None);
    }
    let Some(key) = ViolatedKey::from_error(server, table) else {
        return Ok(None);
    };
    // Of two rows with one key, the later one breaks a unique index.
    let nth = usize::from(!object.is_foreign_key());
    let sql = format!(
        "SELECT n, total, pg_catalog.min(key::pg_catalog.text) OVER () = pg_catalog.max(key::pg_catalog.text) OVER () FROM \
         (SELECT pg_catalog.row_number() OVER (ORDER BY ctid) AS n, pg_catalog.count(*) OVER () AS total, {} AS key, \
         {} AS nulls FROM ONLY {}) AS numbered WHERE nulls = 0 AND {} ORDER BY n LIMIT 2",
        key.row_values(),
        key.row_nulls(),
        object.table_name,
        key.may_be("key"),
    );
    let row = session.query(&sql).await?.into_iter().nth(nth);
    let Some(mut row) = row.map(RowReader::new) else {
        return Ok(None);
    };
    let (n, total, is_one_key) = (row.number()?, row.number()?, row.bool_or_false()?);
    Ok(steps.row_at(n, total).filter(|_| is_one_key))
}

/// Returns true if the index may have a predicate, so that it does not cover all rows: of those with its key, any may be
/// the one at fault. `pg_get_indexdef` writes the predicate last.
pub(super) fn is_partial(object: &IndexOrConstraint) -> bool {
    object.kind == ObjectKind::Index && object.create_sql.contains(" WHERE ")
}
