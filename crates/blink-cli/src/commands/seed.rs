//! `blink seed`, and `blink plan` and `blink preview` of it: rows out of the schema.

mod emptied;
mod preview;
mod reading;
mod referenced;
mod rehearsal;
mod words;

use std::num::NonZeroUsize;
use std::sync::Arc;

use blink::{BoxError, Seeder};
use blink_schema::Filling;
use blink_schema::plan::Plan;

use self::emptied::{lost, tables};
use self::reading::{MEASURED, filling, filling_of_size, reading};
use self::referenced::referenced;
use self::rehearsal::rehearse;
use self::words::{Nothing, beginning, failed, left_out, logins, measured, more, rebuilt};
use super::connect::connect;
use super::running::{Looked, finished, listen, look_and_confirm, polling, told};
use crate::args::{PlanSeedOptions, PreviewOptions, Rehearsal, SeedOptions};
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::flags::Advised;
use crate::guard::{Confirmation, Confirmed};
use crate::json;
use crate::progress::{self, Meter};
use crate::signals::{self, Signals, Stopper};
use crate::stage::Stage;
use crate::terminal::{Output, escape_lines};

/// Fills tables.
pub(super) fn seed(options: &SeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(seed_all(options, output))?;
    told(ended, Advised::Seed, options.json, output)
}

/// Shows what a seeding would make.
pub(super) fn plan(options: &PlanSeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(plan_all(options, output))?;
    told(ended, Advised::Seed, options.json, output)
}

/// Shows the first rows of a table.
pub(super) fn preview(options: &PreviewOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(preview::show(options, output))?;
    told(ended, Advised::Seed, options.json, output)
}

async fn seed_all(options: &SeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals = listen()?;
    let begun = signals::before_writing(&mut signals, Box::pin(begun(options, output))).await?;
    let Begun {
        mut connected,
        mut filling,
        looked,
    } = begun;
    if let Some(looked) = &looked
        && options.rehearsal != Rehearsal::Off
    {
        rehearse(&mut filling, &mut connected, looked.confirmed, &mut signals, output).await?;
        if let Some(refusal) = refusal(&filling, options.strict) {
            return Err(refusal);
        }
    }
    let plan = filling.plan();
    let status = status(plan);
    if let Some(nothing) = Nothing::of(&filling, &options.rows) {
        if options.json {
            let done = json::with_plan(json::done(status), plan);
            output.result(&format!("{done}\n"))?;
        } else {
            output.result(&format!("{}\n", escape_lines(&nothing.to_string())))?;
        }
        return Ok(status);
    }
    let report = stored(plan, options, &mut connected, &mut signals, output).await?;
    if options.json {
        let report = json::with_plan(json::report(&report, status, Advised::Seed), plan);
        output.result(&format!("{report}\n"))?;
    } else {
        let had_rows = looked.map(|looked| looked.had_rows).unwrap_or_default();
        let lost = || lost(&filling, &options.rows, &had_rows);
        let (logins, more) = (logins(plan), more(&options.rows, lost));
        output.result(&escape_lines(&format!("{report}{logins}{more}")))?;
    }
    Ok(status)
}

/// Stores the rows of a plan, and tells the progress.
async fn stored(
    plan: &Plan,
    options: &SeedOptions,
    connected: &mut Connected,
    signals: &mut Signals,
    output: &Output,
) -> Result<blink::Report, Failure> {
    let stage = Stage::new();
    let mut seeder = seeder(plan, options.threads);
    let meter = Meter::of_rows(plan.rows(), Arc::clone(&stage));
    let sent = Arc::clone(&meter);
    seeder.on_progress(move |progress| sent.sent(progress));
    let polling = polling(connected, &meter, options.progress).await;
    let telling = progress::start(&meter, options.progress);
    let cancel = connected.cancel.clone();
    let stopper = Stopper {
        signals,
        stage: &stage,
        cancel: || async { cancel.send().await.map_err(BoxError::from) },
        say: |line: &str| output.say(line),
    };
    let ended = signals::insert(seeder, &mut connected.client, &stage, stopper).await;
    if let Some(polling) = polling {
        polling.abort();
    }
    telling.finish();
    ended
}

/// All that a seeding needs to begin.
struct Begun {
    connected: Connected,
    filling: Filling,
    /// None if there is nothing to do.
    looked: Option<Looked>,
}

