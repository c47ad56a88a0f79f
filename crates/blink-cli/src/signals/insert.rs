//! A run that signals can stop, from its first query to the last word on it.

use std::sync::Arc;

use blink::{BoxError, Report, Seeder};
use tokio_postgres::Client;

use super::stopping::{Atomicity, Stopper, Watched};
use crate::exit::Failure;
use crate::stage::{Observed, Stage};

/// Does some work that takes back what it writes. A signal stops it, and that what it wrote is rolled back is waited for.
///
/// `stage` is that of the stopper.
///
/// # Errors
/// The work's failure, or that it was stopped.
pub async fn rehearse<T, C, S>(
    work: impl AsyncFnOnce(&mut Observed<&mut Client>) -> Result<T, Failure>,
    client: &mut Client,
    stage: &Arc<Stage>,
    mut stopper: Stopper<'_, C, S>,
) -> Result<T, Failure>
where
    C: AsyncFn() -> Result<(), BoxError>,
    S: Fn(&str),
{
    let mut observed = Observed::new(&mut *client, Arc::clone(stage));
    match stopper.watch(work(&mut observed), Atomicity::Atomic).await {
        Watched::Ended(result, _) => result,
        Watched::Dropped(stopping) => Err(stopper.confirm(stopping, client).await),
        Watched::Left(failure) => Err(failure),
    }
}

/// Runs a seeder in one transaction. A signal stops it: what was sent is rolled back, and that is waited for.
///
/// `stage` is that of the stopper. Tell it the rows that were sent by [`Seeder::on_progress`].
///
/// # Errors
/// The run's failure, or that it was stopped.
pub async fn insert<C, S>(
    seeder: Seeder,
    client: &mut Client,
    stage: &Arc<Stage>,
    mut stopper: Stopper<'_, C, S>,
) -> Result<Report, Failure>
where
    C: AsyncFn() -> Result<(), BoxError>,
    S: Fn(&str),
{
    let mut observed = Observed::new(&mut *client, Arc::clone(stage));
    let watched = stopper.watch(seeder.insert(&mut observed), Atomicity::Atomic).await;
    match watched {
        Watched::Ended(result, signal) => stopper.outcome(result, signal),
        Watched::Dropped(stopping) => Err(stopper.confirm(stopping, client).await),
        Watched::Left(failure) => Err(failure),
    }
}
