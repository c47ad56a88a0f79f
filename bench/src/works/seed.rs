//! The README's users and posts with every tool, into tables without keys and indexes, and into such as have them.

use anyhow::ensure;

use crate::args::Args;
use crate::data::{self, Size};
use crate::measure::{Result, Run, Watch, alternate};
use crate::server::{Flavor, Server};
use crate::tools::{self, Tool, server_copy};

const BARE: &str = "seed-readme-bare";
const KEYED: &str = "seed-readme-keyed";

const ROWS: u64 = 1_200_000;

pub(crate) fn size(args: &Args) -> Size {
    Size::of_rows(args.rows(ROWS))
}

pub(crate) fn bare(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    run(BARE, &tools::ALL, args, server)
}

pub(crate) fn keyed(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    run(KEYED, &tools::KEYED, args, &server.another(data::KEYED)?)
}

/// The first tool is what the others are compared with.
fn run(work: &'static str, tools: &'static [Tool], args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let size = size(args);
    let files = Flavor::CurrentThread
        .runtime()?
        .block_on(server_copy::prepare(server, size))?;
    let mut tools = tools.iter().filter(|tool| args.wants(tool.name)).collect::<Vec<_>>();
    tools.retain(|tool| files.is_some() || !tool.needs_files());
    let mut expected = None;
    let runs = alternate(&tools, args.rounds(), |tool, first| {
        let run = measure(tool, server, size, files.as_ref())?;
        if first {
            let runtime = Flavor::CurrentThread.runtime()?;
            same(tool.name, &runtime.block_on(server.fingerprint())?, &mut expected)?;
        }
        Ok(run)
    })?;
    let floor = tools
        .iter()
        .position(|tool| tool.needs_files())
        .map(|n| runs[n].as_slice());
    let result = |(tool, runs): (&&Tool, &Vec<Run>)| Result::new(work, tool.name, size.rows(), runs, floor);
    Ok(tools.iter().zip(&runs).map(result).collect())
}

/// Compares what the tools stored.
pub(crate) fn same(tool: &str, stored: &str, expected: &mut Option<String>) -> anyhow::Result<()> {
    let expected = expected.get_or_insert_with(|| stored.to_owned());
    ensure!(stored == *expected, "{tool} stored {stored}, the first tool {expected}");
    Ok(())
}

fn measure(tool: &Tool, server: &Server, size: Size, files: Option<&server_copy::Files>) -> anyhow::Result<Run> {
    tool.flavor.runtime()?.block_on(async {
        server.empty().await?;
        let mut session = server.connect().await?;
        let watch = Watch::start(session.backend);
        tool.fill(&mut session, size, files).await?;
        Ok(watch.stop())
    })
}
