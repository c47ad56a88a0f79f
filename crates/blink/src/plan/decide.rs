//! The decision to drop or keep each of a table's objects.

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
    /// Whatever concerns all of them: the locks, the settings, the memory for locks.
    Whole,
    /// The drop or the trial rebuild of an index or a key.
    Object(ObjectId),
    /// The TRUNCATE of a table.
    Truncate(Oid),
}

/// The input of the decision about objects.
pub(crate) struct Decider<'a> {
    pub(crate) rebuilds: &'a Rebuilds,
    /// The indexes and keys of the table and of the tables of the run that reference it, and all foreign keys that
    /// reference one of these.
    pub(crate) objects: &'a [IndexOrConstraint],
    /// True if the run joined the caller's transaction, which the caller commits.
    pub(crate) in_callers_transaction: bool,
    pub(crate) refusals: &'a [Refusal],
}

impl Decider<'_> {
    /// Decides about everything that may be dropped before a table is filled.
    pub(crate) fn decide(&self, rebuild: &TableRebuild, scope: &RebuildScope) -> Decision {
        let mut decision = Decision::default();
        for object in self.objects.iter().filter(|object| is_in(scope, rebuild, object)) {
            match self.reason(object) {
                Some(reason) => decision.kept.push(KeptObject::new(object.name.clone(), &reason)),
                None => decision.dropped.push(object.clone()),
            }
        }
        // Foreign keys of other tables go with the keys that they reference; `dependent_reason` has checked that they may.
        let dependents = self
            .objects
            .iter()
            .filter(|key| key.table != rebuild.table && decision.dropped.iter().any(|object| references(key, object)));
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
        if rebuild.is_forced || to.table == foreign_key.table {
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
        let mut deferred = self
            .objects
            .iter()
            .filter(|object| object.table == table && (object.deferred || self.defers(object)));
        let kept = deferred.find(|object| self.own_reason(object).is_some())?;
        Some(KeepReason::PendingCheck(kept.name.clone()))
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
        if object.is_foreign_key() {
            return None;
        }
        let mut dependents = self.objects.iter().filter(|key| references(key, object));
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
fn references(foreign_key: &IndexOrConstraint, index: &IndexOrConstraint) -> bool {
    foreign_key
        .reference
        .as_ref()
        .is_some_and(|to| index.id == ObjectId::Index(to.index))
}
