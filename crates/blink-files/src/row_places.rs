//! The places of a run's rows in their file.

use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use crate::csv::LineIndex;
use crate::left_out::LeftOutRows;

/// The places of a run's rows in their file, for any thread and during the run; [`CsvFile::row_places`] gives them.
///
/// [`CsvFile::row_places`]: crate::CsvFile::row_places
#[derive(Clone)]
pub struct RowPlaces {
    left_out: Arc<LeftOutRows>,
    index: LineIndex,
}

impl RowPlaces {
    pub(crate) fn new(left_out: Arc<LeftOutRows>, index: LineIndex) -> Self {
        Self { left_out, index }
    }

    /// Returns the number, in the file, of a row of the run; both from 1. They are the same unless rows are
    /// [left out](crate::CsvFile::leave_out).
    pub fn row_in_file(&self, row: u64) -> u64 {
        self.left_out.in_file(row)
    }

    /// Returns the rows of the file that are these of the run: several ranges if rows in between are left out, and none for
    /// an empty range.
    pub fn rows_in_file(&self, rows: &RangeInclusive<u64>) -> Vec<RangeInclusive<u64>> {
        self.left_out.ranges_in_file(rows)
    }

    /// Returns a part of the file's text in which all these rows of the file are, as bytes of UTF-8 without a byte order
    /// mark. It begins and ends between records, but may have others, too. None if not all of them were read.
    pub fn bytes_of_rows(&self, rows: &RangeInclusive<u64>) -> Option<Range<u64>> {
        let (first, last) = (rows.start().checked_sub(1)?, rows.end().checked_sub(1)?);
        let (first, last) = (self.index.bytes_around(first)?, self.index.bytes_around(last)?);
        Some(first.start..last.end)
    }
}

impl fmt::Debug for RowPlaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowPlaces")
            .field("left_out", &self.left_out)
            .finish_non_exhaustive()
    }
}
