//! The decision to drop or keep each of a table's objects.

use std::collections::{BTreeSet, HashMap, HashSet};

use postgres_types::Oid;

use super::keep_reason::{KeepReason, KeptObject};
use super::rebuild::{RebuildScope, Rebuilds, TableRebuild};
use crate::catalog::keys::{IndexOrConstraint, ObjectId};

/// The indexes and keys to drop before a table is filled, and those to keep: the table's own, and the foreign keys of
/// other tables that reference its keys.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) dropped: Vec<IndexOrConstraint>,
    pub(crate) kept: Vec<KeptObject>,
}

/// A step of dropping that the server refused, and the reason.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) of: Attempt,
    pub(crate) reason: KeepReason,
}

/// A step of dropping a table's indexes and keys, which the server may refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// The matters of all of them: the locks, the settings, the memory for locks.
    Whole,
    /// The drop or the trial rebuild of an index or a key.
    Object(ObjectId),
    /// The TRUNCATE of a table.
    Truncate(Oid),
}

/// The decision about objects, and what it rests on.
pub(crate) struct Decider<'a> {
    rebuilds: &'a Rebuilds,
    /// True if the run joined the caller's transaction, which the caller commits.
    in_callers_transaction: bool,
    refusals: &'a [Refusal],
    /// The objects that can only be dropped at once: an index or a key of a table, and those of its partitions that are
    /// attached to it, directly or not. Only the first may be attached to none.
    groups: Vec<Vec<&'a IndexOrConstraint>>,
    /// The foreign keys that refer to each index.
    keys_to: HashMap<Oid, Vec<&'a IndexOrConstraint>>,
    /// The tables, each with its partitions, that have a kept key whose check may be pending.
    pending_checks: HashMap<Oid, KeepReason>,
}

impl<'a> Decider<'a> {
    /// `objects` are the indexes and keys of the table and of the tables of the run that reference it, and all foreign
    /// keys that reference one of these.
    pub(crate) fn new(
        rebuilds: &'a Rebuilds,
        objects: &'a [IndexOrConstraint],
        in_callers_transaction: bool,
        refusals: &'a [Refusal],
    ) -> Self {
        let mut keys_to = HashMap::<_, Vec<_>>::new();
        for key in objects {
            if let Some(to) = &key.reference {
                keys_to.entry(to.index).or_default().push(key);
            }
        }
        let mut decider = Self {
            rebuilds,
            in_callers_transaction,
            refusals,
            groups: groups(objects),
            keys_to,
            pending_checks: HashMap::new(),
        };
        decider.pending_checks = decider.find_pending_checks();
        decider
    }

    /// Decides about everything that may be dropped before a table is filled.
    pub(crate) fn decide(&self, rebuild: &TableRebuild, scope: &RebuildScope) -> Decision {
        let mut decision = Decision::default();
        for group in self.groups.iter().filter(|group| is_in(scope, rebuild, group)) {
            match self.reason(group) {
                Some(reason) => decision.kept.push(KeptObject::new(group[0].name.clone(), &reason)),
                None => decision.dropped.extend(group.iter().copied().cloned()),
            }
        }
        self.add_what_goes_with(&mut decision.dropped);
        // Foreign keys are dropped before the indexes that they need.
        decision
            .dropped
            .sort_by_key(|object| (!object.is_foreign_key(), object.level, object.id));
        decision
    }

    /// Adds what has to be dropped with these objects: the foreign keys of other tables that reference one, and the deferred
    /// keys of each of their tables. `reason` has checked that they may go.
    fn add_what_goes_with(&self, dropped: &mut Vec<IndexOrConstraint>) {
        let mut ids = HashSet::new();
        let mut tables = HashSet::new();
        while ids.len() < dropped.len() {
            ids.extend(dropped.iter().map(|object| object.id));
            tables.extend(dropped.iter().map(|object| self.rebuilds.topmost(object.table)));
            // While a check of a table is pending, nothing of it can be built again.
            let may_stay_pending = |object: &IndexOrConstraint| {
                self.is_deferred(object) && tables.contains(&self.rebuilds.topmost(object.table))
            };
            let more = self.groups.iter().filter(|group| !ids.contains(&group[0].id));
            let more = more.filter(|group| {
                let mut objects = group.iter();
                objects.any(|object| references_any(object, &ids) || may_stay_pending(object))
            });
            let more = more.filter(|group| self.reason(group).is_none()).flatten().copied();
            dropped.extend(more.cloned());
        }
    }

    /// The tables, as SQL, that are locked when these objects are dropped, each with its partitions.
    pub(super) fn locked(&self, dropped: &[IndexOrConstraint]) -> Vec<String> {
        let objects = self.groups.iter().flatten();
        let names = objects.flat_map(|object| {
            let to = object.reference.as_ref();
            let to = to.map(|to| (to.table, to.table_name.clone()));
            to.into_iter().chain([(object.table, object.table_name.clone())])
        });
        let names = names.collect::<HashMap<_, _>>();
        let tables = dropped.iter().flat_map(|object| {
            let to = object.reference.as_ref().map(|to| to.table);
            to.into_iter().chain([object.table])
        });
        let tables = tables
            .map(|table| self.rebuilds.topmost(table))
            .collect::<BTreeSet<_>>();
        let name = |table| {
            let of_tree = self.rebuilds.get(table).map(|rebuild| rebuild.name.to_string());
            names.get(&table).cloned().or(of_tree)
        };
        let locked = tables.into_iter().filter_map(name).collect::<BTreeSet<_>>();
        locked.into_iter().collect()
    }

    fn is_deferred(&self, object: &IndexOrConstraint) -> bool {
        object.deferred || self.defers(object)
    }

