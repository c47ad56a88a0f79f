//! Unique sets that consist of references alone, such as the pair of a join table.

use std::collections::BTreeSet;

use super::scope::Place;
use super::shapes::{Decided, Relations};
use crate::facts::UniqueSet;
use crate::make::shape::{Joint, Population, Shape};

/// Makes the references of a table's unique sets differ, where no other column can.
pub(crate) fn make_distinct(
    decided: Decided<'_, '_>,
    table: usize,
    relations: &mut Relations,
    rows: &[u64],
    pools: &[u64],
) {
    let owner = decided.owners.of[table];
    for set in sets_of_references(decided, table, relations) {
        if set.iter().any(|place| is_distinct(relations, *place)) {
            continue;
        }
        let in_run = owner.is_some_and(|owner| set.contains(&owner));
        let chosen = set
            .iter()
            .copied()
            .filter(|place| Some(*place) != owner)
            .collect::<Vec<_>>();
        if in_run && chosen.is_empty() {
            relations.one_each = true;
            continue;
        }
        if in_run && chosen.iter().any(|place| is_distinct_in_run(relations, *place)) {
            continue;
        }
        join(relations, &chosen, in_run, rows, pools);
    }
}

/// For each unique set without a column of its own the references that can make its rows differ: those with the fewest
/// first, since they leave the least choice.
fn sets_of_references(decided: Decided<'_, '_>, table: usize, relations: &mut Relations) -> Vec<BTreeSet<usize>> {
    // Where rows differ that a partial index does not look at, too, nothing is lost but for a single column.
    let sets = decided.scope.filled[table].unique_sets.iter();
    let sets = sets.filter(|set| set.predicate.is_none() || set.parts.len() > 1);
    let mut found = BTreeSet::new();
    for set in sets {
        let Some(columns) = set.columns() else { continue };
        let Some(references) = references_of(&columns, relations) else {
            continue;
        };
        let telling = references
            .into_iter()
            .filter(|place| decided.tells_rows_apart(table, *place, &columns))
            .collect::<BTreeSet<_>>();
        if telling.is_empty() {
            let problem = format!(
                "{} has only parts of keys of other tables, which can be equal in many rows",
                set.name
            );
            relations.unresolved.push(problem);
        } else {
            found.insert(telling);
        }
    }
    let mut sets = found.into_iter().collect::<Vec<_>>();
    sets.sort_by_key(BTreeSet::len);
    sets
}

/// The references that give a unique set its columns; None if it has a column of its own, which can carry it. References
/// that follow from others make no row distinct.
fn references_of(columns: &[&str], relations: &Relations) -> Option<BTreeSet<usize>> {
    let mut places = BTreeSet::new();
    for column in columns {
        let (place, _) = relations.sources.get(*column)?;
        places.insert(*place);
    }
    let free = places
        .iter()
        .copied()
        .filter(|place| !matches!(relations.shapes[*place], Shape::Follow(_) | Shape::Absent(_)))
        .collect::<BTreeSet<_>>();
    (!free.is_empty()).then_some(free)
}

impl Decided<'_, '_> {
    /// Returns true if rows that refer to different parents differ in these columns: they hold a key of the parent. A part
    /// of one, such as the name of what is unique by its name and version, may be equal in several parents.
    fn tells_rows_apart(&self, table: usize, place: usize, columns: &[&str]) -> bool {
        let reference = &self.references.of[table][place];
        let parent = match reference.parent {
            Some(Place::Filled(parent)) => self.scope.filled[parent],
            Some(Place::WithRows(parent)) => self.scope.with_rows[parent],
            None => return false,
        };
        let pairs = reference.key.columns.iter().zip(&reference.key.parent_columns);
        let held = pairs
            .filter(|(own, _)| columns.contains(&own.as_str()))
            .map(|(_, theirs)| theirs.as_str())
            .collect::<Vec<_>>();
        let is_key = |set: &UniqueSet| {
            let of_set = set
                .columns()
                .filter(|_| set.predicate.is_none() && !set.without_overlaps);
            of_set.is_some_and(|of_set| of_set.iter().all(|column| held.contains(column)))
        };
        parent.unique_sets.iter().any(is_key)
    }
}

