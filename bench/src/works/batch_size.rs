//! The README's users and posts by Blink, in COPY commands of different sizes.

use blink::Indexes;

use super::seed;
use crate::args::Args;
use crate::measure::{Result, Watch, alternate};
use crate::server::{Flavor, Server};
use crate::tools::blink::{Batch, fill};

const NAME: &str = "batch-size";

/// The first is what the others are compared with.
const BATCHES: [Batch; 7] = [
    Batch::WholeTable,
    Batch::Rows(250_000),
    Batch::Rows(100_000),
    Batch::Rows(50_000),
    Batch::Rows(10_000),
    Batch::Rows(5_000),
    Batch::Rows(1_000),
];

pub(crate) fn run(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let size = seed::size(args);
    let tools = BATCHES.map(|batch| (name(batch), batch));
    let tools = tools
        .into_iter()
        .filter(|(name, _)| args.wants(name))
        .collect::<Vec<_>>();
    let mut expected = None;
    let runs = alternate(&tools, args.rounds(), |(name, batch), first| {
        Flavor::MultiThread.runtime()?.block_on(async {
            server.empty().await?;
            let mut session = server.connect().await?;
            let watch = Watch::start(session.backend);
            fill(&mut session.client, size, Indexes::Auto, Some(*batch)).await?;
            let run = watch.stop();
            if first {
                seed::same(name, &server.fingerprint().await?, &mut expected)?;
            }
            Ok(run)
        })
    })?;
    let floor = tools.iter().position(|(_, batch)| matches!(batch, Batch::WholeTable));
    let floor = floor.map(|n| runs[n].as_slice());
    let tools = tools.iter().zip(&runs);
    Ok(tools
        .map(|((name, _), runs)| Result::new(NAME, name, size.rows(), runs, floor))
        .collect())
}

fn name(batch: Batch) -> String {
    match batch {
        Batch::Rows(rows) => format!("blink-{rows}"),
        Batch::WholeTable => "blink-whole-table".to_owned(),
    }
}
