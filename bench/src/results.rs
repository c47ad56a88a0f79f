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
    /// The interval that holds the median ratio with a confidence of at least 95 %; none of fewer than six rounds.
    #[serde(default)]
    pub(crate) ratio_interval: Option<[f64; 2]>,
    pub(crate) client_cpu_s: Option<f64>,
    pub(crate) server_cpu_s: Option<f64>,
    pub(crate) peak_rss_mb: Option<f64>,
}

impl Result {
    /// Summarizes the runs. `floor` is the runs of the tool that the others are compared with, round by round.
    pub(crate) fn new(work: &str, tool: &Tool, rows: u64, runs: &[Run], floor: Option<&[Run]>) -> Self {
        let seconds = runs.iter().map(|run| run.seconds);
        let median_s = median(seconds.clone()).unwrap_or_default();
        let mut ratios = runs
            .iter()
            .zip(floor.unwrap_or_default())
            .map(|(run, floor)| run.seconds / floor.seconds)
            .collect::<Vec<_>>();
        ratios.sort_by(f64::total_cmp);
        Self {
            work: work.to_owned(),
            tool: tool.name.to_owned(),
            rows,
            threads: tool.threads,
            rounds: runs.len(),
            median_s,
            min_s: seconds.fold(f64::INFINITY, f64::min),
            rows_per_s: (rows as f64 / median_s).round(),
            ratio_to_floor: median(ratios.iter().copied()),
            ratio_interval: interval(&ratios),
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

/// The order statistics between which the median lies with a confidence of at least 95 %, whatever the distribution: it
/// lies below the k-th of n values if fewer than k of n tossed coins show heads.
fn interval(sorted: &[f64]) -> Option<[f64; 2]> {
    let rounds = sorted.len();
    let (mut ways, mut below, mut outside) = (1.0, 0.0, 0);
    for heads in 0..rounds / 2 {
        below += ways / 2_f64.powi(i32::try_from(rounds).ok()?);
        if below > 0.025 {
            break;
        }
        outside = heads + 1;
        ways *= (rounds - heads) as f64 / (heads + 1) as f64;
    }
    let lowest = outside.checked_sub(1)?;
    Some([*sorted.get(lowest)?, *sorted.get(rounds - 1 - lowest)?])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_median_is_that_of_the_tables() {
        let interval = |n: u32| interval(&(1..=n).map(f64::from).collect::<Vec<_>>());
        assert_eq!(interval(5), None);
        assert_eq!(interval(6), Some([1.0, 6.0]));
        assert_eq!(interval(11), Some([2.0, 10.0]));
        assert_eq!(interval(20), Some([6.0, 15.0]));
    }
}