/// Returns true if no two rows of the table have the same parent by this reference.
fn is_distinct(relations: &Relations, place: usize) -> bool {
    match relations.shapes[place] {
        Shape::Run => relations.one_each,
        Shape::Previous => true,
        Shape::Joint { joint, .. } => {
            let joint = &relations.joints[joint];
            !joint.in_run && joint.populations.len() == 1
        }
        _ => false,
    }
}

fn is_distinct_in_run(relations: &Relations, place: usize) -> bool {
    match relations.shapes[place] {
        Shape::Joint { joint, .. } => relations.joints[joint].populations.len() == 1,
        _ => false,
    }
}

/// Joins references: the largest population alone where one owner's rows have to differ, else all of them.
fn join(relations: &mut Relations, places: &[usize], in_run: bool, rows: &[u64], pools: &[u64]) {
    let joined = |place: &usize| matches!(relations.shapes[*place], Shape::Joint { .. });
    let mut free = places
        .iter()
        .copied()
        .filter(|place| !joined(place))
        .collect::<Vec<_>>();
    if free.is_empty() || (!in_run && free.len() < places.len()) {
        // Another set holds them already: one of them alone then has to be distinct in the whole table.
        let Some(place) = places.first() else { return };
        alone(relations, *place);
        return;
    }
    if in_run {
        let size = |place: &usize| match &relations.shapes[*place] {
            Shape::Pick(Population::All(parent) | Population::OfClass { parent, .. }) => rows[*parent],
            Shape::Pick(Population::WithRows(parent)) => pools[*parent],
            _ => 0,
        };
        let largest = free
            .iter()
            .copied()
            .max_by_key(|place| (size(place), std::cmp::Reverse(*place)));
        free = largest.into_iter().collect();
    }
    let mut populations = Vec::new();
    let joint = relations.joints.len();
    for place in free {
        match &relations.shapes[place] {
            Shape::Pick(population) => {
                populations.push(population.clone());
                relations.shapes[place] = Shape::Joint {
                    joint,
                    digit: populations.len() - 1,
                };
            }
            Shape::Earlier { .. } if places.len() == 1 => relations.shapes[place] = Shape::Previous,
            // A tree's pairs, and rows that are not Blink's, cannot be numbered.
            _ => relations
                .unresolved
                .push("a unique set refers to rows that cannot be numbered".to_owned()),
        }
    }
    if !populations.is_empty() {
        relations.joints.push(Joint {
            in_run,
            populations,
            differ: false,
        });
    }
}

/// Makes a reference distinct in the whole table, by a joint of its own.
fn alone(relations: &mut Relations, place: usize) {
    let population = match &relations.shapes[place] {
        Shape::Joint { joint, digit } => relations.joints[*joint].populations[*digit].clone(),
        Shape::Pick(population) => population.clone(),
        _ => {
            relations.unresolved.push("two unique sets share references".to_owned());
            return;
        }
    };
    relations.shapes[place] = Shape::Joint {
        joint: relations.joints.len(),
        digit: 0,
    };
    relations.joints.push(Joint {
        in_run: false,
        populations: vec![population],
        differ: false,
    });
}

/// Makes two references of a table lead to different rows where a joint numbers them: pairs that differ (a CHECK
/// `blocker_id <> blocked_id`).
pub(crate) fn make_different(
    owner: Option<usize>,
    parent: Option<usize>,
    pairs: &[(usize, usize)],
    relations: &mut Relations,
) {
    for (one, other) in pairs {
        let same_joint = match (&relations.shapes[*one], &relations.shapes[*other]) {
            (Shape::Joint { joint: a, .. }, Shape::Joint { joint: b, .. }) if a == b => Some(*a),
            (Shape::Run, Shape::Joint { joint, .. }) if owner == Some(*one) => Some(*joint),
            (Shape::Joint { joint, .. }, Shape::Run) if owner == Some(*other) => Some(*joint),
            _ => None,
        };
        let Some(joint) = same_joint.and_then(|joint| relations.joints.get_mut(joint)) else {
            continue;
        };
        joint.differ = match joint.populations.as_slice() {
            [one, other] => one == other && matches!(one, Population::All(_)),
            [Population::All(only)] => joint.in_run && parent == Some(*only),
            _ => false,
        };
    }
}
