//! The largest memory that Blink takes, in a process of its own.

use std::process::Command;

use anyhow::{Context as _, ensure};
use blink::{Rows, Table};

use crate::args::Args;
use crate::data;
use crate::measure::{Result, Run, Watch, peak_rss_mb};
use crate::server::{Flavor, Server, connect};

const NAME: &str = "memory";

const TOOL: &str = "blink";

const ROWS: u64 = 20_000_000;

/// How the child is told where the server is.
const URL: &str = "BLINK_BENCH_URL";

pub(crate) fn run(args: &Args, server: &Server) -> anyhow::Result<Vec<Result>> {
    if !args.wants(TOOL) {
        return Ok(Vec::new());
    }
    let rows = args.rows(ROWS);
    let runtime = Flavor::CurrentThread.runtime()?;
    runtime.block_on(server.empty())?;
    let output = Command::new(std::env::current_exe()?)
        .args(["--child", &rows.to_string()])
        .env(URL, server.url())
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "the child: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let numbers = said
        .split_whitespace()
        .map(str::parse)
        .collect::<std::result::Result<Vec<f64>, _>>();
    let numbers = numbers.with_context(|| said.to_string())?;
    let [seconds, client_cpu, peak_rss_mb] = numbers[..] else {
        anyhow::bail!("the child said {said}");
    };
    runtime.block_on(server.empty())?;
    let run = Run {
        seconds,
        client_cpu: Some(client_cpu),
        server_cpu: None,
        peak_rss_mb: Some(peak_rss_mb),
    };
    Ok(vec![Result::new(NAME, TOOL, rows, &[run], None)])
}

/// The child: fills the users, and says the seconds, the processor's seconds and the memory.
pub(crate) fn child(rows: u64) -> anyhow::Result<()> {
    let url = std::env::var(URL).context(URL)?;
    let run = Flavor::MultiThread.runtime()?.block_on(async {
        let mut session = connect(&url).await?;
        let watch = Watch::start(None);
        let days: &[_] = data::days().leak();
        let users = Table::with(move |_| Rows::new(data::users(days, rows)));
        let report = blink::copy_to_table(&mut session.client, users).await?;
        ensure!(report.rows() == rows, "{report}");
        anyhow::Ok(watch.stop())
    })?;
    println!(
        "{} {} {}",
        run.seconds,
        run.client_cpu.unwrap_or_default(),
        peak_rss_mb()?
    );
    Ok(())
}
