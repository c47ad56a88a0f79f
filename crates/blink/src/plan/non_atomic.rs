//! Rules for a run that is not one transaction.

use super::draft::TableDraft;
use super::mode::Mode;

/// Returns true if a batch needs those before it to be stored, because rows reference others of the table.
pub(super) fn needs_earlier_batches(table: &TableDraft<'_>, mode: Mode) -> bool {
    let mut keys = table.info.foreign_keys.iter().filter(|key| key.to == table.oid());
    !mode.is_atomic() && keys.any(|key| table.copies_values_for(key))
}
