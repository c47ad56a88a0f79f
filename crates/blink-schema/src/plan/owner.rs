//! The owner of each table: the reference whose children stand one after the other, so that all rows below an ancestor
//! are a range of numbers.

use super::kind::{Kind, is_one_to_one};
use super::named::named_in;
use super::people::{Party, party};
use super::references::{Reference, References};
use super::scope::Scope;
use crate::facts::{Exclusion, KeyPart, Table, UniqueSet};

/// The owners of all tables.
#[derive(Debug)]
pub(crate) struct Owners {
    /// The place of the owning reference among the references of each table.
    pub(crate) of: Vec<Option<usize>>,
}

impl Owners {
    pub(crate) fn new(scope: &Scope<'_>, references: &References<'_>, kinds: &[Kind]) -> Self {
        let mut owners = Self {
            of: vec![None; scope.filled.len()],
        };
        for &table in &references.order {
            if scope.own(table).is_some() {
                continue;
            }
            let of = &references.of[table];
            let scored = of.iter().enumerate().filter_map(|(place, reference)| {
                let score = owners.score(scope, references, kinds, table, reference)?;
                Some((score, std::cmp::Reverse(place)))
            });
            owners.of[table] = scored
                .max()
                .filter(|(score, _)| *score > 0)
                .map(|(_, std::cmp::Reverse(place))| place);
        }
        owners
    }

    /// The table that owns a table.
    pub(crate) fn parent(&self, references: &References<'_>, table: usize) -> Option<usize> {
        let reference = references.of[table].get(self.of[table]?)?;
        reference.filled_parent()
    }

    /// The tables that own a table, from the nearest on.
    pub(crate) fn ancestors(&self, references: &References<'_>, table: usize) -> Vec<usize> {
        let mut ancestors = Vec::new();
        let mut at = table;
        while let Some(parent) = self.parent(references, at) {
            // A cycle cannot be: an owner stands before its children in the order.
            ancestors.push(parent);
            at = parent;
        }
        ancestors
    }

    /// The fitness of a reference as the owner; None if it cannot be.
    fn score(
        &self,
        scope: &Scope<'_>,
        references: &References<'_>,
        kinds: &[Kind],
        table: usize,
        reference: &Reference<'_>,
    ) -> Option<i64> {
        let parent = reference.filled_parent()?;
        if reference.is_cut || reference.is_optional || references.place(parent) >= references.place(table) {
            return None;
        }
        if kinds[parent] == Kind::Lookup || kinds[table] == Kind::Lookup {
            return None;
        }
        if follows_from_own(scope, references, table, reference) {
            return None;
        }
        let (child, owner) = (scope.filled[table], scope.filled[parent]);
        let above = self.ancestors(references, parent);
        let agreeing = references.of[table]
            .iter()
            .filter_map(Reference::filled_parent)
            .filter(|other| above.contains(other))
            .count();
        let mut score = 1 + 8 * i64::try_from(agreeing).unwrap_or(0) + i64::try_from(above.len().min(8)).unwrap_or(0);
        score += i64::from(is_in_composite_key(child, reference)) * 8;
        score += i64::from(is_in_group(child, reference)) * 8;
        score += i64::from(is_one_to_one(child, reference)) * 12;
        score += i64::from(is_named_after(child, owner)) * 4;
        // A person has things of many kinds, among one another: but what a person of a tenant has is the tenant's.
        if party(owner) != Party::None && above.is_empty() {
            score -= 8;
        }
        Some(score)
    }
}

/// Returns true if a wider reference to a table of the user's own gives the reference its columns: which row it leads to
/// is not for this table to choose.
fn follows_from_own(scope: &Scope<'_>, references: &References<'_>, table: usize, reference: &Reference<'_>) -> bool {
    let columns = &reference.key.columns;
    references.of[table].iter().any(|other| {
        let is_own = other.filled_parent().is_some_and(|parent| scope.own(parent).is_some());
        let is_wider = other.key.columns.len() > columns.len();
        is_own && is_wider && columns.iter().all(|column| other.key.columns.contains(column))
    })
}

/// Returns true if a unique set has the reference's columns and others.
fn is_in_composite_key(table: &Table, reference: &Reference<'_>) -> bool {
    table.unique_sets.iter().any(|set| {
        set.predicate.is_none()
            && set.parts.len() > reference.key.columns.len()
            && reference.key.columns.iter().all(|column| set.has_column(column))
    })
}

/// Returns true if the reference's columns make the groups of an exclusion constraint, or those of which one row at most
/// meets a predicate.
fn is_in_group(table: &Table, reference: &Reference<'_>) -> bool {
    let has = |parts: &[&KeyPart], column: &String| {
        let is_in = |part: &&KeyPart| match part {
            KeyPart::Column(name) => name == column,
            KeyPart::Expression(text) => named_in(text, table).contains(column),
        };
        parts.iter().any(is_in)
    };
    let equal = |exclusion: &&Exclusion| {
        let parts = exclusion.parts.iter().filter(|(_, operator)| operator == "=");
        let parts = parts.map(|(part, _)| part).collect::<Vec<_>>();
        parts.len() < exclusion.parts.len() && reference.key.columns.iter().all(|column| has(&parts, column))
    };
    let chosen = |set: &&UniqueSet| {
        let parts = set.parts.iter().collect::<Vec<_>>();
        set.predicate.is_some() && reference.key.columns.iter().all(|column| has(&parts, column))
    };
    table.exclusions.iter().any(|exclusion| equal(&exclusion)) || table.unique_sets.iter().any(|set| chosen(&set))
}

/// Returns true if the child's name begins with that of the parent: `order_lines` of `orders`.
fn is_named_after(child: &Table, parent: &Table) -> bool {
    let (child, parent) = (child.name.table().to_lowercase(), parent.name.table().to_lowercase());
    let stem = parent
        .strip_suffix("ies")
        .or_else(|| parent.strip_suffix('s'))
        .unwrap_or(&parent);
    child != parent && stem.len() > 2 && child.starts_with(stem)
}
