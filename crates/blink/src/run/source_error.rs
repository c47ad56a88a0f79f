//! The errors of row sources and of custom inserts, with the rows that they were at.

use crate::declare::custom_insert::{InsertError, InsertErrorKind, STATEMENT_IN_FLIGHT};
use crate::error::{Error, ErrorKind, ErrorLocation, row_location};
use crate::plan::TablePlan;
use crate::produce::spawn::TaskError;
use crate::produce::{Cause, ProduceError, RowProgress};

/// The error of an insertion that ended early, with the rows that it was storing.
pub(super) fn failed_insertion(failure: InsertError, progress: &RowProgress) -> Error {
    let location = ErrorLocation {
        rows: failure.rows,
        ..ErrorLocation::default()
    };
    let error = match failure.kind {
        InsertErrorKind::Source(failure) => source_error(failure, progress.current_row() + 1, None),
        InsertErrorKind::Function(error) => Error::caused_by(ErrorKind::Insertion, error).with_location(location),
        InsertErrorKind::Task(fault) => Error::from(fault).with_location(location),
        InsertErrorKind::Elapsed(elapsed) => Error::from(elapsed).with_location(next_row(progress)),
        InsertErrorKind::StatementInFlight => {
            Error::caused_by(ErrorKind::Insertion, STATEMENT_IN_FLIGHT).with_location(location)
        }
    };
    error.with_connection_lost(failure.connection_lost)
}

/// The row that the source was producing.
pub(super) fn next_row(progress: &RowProgress) -> ErrorLocation {
    row_location(progress.current_row() + 1)
}

/// The error of a row source that ended early, with the row that it was producing.
pub(super) fn source_error(failure: ProduceError, row: u64, table: Option<&TablePlan>) -> Error {
    let mut location = row_location(failure.row.map_or(row, |row| row + 1));
    let error = match failure.cause {
        Cause::Source(cause) => Error::caused_by(ErrorKind::Source, cause),
        Cause::Encode(error) => {
            let (column, cause) = error.into_parts();
            location.column = column.and_then(|n| Some(table?.columns.get(n)?.name.clone()));
            Error::caused_by(ErrorKind::Value, cause)
        }
        Cause::Task(fault @ TaskError::Spawn(_)) => return fault.into(),
        Cause::Task(fault) => fault.into(),
        // Happens only if the receiver failed, whose error is reported instead.
        Cause::ReceiverClosed => Error::new(ErrorKind::Source),
    };
    error.with_location(location)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An earlier release said that the callback returned an error.
    #[test]
    fn a_thread_that_was_not_started_names_no_row_and_no_callback() {
        let not_started = || TaskError::Spawn(std::io::ErrorKind::WouldBlock.into());
        let message = "a thread could not be started; raise the limits on the process's threads and memory";
        let error = source_error(not_started().into(), 7, None);
        assert_eq!((error.to_string().as_str(), error.row()), (message, None));
        assert!(format!("{error:#}").starts_with(&format!("{message}: ")), "{error:#}");
        let insertion = InsertError::from_source(not_started().into());
        let error = failed_insertion(insertion, &RowProgress::default());
        assert_eq!(error.to_string(), message);
        assert!(!error.is_panic());
    }
}
