//! `blink load` and `blink plan`: files into tables.

mod failed;
mod files;
mod options;
mod order;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use blink::{BoxError, Report, Seeder, TableName};
use tokio_postgres::Client;

use self::files::Files;
use super::connect::{connect, host};
use crate::args::{FileOptions, LoadOptions, Mode, PlanOptions, WriteOptions};
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::guard::{self, Confirmation};
use crate::json;
use crate::progress::{self, Meter};
use crate::signals::{self, Atomicity, Signals, Stopper, Watched};
use crate::stage::Stage;
use crate::terminal::{Output, Terminal, escape_lines};

/// Loads files.
pub(super) fn load(options: &LoadOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    runtime()?.block_on(load_all(options, output))
}

/// Shows what a load would do.
pub(super) fn plan(options: &PlanOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    runtime()?.block_on(plan_all(options, output))
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| Failure::refused(format!("no threads could be started: {error}")))
}

async fn plan_all(options: &PlanOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut connected = connect(&options.connect).await?;
    let files = Files::open(&mut connected.client, &options.files).await?;
    let seeder = seeder(&files, &options.writes, options.threads);
    let plan = match options.writes.mode {
        Mode::Atomic => seeder.plan(&mut connected.client).await,
        Mode::NonAtomic { connections } => {
            let mut run = seeder.non_atomic();
            if let Some(connections) = connections {
                run = run.concurrency(connections.get());
            }
            run.plan(&mut connected.client).await
        }
    };
    let plan = plan.map_err(|error| failed::failure(error, &files, options.max_faults.get(), output))?;
    if options.json {
        output.result(&format!("{}\n", json::plan(&plan)))?;
    } else {
        output.result(&escape_lines(&format!("{}\n{plan}", files.decisions())))?;
    }
    Ok(left_out(&options.files, output))
}

async fn load_all(options: &LoadOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals =
        Signals::listen().map_err(|error| Failure::refused(format!("signals cannot be heard: {error}")))?;
    let mut connected = connect(&options.connect).await?;
    let opened = Files::open(&mut connected.client, &options.files);
    let files = signals::before_writing(&mut signals, opened).await?;
    output.say(files.decisions().trim_end());
    look_and_confirm(&connected, &files, options, output).await?;
    let stage = Stage::new();
    let mut seeder = seeder(&files, &options.writes, options.threads);
    let meter = Meter::new(files.total_bytes(), Arc::clone(&stage));
    watch_rows(&mut seeder, &files, &meter);
    let telling = progress::start(&meter, options.progress);
    let ended = run(
        seeder,
        &mut connected,
        options.writes.mode,
        &stage,
        &mut signals,
        output,
    )
    .await;
    telling.finish();
    let report = ended.map_err(|failure| match failure.error {
        Some(error) => failed::failure(*error, &files, options.max_faults.get(), output),
        None => failure,
    })?;
    let status = left_out(&options.files, output);
    if options.json {
        output.result(&format!("{}\n", json::report(&report, status)))?;
    } else {
        output.result(&escape_lines(&format!("{report}\n")))?;
    }
    Ok(status)
}

/// The tables of the files, to be filled as the options say.
fn seeder(files: &Files, writes: &WriteOptions, threads: Option<std::num::NonZeroUsize>) -> Seeder {
    let mut seeder = Seeder::new();
    if writes.truncate {
        seeder.truncate();
    }
    if let Some(threads) = threads {
        seeder.threads(threads.get());
    }
    seeder.indexes(writes.indexes);
    let mut seen: Vec<&TableName> = Vec::new();
    for file in files.in_order() {
        let mut table = file.table();
        if let Some(on_conflict) = &writes.on_conflict {
            table = table.on_conflict(on_conflict.clone());
        }
        let name = &file.target().name;
        if seen.contains(&name) {
            table = table.append();
        }
        seen.push(name);
        seeder.add_table(table);
    }
    seeder
}

/// Tells the meter what was read and sent.
fn watch_rows(seeder: &mut Seeder, files: &Files, meter: &Arc<Meter>) {
    let meter = Arc::clone(meter);
    let read = files.bytes_read();
    seeder.on_progress(move |progress| {
        meter.sent(progress);
        meter.read(read.iter().map(|bytes| bytes.load(Ordering::Relaxed)).sum());
    });
}

async fn look_and_confirm(
    connected: &Connected,
    files: &Files,
    options: &LoadOptions,
    output: &Output,
) -> Result<(), Failure> {
    let tables = files.tables();
    let target = guard::Target {
        host: host(&connected.host),
        tables: &tables,
    };
    let facts = guard::look(&connected.client, target).await?;
    let confirmation = Confirmation {
        name: options.confirm.as_deref(),
        truncates: options.writes.truncate,
    };
    guard::confirm(&facts, &guard::signs(&facts), confirmation, Terminal::open, output).await
}

/// Runs the seeder, which a signal stops.
async fn run(
    seeder: Seeder,
    connected: &mut Connected,
    mode: Mode,
    stage: &Arc<Stage>,
    signals: &mut Signals,
    output: &Output,
) -> Result<Report, Failure> {
    let Connected {
        client, cancel, target, ..
    } = connected;
    let cancel = || async { cancel.send().await.map_err(BoxError::from) };
    let mut stopper = Stopper {
        signals,
        stage,
        cancel,
        say: |line: &str| output.say(line),
    };
    let Mode::NonAtomic { connections } = mode else {
        return signals::insert(seeder, client, stage, stopper).await;
    };
    let connecting = || async { target.connect().await.map(|connected| -> Client { connected.client }) };
    let mut run = seeder.non_atomic();
    if let Some(connections) = connections {
        run = run.concurrency(connections.get());
    }
    match stopper.watch(run.insert(connecting), Atomicity::NonAtomic).await {
        Watched::Ended(result, signal) => stopper.outcome(result, signal),
        Watched::Dropped(stopping) => Err(stopper.confirm(stopping, client).await),
        Watched::Left(failure) => Err(failure),
    }
}

/// Tells what stands in a folder and was not read.
fn left_out(options: &FileOptions, output: &Output) -> ExitStatus {
    let left_out = &options.sources.left_out;
    for entry in left_out {
        output.say(&format!(
            "left out: {}: {}",
            escape_lines(&entry.path.display().to_string()),
            entry.reason
        ));
    }
    if left_out.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::LeftOut
    }
}
