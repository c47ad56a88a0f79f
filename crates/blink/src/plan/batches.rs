//! The number of rows in one COPY command.

use super::Mode;
use super::draft::TableDraft;
use super::rebuild::Rebuilds;
use crate::declare::table::BatchSize;

/// The number of rows unless something else is asked for: half a second of a bare table. Beginning a command
/// costs the server 1.5 ms, the time of three thousand rows of such a table: it makes a thousand tuple slots
/// (`MAX_BUFFERED_TUPLES` in copyfrom.c); and while one ends and the next begins, nothing is sent.
const DEFAULT: u64 = 1_000_000;

/// The same where the table has foreign keys: the server holds their checks until the command ends, and the client what it
/// sent, to find the row that broke one. Checking a row takes so long there that more commands cost nothing.
const DEFAULT_WITH_FOREIGN_KEYS: u64 = 50_000;

/// The same where each batch is a transaction: few enough that several connections have something to do, and so many that
/// beginning and committing a batch, which takes the server some milliseconds, is little beside it.
const DEFAULT_NON_ATOMIC: u64 = 50_000;

/// Returns the size of a table's batches.
///
/// Where no foreign key is in place while rows are copied, commands may be as large as elsewhere. Few rows, for which they
/// stay, make one command anyway.
pub(super) fn batch_size(table: &TableDraft<'_>, rebuilds: &Rebuilds, mode: Mode) -> BatchSize {
    table.batch_size.unwrap_or(BatchSize::Default(if !mode.is_atomic() {
        DEFAULT_NON_ATOMIC
    } else if table.info.foreign_keys.is_empty() || rebuilds.drops_keys_of(table.oid()) {
        DEFAULT
    } else {
        DEFAULT_WITH_FOREIGN_KEYS
    }))
}
