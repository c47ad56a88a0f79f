//! The trial rebuild of what is dropped, before there are rows to lose.

use std::collections::{HashMap, HashSet};

use postgres_types::Oid;

use super::Rebuilder;
use super::build::build_sql;
use super::drop_objects::AttemptError;
use crate::catalog::keys::{self, IndexOrConstraint, ObjectId};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::plan::trial::{ancestors, to_try};
use crate::plan::{Attempt, KeepReason, Refusal};

impl Rebuilder<'_> {
    /// Rebuilds what might not be restored exactly, compares it with the definitions read before, and drops it again.
    pub(super) async fn verify_can_rebuild<C: Connection>(
        &self,
        dropped: &[IndexOrConstraint],
        tables: &[Oid],
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let mut objects = one_of_each_shape(&to_try(dropped));
        if objects.is_empty() {
            return Ok(());
        }
        objects.sort_by_key(|object| object.build_order());
        let tried = objects.iter().map(|object| object.id).collect::<HashSet<_>>();
        for object in &objects {
            let statements = object.build_statements_with(|index| tried.contains(&index));
            if statements.is_empty() {
                continue;
            }
            let sql = build_sql(object, statements);
            self.attempt(Attempt::Object(object.id), &sql, session).await?;
        }
        let after = keys::read(session, tables).await?;
        let mut tried = objects.iter();
        let is_built = |object: &IndexOrConstraint| after.iter().any(|built| built.same_definition(object));
        if let Some(object) = tried.find(|object| !is_built(object)) {
            return Err(AttemptError::Refused(Refusal {
                of: Attempt::Object(object.id),
                reason: KeepReason::Differs,
            }));
        }
        // Foreign keys are dropped before the indexes that they need.
        objects.reverse();
        self.drop_all(&objects, session).await
    }
}

/// The objects, but of the indexes that partitions have in common only those of one partition. A foreign key can refer
/// only to an index that all partitions have.
fn one_of_each_shape<'o>(objects: &[&'o IndexOrConstraint]) -> Vec<&'o IndexOrConstraint> {
    let references = objects.iter().filter_map(|object| object.reference.as_ref());
    let referenced = references.map(|to| ObjectId::Index(to.index)).collect::<HashSet<_>>();
    let attached = objects.iter().filter_map(|object| Some((object.id, object.parent?)));
    let attached = attached.collect::<HashMap<_, _>>();
    let parents = attached.values().collect::<HashSet<_>>();
    let is_referenced = |object: &IndexOrConstraint| {
        let mut indexes = std::iter::once(object.id).chain(ancestors(object.id, &attached));
        indexes.any(|index| referenced.contains(&index))
    };
    let mut shapes = HashSet::new();
    let is_needed = |object: &&IndexOrConstraint| {
        object.is_foreign_key()
            || object.parent.is_none()
            || parents.contains(&object.id)
            || is_referenced(object)
            || shapes.insert(object.shape())
    };
    objects.iter().copied().filter(is_needed).collect()
}
