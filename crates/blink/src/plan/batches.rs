//! The number of rows in one COPY command.

use super::draft::TableDraft;
use super::mode::Mode;
use super::rebuild::Rebuilds;
use crate::declare::table::BatchSize;

/// The default number of rows: half a second for a bare table. Beginning a command costs the server 1.5 ms, the time of
/// three thousand rows of such a table: it makes a thousand tuple slots (`MAX_BUFFERED_TUPLES` in copyfrom.c). Nothing
/// is sent while one command ends and the next begins.
const DEFAULT: u64 = 1_000_000;

/// The default for a table with foreign keys. The server holds their checks until the command ends, and the client
/// holds the rows sent, to find one that violates a key. Checking a row takes so long that more commands cost nothing.
const DEFAULT_WITH_FOREIGN_KEYS: u64 = 50_000;

/// The default if each batch is a transaction. It is small enough to keep several connections busy. It is large enough
/// that beginning and committing a batch, which takes the server some milliseconds, matters little.
const DEFAULT_NON_ATOMIC: u64 = 50_000;

/// Returns the size of a table's batches.
///
/// If the foreign keys are dropped while rows are copied, commands may be as large as without them. The keys stay if
/// few rows come, but these are one command anyway.
pub(super) fn batch_size(table: &TableDraft<'_>, rebuilds: &Rebuilds, mode: Mode) -> BatchSize {
    table.batch_size.unwrap_or(BatchSize::Default(if !mode.is_atomic() {
        DEFAULT_NON_ATOMIC
    } else if table.info.foreign_keys.is_empty() || rebuilds.drops_keys_of(table.oid()) {
        DEFAULT
    } else {
        DEFAULT_WITH_FOREIGN_KEYS
    }))
}
