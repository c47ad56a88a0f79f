//! The errors of row sources and of custom inserts, with the rows that they were at.

use crate::declare::custom_insert::{InsertError, InsertErrorKind, STATEMENT_IN_FLIGHT};
use crate::error::{Error, ErrorKind, ErrorLocation, row_location};
use crate::plan::TablePlan;
use crate::produce::spawn::TaskError;
use crate::produce::{Cause, ProduceError, RowProgress};

/// The error of an insertion that ended early, with the rows that it was storing.
pub(super) fn failed_insertion(failure: InsertError, progress: &RowProgress) -> Error {
    let place = ErrorLocation {
        rows: failure.rows,
        ..ErrorLocation::default()
    };
    let error = match failure.kind {
        InsertErrorKind::Source(failure) => source_error(failure, progress.next() + 1, None),
        InsertErrorKind::Function(error) => Error::with_source(ErrorKind::Insertion, error).with_location(place),
        InsertErrorKind::Panic(fault) => Error::from(fault).with_location(place),
        InsertErrorKind::Elapsed(elapsed) => Error::from(elapsed).with_location(next_row(progress)),
        InsertErrorKind::StatementInFlight => {
            Error::with_source(ErrorKind::Insertion, STATEMENT_IN_FLIGHT).with_location(place)
        }
    };
    error.with_connection_lost(failure.connection_lost)
}

/// The row that the source was producing.
pub(super) fn next_row(progress: &RowProgress) -> ErrorLocation {
    row_location(progress.next() + 1)
}

/// The error of a row source that ended early, with the row that it was producing.
pub(super) fn source_error(failure: ProduceError, row: u64, table: Option<&TablePlan>) -> Error {
    let mut place = row_location(failure.row.map_or(row, |row| row + 1));
    let error = match failure.cause {
        Cause::Source(cause) => Error::with_source(ErrorKind::Source, cause),
        Cause::Encode(error) => {
            let (column, cause) = error.into_parts();
            place.column = column.and_then(|n| Some(table?.columns.get(n)?.name.clone()));
            Error::with_source(ErrorKind::Value, cause)
        }
        Cause::Fault(fault @ TaskError::Spawn(_)) => return fault.into(),
        Cause::Fault(fault) => fault.into(),
        // Happens only if the receiver failed, whose error is reported instead.
        Cause::ReceiverClosed => Error::new(ErrorKind::Source),
    };
    error.with_location(place)
}
