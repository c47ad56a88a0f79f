//! Blink, as in its README.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Mutex;

use anyhow::{Context as _, ensure};
use blink::{BlockRows, EncodeError, EncodedColumn, Format, Indexes, NumberedRows, Report, Rows, Seeder, Table};
use tokio_postgres::types::Type;

use crate::data::{Dataset, Fill, Make, rows};
use crate::discard;
use crate::measure::Run;
use crate::row::Row;
use crate::target::Target;

/// Settings other than Blink's defaults.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) indexes: Indexes,
    /// The number of threads that make rows by number; `None` for the rows of an iterator.
    pub(crate) threads: Option<usize>,
    /// True if rows by number encode themselves, as those do whose columns are known only at run time.
    pub(crate) numbered: bool,
    pub(crate) batch: Batch,
}

/// The number of rows in one COPY command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Batch {
    Auto,
    Rows(u64),
    WholeTable,
}

impl Options {
    pub(crate) const DEFAULTS: Self = Self {
        indexes: Indexes::Auto,
        threads: None,
        numbered: false,
        batch: Batch::Auto,
    };

    pub(crate) async fn declare(self, data: impl Dataset) -> anyhow::Result<Seeder> {
        let mut seeder = Seeder::new();
        seeder.indexes(self.indexes);
        if let Some(threads) = self.threads {
            seeder.threads(threads);
        }
        match self.batch {
            Batch::Auto => {}
            Batch::Rows(rows) => {
                seeder.batch_size(rows);
            }
            Batch::WholeTable => {
                seeder.single_batch();
            }
        }
        let mut declare = Declare {
            seeder,
            generated: self.threads.is_some(),
            numbered: self.numbered,
        };
        data.fill(&mut declare).await?;
        Ok(declare.seeder)
    }
}

struct Declare {
    seeder: Seeder,
    generated: bool,
    numbered: bool,
}

impl Fill for Declare {
    async fn table<R: Row>(&mut self, name: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        if self.numbered {
            let columns = R::COLUMNS.iter().zip(R::types());
            let columns = columns.map(|(name, ty)| EncodedColumn {
                name: (*name).to_owned(),
                type_oid: ty.oid(),
            });
            let made = Numbered {
                count,
                make,
                types: R::types(),
                row: PhantomData,
            };
            self.seeder
                .add_table(Table::numbered(name, Format::Binary, columns, made));
        } else if self.generated {
            let table = Table::generate(count, move |draw| make(draw.index()));
            self.seeder.add_table(table.named(name));
        } else {
            let table = Table::from_fn(move |_| Rows::new(rows(count, make)));
            self.seeder.add_table(table.named(name));
        }
        Ok(())
    }
}

/// Rows that encode themselves, value by value.
struct Numbered<R, M> {
    count: u64,
    make: M,
    types: Vec<Type>,
    row: PhantomData<fn() -> R>,
}

impl<R: Row, M: Make<R>> NumberedRows for Numbered<R, M> {
    fn rows(&self) -> u64 {
        self.count
    }

    fn encode(&self, numbers: Range<u64>, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        for number in numbers {
            let row = (self.make)(number);
            let values = row.values();
            rows.add(|encoder| {
                let mut values = values.as_ref().iter().zip(&self.types);
                values.try_for_each(|(value, ty)| encoder.binary(|out| value.to_sql_checked(ty, out)))
            })?;
        }
        Ok(())
    }
}

pub(crate) async fn fill(target: &Target, data: impl Dataset, options: Options) -> anyhow::Result<Run> {
    let mut client = target.client().await?;
    let watch = target.watch();
    let report = options.declare(data).await?.insert(&mut *client).await?;
    let run = watch.stop()?;
    check(&report, data)?;
    Ok(run)
}

/// Inserts over several connections, with a transaction for each batch.
pub(crate) async fn non_atomic(
    target: &Target,
    data: impl Dataset,
    options: Options,
    connections: usize,
) -> anyhow::Result<Run> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(target.connect().await?);
    }
    let clients = Mutex::new(clients);
    let connect = || async {
        let client = clients.lock().ok().and_then(|mut clients| clients.pop());
        client.context("all connections are taken")
    };
    let watch = target.watch();
    let seeder = options.declare(data).await?;
    let report = seeder.non_atomic().concurrency(connections).insert(connect).await?;
    let run = watch.stop()?;
    check(&report, data)?;
    Ok(run)
}

/// Makes and encodes the rows without a server.
pub(crate) async fn encode(target: &Target, data: impl Dataset, options: Options) -> anyhow::Result<Run> {
    let counts = discard::counts(data).await?;
    discard::measured(target, &counts, async || options.declare(data).await).await
}

fn check(report: &Report, data: impl Dataset) -> anyhow::Result<()> {
    if std::env::var_os("BLINK_BENCH_REPORT").is_some() {
        eprintln!("{report}");
    }
    ensure!(report.rows() == data.rows(), "{report}");
    Ok(())
}
