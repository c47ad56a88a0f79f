//! Rows that come in blocks, each of which one thread encodes.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use postgres_types::Oid;

use crate::encode::{EncodeError, RowEncoder};

/// Some rows of a table, encoded at once by one of several threads: the records in a part of a file, for example.
///
/// [`Table::blocks`](crate::Table::blocks) takes them.
pub trait RowBlock: Send + 'static {
    /// The number of rows in the block.
    fn rows(&self) -> u64;

    /// Adds the rows, in order.
    ///
    /// # Errors
    /// An error of [`BlockRows::add`], which ends the run. Its row is the first that was not added.
    fn encode(self, rows: &mut BlockRows<'_>) -> Result<(), EncodeError>;
}

/// Encodes one row.
pub(crate) type EncodeRow<'r> = &'r mut dyn FnMut(&mut RowEncoder<'_>) -> Result<(), EncodeError>;

/// The destination of encoded rows; [`RowBlock::encode`] and [`NumberedRows::encode`](crate::NumberedRows::encode) get it.
pub struct BlockRows<'a> {
    add: &'a mut dyn FnMut(EncodeRow<'_>) -> Result<(), EncodeError>,
}

/// The reason why a row was not added.
pub(crate) enum Refusal<S> {
    /// The row cannot be sent.
    Encode(EncodeError),
    /// No more rows are wanted.
    Stopped(S),
}

/// Passes the rows that `encode` adds to `add`, until that wants no more; returns their number.
pub(crate) fn add_rows<S>(
    encode: impl FnOnce(&mut BlockRows<'_>) -> Result<(), EncodeError>,
    mut add: impl FnMut(EncodeRow<'_>) -> Result<(), Refusal<S>>,
) -> Result<u64, Refusal<S>> {
    let mut added = 0_u64;
    // After it no row is added: those before are still encoded, in order.
    let mut stopped = None;
    let encoded = encode(&mut BlockRows {
        add: &mut |row| {
            if stopped.is_some() {
                return Err(EncodeError::row("the rows before this one were not sent"));
            }
            match add(row) {
                Ok(()) => {
                    added += 1;
                    Ok(())
                }
                Err(Refusal::Encode(error)) => Err(error),
                Err(Refusal::Stopped(reason)) => {
                    stopped = Some(reason);
                    Err(EncodeError::row("no more rows are wanted"))
                }
            }
        },
    });
    if let Some(reason) = stopped {
        return Err(Refusal::Stopped(reason));
    }
    encoded.map_err(Refusal::Encode)?;
    Ok(added)
}

impl BlockRows<'_> {
    /// Adds a row, to whose encoder the function passes the value of each column.
    ///
    /// # Errors
    /// If the function fails, of which nothing is sent then, or does not pass one value for each column; or if the run
    /// has ended.
    pub fn add(
        &mut self,
        mut row: impl FnMut(&mut RowEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        (self.add)(&mut row)
    }
}

impl fmt::Debug for BlockRows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockRows").finish_non_exhaustive()
    }
}

/// A column of [`Table::blocks`](crate::Table::blocks) or [`Table::numbered`](crate::Table::numbered), whose values its
/// rows write themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedColumn {
    /// The name.
    pub name: String,
    /// The OID of the type for which the values are written. That the column has another one is a mistake, which is
    /// reported before the first row: in the binary format, types of the same width are easily taken for each other.
    pub type_oid: Oid,
}

/// The row type of [`Table::blocks`](crate::Table::blocks) and [`Table::numbered`](crate::Table::numbered), of which no
/// value exists: its rows are seen only where they are encoded, so that nothing can be kept of them, and no function of
/// yours can insert them.
#[derive(Debug)]
pub struct EncodedRow {
    _never: Infallible,
    _not_send: PhantomData<*const ()>,
}
