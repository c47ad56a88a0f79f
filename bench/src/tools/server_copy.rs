//! The server alone: `COPY … FROM` files of the binary format. Nothing fills tables over one connection faster.

use anyhow::Context as _;
use tokio_postgres::Client;

use crate::data::{Dataset, Filled, filled};
use crate::measure::Run;
use crate::target::{Target, one};

/// The treatment of keys and indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    Nothing,
    /// Leaves them in place, and analyzes as Blink does.
    InPlace,
    /// Drops them before, and rebuilds them after.
    Rebuild,
    /// Does the same after TRUNCATE, which makes FREEZE legal.
    RebuildFreeze,
    /// Creates the tables with their triggers, and after the rows keys and indexes, as the script of a dump does; then
    /// analyzes as Blink does.
    DumpOrder,
}

/// The number of rows from which on Blink analyzes a table (`plan/analyze.rs`); all tables are empty before.
const ANALYZED: u64 = 2_000_000;

/// PostgreSQL 18 can analyze a partitioned table without its partitions.
const HAS_ANALYZE_ONLY: u32 = 180_000;

pub(crate) async fn fill<D: Dataset>(target: &Target, data: D, around: Around) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let files = target.files.as_ref().context("there are no files to copy")?;
    let tables = filled(data).await?;
    let analyze = match around {
        Around::InPlace | Around::DumpOrder => analyze(&tables, version(&client).await?),
        _ => None,
    };
    if around == Around::DumpOrder {
        // Not measured: whoever restores a dump has a database without its tables.
        client
            .batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            .await?;
    }
    let watch = target.watch();
    let transaction = client.transaction().await?;
    match around {
        Around::Nothing | Around::InPlace => {}
        Around::Rebuild | Around::RebuildFreeze => transaction.batch_execute(D::SPEC.drop).await?,
        Around::DumpOrder => transaction.batch_execute(D::SPEC.bare).await?,
    }
    let mut options = "";
    if around == Around::RebuildFreeze {
        let truncate = format!("TRUNCATE {}", D::SPEC.tables.join(", "));
        transaction.batch_execute(&truncate).await?;
        options = ", FREEZE";
    }
    for Filled { name, columns, .. } in tables {
        let columns = columns.join(", ");
        let copy = format!(
            "COPY {name} ({columns}) FROM {} (FORMAT binary{options})",
            files.of(name)
        );
        transaction.batch_execute(&copy).await?;
    }
    if !matches!(around, Around::Nothing | Around::InPlace) {
        transaction.batch_execute(D::SPEC.build).await?;
    }
    if let Some(analyze) = analyze {
        transaction.batch_execute(&analyze).await?;
    }
    transaction.commit().await?;
    watch.stop()
}

async fn version(client: &Client) -> anyhow::Result<u32> {
    Ok(one(client, "SHOW server_version_num").await?.parse()?)
}

/// The ANALYZE after a run; `None` if no table gets enough rows.
fn analyze(tables: &[Filled], version: u32) -> Option<String> {
    let only = if version >= HAS_ANALYZE_ONLY { "ONLY " } else { "" };
    let large = tables.iter().filter(|table| table.rows >= ANALYZED);
    let names = large.map(|table| format!("{only}{}", table.name)).collect::<Vec<_>>();
    (!names.is_empty()).then(|| format!("ANALYZE {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_analyzed_from_two_million_rows_on() {
        let table = |name, rows| Filled {
            name,
            columns: &[],
            rows,
        };
        let tables = [
            table("few", 1_999_999),
            table("many", 2_000_000),
            table("more", 3_000_000),
        ];
        assert_eq!(analyze(&tables[..1], 180_000), None);
        assert_eq!(analyze(&tables, 170_005).as_deref(), Some("ANALYZE many, more"));
        assert_eq!(
            analyze(&tables, 180_000).as_deref(),
            Some("ANALYZE ONLY many, ONLY more")
        );
    }
}
