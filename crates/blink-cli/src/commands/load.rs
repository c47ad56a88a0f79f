//! `blink load` and `blink plan`: files into tables.

mod expected;
mod failed;
mod files;
mod import;
mod order;
mod place;
mod run;
mod violations;

use std::num::NonZeroUsize;
use std::sync::Arc;

use blink::{Seeder, TableName};
use serde_json::Value;

use self::files::Files;
use self::import::Import;
use self::run::{Run, non_atomic};
use super::connect::connect;
use super::running::{finished, listen, look_and_confirm, polling, told};
use crate::args::{FileOptions, LoadOptions, Mode, PlanOptions, WriteOptions};
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::flags::Advised;
use crate::guard::Confirmation;
use crate::json;
use crate::progress::{self, Meter};
use crate::signals::{self, Signals};
use crate::stage::Stage;
use crate::terminal::{Output, escape_lines};

/// Loads files.
pub(super) fn load(options: &LoadOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(load_all(options, output))?;
    told(ended, Advised::Load, options.json, output)
}

/// Shows what a load would do.
pub(super) fn plan(options: &PlanOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(plan_all(options, output))?;
    told(ended, Advised::Load, options.json, output)
}

async fn plan_all(options: &PlanOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut connected = connect(&options.connect).await?;
    let mut files = Files::open(&mut connected.client, &options.files).await?;
    files.expect_sizes(&mut connected.client).await?;
    let seeder = seeder(&files, &options.writes, options.threads);
    let plan = match options.writes.mode {
        Mode::Atomic => seeder.plan(&mut connected.client).await,
        Mode::NonAtomic { connections } => non_atomic(seeder, connections).plan(&mut connected.client).await,
    }?;
    if options.json {
        output.result(&format!("{}\n", with_files(json::plan(&plan, Advised::Load), &files)))?;
    } else {
        output.result(&escape_lines(&format!(
            "{}\n{}",
            files.decisions(),
            Advised::Load.in_flags(&plan.to_string())
        )))?;
    }
    Ok(left_out(&options.files, output))
}

async fn load_all(options: &LoadOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals = listen()?;
    let Prepared {
        mut connected,
        files,
        import,
    } = signals::before_writing(&mut signals, prepared(options, output)).await?;
    if let Some(import) = import.as_ref().filter(|import| import.is_done()) {
        return done_already(import, &files, options, output);
    }
    let stage = Stage::new();
    let mut seeder = seeder(&files, &options.writes, options.threads);
    seeder.max_violations(options.max_faults.get());
    if let Some(import) = &import {
        import.prepare(&mut seeder, &files);
    }
    let meter = Meter::new(files.total_bytes(), files.bytes_read(), Arc::clone(&stage));
    let sent = Arc::clone(&meter);
    seeder.on_progress(move |progress| sent.sent(progress));
    // A run that is not atomic builds indexes over other connections.
    let polling = match options.writes.mode {
        Mode::Atomic => polling(&connected, &meter, options.progress).await,
        Mode::NonAtomic { .. } => None,
    };
    let telling = progress::start(&meter, options.progress);
    let run = Run {
        seeder,
        mode: options.writes.mode,
        files: &files,
        resumes: import.as_ref().is_some_and(Import::goes_on),
        stage: &stage,
    };
    let ended = run.load(&mut connected, &mut signals, output).await;
    if let Some(polling) = polling {
        polling.abort();
    }
    telling.finish();
    let report = match ended {
        Ok(report) => report,
        Err(failure) => {
            let failure = match &import {
                Some(import) => import.explained(failure),
                None => failure,
            };
            return Err(explained(failure, files, options.max_faults, &mut signals).await);
        }
    };
    if let Some(import) = &import {
        finish(import, connected, options, &mut signals).await?;
    }
    let status = left_out(&options.files, output);
    if options.json {
        let report = with_files(json::report(&report, status, Advised::Load), &files);
        output.result(&format!("{}\n", with_import(report, import.as_ref())))?;
    } else {
        output.result(&escape_lines(&Advised::Load.in_flags(&report.to_string())))?;
    }
    Ok(status)
}

