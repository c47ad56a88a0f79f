//! All that the commands which write have in common.

use std::sync::Arc;

use blink::TableName;
use tokio::task::JoinHandle;

use super::connect::host;
use crate::connect::Connected;
use crate::exit::{ExitStatus, Failure};
use crate::flags::Advised;
use crate::guard::{self, Confirmation, Confirmed};
use crate::json;
use crate::progress::{Form, Meter, backend_pid, poll_builds};
use crate::signals::Signals;
use crate::terminal::{Output, Terminal};

/// Runs a command to its end. A thread that still waits for a pipe is left behind.
pub(super) fn finished<T>(command: impl Future<Output = T>) -> Result<T, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = built.map_err(|error| Failure::refused(format!("no threads could be started: {error}")))?;
    let ended = runtime.block_on(command);
    runtime.shutdown_background();
    Ok(ended)
}

/// Tells a failure in the command's words, and to programs, too.
pub(super) fn told(
    ended: Result<ExitStatus, Failure>,
    advised: Advised,
    as_json: bool,
    output: &mut Output,
) -> Result<ExitStatus, Failure> {
    let ended = ended.map_err(|failure| failure.advised(advised));
    if let Err(failure) = &ended
        && as_json
    {
        output.result(&format!("{}\n", json::failure(failure, advised)))?;
    }
    ended
}

/// Begins to listen to signals.
pub(super) fn listen() -> Result<Signals, Failure> {
    Signals::listen().map_err(|error| Failure::refused(format!("signals cannot be heard: {error}")))
}

/// The answers to the look at a database.
#[derive(Debug)]
pub(super) struct Looked {
    /// The way in which it was confirmed.
    pub(super) confirmed: Confirmed,
    /// The tables of the run that have rows, or may have.
    pub(super) had_rows: Vec<TableName>,
}

/// Looks at the database that is about to be written to, and has it confirmed.
pub(super) async fn look_and_confirm(
    connected: &Connected,
    tables: &[TableName],
    confirmation: Confirmation<'_>,
    output: &Output,
) -> Result<Looked, Failure> {
    let target = guard::Target {
        host: host(&connected.host),
        tables,
        is_named: confirmation.name.is_some(),
    };
    let facts = guard::look(&connected.client, target).await?;
    let signs = guard::signs(&facts);
    let confirmed = guard::confirm(&facts, &signs, confirmation, Terminal::open, output).await?;
    let had_rows = facts.targets.into_iter().filter(|table| table.rows.may_be_some());
    Ok(Looked {
        confirmed,
        had_rows: had_rows.map(|table| table.name).collect(),
    })
}

/// Asks the server about the indexes that it builds, while a run in one transaction goes on.
pub(super) async fn polling(connected: &Connected, meter: &Arc<Meter>, form: Form) -> Option<JoinHandle<()>> {
    if form == Form::None {
        return None;
    }
    // Without an answer the progress does without it.
    let pid = backend_pid(&connected.client).await.ok()?;
    let target = connected.target.clone();
    let connecting = async move { Ok(target.connect().await?.client) };
    Some(tokio::spawn(poll_builds(Arc::clone(meter), pid, connecting)))
}
