//! The server alone: `COPY … FROM` files of the binary format. Nothing fills tables over one connection faster.

use anyhow::Context as _;

use crate::data::Spec;
use crate::measure::Run;
use crate::target::Target;

/// The treatment of keys and indexes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Around {
    Nothing,
    /// Drops them before, and rebuilds them after.
    Rebuild,
    /// Does the same after TRUNCATE, which makes FREEZE legal.
    RebuildFreeze,
}

pub(crate) async fn fill(target: &Target, spec: &Spec, around: Around) -> anyhow::Result<Run> {
    let mut client = target.connect().await?;
    let files = target.files.as_ref().context("there are no files to copy")?;
    let watch = target.watch();
    let transaction = client.transaction().await?;
    if !matches!(around, Around::Nothing) {
        transaction.batch_execute(spec.drop).await?;
    }
    let mut options = "";
    if matches!(around, Around::RebuildFreeze) {
        let tables = spec.tables.join(", ");
        transaction.batch_execute(&format!("TRUNCATE {tables}")).await?;
        options = ", FREEZE";
    }
    for table in spec.tables {
        let file = files.of(table);
        let copy = format!("COPY {table} FROM {file} (FORMAT binary{options})");
        transaction.batch_execute(&copy).await?;
    }
    if !matches!(around, Around::Nothing) {
        transaction.batch_execute(spec.build).await?;
    }
    transaction.commit().await?;
    watch.stop()
}
