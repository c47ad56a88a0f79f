//! The trial rebuild of what is dropped, before there are rows to lose.

use std::collections::{HashMap, HashSet};

use postgres_types::Oid;

use super::Rebuilder;
use super::build::build_sql;
use super::drop_objects::AttemptError;
use crate::catalog::keys::{self, IndexOrConstraint, ObjectId};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::plan::{Attempt, KeepReason, Refusal};

impl Rebuilder<'_> {
    /// Rebuilds everything and compares it with the definitions read before.
    pub(super) async fn verify_can_rebuild<C: Connection>(
        &self,
        dropped: &[IndexOrConstraint],
        tables: &[Oid],
        session: &mut Session<'_, C>,
    ) -> Result<(), AttemptError> {
        let mut objects = one_of_each_shape(dropped);
        objects.sort_by_key(|object| object.build_order());
        let tried = objects.iter().map(|object| object.id).collect::<HashSet<_>>();
        for object in &objects {
            let sql = build_sql(object, object.build_statements_with(|index| tried.contains(&index)));
            self.attempt(Attempt::Object(object.id), &sql, session).await?;
        }
        let after = keys::read(session, tables).await?;
        let mut objects = objects.iter();
        match objects.find(|object| !after.iter().any(|built| built.same_definition(object))) {
            Some(object) => Err(AttemptError::Refused(Refusal {
                of: Attempt::Object(object.id),
                reason: KeepReason::Differs,
            })),
            None => Ok(()),
        }
    }
}

/// The objects, but of the indexes that partitions have in common only those of one partition. A foreign key can refer
/// only to an index that all partitions have.
fn one_of_each_shape(objects: &[IndexOrConstraint]) -> Vec<&IndexOrConstraint> {
    let references = objects.iter().filter_map(|object| object.reference.as_ref());
    let referenced = references.map(|to| ObjectId::Index(to.index)).collect::<HashSet<_>>();
    let attached = objects.iter().filter_map(|object| Some((object.id, object.parent?)));
    let attached = attached.collect::<HashMap<_, _>>();
    let parents = attached.values().collect::<HashSet<_>>();
    let is_referenced =
        |object: &IndexOrConstraint| ancestors(object.id, &attached).any(|index| referenced.contains(&index));
    let mut shapes = HashSet::new();
    let is_needed = |object: &&IndexOrConstraint| {
        object.is_foreign_key()
            || object.parent.is_none()
            || parents.contains(&object.id)
            || is_referenced(object)
            || shapes.insert(object.shape())
    };
    objects.iter().filter(is_needed).collect()
}

/// The objects that this one is attached to, directly or not.
fn ancestors(of: ObjectId, attached: &HashMap<ObjectId, ObjectId>) -> impl Iterator<Item = ObjectId> {
    std::iter::successors(attached.get(&of), |parent| attached.get(parent)).copied()
}