    fn reason(&self, group: &[&IndexOrConstraint]) -> Option<KeepReason> {
        if group[0].parent.is_some() {
            return Some(KeepReason::Attached);
        }
        let own = group.iter().find_map(|object| self.reason_without_dependents(object));
        own.or_else(|| group.iter().find_map(|object| self.dependent_reason(object)))
    }

    fn reason_without_dependents(&self, object: &IndexOrConstraint) -> Option<KeepReason> {
        self.own_reason(object).or_else(|| self.pending_check(object.table))
    }

    /// Returns the reason that comes from the object, its table, or the table that it references.
    fn own_reason(&self, object: &IndexOrConstraint) -> Option<KeepReason> {
        if let Some(refusal) = self
            .refusals
            .iter()
            .find(|refusal| refusal.of == Attempt::Object(object.id))
        {
            return Some(refusal.reason.clone());
        }
        if let Some(blocker) = &object.blocker {
            return Some(KeepReason::Blocked(blocker.clone()));
        }
        if self.in_callers_transaction && object.deferrable {
            return Some(KeepReason::CallersCommit);
        }
        match self.rebuilds.get(object.table) {
            None => Some(KeepReason::NotInRun),
            Some(rebuild) => rebuild
                .all_kept_because()
                .cloned()
                .or_else(|| self.reference_reason(rebuild, object)),
        }
    }

    /// Returns the reason to keep a foreign key because dropping it would lock the referenced table, too
    /// (`ATExecDropConstraint` in tablecmds.c).
    fn reference_reason(&self, rebuild: &TableRebuild, foreign_key: &IndexOrConstraint) -> Option<KeepReason> {
        let to = foreign_key.reference.as_ref()?;
        if rebuild.is_forced || rebuild.tree.contains(&to.table) {
            return None;
        }
        let because = self.rebuilds.untouchable(to.table)?;
        Some(KeepReason::WouldLock {
            table: to.table_name.clone(),
            because,
        })
    }

    /// Returns the reason to keep everything of a table: a key stays whose check may be pending, and a table with a
    /// pending check cannot be altered (`CheckTableNotInUse` in tablecmds.c).
    fn pending_check(&self, table: Oid) -> Option<KeepReason> {
        self.pending_checks.get(&self.rebuilds.topmost(table)).cloned()
    }

    /// The foreign keys that refer to the columns of an index.
    fn keys_to(&self, object: &IndexOrConstraint) -> &[&'a IndexOrConstraint] {
        match object.id {
            ObjectId::Index(index) => self.keys_to.get(&index).map_or(&[], Vec::as_slice),
            ObjectId::ForeignKey(_) => &[],
        }
    }

    fn find_pending_checks(&self) -> HashMap<Oid, KeepReason> {
        let mut pending = HashMap::new();
        for group in &self.groups {
            let keys = group.iter().flat_map(|object| self.keys_to(object));
            let is_kept =
                group[0].parent.is_some() || group.iter().chain(keys).any(|object| self.own_reason(object).is_some());
            let mut deferred = group.iter().filter(|object| self.is_deferred(object));
            if let Some(kept) = deferred.next().filter(|_| is_kept) {
                let reason = KeepReason::PendingCheck(kept.name.clone());
                pending.entry(self.rebuilds.topmost(kept.table)).or_insert(reason);
            }
        }
        pending
    }

    /// Returns true if the run defers this foreign key.
    fn defers(&self, foreign_key: &IndexOrConstraint) -> bool {
        let rebuild = self
            .rebuilds
            .get(foreign_key.table)
            .filter(|_| foreign_key.is_foreign_key());
        rebuild.is_some_and(|rebuild| rebuild.defers(&foreign_key.name))
    }

    /// Returns the reason to keep an index: a foreign key that references its columns stays.
    fn dependent_reason(&self, object: &IndexOrConstraint) -> Option<KeepReason> {
        self.keys_to(object).iter().find_map(|key| {
            Some(KeepReason::NeededBy {
                key: key.name.clone(),
                table: key.table_name.clone(),
                reason: Box::new(self.reason_without_dependents(key)?),
            })
        })
    }
}

fn is_in(scope: &RebuildScope, rebuild: &TableRebuild, group: &[&IndexOrConstraint]) -> bool {
    let mut objects = group.iter();
    rebuild.tree.contains(&group[0].table)
        && match scope {
            RebuildScope::All => true,
            RebuildScope::ForwardReferences(_) => objects.any(|object| {
                let mut forward = rebuild.forward.iter();
                object.is_foreign_key() && forward.any(|(table, name)| *table == object.table && *name == object.name)
            }),
            RebuildScope::Kept(_) | RebuildScope::Nothing => false,
        }
}

/// Returns true if the foreign key references the columns of one of these indexes.
fn references_any(foreign_key: &IndexOrConstraint, indexes: &HashSet<ObjectId>) -> bool {
    let to = foreign_key.reference.as_ref();
    to.is_some_and(|to| indexes.contains(&ObjectId::Index(to.index)))
}

/// The objects by what they are attached to.
fn groups(objects: &[IndexOrConstraint]) -> Vec<Vec<&IndexOrConstraint>> {
    let mut places = HashMap::<ObjectId, usize>::new();
    let mut groups = Vec::<Vec<&IndexOrConstraint>>::new();
    let mut objects = objects.iter().collect::<Vec<_>>();
    objects.sort_by_key(|object| (object.level, object.id));
    for object in objects {
        let place = object.parent.and_then(|parent| places.get(&parent).copied());
        let place = place.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        places.insert(object.id, place);
        groups[place].push(object);
    }
    groups
}
