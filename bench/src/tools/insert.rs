//! tokio-postgres with a prepared INSERT, a row at a time.

use std::pin::pin;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio_postgres::{Statement, Transaction};

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

/// Inserts each row after the one before, or with up to `at_once` statements in flight.
pub(crate) async fn fill(target: &Target, data: impl Dataset, at_once: usize) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let watch = target.watch();
    let transaction = client.transaction().await?;
    let mut insert = Insert {
        transaction: &transaction,
        at_once,
    };
    data.fill(&mut insert).await?;
    transaction.commit().await?;
    watch.stop()
}

struct Insert<'t> {
    transaction: &'t Transaction<'t>,
    at_once: usize,
}

impl Fill for Insert<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let statement = self.transaction.prepare(&statement::<R>(name)).await?;
        if self.at_once == 1 {
            for row in rows(count, make) {
                insert(self.transaction, &statement, row).await?;
            }
            return Ok(());
        }
        let inserts = rows(count, make).map(|row| insert(self.transaction, &statement, row));
        let mut inserts = pin!(stream::iter(inserts).buffered(self.at_once));
        while inserts.try_next().await?.is_some() {}
        Ok(())
    }
}

async fn insert<R: Row>(
    transaction: &Transaction<'_>,
    statement: &Statement,
    row: R,
) -> Result<u64, tokio_postgres::Error> {
    transaction.execute(statement, row.values().as_ref()).await
}

fn statement<R: Row>(name: &str) -> String {
    let places = (1..=R::COLUMNS.len()).map(|n| format!("${n}")).collect::<Vec<_>>();
    let (columns, places) = (R::COLUMNS.join(", "), places.join(", "));
    format!("INSERT INTO {name} ({columns}) VALUES ({places})")
}
