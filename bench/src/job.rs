//! One run in its own process, which separates its memory and its processor time from other tools'.

use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

use crate::data::Dataset as _;
use crate::data::all::{Data, each};
use crate::measure::Run;
use crate::target::Target;
use crate::tools::{Tool, generate};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) tool: String,
    pub(crate) data: Data,
    pub(crate) rows: u64,
    pub(crate) target: Target,
    /// The number of runs that are measured, after a few that are not; `None` for one run and nothing before it.
    pub(crate) runs: Option<usize>,
}

/// The runs of a process before those that are measured.
const WARM_UPS: usize = 3;

impl Job {
    pub(crate) fn start(&self) -> anyhow::Result<Run> {
        let output = Command::new(std::env::current_exe()?)
            .args(["--job", &serde_json::to_string(self)?])
            .stderr(Stdio::inherit())
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{}: {}", self.tool, output.status);
        serde_json::from_str(&said).with_context(|| format!("{} said {said}", self.tool))
    }

    /// Runs the job; called in the other process.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let tool = Tool::named(&self.tool)?;
        let runtime = tool.runtime()?;
        let run = match self.runs {
            Some(runs) => runtime.block_on(self.repeat(tool, runs))?,
            None => runtime.block_on(self.fill(tool))?,
        };
        println!("{}", serde_json::to_string(&run)?);
        Ok(())
    }

    /// Runs several times into empty tables, and returns the run with the median time.
    async fn repeat(&self, tool: &Tool, runs: usize) -> anyhow::Result<Run> {
        let shared = self.target.shares_connection;
        ensure!(!shared || tool.shares_connection(), "it connects for each run");
        let between = self.target.connect().await?;
        let mut measured = Vec::new();
        for n in 0..WARM_UPS + runs {
            for statement in self.data.spec().empty {
                between.batch_execute(statement).await?;
            }
            let run = self.fill(tool).await?;
            if n >= WARM_UPS {
                measured.push(run);
            }
        }
        measured.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let median = measured.get(runs / 2).copied();
        median.context("there has to be a run")
    }

    async fn fill(&self, tool: &Tool) -> anyhow::Result<Run> {
        each!(
            self.data,
            D => tool.run(&self.target, D::of_rows(self.rows)).await,
            shape => generate::encode(&self.target, shape, self.rows, tool.threads).await
        )
    }
}