/// Writes that an import is done.
async fn finish(
    import: &Import,
    mut connected: Connected,
    options: &LoadOptions,
    signals: &mut Signals,
) -> Result<(), Failure> {
    let finishing = async {
        // It was idle through a run of many transactions, and the server may limit that.
        if connected.client.is_closed()
            && let Ok(again) = connect(&options.connect).await
        {
            connected = again;
        }
        import.finish(&mut connected.client).await
    };
    tokio::select! {
        finished = finishing => finished,
        signal = signals.next() => Err(import.unfinished(&format!("stopped by {signal}"))),
    }
}

/// All that a load needs to begin.
struct Prepared {
    connected: Connected,
    files: Files,
    import: Option<Import>,
}

/// Connects, opens the files, tells what was decided about them, has the database confirmed, and begins the import. Of an
/// import that is done nothing is asked.
async fn prepared(options: &LoadOptions, output: &Output) -> Result<Prepared, Failure> {
    let mut connected = connect(&options.connect).await?;
    let mut files = Files::open(&mut connected.client, &options.files).await?;
    if let Some(threads) = options.threads {
        files.limit_threads(threads);
    }
    let mut import = None;
    if let Some(asked) = import::asked(&options.import) {
        let looked = Import::look(&mut connected.client, asked, &options.writes, files, output).await?;
        files = looked.1;
        import = Some(looked.0);
    }
    if !import.as_ref().is_some_and(Import::is_done) {
        output.say(files.decisions().trim_end());
        confirm(&connected, &files, import.as_ref(), options, output).await?;
        if let Some(import) = &mut import {
            import.begin(&mut connected.client, &mut files, output).await?;
        }
    }
    Ok(Prepared {
        connected,
        files,
        import,
    })
}

/// Adds what was decided about the files to a plan or report.
fn with_files(mut value: Value, files: &Files) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.insert("files".to_owned(), files.json());
    }
    value
}

/// Adds the import to a report.
fn with_import(mut value: Value, import: Option<&Import>) -> Value {
    if let (Some(object), Some(import)) = (value.as_object_mut(), import) {
        object.insert("import".to_owned(), import.json());
    }
    value
}

/// Tells that nothing is left to be done.
fn done_already(
    import: &Import,
    files: &Files,
    options: &LoadOptions,
    output: &mut Output,
) -> Result<ExitStatus, Failure> {
    let status = left_out(&options.files, output);
    if options.json {
        let done = with_files(json::done(status), files);
        output.result(&format!("{}\n", with_import(done, Some(import))))?;
    } else {
        output.result(&format!("{}\n", escape_lines(&import.done())))?;
    }
    Ok(status)
}

/// Finds the files' faults behind a run's error, which reads the files to their ends. A signal ends that.
async fn explained(failure: Failure, files: Files, max_faults: NonZeroUsize, signals: &mut Signals) -> Failure {
    // A run that was stopped has an error of the server's, too.
    if failure.status == ExitStatus::Stopped || failure.error.is_none() {
        return failure;
    }
    let (message, status) = (failure.message.clone(), failure.status);
    let checking = tokio::task::spawn_blocking(move || failed::explain(failure, &files, max_faults.get()));
    tokio::select! {
        explained = checking => explained.unwrap_or_else(|_| Failure::new(status, message)),
        signal = signals.next() => Failure::new(status, format!("{message}; the rest of the files was not checked ({signal})")),
    }
}

/// The tables of the files, to be filled as the options say.
fn seeder(files: &Files, writes: &WriteOptions, threads: Option<NonZeroUsize>) -> Seeder {
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

async fn confirm(
    connected: &Connected,
    files: &Files,
    import: Option<&Import>,
    options: &LoadOptions,
    output: &Output,
) -> Result<(), Failure> {
    let also = import.map(Import::announcement);
    let confirmation = Confirmation {
        name: options.confirm.as_deref(),
        truncates: import.map_or(options.writes.truncate, Import::truncates),
        also: also.as_deref(),
    };
    look_and_confirm(connected, &files.tables(), confirmation, output).await?;
    Ok(())
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
