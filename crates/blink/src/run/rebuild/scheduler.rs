//! The order of a rebuild over several connections.

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::dropped_object::DroppedObject;
use super::locks::{Locks, next};
use super::own_transaction::{Built, build};
use crate::catalog::keys::ObjectId;
use crate::connection::pooled::PooledConnection;
use crate::error::Error;
use crate::error::sqlstate::class;
use crate::plan::Plan;
use crate::report::phase::Phase;
use crate::run::connections::Connections;
use crate::run::session_state::SessionState;

/// The rebuild over several connections: as many objects at once as their locks allow, in an order that foreign keys
/// need.
pub(super) struct Scheduler<'s, 'c, 'l, L> {
    context: (&'s Plan, &'s SessionState),
    connections: &'s mut Connections<'c, 'l, L>,
    /// The highest number of connections that build at once.
    max: usize,
    waiting: Vec<DroppedObject>,
    in_flight: Vec<(ObjectId, Locks)>,
    builds: FuturesUnordered<BoxFuture<'s, Built<L>>>,
    connecting: Option<BoxFuture<'l, Result<L, Error>>>,
    pub(super) first_error: Option<Error>,
    last_event: Instant,
}

pub(super) enum Event<L> {
    Built(Box<Built<L>>),
    Connected(Result<L, Error>),
}

impl<'s, 'c, 'l, L: 's> Scheduler<'s, 'c, 'l, L> {
    pub(super) fn new(
        mut waiting: Vec<DroppedObject>,
        context: (&'s Plan, &'s SessionState),
        connections: &'s mut Connections<'c, 'l, L>,
    ) -> Self {
        waiting.sort_by_key(|dropped| dropped.object.id);
        Self {
            context,
            max: connections.max.max(1),
            connections,
            waiting,
            in_flight: Vec::new(),
            builds: FuturesUnordered::new(),
            connecting: None,
            first_error: None,
            last_event: Instant::now(),
        }
    }

    /// Starts every build that can start now, and opens another connection if one is missing for that.
    pub(super) fn start_ready<By>(&mut self)
    where
        L: PooledConnection<By>,
        By: 's,
    {
        while self.builds.len() < self.max && !self.connections.free.is_empty() {
            let Some(n) = next(&self.waiting, &self.in_flight) else {
                break;
            };
            let Some(lease) = self.connections.free.pop() else {
                break;
            };
            let dropped = self.waiting.remove(n);
            self.in_flight.push((dropped.object.id, Locks::of(&dropped.object)));
            // Each connection takes its part of the memory.
            let share = self.max.min(self.waiting.len() + 1);
            self.builds.push(Box::pin(build(dropped, lease, share, self.context)));
        }
        let open = self.builds.len() + self.connections.free.len();
        self.connections.opened = self.connections.opened.max(open);
        let is_short = self.builds.len() < self.max && self.connecting.is_none();
        if is_short && next(&self.waiting, &self.in_flight).is_some() {
            self.connecting = Some((self.connections.connect)());
        }
    }

    /// The phase that the time until the next event belongs to.
    pub(super) fn phase(&self) -> Phase {
        if self.in_flight.iter().all(|(_, locks)| locks.is_key) {
            Phase::ForeignKeys
        } else {
            Phase::Indexes
        }
    }

    /// The time since the last build ended.
    pub(super) fn lap(&mut self) -> Duration {
        let elapsed = self.last_event.elapsed();
        self.last_event = Instant::now();
        elapsed
    }

    /// Waits for a build or another connection, whichever comes first: a pool may have no more connections. None if
    /// everything is done.
    pub(super) async fn next_event(&mut self) -> Option<Event<L>> {
        if self.builds.is_empty() && self.waiting.is_empty() {
            return None;
        }
        match (&mut self.connecting, self.builds.is_empty()) {
            (None, _) => self.builds.next().await.map(|built| Event::Built(Box::new(built))),
            (Some(connecting), true) => Some(Event::Connected(connecting.await)),
            (Some(connecting), false) => match select(self.builds.next(), connecting).await {
                Either::Left((built, _)) => built.map(|built| Event::Built(Box::new(built))),
                Either::Right((connected, _)) => Some(Event::Connected(connected)),
            },
        }
    }

    /// Continues with the existing connections if another cannot be opened.
    pub(super) fn on_connected(&mut self, connected: Result<L, Error>) {
        self.connecting = None;
        match connected {
            Ok(lease) => self.connections.free.push(lease),
            Err(error) => {
                self.max = self.builds.len() + self.connections.free.len();
                if self.max == 0 {
                    self.waiting.clear();
                    self.first_error.get_or_insert(error);
                } else {
                    self.connections.last_error.get_or_insert(error);
                }
            }
        }
    }

    /// Keeps the connection for the next build, and returns the outcome unless the object is tried again.
    pub(super) fn on_built(&mut self, built: Built<L>) -> Option<(DroppedObject, Result<(), Error>)> {
        let Built {
            lease,
            mut dropped,
            result,
        } = built;
        self.in_flight.retain(|(id, _)| *id != dropped.object.id);
        self.connections.free.extend(lease);
        match result {
            Err(error) if !dropped.retried && is_retryable(&error) => {
                let name = &dropped.object.name;
                tracing::warn!(name, error = format!("{error:#}"), "retrying the rebuild");
                dropped.retried = true;
                self.waiting.insert(0, dropped);
                None
            }
            result => Some((dropped, result)),
        }
    }
}

/// Returns true if another try may succeed: the connection was lost, or other sessions were in the way.
fn is_retryable(error: &Error) -> bool {
    let code = error.sqlstate();
    error.is_connection_lost() || code.is_some_and(|code| code.starts_with(class::TRANSACTION_ROLLBACK))
}
