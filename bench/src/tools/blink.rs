//! Blink, as its README shows it.

use blink::{Indexes, Rows, Seeder, Table};
use tokio_postgres::Client;

use crate::data::{self, Size};

/// The number of rows in one COPY command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Batch {
    Rows(u64),
    WholeTable,
}

pub(crate) async fn fill(
    client: &mut Client,
    size: Size,
    indexes: Indexes,
    batch: Option<Batch>,
) -> anyhow::Result<()> {
    let mut seed = Seeder::new();
    let days = seed.add_context(|_| data::days());
    let users = Table::with(move |store| Rows::new(data::users(&store[days], size.users))).keep_rows();
    let users = seed.add_table(users);
    seed.add_table(Table::with(move |store| {
        Rows::new(
            store[users]
                .iter()
                .flat_map(move |user| data::posts(&store[days], user)),
        )
    }));
    seed.indexes(indexes);
    match batch {
        None => {}
        Some(Batch::Rows(rows)) => {
            seed.batch_size(rows);
        }
        Some(Batch::WholeTable) => {
            seed.single_batch();
        }
    }
    let report = seed.insert(client).await?;
    if std::env::var_os("BLINK_BENCH_REPORT").is_some() {
        eprintln!("{report}");
    }
    anyhow::ensure!(report.rows() == size.rows(), "{report}");
    Ok(())
}
