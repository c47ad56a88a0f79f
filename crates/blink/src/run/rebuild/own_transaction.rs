//! The rebuild of one object in a transaction of its own.

use std::time::Instant;

use super::build::{build_object, rebuild_failed};
use super::dropped_object::DroppedObject;
use super::settings::{Settings, set_config};
use super::violating_keys;
use crate::catalog::keys::{self, IndexOrConstraint};
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::error::{Error, ErrorKind};
use crate::plan::Plan;
use crate::run::session_state::{SessionState, transaction_settings};
use crate::run::transaction::OpenTransaction;

/// The end of one build.
pub(super) struct Built<L> {
    /// None if the connection was lost.
    pub(super) lease: Option<L>,
    pub(super) dropped: DroppedObject,
    pub(super) result: Result<(), Error>,
}

pub(super) async fn build<By, L: PooledConnection<By>>(
    dropped: DroppedObject,
    mut lease: L,
    share: usize,
    context: (&Plan, &SessionState),
) -> Built<L> {
    let result = build_in_transaction(&dropped, share, context, lease.connection()).await;
    let lost = result.as_ref().is_err_and(Error::is_connection_lost);
    Built {
        lease: (!lost).then_some(lease),
        dropped,
        result,
    }
}

async fn build_in_transaction<C: Connection>(
    dropped: &DroppedObject,
    share: usize,
    (plan, state): (&Plan, &SessionState),
    conn: &mut C,
) -> Result<(), Error> {
    let unlimited = Deadline::default();
    let session = Session::new(conn, unlimited);
    let mut transaction = OpenTransaction::begin(session, &transaction_settings(plan, state, unlimited));
    let built = rebuild_object(dropped, share, &mut transaction.session).await;
    match transaction.end(plan, built).await {
        Err(error) if violating_keys::is_of_a_key(&error) => {
            let session = Session::new(conn, unlimited);
            let mut asking = OpenTransaction::begin(session, &transaction_settings(plan, state, unlimited));
            let (max, path) = (plan.max_violations, Some(dropped.search_path.as_str()));
            let violations = violating_keys::read(&dropped.object, path, max, None, &mut asking.session).await;
            Err(asking.roll_back(error.with_violations(violations)).await)
        }
        ended => ended,
    }
}

async fn rebuild_object<C: Connection>(
    DroppedObject {
        object, search_path, ..
    }: &DroppedObject,
    share: usize,
    session: &mut Session<'_, C>,
) -> Result<(), Error> {
    let started = Instant::now();
    let before = Settings::read(session).await?;
    let building = before.for_building(0, share);
    let mut set = building
        .each_ref()
        .map(|(name, value)| set_config(name, value))
        .to_vec();
    set.push(set_config("lock_timeout", "0"));
    // The server prints a definition relative to the search_path.
    set.push(set_config("search_path", search_path));
    session.execute(&set.join("; ")).await?;
    // The object may exist: a COMMIT may be unanswered, or be in flight, which holds its lock.
    let lock = format!("LOCK TABLE ONLY {} IN ACCESS SHARE MODE", object.table_name);
    session.execute(&lock).await?;
    if exists(object, session).await? {
        return Ok(());
    }
    let built = build_object(object, &before, &building, session).await;
    built.map_err(|error| rebuild_failed(object, error))?;
    if !exists(object, session).await? {
        return Err(Error::new(ErrorKind::RebuildMismatch(object.name.clone())));
    }
    tracing::debug!(table = object.table_name, name = object.name, elapsed = ?started.elapsed(), "rebuilt");
    Ok(())
}

async fn exists<C: Connection>(object: &IndexOrConstraint, session: &mut Session<'_, C>) -> Result<bool, Error> {
    let objects = keys::read(session, &[object.table]).await?;
    Ok(objects.iter().any(|existing| existing.restores(object)))
}
