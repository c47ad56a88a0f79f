//! Building indexes and keys again where the run is not one transaction: over several connections, each object in a
//! transaction of its own, and whatever else has failed.

use std::time::Instant;

use futures_util::TryFutureExt as _;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use postgres_types::Oid;

use super::build::{build_sql, not_built};
use super::settings::{Settings, set_config};
use super::{Dropped, Rebuilding};
use crate::catalog::objects::{self, Object, ObjectKind};
use crate::connection::Connection;
use crate::connection::lease::Lease;
use crate::deadline::Deadline;
use crate::error::{Error, Kind};
use crate::load::parallel::{Leases, begin, end, settings};
use crate::load::session::Session;
use crate::load::{Failed, answer};
use crate::phase::Phase;
use crate::plan::Plan;
use crate::sqlstate::class;

/// What is to be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum What {
    /// All but the foreign keys, which no statement needs.
    Indexes,
    Everything,
}

impl Rebuilding<'_> {
    /// Builds what is gone, as much of it as can be built; gives the first error. The run's limit of time does not count:
    /// what was dropped has to come back. What cannot be built is not tried again.
    pub(in crate::load) async fn build_apart<By, L: Lease<By>>(
        &mut self,
        what: What,
        context: (&Plan, &Session),
        leases: &mut Leases<'_, '_, L>,
    ) -> Result<(), Failed> {
        let wanted =
            |dropped: &Dropped| !dropped.refused && (what == What::Everything || !dropped.object.is_foreign_key());
        // What is under way stays in the list of what is gone, which is told if the run is dropped here.
        let mut waiting = self
            .dropped
            .iter()
            .filter(|dropped| wanted(dropped))
            .cloned()
            .collect::<Vec<_>>();
        waiting.sort_by_key(Dropped::turn);
        let mut first = None;
        let mut most = leases.most.max(1);
        let mut building = FuturesUnordered::new();
        let mut under_way = Vec::<(Oid, Locks)>::new();
        let mut connecting = None;
        let mut since = Instant::now();
        loop {
            while building.len() < most && !leases.free.is_empty() {
                let Some(n) = next(&waiting, &under_way) else { break };
                let Some(lease) = leases.free.pop() else { break };
                let dropped = waiting.remove(n);
                under_way.push((dropped.object.oid, Locks::of(&dropped.object)));
                // Each takes its part of the memory.
                let share = most.min(waiting.len() + 1);
                building.push(build(dropped, lease, share, context));
            }
            leases.opened = leases.opened.max(building.len() + leases.free.len());
            if building.len() < most && connecting.is_none() && next(&waiting, &under_way).is_some() {
                connecting = Some((leases.connect)());
            }
            if building.is_empty() && waiting.is_empty() {
                break;
            }
            let only_keys = under_way.iter().all(|(_, locks)| locks.is_key);
            let phase = if only_keys { Phase::Keys } else { Phase::Indexes };
            // Whichever comes first, another connection or one of these: a pool may have no more than these.
            let (built, connected) = match (&mut connecting, building.is_empty()) {
                (None, true) => break,
                (None, false) => (building.next().await, None),
                (Some(more), true) => (None, Some(more.await)),
                (Some(more), false) => match select(building.next(), more).await {
                    Either::Left((built, _)) => (built, None),
                    Either::Right((connected, _)) => (None, Some(connected)),
                },
            };
            match connected {
                None => {}
                Some(Ok(lease)) => {
                    connecting = None;
                    leases.free.push(lease);
                }
                // Those that there are do it.
                Some(Err(error)) => {
                    connecting = None;
                    most = building.len() + leases.free.len();
                    if most == 0 {
                        first.get_or_insert(error.into());
                        break;
                    }
                    leases.refused.get_or_insert(error);
                }
            }
            let Some((lease, mut dropped, built)) = built else {
                continue;
            };
            self.phases.add(phase, since.elapsed());
            since = Instant::now();
            under_way.retain(|(oid, _)| *oid != dropped.object.oid);
            leases.free.extend(lease);
            let failed = match built {
                Ok(()) => {
                    self.dropped.retain(|gone| gone.object.oid != dropped.object.oid);
                    continue;
                }
                Err(failed) => failed,
            };
            if !dropped.again && may_pass(&failed) {
                tracing::warn!(
                    name = dropped.object.name,
                    error = format!("{:#}", failed.error),
                    "building it once more"
                );
                dropped.again = true;
                waiting.insert(0, dropped);
                continue;
            }
            let mut gone = self.dropped.iter_mut();
            if let Some(gone) = gone.find(|gone| gone.object.oid == dropped.object.oid) {
                gone.refused = true;
            }
            first.get_or_insert(Failed {
                error: self.of_table(dropped.object.table, failed.error),
                ..failed
            });
        }
        first.map_or(Ok(()), Err)
    }

    /// The statements that build what is still gone.
    pub(in crate::load) fn missing(&mut self) -> Vec<String> {
        let mut missing = std::mem::take(&mut self.dropped);
        missing.sort_by_key(Dropped::turn);
        missing.iter().map(Dropped::statement).collect()
    }
}

