//! Time, processor time and memory; rounds; what is said about them.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// What one run of a tool took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run {
    pub(crate) seconds: f64,
    pub(crate) client_cpu: Option<f64>,
    pub(crate) server_cpu: Option<f64>,
    pub(crate) peak_rss_mb: Option<f64>,
}

/// Measures from now on.
pub(crate) struct Watch {
    started: Instant,
    client: Duration,
    backend: Option<(u32, Duration)>,
}

impl Watch {
    pub(crate) fn start(backend: Option<u32>) -> Self {
        Self {
            backend: backend.and_then(|pid| Some((pid, cpu_of(pid)?))),
            client: cpu(),
            started: Instant::now(),
        }
    }

    pub(crate) fn stop(self) -> Run {
        let seconds = self.started.elapsed().as_secs_f64();
        let client = cpu().saturating_sub(self.client);
        let server = self
            .backend
            .and_then(|(pid, before)| Some(cpu_of(pid)?.saturating_sub(before)));
        Run {
            seconds,
            client_cpu: Some(client.as_secs_f64()),
            server_cpu: server.map(|time| time.as_secs_f64()),
            peak_rss_mb: None,
        }
    }
}

/// The processor time of this process.
fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// The processor time of another process, which has one thread as PostgreSQL's have.
fn cpu_of(pid: u32) -> Option<Duration> {
    let times = std::fs::read_to_string(format!("/proc/{pid}/schedstat")).ok()?;
    let nanoseconds = times.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The most memory that this process has had, in MB (10^6 bytes).
pub(crate) fn peak_rss_mb() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kib.context("no VmHWM in /proc/self/status")? * 1024.0 / 1e6)
}

/// Does the work with every tool in turn, `rounds` times, after once that does not count. Each round begins with another
/// tool. Gives the runs of each tool.
pub(crate) fn alternate<T>(
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

/// What a tool took for a work.
#[derive(Debug, Serialize)]
pub(crate) struct Result {
    pub(crate) work: &'static str,
    pub(crate) tool: String,
    pub(crate) rows: u64,
    /// The threads that make rows.
    pub(crate) threads: usize,
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
    /// With so many threads that make rows, in place of one.
    pub(crate) fn on_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// `floor`: the runs of the tool that the others are compared with, round by round.
    pub(crate) fn new(work: &'static str, tool: &str, rows: u64, runs: &[Run], floor: Option<&[Run]>) -> Self {
        let seconds = runs.iter().map(|run| run.seconds);
        let median_s = median(seconds.clone()).unwrap_or_default();
        let ratios = floor.map(|floor| runs.iter().zip(floor).map(|(run, floor)| run.seconds / floor.seconds));
        Self {
            work,
            tool: tool.to_owned(),
            rows,
            threads: 1,
            median_s,
            min_s: seconds.fold(f64::INFINITY, f64::min),
            rows_per_s: (rows as f64 / median_s).round(),
            ratio_to_floor: ratios.and_then(median),
            client_cpu_s: median(runs.iter().filter_map(|run| run.client_cpu)),
            server_cpu_s: median(runs.iter().filter_map(|run| run.server_cpu)),
            peak_rss_mb: median(runs.iter().filter_map(|run| run.peak_rss_mb)),
        }
    }
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
