//! The results of a tool's runs.

use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::measure::Run;
use crate::tools::Tool;

/// The costs of a tool for a work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Result {
    pub(crate) work: String,
    pub(crate) tool: String,
    pub(crate) rows: u64,
    /// The number of threads that make rows.
    pub(crate) threads: usize,
    pub(crate) rounds: usize,
    pub(crate) median_s: f64,
    pub(crate) min_s: f64,
    pub(crate) rows_per_s: f64,
    /// The median of the ratios within each round, so that a slow minute of the machine hits both sides.
    pub(crate) ratio_to_floor: Option<f64>,
    pub(crate) client_cpu_s: Option<f64>,
    pub(crate) server_cpu_s: Option<f64>,
    pub(crate) peak_rss_mb: Option<f64>,
}

impl Result {
    /// Summarizes the runs. `floor` is the runs of the tool that the others are compared with, round by round.
    pub(crate) fn new(work: &str, tool: &Tool, rows: u64, runs: &[Run], floor: Option<&[Run]>) -> Self {
        let seconds = runs.iter().map(|run| run.seconds);
        let median_s = median(seconds.clone()).unwrap_or_default();
        let ratios = floor.map(|floor| runs.iter().zip(floor).map(|(run, floor)| run.seconds / floor.seconds));
        Self {
            work: work.to_owned(),
            tool: tool.name.to_owned(),
            rows,
            threads: tool.threads,
            rounds: runs.len(),
            median_s,
            min_s: seconds.fold(f64::INFINITY, f64::min),
            rows_per_s: (rows as f64 / median_s).round(),
            ratio_to_floor: ratios.and_then(median),
            client_cpu_s: median(runs.iter().map(|run| run.client_cpu)),
            server_cpu_s: median(runs.iter().filter_map(|run| run.server_cpu)),
            peak_rss_mb: median(runs.iter().filter_map(|run| run.peak_rss_mb)),
        }
    }
}

pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<Result>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

pub(crate) fn write(results: &[Result], file: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(results)? + "\n";
    std::fs::write(file, text).with_context(|| file.display().to_string())
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values = values.collect::<Vec<_>>();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}
