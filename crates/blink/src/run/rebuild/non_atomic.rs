//! Rebuilds indexes and constraints of a non-atomic run: over several connections, one transaction for each object,
//! even if the load failed.

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use postgres_types::Oid;

use super::build::{build_object, rebuild_failed};
use super::settings::{Settings, set_config};
use super::{DroppedObject, Rebuilder};
use crate::catalog::keys::{self, IndexOrConstraint, ObjectKind};
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::error::sqlstate::class;
use crate::error::{Error, ErrorKind};
use crate::plan::Plan;
use crate::report::phase::Phase;
use crate::run::connections::Connections;
use crate::run::session_state::SessionState;
use crate::run::session_state::transaction_settings;
use crate::run::transaction::OpenTransaction;

/// The objects to rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum RebuildSet {
    /// All but the foreign keys, which no statement needs.
    Indexes,
    All,
}

impl Rebuilder<'_> {
    /// Rebuilds as much as can be rebuilt, and returns the first error. The run's time limit does not apply: dropped
    /// objects have to be restored. An object that could not be rebuilt is not tried again.
    pub(in crate::run) async fn build_apart<By, L: PooledConnection<By>>(
        &mut self,
        set: RebuildSet,
        context: (&Plan, &SessionState),
        connections: &mut Connections<'_, '_, L>,
    ) -> Result<(), Error> {
        let is_wanted =
            |dropped: &&DroppedObject| !dropped.error && (set == RebuildSet::All || !dropped.object.is_foreign_key());
        // Objects in flight stay in the list of dropped objects, which is logged if the run is dropped here.
        let waiting = self.dropped.iter().filter(is_wanted).cloned().collect();
        let mut scheduler = Scheduler::new(waiting, context, connections);
        loop {
            scheduler.start_ready();
            let phase = scheduler.phase();
            match scheduler.next_event().await {
                None => break,
                Some(Event::Connected(connected)) => scheduler.on_connected(connected),
                Some(Event::Built(built)) => {
                    self.phases.add(phase, scheduler.lap());
                    if let Some((dropped, built)) = scheduler.on_built(*built) {
                        let settled = self.settle(&dropped, built);
                        scheduler.first_error = scheduler.first_error.or(settled.err());
                    }
                }
            }
        }
        scheduler.first_error.map_or(Ok(()), Err)
    }

    /// Records whether an object exists again.
    fn settle(&mut self, dropped: &DroppedObject, built: Result<(), Error>) -> Result<(), Error> {
        let oid = dropped.object.oid;
        let Err(error) = built else {
            self.dropped.retain(|gone| gone.object.oid != oid);
            return Ok(());
        };
        if let Some(gone) = self.dropped.iter_mut().find(|gone| gone.object.oid == oid) {
            gone.error = true;
        }
        Err(self.of_table(dropped.object.table, error))
    }

    /// The statements that rebuild the objects still missing.
    pub(in crate::run) fn missing(&mut self) -> Vec<String> {
        let mut missing = std::mem::take(&mut self.dropped);
        missing.sort_by_key(DroppedObject::build_order);
        missing.iter().map(DroppedObject::statement).collect()
    }
}

/// The rebuild over several connections: as many objects at once as their locks allow, in an order that foreign keys
/// need.
struct Scheduler<'s, 'c, 'l, L> {
    context: (&'s Plan, &'s SessionState),
    connections: &'s mut Connections<'c, 'l, L>,
    /// The highest number of connections that build at once.
    max: usize,
    waiting: Vec<DroppedObject>,
    in_flight: Vec<(Oid, Locks)>,
    builds: FuturesUnordered<BoxFuture<'s, Built<L>>>,
    connecting: Option<BoxFuture<'l, Result<L, Error>>>,
    first_error: Option<Error>,
    last_event: Instant,
}

enum Event<L> {
    Built(Box<Built<L>>),
    Connected(Result<L, Error>),
}

/// The end of one build.
struct Built<L> {
    /// None if the connection was lost.
    lease: Option<L>,
    dropped: DroppedObject,
    result: Result<(), Error>,
}

