//! Time, processor time and memory of one run.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::param::clock_ticks_per_second;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// The costs of one run of a tool.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) seconds: f64,
    /// The processor time of the process that ran the tool, and of those that it started.
    pub(crate) client_cpu: f64,
    /// The processor time of all processes of the server: backends, parallel workers, the writers of WAL and
    /// checkpoints.
    pub(crate) server_cpu: Option<f64>,
    /// The process's peak memory, in MB (10^6 bytes), including its memory before the run. psql's is added; for pgbench
    /// it is pgbench's alone.
    pub(crate) peak_rss_mb: Option<f64>,
    /// The number of bytes that a run encoded without storing them.
    pub(crate) bytes: Option<u64>,
}

/// A measurement that [`Target::watch`](crate::target::Target::watch) has started.
#[must_use]
pub(crate) struct Watch {
    started: Instant,
    client: Duration,
    server: Option<(u32, Family)>,
}

impl Watch {
    pub(crate) fn start(postmaster: Option<u32>) -> Self {
        Self {
            server: postmaster.and_then(|pid| Some((pid, Family::of(pid)?))),
            client: client_cpu(),
            started: Instant::now(),
        }
    }

    pub(crate) fn stop(self) -> anyhow::Result<Run> {
        let seconds = self.started.elapsed().as_secs_f64();
        let client = client_cpu().saturating_sub(self.client);
        let server = self
            .server
            .and_then(|(pid, before)| Some(Family::of(pid)?.since(&before)));
        Ok(Run {
            seconds,
            client_cpu: client.as_secs_f64(),
            server_cpu: server.map(|time| time.as_secs_f64()),
            peak_rss_mb: cfg!(target_os = "linux")
                .then(|| peak_rss_mb(std::process::id()))
                .transpose()?,
            bytes: None,
        })
    }
}

/// The processor time of this process, and of the children that it has waited for.
fn client_cpu() -> Duration {
    let own = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default();
    let stat = Stat::of(std::process::id());
    own + stat.map_or(Duration::ZERO, |stat| stat.children)
}

/// The processor times of the children of a process.
struct Family {
    /// The time of those that have ended, to a hundredth of a second.
    ended: Duration,
    living: HashMap<u32, Duration>,
}

impl Family {
    /// Reads the times; `None` without `/proc`. A child that ends counts as living until its parent has noticed.
    fn of(parent: u32) -> Option<Self> {
        loop {
            let ended = Stat::of(parent)?.children;
            let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).ok()?;
            let pids = children.split_whitespace().filter_map(|pid| pid.parse().ok());
            let living = pids.filter_map(|pid| Some((pid, on_processor(pid)?))).collect();
            // No child has ended meanwhile.
            if Stat::of(parent)?.children == ended {
                return Some(Self { ended, living });
            }
        }
    }

    fn since(&self, before: &Self) -> Duration {
        self.total().saturating_sub(before.total())
    }

    fn total(&self) -> Duration {
        self.ended + self.living.values().sum::<Duration>()
    }
}

/// The processor time of a process with one thread, as PostgreSQL's have.
fn on_processor(pid: u32) -> Option<Duration> {
    let times = std::fs::read_to_string(format!("/proc/{pid}/schedstat")).ok()?;
    let nanoseconds = times.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The fields of `/proc/PID/stat` (proc(5)).
pub(crate) struct Stat {
    pub(crate) name: String,
    pub(crate) parent: u32,
    /// The processor time of the children that it has waited for.
    children: Duration,
}

impl Stat {
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name is in parentheses, and may contain some.
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        let fields = rest.split_whitespace().collect::<Vec<_>>();
        // The fields start with the manual page's third: ppid is the fourth, cutime and cstime are the 16th and 17th.
        let ticks = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
        Some(Self {
            name: name.to_owned(),
            parent: fields.get(1)?.parse().ok()?,
            children: Duration::from_secs_f64(ticks as f64 / clock_ticks_per_second() as f64),
        })
    }
}

/// The peak memory of a process that has not ended.
pub(crate) fn peak_rss_mb(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kib.context("no VmHWM in /proc/…/status")? * 1024.0 / 1e6)
}
