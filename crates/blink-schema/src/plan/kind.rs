//! The kinds of tables.

use std::fmt;

use super::people::{Party, party};
use super::references::{Reference, References};
use super::scope::Scope;
use crate::facts::{Table, UniqueKind, UniqueSet};

/// The kind of a table, by which it gets its number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A few rows that others refer to: countries, states, categories.
    Lookup,
    /// Rows that depend on none: users, products.
    Root,
    /// Rows that belong to a parent: orders, comments.
    Child,
    /// Pairs of rows of other tables: memberships, tags of posts.
    Join,
    /// At most one row for each of the parent: profiles, settings.
    OneToOne,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lookup => "lookup",
            Self::Root => "root",
            Self::Child => "child",
            Self::Join => "join",
            Self::OneToOne => "one to one",
        })
    }
}

/// The kinds of all tables that are filled.
pub(crate) fn kinds(scope: &Scope<'_>, references: &References<'_>) -> Vec<Kind> {
    let mut referred = vec![0_usize; scope.filled.len()];
    for (table, list) in references.of.iter().enumerate() {
        for parent in list.iter().filter_map(Reference::filled_parent) {
            referred[parent] += usize::from(parent != table);
        }
    }
    let mut kinds = vec![Kind::Child; scope.filled.len()];
    for &table in &references.order {
        let of = &references.of[table];
        let is_of_people = of.iter().filter_map(Reference::filled_parent).any(|parent| {
            parent != table && kinds[parent] != Kind::Lookup && party(scope.filled[parent]) != Party::None
        });
        let referred = referred[table].min(usize::from(!is_of_people));
        kinds[table] = kind(scope.filled[table], table, of, referred, &kinds);
    }
    kinds
}

fn kind(table: &Table, index: usize, references: &[Reference<'_>], referred: usize, kinds: &[Kind]) -> Kind {
    let outward = references
        .iter()
        .filter(|reference| reference.parent.is_some() && reference.filled_parent() != Some(index))
        .collect::<Vec<_>>();
    if outward.iter().any(|reference| is_one_to_one(table, reference)) {
        return Kind::OneToOne;
    }
    let only_lookups = outward.iter().all(|reference| {
        reference.is_optional
            || reference
                .filled_parent()
                .is_none_or(|parent| kinds[parent] == Kind::Lookup)
    });
    if only_lookups && referred > 0 && looks_like_lookup(table) {
        return Kind::Lookup;
    }
    if outward.iter().all(|reference| reference.is_optional) {
        return Kind::Root;
    }
    if is_join(table, &outward) {
        Kind::Join
    } else {
        Kind::Child
    }
}

/// Returns true if no two rows can have the same parent: the key's columns are unique by themselves.
pub(crate) fn is_one_to_one(table: &Table, reference: &Reference<'_>) -> bool {
    !reference.is_optional
        && table.unique_sets.iter().any(|set| {
            set.predicate.is_none()
                && set.columns().is_some_and(|columns| {
                    columns
                        .iter()
                        .all(|column| reference.key.columns.iter().any(|own| own == column))
                })
        })
}

/// Returns true if a row is hardly more than a pair of references that is unique.
fn is_join(table: &Table, outward: &[&Reference<'_>]) -> bool {
    let in_key = |column: &str| {
        outward
            .iter()
            .any(|reference| reference.key.columns.iter().any(|own| own == column))
    };
    let pair = table
        .unique_sets
        .iter()
        .any(|set| set.parts.len() > 1 && set.columns().is_some_and(|columns| columns.into_iter().all(in_key)));
    let others = table.columns.iter().filter(|column| !in_key(&column.name)).count();
    pair && others <= 6
}

/// The words that end the names of lookup tables, singular.
const LOOKUPS: &[&str] = &[
    "category",
    "class",
    "code",
    "country",
    "county",
    "currency",
    "department",
    "genre",
    "grade",
    "group",
    "kind",
    "label",
    "language",
    "level",
    "locale",
    "method",
    "mode",
    "permission",
    "plan",
    "priority",
    "province",
    "rank",
    "reason",
    "region",
    "role",
    "scope",
    "size",
    "source",
    "stage",
    "state",
    "status",
    "tag",
    "tier",
    "timezone",
    "topic",
    "type",
    "unit",
    "zone",
];

fn looks_like_lookup(table: &Table) -> bool {
    let name = table.name.table().to_lowercase();
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let named = LOOKUPS.iter().any(|word| last == *word || is_plural(last, word));
    let wide = table.columns.len() > 12;
    let natural_key = table
        .unique_sets
        .iter()
        .find(|set| set.kind == UniqueKind::PrimaryKey)
        .and_then(UniqueSet::columns)
        .is_some_and(|columns| match columns.as_slice() {
            [only] => table
                .columns
                .iter()
                .any(|column| column.name == *only && matches!(column.ty.oid, 21 | 25 | 1042 | 1043)),
            _ => false,
        });
    !wide && (named || (natural_key && table.columns.len() <= 4))
}

fn is_plural(word: &str, singular: &str) -> bool {
    let stem = word.strip_suffix('s');
    stem == Some(singular)
        || stem.and_then(|stem| stem.strip_suffix('e')) == Some(singular)
        || word
            .strip_suffix("ies")
            .zip(singular.strip_suffix('y'))
            .is_some_and(|(word, singular)| word == singular)
}
