//! tokio-postgres with INSERT of many rows of VALUES, written by hand: one round trip for each statement.

use tokio_postgres::Transaction;

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

/// The rows of a statement. As many as its 65,535 parameters allow would be slower: the server takes longer.
const BATCH: usize = 1_000;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let watch = target.watch();
    let transaction = client.transaction().await?;
    data.fill(&mut InsertMany(&transaction)).await?;
    transaction.commit().await?;
    watch.stop()
}

struct InsertMany<'t>(&'t Transaction<'t>);

impl Fill for InsertMany<'_> {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let types = R::types();
        let mut rows = rows(count, make);
        loop {
            let batch = rows.by_ref().take(BATCH).collect::<Vec<_>>();
            if batch.is_empty() {
                return Ok(());
            }
            let values = batch.iter().map(Row::values).collect::<Vec<_>>();
            let values = values.iter().flat_map(|row| row.as_ref().iter().copied());
            let parameters = values.zip(types.iter().cloned().cycle()).collect::<Vec<_>>();
            let insert = statement::<R>(name, batch.len());
            self.0.execute_typed(&insert, &parameters).await?;
        }
    }
}

fn statement<R: Row>(name: &str, rows: usize) -> String {
    let width = R::COLUMNS.len();
    let tuples = (0..rows).map(|row| {
        let places = (1..=width).map(|column| format!("${}", row * width + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    });
    let (columns, tuples) = (R::COLUMNS.join(", "), tuples.collect::<Vec<_>>().join(", "));
    format!("INSERT INTO {name} ({columns}) VALUES {tuples}")
}
