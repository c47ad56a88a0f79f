//! Tables whose rows are made by number and encode themselves.

use std::sync::Arc;

use super::blocks::no_row;
use super::collectors::Discard;
use super::{RowSource, Table};
use crate::encode::{ColumnEncoder, Format, Layout};
use crate::generate::numbered::NumberedSpec;
use crate::produce::numbered::NumberedSource;
use crate::produce::regenerator::Regenerator;
use crate::rows::block::{EncodedColumn, EncodedRow};
use crate::rows::numbered::NumberedRows;
use crate::rows::store::Store;
use crate::rows::to_row::Columns;
use crate::sql::TableName;

impl<R: NumberedRows> Table<EncodedRow, R> {
    /// Makes rows by their numbers, as [`generate`](Table::generate) does, whose columns are known only at run time. They
    /// write their values in COPY's own format.
    ///
    /// [`NumberedRows::encode`] runs on several threads at once ([`Seeder::threads`](crate::Seeder::threads)); the rows are
    /// sent in order. The plan knows their number, and makes the first of them. `store[handle]` and `report[handle]` are
    /// `rows`, so that later steps can ask it for values of any row.
    ///
    /// Blink checks that the columns have these types, but not what the rows write: bytes that are no value of the type
    /// are refused by the server at best.
    ///
    /// ```
    /// use std::ops::Range;
    ///
    /// use blink::postgres_types::{IsNull, Type};
    /// use blink::{BlockRows, EncodeError, EncodedColumn, Format, NumberedRows, Seeder, Table};
    ///
    /// struct Squares;
    ///
    /// impl Squares {
    ///     fn of(&self, number: u64) -> i64 {
    ///         (number * number) as i64
    ///     }
    /// }
    ///
    /// impl NumberedRows for Squares {
    ///     fn rows(&self) -> u64 {
    ///         1_000
    ///     }
    ///
    ///     fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
    ///         for number in numbers {
    ///             rows.add(|row| row.binary(|out| {
    ///                 out.extend_from_slice(&self.of(number).to_be_bytes());
    ///                 Ok(IsNull::No)
    ///             }))?;
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let mut seeder = Seeder::new();
    /// let column = EncodedColumn { name: "square".into(), type_oid: Type::INT8.oid() };
    /// let squares = seeder.add_table(Table::numbered("squares", Format::Binary, [column], Squares));
    /// assert_eq!(seeder.preview()?[squares].of(12), 144);
    /// # Ok::<_, blink::Error>(())
    /// ```
    pub fn numbered(
        table: impl Into<TableName>,
        format: Format,
        columns: impl IntoIterator<Item = EncodedColumn>,
        rows: R,
    ) -> Self {
        let rows = Arc::new(rows);
        Self::of_numbers(
            table.into(),
            format,
            columns,
            NumberedSpec::new(move |_| Arc::clone(&rows)),
        )
    }

    /// Makes rows by their numbers as [`numbered`](Self::numbered) does; they may depend on earlier steps. The function is
    /// called for the plan and for the run.
    pub fn numbered_with(
        table: impl Into<TableName>,
        format: Format,
        columns: impl IntoIterator<Item = EncodedColumn>,
        rows: impl Fn(&Store) -> R + Send + Sync + 'static,
    ) -> Self {
        let spec = NumberedSpec::new(move |store| Arc::new(rows(store)));
        Self::of_numbers(table.into(), format, columns, spec)
    }

    fn of_numbers(
        table: TableName,
        format: Format,
        columns: impl IntoIterator<Item = EncodedColumn>,
        spec: NumberedSpec,
    ) -> Self {
        let columns = Columns::encoded(format, columns);
        let layout = Layout {
            format,
            columns: columns
                .iter()
                .map(|column| ColumnEncoder::encoded(&column.name))
                .collect(),
        };
        let source = NumberedSource {
            spec,
            layout,
            regenerator: Regenerator::numbered::<R>(),
        };
        let table = Table::<EncodedRow>::new(columns, Some(table), no_row, RowSource::Numbered(source));
        table.with_collector(Discard)
    }
}
