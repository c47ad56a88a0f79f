//! The ways that constraints leave, of which each row takes one.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::{Branches, Checked};
use super::columns::{Draft, Source};
use super::selected::Selection;
use super::shapes::Relations;
use super::subtypes::Split;
use crate::domain::{Branch, Domain};
use crate::make::group::Group;
use crate::make::shape::Shape;

/// The most ways that are kept of constraints that share columns.
const MOST: usize = 64;

/// Ways of which each row takes one, by their weights.
#[derive(Clone, Debug)]
pub(crate) struct Ways {
    pub(crate) constraints: Vec<String>,
    /// The columns that the ways are about, by their places.
    pub(crate) columns: BTreeSet<usize>,
    pub(crate) of: Vec<Way>,
    /// The groups of which at most the first row takes some of the ways.
    pub(crate) firsts: Vec<Group>,
}

/// A way to meet constraints.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) weight: u32,
    /// The values of columns by their places.
    pub(crate) columns: BTreeMap<usize, Domain>,
    /// The groups of which only the first row takes it, a bit each.
    pub(crate) first_only: u64,
    /// The class whose rows alone take it.
    pub(crate) class: Option<u64>,
}

/// The ways that the constraints of a table leave, put together where they share columns.
///
/// # Errors
/// A sentence that says which constraints cannot be met.
pub(crate) fn ways(
    checked: &Checked,
    selections: &[Selection],
    drafts: &[Draft<'_>],
    relations: &Relations,
    split: Option<&Split>,
) -> Result<Vec<Ways>, String> {
    let mut all: Vec<Ways> = Vec::new();
    let of_checks = checked.branches.iter().map(|branches| of_branches(branches, drafts));
    let of_selections = selections.iter().map(|selection| of_selection(selection, drafts));
    let of_split = split.and_then(|split| of_split(split, drafts));
    for mut ways in of_checks.chain(of_selections).chain(of_split) {
        let (sharing, rest): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| !one.columns.is_disjoint(&ways.columns));
        all = rest;
        for other in sharing {
            ways = both(&other, &ways, drafts, relations);
        }
        ways.of.retain(|way| is_possible(way, drafts, relations));
        let is_open = |class: u64| {
            let mut all = ways.of.iter();
            all.any(|way| way.first_only == 0 && way.class.is_none_or(|of| of == class))
        };
        if !(0..split.map_or(1, |split| split.classes)).all(is_open) {
            return Err(format!("no values meet {}", ways.constraints.join(" and ")));
        }
        all.push(ways);
    }
    Ok(all)
}

/// The values by which the classes of a table's rows are told apart.
fn of_split(split: &Split, drafts: &[Draft<'_>]) -> Option<Ways> {
    let (column, values) = split.told_by.as_ref()?;
    let place = drafts.iter().position(|draft| draft.column.name == *column)?;
    let way = |(class, domain): (u64, &Domain)| Way {
        weight: 1,
        columns: BTreeMap::from([(place, domain.clone())]),
        first_only: 0,
        class: Some(class),
    };
    Some(Ways {
        constraints: vec![format!("the subtypes by {column}")],
        columns: BTreeSet::from([place]),
        of: (0..).zip(values).map(way).collect(),
        firsts: Vec::new(),
    })
}

/// The ways of a predicate that at most the first row of each group meets; those of the others come first, since the last
/// ones are left out where there are too many.
fn of_selection(selection: &Selection, drafts: &[Draft<'_>]) -> Ways {
    let of = |branches: &Vec<Branch>| {
        let branches = Branches {
            constraint: selection.set.clone(),
            of: branches.clone(),
        };
        of_branches(&branches, drafts)
    };
    let (mut ways, meeting) = (of(&selection.others), of(&selection.meeting));
    ways.columns.extend(meeting.columns);
    ways.of
        .extend(meeting.of.into_iter().map(|way| Way { first_only: 1, ..way }));
    ways.firsts.push(selection.group.clone());
    ways
}

fn of_branches(branches: &Branches, drafts: &[Draft<'_>]) -> Ways {
    let place = |name: &String| drafts.iter().position(|draft| draft.column.name == *name);
    let way = |branch: &Branch| Way {
        weight: branch.weight.max(1),
        columns: branch
            .columns
            .iter()
            .filter_map(|(name, domain)| Some((place(name)?, domain.clone())))
            .collect(),
        first_only: 0,
        class: None,
    };
    let of = branches.of.iter().map(way).collect::<Vec<_>>();
    Ways {
        constraints: vec![branches.constraint.clone()],
        columns: of.iter().flat_map(|way| way.columns.keys().copied()).collect(),
        of,
        firsts: Vec::new(),
    }
}

/// The ways that meet both.
fn both(one: &Ways, other: &Ways, drafts: &[Draft<'_>], relations: &Relations) -> Ways {
    let shift = u32::try_from(one.firsts.len()).unwrap_or(u32::MAX);
    let mut of = Vec::new();
    for a in &one.of {
        for b in &other.of {
            let mut columns = a.columns.clone();
            for (place, domain) in &b.columns {
                let narrowed = columns.get(place).map_or(domain.clone(), |own| own.intersect(domain));
                columns.insert(*place, narrowed);
            }
            let way = Way {
                weight: a.weight.saturating_mul(b.weight),
                columns,
                first_only: a.first_only | shifted(b.first_only, shift),
                class: a.class.or(b.class),
            };
            if of.len() < MOST && is_possible(&way, drafts, relations) {
                of.push(way);
            }
        }
    }
    Ways {
        constraints: one.constraints.iter().chain(&other.constraints).cloned().collect(),
        columns: one.columns.union(&other.columns).copied().collect(),
        of,
        firsts: one.firsts.iter().chain(&other.firsts).cloned().collect(),
    }
}

/// The bits moved up; what is moved beyond the last bit no row takes.
fn shifted(bits: u64, by: u32) -> u64 {
    match bits.checked_shl(by) {
        _ if bits == 0 => 0,
        Some(moved) if moved >> by == bits => moved,
        _ => u64::MAX,
    }
}

/// Returns true if each column has a value that the way allows.
fn is_possible(way: &Way, drafts: &[Draft<'_>], relations: &Relations) -> bool {
    way.columns.iter().all(|(place, domain)| {
        let Some(draft) = drafts.get(*place) else {
            return true;
        };
        let narrowed = draft.domain.intersect(domain);
        match &draft.source {
            Source::Reference { place, .. } => {
                let refers_to_none = matches!(relations.shapes.get(*place), Some(Shape::Absent(_)) | None);
                if refers_to_none {
                    narrowed.nullable
                } else {
                    !narrowed.is_empty()
                }
            }
            Source::Absent => narrowed.nullable,
            Source::Server | Source::Free => !narrowed.is_empty(),
        }
    })
}

/// The references whose columns ways are about.
pub(crate) fn references_in(ways: &[Ways], drafts: &[Draft<'_>]) -> BTreeSet<usize> {
    let columns = ways.iter().flat_map(|ways| &ways.columns);
    columns
        .filter_map(|place| match &drafts.get(*place)?.source {
            Source::Reference { place, .. } => Some(*place),
            _ => None,
        })
        .collect()
}
