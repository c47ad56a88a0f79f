//! The origins of the values of references: the columns from which references copy them.

use super::references::Reference;
use super::shapes::{Decided, Relations};
use crate::facts::ForeignKey;

/// A value's origin: the column of the table from which references only copy it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) path: Vec<usize>,
    pub(crate) table: usize,
    pub(crate) column: String,
}

impl Decided<'_, '_> {
    /// Returns true if a column of a key would have the value of a column that has its own.
    pub(super) fn goes_round(&self, table: usize, parent: usize, key: &ForeignKey, so_far: &Relations) -> bool {
        let sources_of = |at: usize| {
            if at == table {
                Some(so_far)
            } else {
                self.relations.get(at)
            }
        };
        key.columns.iter().zip(&key.parent_columns).any(|(own, theirs)| {
            let mut at = (parent, theirs);
            for _ in 0..=self.references.of.len() {
                if at == (table, own) {
                    return true;
                }
                let source = sources_of(at.0).and_then(|relations| relations.sources.get(at.1));
                let next = source.and_then(|(place, column)| {
                    let reference = self.references.of[at.0].get(*place)?;
                    Some((reference.filled_parent()?, column))
                });
                let Some(next) = next else { return false };
                at = next;
            }
            true
        })
    }

    /// Returns true if a path leads on from a row of the user's own: the row there is not known by its number, but its
    /// foreign keys hold.
    pub(super) fn leads_through_own(&self, table: usize, path: &[usize]) -> bool {
        let mut at = table;
        for (nth, place) in path.iter().enumerate() {
            if nth > 0 && self.scope.own(at).is_some() {
                return true;
            }
            let Some(parent) = self.references.of[at].get(*place).and_then(Reference::filled_parent) else {
                return false;
            };
            at = parent;
        }
        false
    }

    /// The origin of a column of a table's key, by the relations that are decided so far; None as with [`origin`](Self::origin).
    pub(super) fn origin_of(&self, table: usize, column: &str, relations: &Relations) -> Option<Origin> {
        let (place, parent_column) = relations.sources.get(column)?;
        let reference = self.references.of[table].get(*place)?;
        if reference.is_optional {
            return None;
        }
        let parent = reference.filled_parent()?;
        let mut origin = self.origin(parent, parent_column)?;
        origin.path.insert(0, *place);
        Some(origin)
    }

    /// The origin of a column of a table that is decided; None if it may be NULL on the way, or has no end, as keys between
    /// tables of the user's own may have.
    pub(super) fn origin(&self, table: usize, column: &str) -> Option<Origin> {
        let mut path = Vec::new();
        let (mut table, mut column) = (table, column);
        while let Some((place, parent_column)) = self.relations.get(table)?.sources.get(column) {
            let reference = self.references.of[table].get(*place)?;
            if reference.is_optional || path.len() > self.references.of.len() {
                return None;
            }
            path.push(*place);
            (table, column) = (reference.filled_parent()?, parent_column);
        }
        Some(Origin {
            path,
            table,
            column: column.to_owned(),
        })
    }
}
