//! What is otherwise in a run that is not one transaction.

use super::Plan;
use crate::catalog::Catalog;
use crate::table::BatchSize;

/// The number of rows in one batch unless something else is asked for: few enough that several connections have something to
/// do, and so many that beginning and committing a batch, which takes the server some milliseconds, is little beside it.
const DEFAULT_BATCH_SIZE: u64 = 50_000;

const KEPT: &str = "the run is not atomic, and what it dropped would be gone if it were killed";

impl Plan {
    /// Each batch is a transaction of its own, which leaves indexes and keys where they are and freezes nothing.
    pub(crate) fn spread_out(&mut self, catalog: &mut Catalog) {
        for table in catalog.tables.iter_mut().flatten() {
            table.standing.obstacle = Some(KEPT.to_owned());
        }
        for table in &mut self.tables {
            let info = catalog.tables.iter().flatten().find(|info| info.oid == table.oid);
            table.in_order = info.is_some_and(|info| {
                let mut keys = info.foreign_keys.iter().filter(|key| key.to == table.oid);
                keys.any(|key| table.foreign_keys.iter().any(|(name, _)| *name == key.name))
            });
            table.freeze = false;
            if table.asked_batch_size.is_none() && table.batch_size != BatchSize::WholeTable {
                table.batch_size = BatchSize::Rows(DEFAULT_BATCH_SIZE);
            }
        }
    }
}
