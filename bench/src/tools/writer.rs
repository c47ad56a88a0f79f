//! `tokio_postgres::BinaryCopyInWriter`, which takes a row at a time.

use std::pin::pin;

use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;

use super::chunks::copy;
use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let watch = target.watch();
    let transaction = client.transaction().await?;
    data.fill(&mut Writer(&transaction)).await?;
    transaction.commit().await?;
    watch.stop()
}

struct Writer<'t>(&'t Transaction<'t>);

impl Fill for Writer<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let sql = copy::<R>(name);
        let sink = self.0.copy_in(&sql).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &R::types()));
        for row in rows(count, make) {
            writer.as_mut().write(row.values().as_ref()).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}
