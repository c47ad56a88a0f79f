//! The stored rows with the key that an error names.

use postgres_types::Oid;

use super::dropped_object::DroppedObject;
use crate::catalog::RowReader;
use crate::catalog::keys::IndexOrConstraint;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::plan::TablePlan;
use crate::plan::rebuild::TableRebuild;
use crate::run::violated_key::ViolatedKey;
use crate::sql::comma_separated;

/// The stored rows that may have the key of an error.
pub(super) struct StoredRows {
    /// The rows that this transaction has stored.
    pub(super) new: u64,
    /// The rows of earlier transactions.
    pub(super) old: u64,
    /// The key's values, separated by commas.
    pub(super) key: String,
}

/// The table whose rows an index or a key holds for: that of its parent, if the parent is to be rebuilt, too.
fn covering(object: &IndexOrConstraint, dropped: &[DroppedObject]) -> Oid {
    let mut topmost = object;
    while let Some(id) = topmost.parent {
        let Some(parent) = dropped.iter().find(|dropped| dropped.object.id == id) else {
            break;
        };
        topmost = &parent.object;
    }
    topmost.table
}

/// The rows among which a key is looked for.
pub(super) struct Scope<'p> {
    /// As SQL, with ONLY if it is not partitioned.
    rows_of: String,
    /// The partition that must have all of them, if what was violated holds for its rows alone.
    all_in: Option<Oid>,
    tree: &'p TableRebuild,
}

impl<'p> Scope<'p> {
    /// The rows that a violated object holds for and those of the step that filled the tree. None if neither table is
    /// known to contain the other.
    pub(super) fn of(
        object: &IndexOrConstraint,
        dropped: &[DroppedObject],
        filled: &TablePlan,
        tree: &'p TableRebuild,
    ) -> Option<Self> {
        let covered = covering(object, dropped);
        let (oid, name) = if covered == tree.table || filled.oid == tree.table {
            (tree.table, &tree.name)
        } else if covered == filled.oid {
            (filled.oid, &filled.name)
        } else {
            return None;
        };
        let only = if tree.is_leaf(oid) { "ONLY " } else { "" };
        Some(Self {
            rows_of: format!("{only}{}", name.sql()),
            all_in: (covered != oid).then_some(covered),
            tree,
        })
    }

    /// Counts the stored rows with the key; None if the server's text may be that of several keys, if some rows are in
    /// other partitions, or if the transaction has changed any row of the tree.
    pub(super) async fn stored_rows<C: Connection>(
        &self,
        key: &ViolatedKey<'_>,
        session: &mut Session<'_, C>,
    ) -> Result<Option<StoredRows>, Error> {
        let is_covered = match self.all_in {
            Some(partition) => format!("tableoid = {partition}"),
            None => "true".to_owned(),
        };
        // The age is counted from the transaction's own number (`xid_age` in xid.c), and those of its savepoints are higher.
        // An update or a deletion of a transaction that ended a moment ago may be counted, too. Where nothing is counted,
        // there are no insertions, either.
        let sql = format!(
            "SELECT pg_catalog.count(*) FILTER (WHERE age <= 0), pg_catalog.count(*) FILTER (WHERE age > 0), \
             pg_catalog.min(pg_catalog.array_to_string(key, ', ')), \
             pg_catalog.min(key::pg_catalog.text) = pg_catalog.max(key::pg_catalog.text) AND pg_catalog.bool_and(covered) \
             AND (SELECT pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t)) > 0 \
             AND pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_updated(t) + \
             pg_catalog.pg_stat_get_xact_tuples_deleted(t)) = 0 FROM pg_catalog.unnest(ARRAY[{}]::pg_catalog.oid[]) t) \
             FROM (SELECT {is_covered} AS covered, pg_catalog.age(xmin) AS age, {} AS key, {} AS nulls FROM {}) AS stored WHERE nulls = 0 AND {}",
            comma_separated(&self.tree.tree),
            key.row_values(),
            key.row_nulls(),
            self.rows_of,
            key.may_be("key"),
        );
        let Some(row) = session.query(&sql).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut row = RowReader::new(row);
        let (new, old) = (row.number()?, row.number()?);
        let (key, is_certain) = (row.nullable_text()?, row.bool_or_false()?);
        Ok(key.filter(|_| is_certain).map(|key| StoredRows { new, old, key }))
    }
}
