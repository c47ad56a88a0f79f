//! The rows of a table for the engine.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use blink::{BlockRows, EncodeError, Format, NumberedRows};

use super::cells::{Cells, RowCells};
use super::encode::Encoder;
use super::own::OwnRows;

/// The rows of a table of a plan, each made of its number.
pub(crate) struct PlannedRows {
    pub(crate) cells: Arc<Cells>,
    pub(crate) table: usize,
    pub(crate) rows: u64,
    pub(crate) format: Format,
    /// The columns that are sent: their places in the table, and how they are encoded.
    pub(crate) columns: Vec<(usize, Encoder)>,
    /// The rows of the user's own that these refer to, or what is wrong with them.
    pub(crate) own: Result<OwnRows, String>,
}

impl PlannedRows {
    /// The same rows around these of the user's own.
    pub(crate) fn with_own(&self, own: Result<OwnRows, String>) -> Self {
        Self {
            cells: Arc::clone(&self.cells),
            table: self.table,
            rows: self.rows,
            format: self.format,
            columns: self.columns.clone(),
            own,
        }
    }

    /// A row, whose cells can be asked for.
    ///
    /// # Errors
    /// The mistake in the user's own rows that it refers to.
    pub(crate) fn row(&self, number: u64) -> Result<RowCells<'_>, &str> {
        let own = self.own.as_ref().map_err(String::as_str)?;
        let mut cells = RowCells::around(&self.cells, own, self.table);
        cells.set_row(number);
        Ok(cells)
    }
}

impl NumberedRows for PlannedRows {
    fn rows(&self) -> u64 {
        self.rows
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        let mut cells = self.row(numbers.start).map_err(EncodeError::row)?;
        let mut scratch = String::new();
        for number in numbers {
            cells.set_row(number);
            rows.add(|row| {
                for (place, encoder) in &self.columns {
                    let value = cells.value(*place, &mut scratch);
                    match self.format {
                        Format::Binary => row.binary(|out| encoder.binary(&value, out))?,
                        Format::Text => row.text(|out| encoder.text(&value, out))?,
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

impl fmt::Debug for PlannedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedRows")
            .field("table", &self.table)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}
