//! The objects that are rebuilt once on trial, before there are rows to lose.

use std::collections::{HashMap, HashSet};

use crate::catalog::keys::{IndexOrConstraint, ObjectId};

/// Of these dropped objects those that are not plain, with all that they are attached to or that is attached to them.
/// A foreign key needs the index that it refers to.
pub(crate) fn to_try(dropped: &[IndexOrConstraint]) -> Vec<&IndexOrConstraint> {
    let is_tried = |object: &IndexOrConstraint| !object.is_plain;
    if dropped.iter().any(|object| object.is_foreign_key() && is_tried(object)) {
        return dropped.iter().collect();
    }
    let attached = dropped.iter().filter_map(|object| Some((object.id, object.parent?)));
    let attached = attached.collect::<HashMap<_, _>>();
    let topmost = |object: &IndexOrConstraint| ancestors(object.id, &attached).last().unwrap_or(object.id);
    let tried = dropped.iter().filter(|object| is_tried(object)).map(topmost);
    let tried = tried.collect::<HashSet<_>>();
    dropped
        .iter()
        .filter(|object| tried.contains(&topmost(object)))
        .collect()
}

/// The objects that this one is attached to, directly or not.
pub(crate) fn ancestors(of: ObjectId, attached: &HashMap<ObjectId, ObjectId>) -> impl Iterator<Item = ObjectId> {
    std::iter::successors(attached.get(&of), |parent| attached.get(parent)).copied()
}
