//! Tables whose rows are encoded block by block.

use futures_util::FutureExt as _;

use super::collectors::Discard;
use super::{RowSource, Table};
use crate::encode::{EncodeError, Format, RowEncoder};
use crate::error::BoxError;
use crate::produce::blocks::produce_blocks;
use crate::rows::block::{EncodedColumn, EncodedRow, RowBlock};
use crate::rows::to_row::Columns;
use crate::sql::TableName;

impl Table<EncodedRow, EncodedRow> {
    /// Fills the table from blocks of rows that write their values in COPY's own format: for readers of files, which know
    /// the columns' types and want all cores.
    ///
    /// The iterator is asked for one block after the other; [`RowBlock::encode`] runs on several threads at once
    /// ([`Seeder::threads`](crate::Seeder::threads)). The rows are sent in order. A block of about 64 KiB is best.
    ///
    /// Blink checks that the columns have these types, but not what the rows write: bytes that are no value of the type
    /// are refused by the server at best.
    ///
    /// ```
    /// use blink::postgres_types::{IsNull, Type};
    /// use blink::{BlockRows, EncodeError, EncodedColumn, Format, RowBlock, Table};
    ///
    /// struct Numbers(std::ops::Range<i64>);
    ///
    /// impl RowBlock for Numbers {
    ///     fn rows(&self) -> u64 {
    ///         self.0.end.abs_diff(self.0.start)
    ///     }
    ///
    ///     fn encode(self, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
    ///         for number in self.0 {
    ///             rows.add(|row| row.binary(|out| {
    ///                 out.extend_from_slice(&number.to_be_bytes());
    ///                 Ok(IsNull::No)
    ///             }))?;
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let id = EncodedColumn { name: "id".into(), type_oid: Type::INT8.oid() };
    /// let blocks = (0..1_000).map(|n| Ok(Numbers(n * 1_000..(n + 1) * 1_000)));
    /// let numbers = Table::blocks("numbers", Format::Binary, [id], blocks);
    /// ```
    pub fn blocks<B: RowBlock>(
        table: impl Into<TableName>,
        format: Format,
        columns: impl IntoIterator<Item = EncodedColumn>,
        blocks: impl IntoIterator<Item = Result<B, BoxError>, IntoIter: Send + 'static>,
    ) -> Self {
        let blocks = Box::new(blocks.into_iter());
        let supply = RowSource::Blocks(Box::new(move |chunker, chunks, threads| {
            produce_blocks(blocks, chunker, chunks, threads).boxed()
        }));
        let columns = Columns::encoded(format, columns);
        let table = Table::<EncodedRow>::new(columns, Some(table.into()), no_row, supply);
        table.with_collector(Discard)
    }
}

/// Never called: there is no value of the type.
pub(super) fn no_row(_: &EncodedRow, _: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
    Err(EncodeError::row("these rows are encoded where they are made"))
}
