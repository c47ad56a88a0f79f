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

type EncodeRow<'r> = &'r mut dyn FnMut(&mut RowEncoder<'_>) -> Result<(), EncodeError>;

/// The destination of a block's rows; [`RowBlock::encode`] gets it.
pub struct BlockRows<'a> {
    add: &'a mut dyn FnMut(EncodeRow<'_>) -> Result<(), EncodeError>,
}

impl<'a> BlockRows<'a> {
    pub(crate) fn new(add: &'a mut dyn FnMut(EncodeRow<'_>) -> Result<(), EncodeError>) -> Self {
        Self { add }
    }

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

/// A column of [`Table::blocks`](crate::Table::blocks), whose values its rows write themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedColumn {
    /// The name.
    pub name: String,
    /// The OID of the type for which the values are written. That the column has another one is a mistake, which is
    /// reported before the first row: in the binary format, types of the same width are easily taken for each other.
    pub type_oid: Oid,
}

/// The row type of [`Table::blocks`](crate::Table::blocks), of which no value exists: its rows are seen only where they are
/// encoded, so that nothing can be kept of them, and no function of yours can insert them.
#[derive(Debug)]
pub struct EncodedRow {
    _never: Infallible,
    _not_send: PhantomData<*const ()>,
}
