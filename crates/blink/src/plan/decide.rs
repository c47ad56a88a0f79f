//! The decision to drop or keep each of a table's objects.

use postgres_types::Oid;

use super::keep_reason::{KeepReason, KeptObject};
use super::rebuild::{RebuildScope, Rebuilds, TableRebuild};
use crate::catalog::keys::{IndexOrConstraint, ObjectId};

/// The decision about each object that is dropped with a table: the table's own, and the foreign keys that need its
/// keys.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) dropped: Vec<IndexOrConstraint>,
    pub(crate) kept: Vec<KeptObject>,
}

/// An object that the server refused to drop or rebuild, or the whole table if it could not be locked.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) of: Attempt,
    pub(crate) reason: KeepReason,
}

/// A part of dropping a table's objects that the server may refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// All of it: a table cannot be locked.
    Whole,
    /// The drop or the rehearsed rebuild of an object.
    Object(ObjectId),
    /// The TRUNCATE of a table.
    Truncate(Oid),
}

/// The input of the decision about objects.
pub(crate) struct Decider<'a> {
    pub(crate) rebuilds: &'a Rebuilds,
    /// The objects of the table that is decided about, and of its children.
    pub(crate) objects: &'a [IndexOrConstraint],
    /// True if the caller commits.
    pub(crate) joined: bool,
    pub(crate) refusals: &'a [Refusal],
}

impl Decider<'_> {
    /// Decides about everything that is dropped with a table.
    pub(crate) fn decide(&self, rebuild: &TableRebuild, scope: &RebuildScope) -> Decision {
        let mut decision = Decision::default();
        for object in self.objects.iter().filter(|object| is_in(scope, rebuild, object)) {
            match self.reason(object) {
                Some(reason) => decision.kept.push(KeptObject::new(object.name.clone(), &reason)),
                None => decision.dropped.push(object.clone()),
            }
        }
        let dependents = self
            .objects
            .iter()
            .filter(|key| key.table != rebuild.table && decision.dropped.iter().any(|object| needs(key, object)));
        let dependents = dependents.cloned().collect::<Vec<_>>();
        decision.dropped.extend(dependents);
        // Foreign keys are dropped before the indexes that they need.
        decision
            .dropped
            .sort_by_key(|object| (!object.is_foreign_key(), object.id));
        decision
    }

    fn reason(&self, object: &IndexOrConstraint) -> Option<KeepReason> {
        self.reason_without_dependents(object)
            .or_else(|| self.dependent_reason(object))
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
        if self.joined && object.deferrable {
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
        if rebuild.is_forced || to.table == foreign_key.table {
            return None;
        }
        let because = self.rebuilds.untouchable(to.table)?;
        Some(KeepReason::WouldLock {
            table: to.table_name.clone(),
            because,
        })
    }

    /// Returns the deferred key that stays, if any: a table with a pending check cannot be altered
    /// (`CheckTableNotInUse` in tablecmds.c).
    fn pending_check(&self, table: Oid) -> Option<KeepReason> {
        let mut deferred = self
            .objects
            .iter()
            .filter(|object| object.table == table && (object.deferred || self.defers(object)));
        let kept = deferred.find(|object| self.own_reason(object).is_some())?;
        Some(KeepReason::PendingCheck(kept.name.clone()))
    }

    fn defers(&self, key: &IndexOrConstraint) -> bool {
        let rebuild = self.rebuilds.get(key.table).filter(|_| key.is_foreign_key());
        rebuild.is_some_and(|rebuild| rebuild.defers(&key.name))
    }

    /// Returns the foreign key that stays and needs this object: a foreign key needs the index of the key that it
    /// references.
    fn dependent_reason(&self, object: &IndexOrConstraint) -> Option<KeepReason> {
        if object.is_foreign_key() {
            return None;
        }
        let mut dependents = self.objects.iter().filter(|key| needs(key, object));
        dependents.find_map(|key| {
            Some(KeepReason::NeededBy {
                key: key.name.clone(),
                table: key.table_name.clone(),
                reason: Box::new(self.reason_without_dependents(key)?),
            })
        })
    }
}

fn is_in(scope: &RebuildScope, rebuild: &TableRebuild, object: &IndexOrConstraint) -> bool {
    object.table == rebuild.table
        && match scope {
            RebuildScope::All => true,
            RebuildScope::ForwardReferences(_) => object.is_foreign_key() && rebuild.forward.contains(&object.name),
            RebuildScope::Kept(_) | RebuildScope::Nothing => false,
        }
}

/// Returns true if the foreign key references the columns of this index.
fn needs(key: &IndexOrConstraint, index: &IndexOrConstraint) -> bool {
    key.reference
        .as_ref()
        .is_some_and(|to| index.id == ObjectId::Index(to.index))
}
