//! Rows by number that write their values in COPY's own format.

use std::ops::Range;

use super::block::BlockRows;
use crate::encode::EncodeError;

/// The rows of a table, each a function of its number, whose columns are known only at run time.
///
/// [`Table::numbered`](crate::Table::numbered) takes them.
pub trait NumberedRows: Send + Sync + 'static {
    /// The number of rows.
    fn rows(&self) -> u64;

    /// Adds the rows with these numbers, counted from 0, in order.
    ///
    /// This runs on several threads at once. A row must be the same whenever it is made: Blink makes rows again to find the
    /// one that broke a key. Buffers that serve all rows of a range are best made here.
    ///
    /// # Errors
    /// An error of [`BlockRows::add`], which ends the run. Its row is the first that was not added.
    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError>;
}

/// Returns an error unless as many rows were added as were asked for.
pub(crate) fn check_added(numbers: &Range<u64>, added: u64) -> Result<(), EncodeError> {
    let wanted = numbers.end.saturating_sub(numbers.start);
    if added == wanted {
        return Ok(());
    }
    Err(EncodeError::row(format!(
        "{wanted} rows were asked for, from number {} on, and {added} were added",
        numbers.start
    )))
}
