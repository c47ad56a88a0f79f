//! The span of a run.

use tracing::Instrument as _;

use crate::error::Error;
use crate::report::Report;

/// Awaits the run in a span that records its outcome.
pub(super) async fn traced(tables: usize, run: impl Future<Output = Result<Report, Error>>) -> Result<Report, Error> {
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
