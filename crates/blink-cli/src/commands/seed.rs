//! `blink seed`, and `blink plan` and `blink preview` of it: rows out of the schema.

mod preview;
mod rehearsal;
mod words;

use std::num::NonZeroUsize;
use std::sync::Arc;

use blink::{BoxError, Seeder, TableName};
use blink_schema::Filling;
use blink_schema::plan::Plan;

use self::rehearsal::rehearse;
use self::words::{Nothing, beginning, failed, logins, more, rebuilt, refusal};
use super::connect::connect;
use super::running::{finished, listen, look_and_confirm, polling, told};
use crate::args::{PlanSeedOptions, PreviewOptions, Rehearsal, RowOptions, SeedOptions};
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::guard::{Confirmation, Confirmed};
use crate::json;
use crate::progress::{self, Meter};
use crate::signals::{self, Signals, Stopper};
use crate::stage::Stage;
use crate::terminal::{Output, escape_lines};

/// Fills tables.
pub(super) fn seed(options: &SeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(seed_all(options, output))?;
    told(ended, options.json, output)
}

/// Shows what a seeding would make.
pub(super) fn plan(options: &PlanSeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(plan_all(options, output))?;
    told(ended, options.json, output)
}

/// Shows the first rows of a table.
pub(super) fn preview(options: &PreviewOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let ended = finished(preview::show(options, output))?;
    told(ended, options.json, output)
}

async fn seed_all(options: &SeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals = listen()?;
    let begun = signals::before_writing(&mut signals, Box::pin(begun(options, output))).await?;
    let Begun {
        mut connected,
        mut filling,
        confirmed,
    } = begun;
    if let Some(confirmed) = confirmed
        && options.rehearsal != Rehearsal::Off
    {
        rehearse(&mut filling, &mut connected, confirmed, &mut signals, output).await?;
        if let Some(refusal) = refusal(filling.plan(), options.strict) {
            return Err(refusal);
        }
    }
    let plan = filling.plan();
    let status = status(plan);
    if let Some(nothing) = Nothing::of(plan, &options.rows.selection) {
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
        let report = json::with_plan(json::report(&report, status), plan);
        output.result(&format!("{report}\n"))?;
    } else {
        let (logins, more) = (logins(plan), more(&options.rows));
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
    confirmed: Option<Confirmed>,
}

/// Connects, plans, tells what will not be filled, and has the database confirmed. Where nothing is to be done, nothing
/// is asked.
async fn begun(options: &SeedOptions, output: &Output) -> Result<Begun, Failure> {
    let mut connected = connect(&options.connect).await?;
    let mut filling = filling(&options.rows, options.rehearsal, &mut connected).await?;
    expect_sizes(&mut filling, &mut connected).await?;
    let plan = filling.plan();
    if let Some(refusal) = refusal(plan, options.strict) {
        return Err(refusal);
    }
    output.say(beginning(plan).trim_end());
    let confirmed = if Nothing::of(plan, &options.rows.selection).is_some() {
        None
    } else {
        let confirmation = Confirmation {
            name: options.confirm.as_deref(),
            truncates: plan.truncates,
            also: None,
        };
        Some(look_and_confirm(&connected, &tables(plan), confirmation, output).await?)
    };
    Ok(Begun {
        connected,
        filling,
        confirmed,
    })
}

async fn filling(rows: &RowOptions, rehearsal: Rehearsal, connected: &mut Connected) -> Result<Filling, Failure> {
    let reading = Filling::read(&mut connected.client, rows.of_filling(rehearsal));
    let filling = Box::pin(reading).await;
    filling.map_err(|error| failed(&error))
}

async fn expect_sizes(filling: &mut Filling, connected: &mut Connected) -> Result<(), Failure> {
    let expected = filling.expect_sizes(&mut connected.client).await;
    expected.map_err(|error| failed(&error))
}

fn tables(plan: &Plan) -> Vec<TableName> {
    plan.tables.iter().map(|table| table.name.clone()).collect()
}

async fn plan_all(options: &PlanSeedOptions, output: &mut Output) -> Result<ExitStatus, Failure> {
    let mut signals = listen()?;
    let read = async {
        let mut connected = connect(&options.connect).await?;
        let filling = filling(&options.rows, options.rehearsal, &mut connected).await?;
        let confirmed = if filling.plan().tables.is_empty() || options.rehearsal == Rehearsal::Off {
            None
        } else {
            let confirmation = Confirmation {
                name: options.confirm.as_deref(),
                truncates: false,
                also: Some("Some rows of each table are stored and taken back (--rehearse); nothing stays."),
            };
            Some(look_and_confirm(&connected, &tables(filling.plan()), confirmation, output).await?)
        };
        Ok((connected, filling, confirmed))
    };
    let (mut connected, mut filling, confirmed) = signals::before_writing(&mut signals, Box::pin(read)).await?;
    if confirmed.is_some() {
        rehearse(&mut filling, &mut connected, Confirmed::Unasked, &mut signals, output).await?;
    }
    let run = async {
        expect_sizes(&mut filling, &mut connected).await?;
        let plan = filling.plan();
        if plan.tables.is_empty() {
            return Ok(None);
        }
        let planned = seeder(plan, options.threads).plan(&mut connected.client).await;
        planned.map(Some).map_err(Failure::from)
    };
    let run = signals::before_writing(&mut signals, run).await?;
    let plan = filling.plan();
    shown(plan, run.as_ref(), options, output)?;
    Ok(status(plan))
}

/// Shows a plan, or the reason why it cannot be carried out.
fn shown(
    plan: &Plan,
    run: Option<&blink::Plan>,
    options: &PlanSeedOptions,
    output: &mut Output,
) -> Result<(), Failure> {
    let refusal = refusal(plan, options.strict);
    if options.json {
        let plan_object = json::schema_plan(plan, run);
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
    if let Some(nothing) = Nothing::of(plan, &options.rows.selection) {
        output.result(&format!("\n{}\n", escape_lines(&nothing.to_string())))?;
    }
    Ok(())
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