/// Connects, plans, tells what will not be filled, and has the database confirmed, before anything is written: a size is
/// measured after that. Where nothing is to be done, nothing is asked.
async fn begun(options: &SeedOptions, output: &Output) -> Result<Begun, Failure> {
    let mut connected = connect(&options.connect).await?;
    let mut filling = filling(&options.rows, options.rehearsal, &mut connected).await?;
    if options.rows.size.is_none() {
        expect_sizes(&mut filling, &mut connected).await?;
    }
    let plan = filling.plan();
    if let Some(refusal) = refusal(&filling, options.strict) {
        return Err(refusal);
    }
    output.say_text(&beginning(plan, &options.rows));
    if plan.tables.is_empty() {
        return Ok(Begun {
            connected,
            filling,
            looked: None,
        });
    }
    let confirmation = Confirmation {
        name: options.confirm.as_deref(),
        truncates: plan.truncates,
        also: options.rows.size.map(|_| MEASURED),
    };
    let looked = look_and_confirm(&connected, &tables(plan), confirmation, output).await?;
    if options.rows.size.is_some() {
        filling = filling_of_size(filling, &options.rows, options.rehearsal, &mut connected).await?;
        if let Some(refusal) = refusal(&filling, options.strict) {
            return Err(refusal);
        }
        output.say_text(&measured(filling.plan()));
    }
    Ok(Begun {
        connected,
        filling,
        looked: Some(looked),
    })
}

async fn expect_sizes(filling: &mut Filling, connected: &mut Connected) -> Result<(), Failure> {
    let expected = filling.expect_sizes(&mut connected.client).await;
    expected.map_err(|error| failed(&error))
}

async fn plan_all(options: &PlanSeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals = listen()?;
    let read = async {
        let mut connected = connect(&options.connect).await?;
        let confirm = options.confirm.as_deref();
        let filling = reading(&options.rows, options.rehearsal, confirm, &mut connected, output).await?;
        Ok((connected, filling))
    };
    let (mut connected, mut filling) = signals::before_writing(&mut signals, Box::pin(read)).await?;
    if options.rehearsal != Rehearsal::Off && !filling.plan().tables.is_empty() {
        rehearse(&mut filling, &mut connected, Confirmed::Unasked, &mut signals, output).await?;
    }
    let run = async {
        expect_sizes(&mut filling, &mut connected).await?;
        let plan = filling.plan();
        if plan.tables.is_empty() || referenced(&filling).is_some() {
            return Ok(None);
        }
        let planned = seeder(plan, options.threads).plan(&mut connected.client).await;
        planned.map(Some).map_err(Failure::from)
    };
    let run = signals::before_writing(&mut signals, run).await?;
    shown(&filling, run.as_ref(), options, output)?;
    Ok(status(filling.plan()))
}

/// Shows a plan, or the reason why it cannot be carried out.
fn shown(
    filling: &Filling,
    run: Option<&blink::Plan>,
    options: &PlanSeedOptions,
    output: &mut Output,
) -> Result<(), Failure> {
    let plan = filling.plan();
    let refusal = refusal(filling, options.strict);
    if options.json {
        let plan_object = json::schema_plan(plan, run).map_err(|error| failed(&error))?;
        if let Some(mut refusal) = refusal {
            refusal.details = Some(serde_json::json!({"plan": plan_object}));
            return Err(refusal);
        }
        output.result(&format!("{plan_object}\n"))?;
        return Ok(());
    }
    let rebuilt = run.map(rebuilt).unwrap_or_default();
    output.result(&escape_lines(&format!("{plan}{rebuilt}")))?;
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    if let Some(nothing) = Nothing::of(filling, &options.rows) {
        output.result(&format!("\n{}\n", escape_lines(&nothing.to_string())))?;
    }
    Ok(())
}

/// The refusal of a plan that cannot be carried out, or not as it is wanted.
fn refusal(filling: &Filling, strict: bool) -> Option<Failure> {
    left_out(filling.plan(), strict).or_else(|| referenced(filling))
}

/// The status of a run after which all but what was left out is done.
fn status(plan: &Plan) -> ExitStatus {
    if plan.left_out.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::LeftOut
    }
}

fn seeder(plan: &Plan, threads: Option<NonZeroUsize>) -> Seeder {
    let mut seeder = plan.seeder();
    if let Some(threads) = threads {
        seeder.threads(threads.get());
    }
    seeder
}
