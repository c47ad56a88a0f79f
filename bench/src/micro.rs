//! The code that the micro-benchmarks in `benches` measure.

use tokio::runtime::Runtime;

use crate::data::{Dataset, seed::Seed, uuid::Uuids, wide::Wide};
use crate::discard::{Answers, counts};
use crate::server::Server;
use crate::tools::Flavor;
use crate::tools::blink::{Batch, Options};
use crate::tools::chunks::encoded;

/// The kind of rows of a run.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// Users and posts.
    Seed,
    /// Accounts and events, with UUIDs as keys.
    Uuid,
    /// Orders, with columns of many types.
    Wide,
}

impl std::fmt::Display for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// A function that makes and encodes rows on each call, and returns the number of bytes.
pub type Encode = Box<dyn FnMut() -> u64>;

/// Encodes with the hand-written encoder.
///
/// # Errors
/// None.
pub fn by_hand(rows: Rows, count: u64) -> anyhow::Result<Encode> {
    fn encode<D: Dataset>(count: u64) -> anyhow::Result<Encode> {
        let (runtime, data) = (Flavor::CurrentThread.runtime()?, D::of_rows(count));
        Ok(Box::new(move || {
            runtime.block_on(encoded(data)).expect("it has no I/O")
        }))
    }
    match rows {
        Rows::Seed => encode::<Seed>(count),
        Rows::Uuid => encode::<Uuids>(count),
        Rows::Wide => encode::<Wide>(count),
    }
}

/// Encodes with Blink, from an iterator, or by number on this number of threads.
///
/// # Errors
/// The server that answers the catalog queries once cannot be started.
pub fn blink(rows: Rows, count: u64, threads: Option<usize>) -> anyhow::Result<Encode> {
    measured(
        rows,
        count,
        Options {
            threads,
            ..Options::DEFAULTS
        },
    )
}

/// Encodes with Blink rows by number whose columns are known only at run time, on this number of threads.
///
/// # Errors
/// The server that answers the catalog queries once cannot be started.
pub fn blink_numbered(rows: Rows, count: u64, threads: usize) -> anyhow::Result<Encode> {
    measured(
        rows,
        count,
        Options {
            threads: Some(threads),
            numbered: true,
            ..Options::DEFAULTS
        },
    )
}

fn measured(rows: Rows, count: u64, options: Options) -> anyhow::Result<Encode> {
    fn encode<D: Dataset>(count: u64, options: Options) -> anyhow::Result<Encode> {
        let data = D::of_rows(count);
        let options = Options {
            batch: Batch::WholeTable,
            ..options
        };
        let runtime = Flavor::MultiThread.runtime()?;
        let (mut answers, counts) = recorded(&runtime, data, options)?;
        Ok(Box::new(move || {
            let run = async {
                let seed = options.declare(data).await?;
                anyhow::Ok(answers.run(seed, &counts).await?.bytes())
            };
            runtime.block_on(run).expect("as it was the first time")
        }))
    }
    match rows {
        Rows::Seed => encode::<Seed>(count, options),
        Rows::Uuid => encode::<Uuids>(count, options),
        Rows::Wide => encode::<Wide>(count, options),
    }
}

fn recorded<D: Dataset>(runtime: &Runtime, data: D, options: Options) -> anyhow::Result<(Answers, Vec<u64>)> {
    let server = Server::start()?;
    let database = server.database(D::SPEC, false, 0)?;
    let target = database.target()?;
    runtime.block_on(async {
        let counts = counts(data).await?;
        let answers = Answers::of(&target, options.declare(data).await?, &counts).await?;
        Ok((answers, counts))
    })
}
