//! The run of a load, which a signal stops.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use blink::{BoxError, NonAtomic, Report, Seeder};
use tokio_postgres::Client;

use super::failed::renumbered;
use super::files::Files;
use crate::args::Mode;
use crate::connect::Connected;
use crate::exit::Failure;
use crate::signals::{self, Atomicity, Signals, Stopper, Watched};
use crate::stage::Stage;
use crate::terminal::Output;

/// A run that has not begun.
pub(super) struct Run<'r> {
    pub(super) seeder: Seeder,
    pub(super) mode: Mode,
    pub(super) files: &'r Files,
    /// True if rows of the files are stored already.
    pub(super) resumes: bool,
    pub(super) stage: &'r Arc<Stage>,
}

impl Run<'_> {
    /// Runs the seeder.
    pub(super) async fn load(
        self,
        connected: &mut Connected,
        signals: &mut Signals,
        output: &Output,
    ) -> Result<Report, Failure> {
        let Connected {
            client, cancel, target, ..
        } = connected;
        // Those of the sessions that a run which is not atomic opens come to it.
        let cancels = Mutex::new(vec![cancel.clone()]);
        let lock = || cancels.lock().unwrap_or_else(PoisonError::into_inner);
        let cancel = || async {
            let cancels = lock().clone();
            for cancel in cancels {
                cancel.send().await?;
            }
            Ok::<_, BoxError>(())
        };
        let mut stopper = Stopper {
            signals,
            stage: self.stage,
            cancel,
            say: |line: &str| output.say(line),
        };
        let settings = self.files.session_settings();
        let Mode::NonAtomic { connections } = self.mode else {
            let set = set_up(client, settings).await;
            set.map_err(|error| Failure::refused(format!("the session could not be set up: {error}")))?;
            return signals::insert(self.seeder, client, self.stage, stopper).await;
        };
        let connecting = || async {
            let connected = target.connect().await?;
            lock().push(connected.cancel);
            set_up(&connected.client, settings).await?;
            Ok::<_, BoxError>(connected.client)
        };
        let mut run = non_atomic(self.seeder, connections);
        if self.resumes {
            run = run.resumes();
        }
        let run = async {
            run.insert(connecting)
                .await
                .map_err(|error| renumbered(error, self.files))
        };
        match stopper.watch(run, Atomicity::NonAtomic).await {
            Watched::Ended(result, signal) => stopper.outcome(result, signal),
            Watched::Dropped(stopping) => Err(stopper.confirm(stopping, client).await),
            Watched::Left(failure) => Err(failure),
        }
    }
}

async fn set_up(client: &Client, settings: Option<&str>) -> Result<(), tokio_postgres::Error> {
    match settings {
        Some(settings) => client.batch_execute(settings).await,
        None => Ok(()),
    }
}

/// The seeder as a run that is not atomic, over so many connections.
pub(super) fn non_atomic(seeder: Seeder, connections: Option<NonZeroUsize>) -> NonAtomic {
    let run = seeder.non_atomic();
    match connections {
        Some(connections) => run.concurrency(connections.get()),
        None => run,
    }
}
