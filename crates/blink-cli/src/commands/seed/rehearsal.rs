//! The rehearsal of a seeding: some rows of each table are stored and taken back.

use blink::BoxError;
use blink_schema::Filling;
use blink_schema::plan::NotFilled;
use tokio_postgres::Client;

use super::words::{failed, rehearsed, size};
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::guard::Confirmed;
use crate::signals::{self, Signals, Stopper};
use crate::stage::{Observed, Stage};
use crate::terminal::{Output, Terminal};

/// Rehearses, tells what came of it, and asks whether to go on without the tables that the server refuses, if somebody is
/// there who was asked before.
pub(super) async fn rehearse(
    filling: &mut Filling,
    connected: &mut Connected,
    confirmed: Confirmed,
    signals: &mut Signals,
    output: &Output,
) -> Result<(), Failure> {
    let stage = Stage::new();
    let cancel = connected.cancel.clone();
    let before = filling.plan().left_out.clone();
    let stopper = Stopper {
        signals,
        stage: &stage,
        cancel: || async { cancel.send().await.map_err(BoxError::from) },
        say: |line: &str| output.say(line),
    };
    let work = async |client: &mut Observed<&mut Client>| {
        let rehearsed = filling.rehearse(client).await;
        rehearsed.map_err(|error| failed(&error))?;
        let expected = filling.expect_sizes(client).await;
        expected.map_err(|error| failed(&error))
    };
    signals::rehearse(work, &mut connected.client, &stage, stopper).await?;
    let plan = filling.plan();
    let refused = |table: &&NotFilled| !before.iter().any(|known| known.table == table.table);
    let refused = plan.left_out.iter().filter(refused).collect::<Vec<_>>();
    output.say_text(&rehearsed(plan, &refused));
    if refused.is_empty() || plan.tables.is_empty() {
        return Ok(());
    }
    output.say_text(&size(plan));
    match confirmed {
        Confirmed::Unasked => Ok(()),
        Confirmed::Typed => signals::before_writing(signals, go_on()).await,
    }
}

/// Asks whether to go on.
async fn go_on() -> Result<(), Failure> {
    let stopped = || Failure::new(ExitStatus::Usage, "not gone on; nothing was written");
    let Some(terminal) = Terminal::open() else {
        return Err(stopped());
    };
    match terminal.ask("Go on without the tables that are left out? [y/N] ").await {
        Ok(Some(answer)) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        Ok(_) => Err(stopped()),
        Err(error) => Err(Failure::usage(format!(
            "the terminal cannot be read: {error}; nothing was written"
        ))),
    }
}
