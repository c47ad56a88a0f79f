//! Blink without code: what the rows are follows from the schema.

use anyhow::ensure;

use crate::data::{Dataset, filled};
use crate::measure::Run;
use crate::target::Target;

/// Fills the tables with as many rows as the dataset has; the time is that of everything, from reading the schema on.
pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let tables = filled(data).await?;
    let mut client = target.client().await?;
    let watch = target.watch();
    let mut fill = blink_schema::fill(&mut *client);
    for table in tables {
        fill = fill.rows_of(table.name, table.rows);
    }
    let filled = fill.await?;
    let run = watch.stop()?;
    let report = filled.report;
    if std::env::var_os("BLINK_BENCH_REPORT").is_some() {
        eprintln!("{report}");
    }
    ensure!(report.rows() == data.rows(), "{report}");
    Ok(run)
}
