//! What is otherwise in a run that is not one transaction.

use super::Plan;
use crate::catalog::Catalog;
use crate::indexes::Indexes;
use crate::table::BatchSize;

/// The number of rows in one batch unless something else is asked for: few enough that several connections have something to
/// do, and so many that beginning and committing a batch, which takes the server some milliseconds, is little beside it.
const DEFAULT_BATCH_SIZE: u64 = 50_000;

const KEPT: &str =
    "the run is not atomic, and what it drops is gone if it is killed; Indexes::Rebuild does so all the same";

impl Plan {
    /// Each batch is a transaction of its own, which freezes nothing, and leaves indexes and keys where they are unless more
    /// was `asked`.
    pub(crate) fn spread_out(&mut self, catalog: &mut Catalog, asked: &[Indexes]) {
        for (table, _) in catalog
            .tables
            .with_first_mut(asked)
            .filter(|(_, asked)| **asked == Indexes::Auto)
        {
            table.standing.obstacle = Some(KEPT.to_owned());
        }
        for table in &mut self.tables {
            let info = catalog.tables.by_oid(table.oid);
            table.in_order = info.is_some_and(|info| {
                let mut keys = info.foreign_keys.iter().filter(|key| key.to == table.oid);
                keys.any(|key| table.foreign_keys.iter().any(|(name, _)| *name == key.name))
            });
            table.freeze = false;
            if matches!(table.batch_size, BatchSize::Default(_)) {
                table.batch_size = BatchSize::Default(DEFAULT_BATCH_SIZE);
            }
        }
    }
}
