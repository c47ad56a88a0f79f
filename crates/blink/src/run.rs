//! The run: everything that waits for the server.

mod analyze;
mod atomic;
mod connections;
mod copy_command;
mod error_location;
mod framed;
mod lock_and_verify;
mod max_value;
mod merge;
mod non_atomic;
mod parallel_copy;
mod preflight;
mod rebuild;
mod sequences;
mod session_state;
mod steps;
mod table;
mod table_copy;
mod transaction;

use tracing::Instrument as _;

use crate::declare::custom_insert::{COPY_IN_FLIGHT, InsertError, InsertErrorKind};
use crate::error::{Error, ErrorKind, ErrorLocation, row_location};
use crate::plan::TablePlan;
use crate::produce::spawn::TaskError;
use crate::produce::{Cause, ProduceError, RowProgress};
use crate::report::Report;

pub(crate) use atomic::run;
pub(crate) use non_atomic::run as run_non_atomic;
pub(crate) use preflight::preflight;

/// Awaits the run in a span that records its outcome.
async fn traced(tables: usize, run: impl Future<Output = Result<Report, Error>>) -> Result<Report, Error> {
    let span = tracing::info_span!("blink.run", tables);
    let result = run.instrument(span.clone()).await;
    span.in_scope(|| match &result {
        Ok(report) => {
            tracing::info!(rows = report.rows(), bytes = report.bytes(), elapsed = ?report.elapsed(), "committed");
        }
        Err(error) => tracing::error!(error = format!("{error:#}"), "failed"),
    });
    result
}

/// The error of an insertion that ended early, with the rows that it was storing.
fn failed_insertion(failure: InsertError, made: &RowProgress) -> Error {
    let place = ErrorLocation {
        rows: failure.rows,
        ..ErrorLocation::default()
    };
    let error = match failure.kind {
        InsertErrorKind::Source(why) => source_error(why, made.next() + 1, None),
        InsertErrorKind::Function(error) => Error::with_source(ErrorKind::Insertion, error).with_location(place),
        InsertErrorKind::Panic(why) => Error::from(why).with_location(place),
        InsertErrorKind::Elapsed(late) => Error::from(late).with_location(next_row(made)),
        InsertErrorKind::RowsInFlight => Error::with_source(ErrorKind::Insertion, COPY_IN_FLIGHT).with_location(place),
    };
    if failure.connection_lost {
        error.with_connection_lost()
    } else {
        error
    }
}

/// The row that the source was producing.
fn next_row(made: &RowProgress) -> ErrorLocation {
    row_location(made.next() + 1)
}

/// The error of a row source that ended early, with the row that it was producing.
fn source_error(why: ProduceError, row: u64, table: Option<&TablePlan>) -> Error {
    let mut place = row_location(why.row.map_or(row, |row| row + 1));
    let error = match why.cause {
        Cause::Source(cause) => Error::with_source(ErrorKind::Source, cause),
        Cause::Encode(error) => {
            let (column, cause) = error.into_parts();
            place.column = column.and_then(|n| Some(table?.columns.get(n)?.name.clone()));
            Error::with_source(ErrorKind::Value, cause)
        }
        Cause::Fault(why @ TaskError::Spawn(_)) => return why.into(),
        Cause::Fault(why) => why.into(),
        // Happens only if the receiver failed, whose error is reported instead.
        Cause::ReceiverClosed => Error::new(ErrorKind::Source),
    };
    error.with_location(place)
}
