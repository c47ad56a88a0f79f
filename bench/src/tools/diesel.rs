//! Diesel: `insert_into` and `copy_from`, in batches.

mod rows;
mod schema;

use diesel::connection::TransactionManager;
use diesel::{Connection as _, PgConnection};

use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

/// The way to store rows.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    InsertInto,
    CopyFrom,
}

/// The rows of a statement. As many as its 65,535 parameters allow are no faster, and need more memory.
const INSERT_BATCH: usize = 1_000;

/// The rows of a `copy_from`, which needs them all in memory. All rows in one command would be a tenth faster.
const COPY_BATCH: usize = 10_000;

type Manager = <PgConnection as diesel::Connection>::TransactionManager;

/// Blocks the thread, which has no other work.
pub(crate) async fn fill(target: &Target, data: impl Dataset, way: Way) -> anyhow::Result<Run> {
    let mut connection = PgConnection::establish(&target.url)?;
    let watch = target.watch();
    Manager::begin_transaction(&mut connection)?;
    let mut diesel = Diesel { connection, way };
    data.fill(&mut diesel).await?;
    Manager::commit_transaction(&mut diesel.connection)?;
    watch.stop()
}

struct Diesel {
    connection: PgConnection,
    way: Way,
}

impl Fill for Diesel {
    async fn table<R: Row>(&mut self, _: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let batch = match self.way {
            Way::InsertInto => INSERT_BATCH,
            Way::CopyFrom => COPY_BATCH,
        };
        let mut rows = rows(count, make);
        loop {
            let batch = rows.by_ref().take(batch).collect::<Vec<_>>();
            if batch.is_empty() {
                return Ok(());
            }
            match self.way {
                Way::InsertInto => R::insert_into(&batch, &mut self.connection)?,
                Way::CopyFrom => R::copy_from(&batch, &mut self.connection)?,
            };
        }
    }
}
