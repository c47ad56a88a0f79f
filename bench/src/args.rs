//! What the command line asks for.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Parser;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::works::{self, Size, Work};

/// Blink and its peers on the same work in one run.
///
/// It starts a server of its own from the PostgreSQL programs on the machine, or takes the one that DATABASE_URL names.
#[derive(Debug, Parser)]
#[command(name = "blink-bench")]
pub(crate) struct Args {
    /// Write the results to this file, too, as a JSON array
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Do only this work (may be given several times)
    #[arg(long = "work", value_name = "NAME", value_parser = PossibleValuesParser::new(names()))]
    works: Vec<String>,

    /// Measure only this tool (may be given several times)
    #[arg(long = "tool", value_name = "NAME")]
    tools: Vec<String>,

    /// The number of rows of each work, in place of its own
    #[arg(long, value_name = "N")]
    rows: Option<u64>,

    /// How often each tool does the work, after once to warm up; long works do it less often
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,

    /// Fewer rows, twice: to see whether it works, not how fast
    #[arg(long)]
    quick: bool,

    /// One run of one tool, in a process of its own
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

    pub(crate) fn wants(&self, tool: &str) -> bool {
        self.tools.is_empty() || self.tools.iter().any(|wanted| wanted == tool)
    }

    /// How often at the most where a work would do it so often.
    pub(crate) fn rounds(&self, usual: usize) -> usize {
        self.rounds.min(if self.quick { usual.min(2) } else { usual })
    }

    /// The sizes of a work; one alone where the number of rows is given.
    pub(crate) fn sizes(&self, usual: &[Size]) -> Vec<Size> {
        match self.rows {
            Some(rows) => {
                let first = usual.iter().max_by_key(|size| size.tools.len());
                first.into_iter().map(|size| Size { rows, ..*size }).collect()
            }
            None if self.quick => {
                let tenth = |size: &Size| Size {
                    rows: size.rows / 10,
                    ..*size
                };
                usual.iter().map(tenth).collect()
            }
            None => usual.to_vec(),
        }
    }
}