/// Whether building it again may do better: the connection was lost, or others were in the way.
fn may_pass(failed: &Failed) -> bool {
    let code = failed.error.sqlstate();
    failed.broken || code.is_some_and(|code| code.starts_with(class::TRANSACTION_ROLLBACK))
}

impl Dropped {
    /// Indexes first, which foreign keys need, and all as they were made.
    pub(super) fn turn(&self) -> (bool, Oid) {
        (self.object.is_foreign_key(), self.object.oid)
    }

    /// What builds it in whatever session.
    pub(super) fn statement(&self) -> String {
        let mut sql = format!("BEGIN; {}", set_config("search_path", &self.search_path));
        if !self.object.tablespace.is_empty() {
            sql.push_str("; ");
            sql.push_str(&set_config("default_tablespace", &self.object.tablespace));
        }
        for statement in [Some(&self.object.build), self.object.finish.as_ref()]
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

/// What an object locks while it is built.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Locks {
    tables: Vec<Oid>,
    /// Whether no other object of these tables is built at the same time. Indexes can be
    /// ([CREATE INDEX takes SHARE](https://www.postgresql.org/docs/current/explicit-locking.html)), but not where ALTER TABLE
    /// follows, which would wait for the others, as they for it. Unique ones come in their order: of two that a foreign key may
    /// refer to it takes the first (`transformFkeyCheckAttrs` in tablecmds.c).
    alone: bool,
    is_key: bool,
}

impl Locks {
    fn of(object: &Object) -> Self {
        Self {
            tables: [Some(object.table), object.reference.as_ref().map(|to| to.table)]
                .into_iter()
                .flatten()
                .collect(),
            alone: object.kind != ObjectKind::Index
                || object.finish.is_some()
                || object.build.starts_with("CREATE UNIQUE"),
            is_key: object.is_foreign_key(),
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.tables.iter().any(|table| other.tables.contains(table))
    }

    /// A foreign key needs the index of what it refers to, and finds its rows by that of the table.
    fn waits_for(&self, other: &Self) -> bool {
        self.meets(other) && (self.alone || other.alone || self.is_key != other.is_key)
    }
}

/// The place of the next that can be built beside those under way. No foreign key overtakes an index of its tables.
fn next(waiting: &[Dropped], under_way: &[(Oid, Locks)]) -> Option<usize> {
    let all = waiting
        .iter()
        .map(|dropped| Locks::of(&dropped.object))
        .collect::<Vec<_>>();
    let free = |locks: &Locks| {
        let mut indexes = all.iter().filter(|other| locks.is_key && !other.is_key);
        !under_way.iter().any(|(_, other)| locks.waits_for(other)) && !indexes.any(|other| locks.meets(other))
    };
    all.iter().position(free)
}

/// Builds one; gives the connection back if it is fit for anything.
async fn build<By, L: Lease<By>>(
    dropped: Dropped,
    mut lease: L,
    share: usize,
    context: (&Plan, &Session),
) -> (Option<L>, Dropped, Result<(), Failed>) {
    let built = build_in_transaction(&dropped, share, context, lease.connection()).await;
    let broken = built.as_ref().is_err_and(|failed| failed.broken);
    ((!broken).then_some(lease), dropped, built)
}

async fn build_in_transaction<C: Connection>(
    dropped: &Dropped,
    share: usize,
    (plan, session): (&Plan, &Session),
    conn: &mut C,
) -> Result<(), Failed> {
    let unlimited = Deadline::starting(None);
    let guard = begin(conn, &settings(plan, session, unlimited), unlimited).await?;
    let built = answer(unlimited, build_as_it_was(dropped, share, guard.conn)).await;
    end(guard, unlimited, plan, built).await
}

async fn build_as_it_was<C: Connection>(
    Dropped {
        object, search_path, ..
    }: &Dropped,
    share: usize,
    conn: &mut C,
) -> Result<(), Error> {
    let started = Instant::now();
    let before = Settings::read(conn).await?;
    let mut set = before
        .building(0, share)
        .map(|(name, value)| set_config(name, &value))
        .to_vec();
    set.push(set_config("lock_timeout", "0"));
    // A definition is printed as the search_path needs it.
    set.push(set_config("search_path", search_path));
    conn.execute(&set.join("; ")).map_err(Error::driver).await?;
    // Whether it is gone is not always known: COMMIT may not have been answered, or be under way, which has its lock.
    let lock = format!("LOCK TABLE ONLY {} IN ACCESS SHARE MODE", object.table_name);
    conn.execute(&lock).map_err(Error::driver).await?;
    if is_there(object, conn).await? {
        return Ok(());
    }
    let built = conn.execute(&build_sql(object)).await;
    built.map_err(|error| not_built(object, Error::driver(error)))?;
    if !is_there(object, conn).await? {
        return Err(Error::new(Kind::BuiltOtherwise(object.name.clone())));
    }
    tracing::debug!(table = object.table_name, name = object.name, elapsed = ?started.elapsed(), "built again");
    Ok(())
}

async fn is_there<C: Connection>(object: &Object, conn: &mut C) -> Result<bool, Error> {
    let there = objects::read(conn, &[object.table]).await?;
    Ok(there.iter().any(|there| there.is_as(object)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::objects::Reference;

    fn object(oid: Oid, kind: ObjectKind, table: Oid, to: Option<Oid>, build: &str) -> Dropped {
        let reference = to.map(|table| Reference {
            table,
            table_name: String::new(),
            index: 0,
            index_name: String::new(),
        });
        Dropped {
            object: Object {
                table,
                table_name: String::new(),
                oid,
                kind,
                name: String::new(),
                drop: String::new(),
                build: build.to_owned(),
                finish: None,
                tablespace: String::new(),
                deferrable: false,
                deferred: false,
                obstacle: None,
                reference,
            },
            search_path: String::new(),
            again: false,
            refused: false,
        }
    }

    #[test]
    fn what_locks_the_same_table_is_built_one_after_the_other() {
        let key = object(1, ObjectKind::PrimaryKey, 10, None, "ALTER TABLE");
        let plain = object(2, ObjectKind::Index, 10, None, "CREATE INDEX");
        let unique = object(3, ObjectKind::Index, 10, None, "CREATE UNIQUE INDEX");
        let elsewhere = object(4, ObjectKind::Index, 20, None, "CREATE INDEX");
        let foreign = object(5, ObjectKind::ForeignKey, 20, Some(10), "ALTER TABLE");
        let place = |waiting: &[&Dropped], under_way: &[&Dropped]| {
            let waiting = waiting.iter().map(|&dropped| dropped.clone()).collect::<Vec<_>>();
            let under_way = under_way
                .iter()
                .map(|dropped| (dropped.object.oid, Locks::of(&dropped.object)));
            next(&waiting, &under_way.collect::<Vec<_>>())
        };
        assert_eq!(place(&[&plain], &[&plain]), Some(0));
        assert_eq!(place(&[&plain, &elsewhere], &[&key]), Some(1));
        assert_eq!(place(&[&unique], &[&plain]), None);
        // A foreign key waits for the indexes of both of its tables, those to come and those under way.
        assert_eq!(place(&[&foreign, &plain], &[]), Some(1));
        assert_eq!(place(&[&foreign], &[&elsewhere]), None);
        assert_eq!(place(&[&foreign], &[&foreign]), None);
        assert_eq!(place(&[&foreign], &[]), Some(0));
    }
}
