//! A work, from the empty database to its results.

use std::collections::HashSet;

use anyhow::ensure;

use crate::args::{Args, Part};
use crate::job::Job;
use crate::measure::Run;
use crate::results::Result;
use crate::server::{Database, Server};
use crate::target::Target;
use crate::tools::Tool;
use crate::tools::program::find;
use crate::works::{Process, Work};

pub(crate) fn run(work: &Work, args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    let parts = args.parts(work);
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let database = server.database(work.data.spec(), work.keyed, args.before())?;
    let mut results = Vec::new();
    for part in parts {
        results.extend(measure(work, &part, &database)?);
    }
    Ok(results)
}

fn measure(work: &Work, part: &Part, database: &Database) -> anyhow::Result<Vec<Result>> {
    let rows = work.data.rows(part.rows);
    let tools = part.tools.iter().map(|tool| Tool::named(tool));
    let mut tools = tools.collect::<anyhow::Result<Vec<_>>>()?;
    let mut target = database.target()?;
    target.shares_connection = work.process == Process::OneConnection;
    tools.retain(|tool| {
        let missing = tool.programs().find(|program| find(program, &target).is_none());
        if let Some(program) = missing {
            eprintln!("{} is left out: there is no {program}", tool.name);
        }
        missing.is_none()
    });
    let directory = tempfile::tempdir()?;
    if tools.iter().any(|tool| tool.needs_files() || tool.needs_csv()) {
        database.empty()?;
        // Blink is the fastest with keys and indexes; the later comparison finds out if it stores wrong rows.
        let maker = tools.iter().find(|tool| tool.has_own_rows());
        let maker = maker.map_or_else(|| Tool::named("blink"), |tool| Ok(tool))?;
        start(maker, work, rows, None, &target)?;
        let tables = database.block_on(work.data.filled(rows))?;
        if tools.iter().any(|tool| tool.needs_files()) {
            target.files = database.write_files(&tables)?;
            tools.retain(|tool| target.files.is_some() || !tool.needs_files());
        }
        if tools.iter().any(|tool| tool.needs_csv()) {
            let compressions = tools
                .iter()
                .filter_map(|tool| tool.compression())
                .collect::<HashSet<_>>();
            target.csv = Some(database.write_csv(&tables, directory.path(), &compressions)?);
        }
    }
    let mut stored = None;
    // Files have the rows of the tool that has its own.
    let (own, others) = (
        tools.iter().any(|tool| tool.has_own_rows()),
        tools.iter().any(|tool| !tool.has_own_rows() && !tool.needs_csv()),
    );
    let may_compare = !(own && others);
    let runs = alternate(&tools, part.rounds, |tool, first| {
        database.empty()?;
        let run = start(tool, work, rows, part.runs, &target)?;
        if first && tools.len() > 1 && may_compare {
            let what = match run.bytes {
                Some(bytes) => format!("{bytes} bytes"),
                None => database.fingerprint()?,
            };
            same(tool.name, &what, &mut stored)?;
        }
        Ok(run)
    })?;
    let floor = tools.iter().position(|tool| tool.name == part.floor);
    let floor = floor.map(|n| runs[n].as_slice());
    let tools = tools.iter().zip(&runs);
    let results = tools.map(|(tool, runs)| Result::new(work.name, tool, rows, runs, floor));
    Ok(results.collect())
}

/// Runs a tool in a process of its own, once or several times.
fn start(tool: &Tool, work: &Work, rows: u64, runs: Option<usize>, target: &Target) -> anyhow::Result<Run> {
    let job = Job {
        tool: tool.name.to_owned(),
        data: work.data,
        rows,
        target: target.clone(),
        runs,
    };
    job.start()
}

/// Compares the fingerprints of the tools' rows.
fn same(tool: &str, stored: &str, expected: &mut Option<String>) -> anyhow::Result<()> {
    let expected = expected.get_or_insert_with(|| stored.to_owned());
    ensure!(stored == *expected, "{tool} stored {stored}, the first tool {expected}");
    Ok(())
}

/// Does the work with every tool in turn, `rounds` times, after a warm-up if there are several. Each round begins with
/// another tool. Returns the runs of each tool; `run` is told if the run is the tool's first.
fn alternate<T>(
    tools: &[T],
    rounds: usize,
    mut run: impl FnMut(&T, bool) -> anyhow::Result<Run>,
) -> anyhow::Result<Vec<Vec<Run>>> {
    let mut runs = vec![Vec::new(); tools.len()];
    let warms_up = rounds > 1;
    if warms_up {
        for tool in tools {
            run(tool, true)?;
        }
    }
    for round in 0..rounds {
        for n in 0..tools.len() {
            let n = (n + round) % tools.len();
            runs[n].push(run(&tools[n], !warms_up)?);
        }
    }
    Ok(runs)
}
