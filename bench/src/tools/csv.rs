//! Programs that load CSV files: `psql` with `\copy`, and Blink's own.
//!
//! A run is from the program's start to its end, or from that of the first to that of the last.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio_postgres::Config;

use crate::csv_files::Compression;
use crate::data::{Dataset, filled};
use crate::measure::{Run, peak_rss_mb};
use crate::target::Target;
use crate::tools::program::find;

/// The program that loads.
#[derive(Clone, Copy)]
pub(crate) enum Loader {
    Psql,
    Blink,
}

/// The way of a file into the program.
#[derive(Clone, Copy)]
pub(crate) enum Through {
    /// The program opens all files, and loads them in one transaction.
    Files,
    /// A program decompresses one file after the other into the standard input.
    Pipe(Compression),
}

/// The name of this program as [`main`](crate::main) sees it when it is to be the program `blink`.
pub(crate) const AS_BLINK: &str = "--as-blink";

/// Blocks the thread, which has no other work.
pub(crate) async fn fill(target: &Target, data: impl Dataset, loader: Loader, through: Through) -> anyhow::Result<Run> {
    let files = target.csv.as_ref().context("there are no CSV files")?;
    let tables = filled(data).await?;
    let tables = tables.iter().map(|table| table.name).collect::<Vec<_>>();
    let watch = target.watch();
    let mut peak = None::<f64>;
    match through {
        Through::Files => {
            let paths = tables.iter().map(|table| files.of(table)).collect::<Vec<_>>();
            peak = wait(load_files(target, loader, &tables, &paths)?.spawn()?)?;
        }
        Through::Pipe(compression) => {
            for table in tables {
                let mut command = Command::new(compression.program());
                command
                    .arg("-dc")
                    .arg(files.compressed(table, compression))
                    .stdout(Stdio::piped());
                let mut decompressing = command.spawn()?;
                let out = decompressing.stdout.take().context("it is piped")?;
                let mut command = load_stdin(target, loader, table)?;
                let loading = command.stdin(out).spawn()?;
                // The end of the pipe that is here would keep it open.
                drop(command);
                let memory = wait(loading)?;
                let status = decompressing.wait()?;
                ensure!(status.success(), "{}: {status}", compression.program());
                peak = peak.into_iter().chain(memory).reduce(f64::max);
            }
        }
    }
    let run = watch.stop()?;
    Ok(Run {
        peak_rss_mb: peak,
        ..run
    })
}

/// The program, about to load all files.
fn load_files(target: &Target, loader: Loader, tables: &[&str], paths: &[PathBuf]) -> anyhow::Result<Command> {
    let (mut command, mut args) = (program(target, loader)?, Vec::<OsString>::new());
    match loader {
        Loader::Psql => {
            command.arg("--single-transaction");
            for (table, path) in tables.iter().zip(paths) {
                args.push("--command".into());
                args.push(copy(table, &format!("'{}'", path.display())).into());
            }
        }
        Loader::Blink => args.extend(paths.iter().map(Into::into)),
    }
    command.args(args);
    Ok(command)
}

/// The program, about to load its standard input.
fn load_stdin(target: &Target, loader: Loader, table: &str) -> anyhow::Result<Command> {
    let mut command = program(target, loader)?;
    match loader {
        Loader::Psql => command.args(["--command", &copy(table, "pstdin")]),
        Loader::Blink => command.args(["-", "--into", table]),
    };
    Ok(command)
}

fn copy(table: &str, from: &str) -> String {
    format!("\\copy {table} from {from} with (format csv, header)")
}

fn program(target: &Target, loader: Loader) -> anyhow::Result<Command> {
    let mut command = match loader {
        Loader::Psql => {
            let mut psql = Command::new(find("psql", target).context("there is no psql")?);
            psql.args([
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--dbname",
                &target.url,
            ]);
            psql
        }
        Loader::Blink => {
            let mut blink = Command::new(std::env::current_exe()?);
            blink.args([AS_BLINK, "load", "--progress", "none", "--db", &target.url]);
            // The bench's own session is in the database.
            let config = target.url.parse::<Config>()?;
            blink.args(["--confirm", config.get_dbname().context("the URL names no database")?]);
            blink
        }
    };
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

/// Waits for the program, and returns its peak memory in MB.
fn wait(mut child: Child) -> anyhow::Result<Option<f64>> {
    let (id, has_ended) = (child.id(), AtomicBool::new(false));
    let mut said = child.stderr.take().context("it is piped")?;
    let (ended, peak) = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut peak = None;
            while !has_ended.load(Ordering::Relaxed) {
                // Nothing is there once the program has ended.
                peak = peak_rss_mb(id).ok().or(peak);
                std::thread::sleep(Duration::from_millis(5));
            }
            peak
        });
        let ended = std::io::read_to_string(&mut said).and_then(|said| Ok((said, child.wait()?)));
        has_ended.store(true, Ordering::Relaxed);
        (ended, watching.join().ok().flatten())
    });
    let (said, status) = ended?;
    ensure!(status.success(), "{status}: {said}");
    Ok(peak)
}
