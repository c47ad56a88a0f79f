//! The command line.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::ensure;
use clap::Parser;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::tools::Tool;
use crate::works::{self, Process, Size, Work};

/// Blink and its peers on the same work in one run.
///
/// It starts its own server from the PostgreSQL programs on the machine, or takes the one that DATABASE_URL names.
#[derive(Debug, Parser)]
#[command(name = "blink-bench")]
pub(crate) struct Args {
    /// Write the results to this file, too, as a JSON array
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Draw the results as SVG pictures into this directory, too, one for each work
    #[arg(long, value_name = "DIR")]
    pub(crate) plots: Option<PathBuf>,

    /// Take the results from this file that --json wrote, and measure nothing
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Do only this work (may be given several times)
    #[arg(long = "work", value_name = "NAME", value_parser = PossibleValuesParser::new(names()))]
    works: Vec<String>,

    /// Measure only this tool (may be given several times)
    #[arg(long = "tool", value_name = "NAME")]
    tools: Vec<String>,

    /// The number of rows of each work, in place of the work's own
    #[arg(long, value_name = "N")]
    rows: Option<u64>,

    /// Rounds of each tool, after one to warm up; long works have fewer
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,

    /// Compare with this tool, in place of the first of each work
    #[arg(long, value_name = "NAME")]
    floor: Option<String>,

    /// Fewer rows and one round: tests that the tools work, not their speed
    #[arg(long)]
    quick: bool,

    /// List the works and tools, and measure nothing
    #[arg(long)]
    pub(crate) list: bool,

    /// One run of one tool, in its own process
    #[arg(long, hide = true)]
    pub(crate) job: Option<String>,
}

fn names() -> impl Iterator<Item = PossibleValue> {
    works::ALL
        .iter()
        .map(|work| PossibleValue::new(work.name).help(work.about))
}

impl Args {
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        ensure!(self.rounds > 0, "--rounds has to be at least 1");
        if let Some(floor) = &self.floor {
            Tool::named(floor)?;
        }
        Ok(())
    }

    pub(crate) fn works(&self) -> impl Iterator<Item = &'static Work> {
        works::ALL.iter().filter(|work| {
            if self.works.is_empty() {
                !work.on_demand
            } else {
                self.works.iter().any(|name| name == work.name)
            }
        })
    }

    fn wants(&self, tool: &str) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|wanted| wanted == tool)
    }

    /// The sizes of a work. Sizes that end up with the same number of rows are merged, with the tools of all.
    pub(crate) fn parts(&self, work: &Work) -> Vec<Part> {
        let mut parts = work
            .sizes
            .iter()
            .map(|size| self.part(size, work.process))
            .filter(|part| !part.tools.is_empty())
            .collect::<Vec<_>>();
        for part in &mut parts {
            part.rows = self.rows.unwrap_or(part.rows);
        }
        let mut merged = Vec::<Part>::new();
        for part in parts {
            match merged.iter_mut().find(|known| known.rows == part.rows) {
                Some(known) => known.add(part),
                None => merged.push(part),
            }
        }
        merged
    }

    fn part(&self, size: &Size, process: Process) -> Part {
        Part {
            rows: if self.quick {
                (size.rows / 20).max(1_000)
            } else {
                size.rows
            },
            rounds: if self.quick { 1 } else { size.rounds.min(self.rounds) },
            tools: size.tools.iter().copied().filter(|tool| self.wants(tool)).collect(),
            floor: self.floor.clone().unwrap_or_else(|| size.tools[0].to_owned()),
            runs: match process {
                Process::OneRun => None,
                Process::OneConnection | Process::NewConnections if self.quick => Some(2),
                Process::OneConnection | Process::NewConnections => Some(25),
            },
        }
    }

    /// The number of rows that exist before the runs, in a table that has some.
    pub(crate) fn before(&self) -> u64 {
        if self.quick { 100_000 } else { 10_000_000 }
    }
}

/// A work with one number of rows, as measured.
pub(crate) struct Part {
    pub(crate) rows: u64,
    pub(crate) rounds: usize,
    pub(crate) tools: Vec<&'static str>,
    /// The tool that the others are compared with.
    pub(crate) floor: String,
    /// The runs of each process that are measured, if it does several.
    pub(crate) runs: Option<usize>,
}

impl Part {
    /// Adds the tools of the other part.
    fn add(&mut self, other: Self) {
        self.tools.extend(other.tools);
        let mut seen = HashSet::new();
        self.tools.retain(|tool| seen.insert(*tool));
        self.rounds = self.rounds.max(other.rounds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floor(args: &[&str]) -> String {
        let args = Args::parse_from([&["blink-bench"], args].concat());
        args.check().unwrap();
        let work = Work::named("many-small").unwrap();
        args.parts(work).remove(0).floor
    }

    #[test]
    fn the_floor_is_the_first_tool_of_a_work_or_the_one_that_was_asked_for() {
        assert_eq!(floor(&[]), "server-copy-binary");
        assert_eq!(floor(&["--floor", "tokio-postgres-chunks"]), "tokio-postgres-chunks");
        let unknown = Args::parse_from(["blink-bench", "--floor", "nothing"]);
        assert!(unknown.check().is_err());
    }
}
