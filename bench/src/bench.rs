//! A work from the empty database to its results.

use anyhow::ensure;

use crate::args::Args;
use crate::job::Job;
use crate::measure::Run;
use crate::results::Result;
use crate::server::Server;
use crate::tools::Tool;
use crate::works::{Size, Work};

pub(crate) fn run(work: &Work, args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let spec = work.data.spec();
    let sizes = args.sizes(work.sizes);
    let wanted = |size: &Size| size.tools.iter().any(|tool| args.wants(tool));
    if !sizes.iter().any(wanted) {
        return Ok(Vec::new());
    }
    let database = server.database(spec, work.keyed)?;
    let mut results = Vec::new();
    for size in sizes {
        let rows = work.data.rows(size.rows);
        let mut target = database.target()?;
        let mut tools = Vec::new();
        for tool in size.tools.iter().filter(|tool| args.wants(tool)) {
            tools.push(Tool::named(tool)?);
        }
        let job = |tool: &Tool, target| Job {
            tool: tool.name.to_owned(),
            data: work.data,
            rows,
            target,
        };
        if tools.iter().any(|tool| tool.needs_files()) {
            database.empty()?;
            job(Tool::named("tokio-postgres-chunks")?, target.clone()).start()?;
            target.files = database.write_files()?;
            tools.retain(|tool| target.files.is_some() || !tool.needs_files());
        }
        let mut stored = None;
        let runs = alternate(&tools, args.rounds(size.rounds), |tool, first| {
            database.empty()?;
            let run = job(tool, target.clone()).start()?;
            if first {
                let what = match run.bytes {
                    Some(bytes) => format!("{bytes} bytes"),
                    None => database.fingerprint(tool.in_order())?,
                };
                same(tool.name, &what, &mut stored)?;
            }
            Ok(run)
        })?;
        let floor = size
            .tools
            .first()
            .and_then(|floor| tools.iter().position(|tool| tool.name == *floor));
        let floor = floor.map(|n| runs[n].as_slice());
        let tools = tools.iter().zip(&runs);
        results.extend(tools.map(|(tool, runs)| Result::new(work.name, tool.name, rows, tool.threads, runs, floor)));
    }
    Ok(results)
}

/// Compares what the tools stored.
fn same(tool: &str, stored: &str, expected: &mut Option<String>) -> anyhow::Result<()> {
    let expected = expected.get_or_insert_with(|| stored.to_owned());
    ensure!(stored == *expected, "{tool} stored {stored}, the first tool {expected}");
    Ok(())
}

/// Does the work with every tool in turn, `rounds` times, after once that does not count. Each round begins with another
/// tool. Gives the runs of each tool.
fn alternate<T>(
    tools: &[T],
    rounds: usize,
    mut run: impl FnMut(&T, bool) -> anyhow::Result<Run>,
) -> anyhow::Result<Vec<Vec<Run>>> {
    let mut runs = vec![Vec::new(); tools.len()];
    for tool in tools {
        run(tool, true)?;
    }
    for round in 0..rounds {
        for n in 0..tools.len() {
            let n = (n + round) % tools.len();
            runs[n].push(run(&tools[n], false)?);
        }
    }
    Ok(runs)
}
