//! sqlx's `copy_in_raw` with chunks of COPY's text format.

use sqlx::{Acquire as _, Postgres, Transaction};

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::{self, Row};
use crate::target::Target;
use crate::tools::sqlx::connect;
use crate::tools::text::{self, CHUNK};

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut connection = connect(target).await?;
    let watch = target.watch();
    let transaction = connection.begin().await?;
    let mut copy = CopyIn {
        transaction,
        chunk: Vec::with_capacity(CHUNK + CHUNK / 4),
    };
    data.fill(&mut copy).await?;
    copy.transaction.commit().await?;
    watch.stop()
}

struct CopyIn<'c> {
    transaction: Transaction<'c, Postgres>,
    chunk: Vec<u8>,
}

impl Fill for CopyIn<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let mut copy = self.transaction.copy_in_raw(&text::copy_command::<R>(name)).await?;
        for row in rows(count, make) {
            row::text::put(&row, &mut self.chunk);
            if self.chunk.len() >= CHUNK {
                copy.send(self.chunk.as_slice()).await?;
                self.chunk.clear();
            }
        }
        copy.send(self.chunk.as_slice()).await?;
        self.chunk.clear();
        copy.finish().await?;
        Ok(())
    }
}
