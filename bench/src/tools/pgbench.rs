//! PostgreSQL's own loader, `pgbench --initialize`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::data::Dataset;
use crate::data::pgbench::{ROWS_A_BRANCH, Tables};
use crate::measure::{Run, peak_rss_mb};
use crate::target::Target;
use crate::tools::program::find;

/// The part of pgbench that is measured. Its start and its connecting are included in the time.
#[derive(Clone, Copy)]
pub(crate) enum Steps {
    /// A user's whole `--initialize`: drops and creates the tables, fills them (the largest with FREEZE), vacuums and
    /// analyzes them, and adds the primary keys.
    All,
    /// The steps after the tables exist, empty and without keys, as for the other tools.
    AfterTables,
}

pub(crate) fn fill<D: Dataset>(target: &Target, data: D, steps: Steps) -> anyhow::Result<Run> {
    ensure!(D::SPEC.tables == Tables::SPEC.tables, "pgbench has tables of its own");
    let scale = data.rows() / ROWS_A_BRANCH;
    let program = find("pgbench", target).context("there is no pgbench")?;
    let measured = match steps {
        Steps::All => None,
        Steps::AfterTables => {
            initialize(&program, target, scale, Some("dt"))?;
            Some("gvp")
        }
    };
    let watch = target.watch();
    let memory = initialize(&program, target, scale, measured)?;
    Ok(Run {
        peak_rss_mb: memory,
        ..watch.stop()?
    })
}

/// Runs pgbench, with its default steps if `steps` is `None`. Returns its peak memory.
fn initialize(program: &Path, target: &Target, scale: u64, steps: Option<&str>) -> anyhow::Result<Option<f64>> {
    let mut command = Command::new(program);
    command.args(["--initialize", "--quiet", "--scale", &scale.to_string()]);
    if let Some(steps) = steps {
        command.args(["--init-steps", steps]);
    }
    let command = command.arg(&target.url).stdin(Stdio::null()).stdout(Stdio::null());
    let child = command.stderr(Stdio::piped()).spawn()?;
    let pid = child.id();
    let (output, memory) = thread::scope(|scope| {
        let (ended, end) = mpsc::channel::<()>();
        let memory = scope.spawn(move || {
            let mut most = None;
            // The kernel reports no memory once the process has ended.
            while let Err(RecvTimeoutError::Timeout) = end.recv_timeout(Duration::from_millis(10)) {
                most = peak_rss_mb(pid).ok().or(most);
            }
            most
        });
        let output = child.wait_with_output();
        drop(ended);
        (output, memory.join())
    });
    let output = output?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "pgbench: {}: {said}", output.status);
    Ok(memory.unwrap_or_default())
}