impl<'s, 'c, 'l, L: 's> Scheduler<'s, 'c, 'l, L> {
    fn new(
        mut waiting: Vec<DroppedObject>,
        context: (&'s Plan, &'s SessionState),
        connections: &'s mut Connections<'c, 'l, L>,
    ) -> Self {
        waiting.sort_by_key(DroppedObject::build_order);
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
    fn start_ready<By>(&mut self)
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
            self.in_flight.push((dropped.object.oid, Locks::of(&dropped.object)));
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
    fn phase(&self) -> Phase {
        if self.in_flight.iter().all(|(_, locks)| locks.is_key) {
            Phase::ForeignKeys
        } else {
            Phase::Indexes
        }
    }

    /// The time since the last build ended.
    fn lap(&mut self) -> Duration {
        let elapsed = self.last_event.elapsed();
        self.last_event = Instant::now();
        elapsed
    }

    /// Waits for a build or another connection, whichever comes first: a pool may have no more connections. None if
    /// everything is done.
    async fn next_event(&mut self) -> Option<Event<L>> {
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
    fn on_connected(&mut self, connected: Result<L, Error>) {
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
    fn on_built(&mut self, built: Built<L>) -> Option<(DroppedObject, Result<(), Error>)> {
        let Built {
            lease,
            mut dropped,
            result,
        } = built;
        self.in_flight.retain(|(oid, _)| *oid != dropped.object.oid);
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

impl DroppedObject {
    /// The order of rebuilding: indexes first, which foreign keys need, and each kind in its order of creation.
    pub(super) fn build_order(&self) -> (bool, Oid) {
        (self.object.is_foreign_key(), self.object.oid)
    }

    /// The SQL that rebuilds the object in any session.
    pub(super) fn statement(&self) -> String {
        let mut sql = format!("BEGIN; {}", set_config("search_path", &self.search_path));
        if !self.object.tablespace.is_empty() {
            sql.push_str("; ");
            sql.push_str(&set_config("default_tablespace", &self.object.tablespace));
        }
        for statement in [Some(&self.object.create_sql), self.object.post_build_sql.as_ref()]
            .into_iter()
            .flatten()
        {
            sql.push_str("; ");
            sql.push_str(statement);
        }
        sql.push_str("; COMMIT");
        sql
    }
}

/// The locks that building an object takes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Locks {
    tables: Vec<Oid>,
    /// True if no other object of these tables is built at the same time. Indexes can be built at once ([CREATE INDEX
    /// takes SHARE](https://www.postgresql.org/docs/current/explicit-locking.html)), but not if ALTER TABLE follows,
    /// which would wait for the others, and they for it. Unique indexes are built in their order: if a foreign key may
    /// refer to either of two, it takes the first (`transformFkeyCheckAttrs` in tablecmds.c).
    exclusive: bool,
    is_key: bool,
}

impl Locks {
    fn of(object: &IndexOrConstraint) -> Self {
        Self {
            tables: [Some(object.table), object.reference.as_ref().map(|to| to.table)]
                .into_iter()
                .flatten()
                .collect(),
            exclusive: object.kind != ObjectKind::Index
                || object.post_build_sql.is_some()
                || object.create_sql.starts_with("CREATE UNIQUE"),
            is_key: object.is_foreign_key(),
        }
    }

    fn shares_table(&self, other: &Self) -> bool {
        self.tables.iter().any(|table| other.tables.contains(table))
    }

    /// Returns true if the two objects cannot be built at the same time. A foreign key needs the index on the
    /// referenced columns, and finds its own rows by that of its table.
    fn conflicts_with(&self, other: &Self) -> bool {
        self.shares_table(other) && (self.exclusive || other.exclusive || self.is_key != other.is_key)
    }
}

/// The place of the next object that can be built beside those in flight. No foreign key overtakes an index of its
/// tables.
fn next(waiting: &[DroppedObject], in_flight: &[(Oid, Locks)]) -> Option<usize> {
    let all = waiting
        .iter()
        .map(|dropped| Locks::of(&dropped.object))
        .collect::<Vec<_>>();
    let free = |locks: &Locks| {
        let mut indexes = all.iter().filter(|other| locks.is_key && !other.is_key);
        !in_flight.iter().any(|(_, other)| locks.conflicts_with(other))
            && !indexes.any(|other| locks.shares_table(other))
    };
    all.iter().position(free)
}

async fn build<By, L: PooledConnection<By>>(
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
    let mut transaction = OpenTransaction::begin(session, &transaction_settings(plan, state, unlimited)).await?;
    let built = rebuild_object(dropped, share, &mut transaction.session).await;
    transaction.end(plan, built).await
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
    Ok(objects.iter().any(|found| found.same_definition(object)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::keys::ReferencedIndex;

    fn object(oid: Oid, kind: ObjectKind, table: Oid, to: Option<Oid>, build: &str) -> DroppedObject {
        let reference = to.map(|table| ReferencedIndex {
            table,
            table_name: String::new(),
            index: 0,
            index_name: String::new(),
        });
        DroppedObject {
            object: IndexOrConstraint {
                table,
                table_name: String::new(),
                oid,
                kind,
                name: String::new(),
                drop_sql: String::new(),
                create_sql: build.to_owned(),
                post_build_sql: None,
                tablespace: String::new(),
                deferrable: false,
                deferred: false,
                blocker: None,
                reference,
            },
            search_path: String::new(),
            retried: false,
            error: false,
        }
    }

    #[test]
    fn what_locks_the_same_table_is_built_one_after_the_other() {
        let key = object(1, ObjectKind::PrimaryKey, 10, None, "ALTER TABLE");
        let plain = object(2, ObjectKind::Index, 10, None, "CREATE INDEX");
        let unique = object(3, ObjectKind::Index, 10, None, "CREATE UNIQUE INDEX");
        let elsewhere = object(4, ObjectKind::Index, 20, None, "CREATE INDEX");
        let foreign = object(5, ObjectKind::ForeignKey, 20, Some(10), "ALTER TABLE");
        let place = |waiting: &[&DroppedObject], in_flight: &[&DroppedObject]| {
            let waiting = waiting.iter().map(|&dropped| dropped.clone()).collect::<Vec<_>>();
            let in_flight = in_flight
                .iter()
                .map(|dropped| (dropped.object.oid, Locks::of(&dropped.object)));
            next(&waiting, &in_flight.collect::<Vec<_>>())
        };
        assert_eq!(place(&[&plain], &[&plain]), Some(0));
        assert_eq!(place(&[&plain, &elsewhere], &[&key]), Some(1));
        assert_eq!(place(&[&unique], &[&plain]), None);
        // A foreign key waits for the indexes of both of its tables, those to come and those in flight.
        assert_eq!(place(&[&foreign, &plain], &[]), Some(1));
        assert_eq!(place(&[&foreign], &[&elsewhere]), None);
        assert_eq!(place(&[&foreign], &[&foreign]), None);
        assert_eq!(place(&[&foreign], &[]), Some(0));
    }
}
