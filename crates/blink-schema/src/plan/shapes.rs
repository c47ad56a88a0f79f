//! The shapes of relations: which row of the parent each row refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::{Kind, is_one_to_one};
use super::owner::Owners;
use super::people::{Party, party};
use super::references::{Reference, References};
use super::scope::{Place, Scope};
use crate::facts::ForeignKey;
use crate::make::shape::{Joint, Population, Shape};

/// The relations of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    /// The shape of each reference, in the order of the foreign keys.
    pub(crate) shapes: Vec<Shape>,
    pub(crate) joints: Vec<Joint>,
    /// True if each owner has at most one row.
    pub(crate) one_each: bool,
    /// The reference that each column of a foreign key takes its value from, and the parent's column.
    pub(crate) sources: BTreeMap<String, (usize, String)>,
    /// The columns that have the value of the row of the same table that a reference leads to.
    pub(crate) inherited: BTreeSet<String>,
    /// The columns of references that refer to none.
    pub(crate) absent: BTreeSet<String>,
    /// The references that cannot be met: a sentence each. The table is left out.
    pub(crate) unresolved: Vec<String>,
}

/// The reason against a reference to a table that is not filled.
pub(super) const NO_ROWS: &str = "that table has no rows, and gets none";

/// The decisions by which the shapes of a table are decided.
#[derive(Clone, Copy)]
pub(crate) struct Decided<'d, 'f> {
    pub(crate) scope: &'d Scope<'f>,
    pub(crate) references: &'d References<'f>,
    pub(crate) kinds: &'d [Kind],
    pub(crate) owners: &'d Owners,
    /// The tables whose rows are too few to give some to each owner.
    pub(crate) scarce: &'d BTreeSet<usize>,
    /// The classes that references lead to, by their tables and places.
    pub(crate) classes: &'d BTreeMap<(usize, usize), u64>,
    /// The class of the rows that own rows of each table; None where any may.
    pub(crate) owner_classes: &'d [Option<u64>],
    /// Those of the tables before it.
    pub(crate) relations: &'d [Relations],
}

/// The relations of a table of the user's own: of its references it is known where the values come from, but not which
/// rows they lead to.
pub(super) fn relations_of_own(references: &[Reference<'_>]) -> Relations {
    let mut relations = Relations {
        shapes: vec![Shape::Absent("its rows are your own"); references.len()],
        ..Relations::default()
    };
    for (place, reference) in references.iter().enumerate().filter(|(_, one)| one.parent.is_some()) {
        for (column, parent) in reference.key.columns.iter().zip(&reference.key.parent_columns) {
            let source = (place, parent.clone());
            relations.sources.entry(column.clone()).or_insert(source);
        }
    }
    relations
}

impl Decided<'_, '_> {
    /// Decides the shapes of a table's references.
    pub(crate) fn relations_of(&self, table: usize) -> Relations {
        let references = &self.references.of[table];
        let mut relations = Relations {
            shapes: vec![Shape::Absent("it is not decided"); references.len()],
            ..Relations::default()
        };
        for place in self.sequence(table) {
            let shape = self.shape(table, place, &relations);
            let takes_part = !matches!(shape, Shape::Absent(_));
            if let (Shape::Absent(because), false) = (&shape, references[place].is_optional) {
                let key = &references[place].key;
                let mut problem = format!("{} must refer to {}: {because}", key.name, key.parent);
                if let Some(alone) = self.scope.left_alone.iter().find(|one| one.table == key.parent) {
                    problem = format!("{problem}, since {}", alone.because);
                }
                relations.unresolved.push(problem);
            }
            relations.shapes[place] = shape;
            let key = references[place].key;
            if takes_part {
                for (column, parent) in key.columns.iter().zip(&key.parent_columns) {
                    if references[place].filled_parent() == Some(table) && column == parent {
                        relations.inherited.insert(column.clone());
                        continue;
                    }
                    let source = (place, parent.clone());
                    relations.sources.entry(column.clone()).or_insert(source);
                }
            } else {
                relations.absent.extend(key.columns.iter().cloned());
            }
        }
        relations
    }

    /// The order in which references are decided: the owner, then those to tables that others depend on last, so that
    /// what is implied by a reference follows it.
    fn sequence(&self, table: usize) -> Vec<usize> {
        let references = &self.references.of[table];
        let owner = self.owners.of[table];
        let depth = |place: usize| {
            let parent = references[place].filled_parent();
            parent.map_or(0, |parent| 1 + self.owners.ancestors(self.references, parent).len())
        };
        let mut places = (0..references.len()).collect::<Vec<_>>();
        places.sort_by_key(|place| {
            let key = references[*place].key;
            let rank = std::cmp::Reverse((key.columns.len(), depth(*place)));
            let is_of_itself = references[*place].filled_parent() == Some(table);
            let is_owner = owner == Some(*place);
            (!is_owner, is_of_itself, references[*place].is_optional, rank, *place)
        });
        places
    }

    fn shape(&self, table: usize, place: usize, so_far: &Relations) -> Shape {
        let reference = &self.references.of[table][place];
        if reference.is_cut {
            return Shape::Absent("it closes a cycle of references");
        }
        let parent = match reference.parent {
            Some(Place::Filled(parent)) => parent,
            Some(Place::WithRows(parent)) => return self.with_rows(parent, place, table, so_far),
            None => return Shape::Absent(NO_ROWS),
        };
        if parent != table && self.goes_round(table, parent, reference.key, so_far) {
            return Shape::Absent("its columns come back to themselves through other tables' keys");
        }
        if self.owners.of[table] == Some(place) {
            return Shape::Run;
        }
        if parent == table {
            return self.of_itself(table, reference.key, so_far);
        }
        let shared = reference.key.columns.iter().zip(&reference.key.parent_columns);
        let shared = shared
            .filter(|(column, _)| so_far.sources.contains_key(*column))
            .collect::<Vec<_>>();
        if !shared.is_empty() {
            return self.agreeing(table, parent, &shared, so_far, reference.key.columns.len());
        }
        match self.classes.get(&(table, place)).copied() {
            Some(class) => Shape::Pick(Population::OfClass { parent, class }),
            None => self.by_meaning(table, parent),
        }
    }

    /// The shape of a reference to rows of the same table: to those of the same owner, so that a column which both have
    /// can come from it.
    fn of_itself(&self, table: usize, key: &ForeignKey, so_far: &Relations) -> Shape {
        let owner = self.owners.of[table];
        let of_owner = owner.map(|owner| &self.references.of[table][owner]);
        // Of one row alone none is earlier.
        let in_run = of_owner.is_some_and(|owner| !is_one_to_one(self.scope.filled[table], owner));
        for (column, theirs) in key.columns.iter().zip(&key.parent_columns) {
            if column != theirs && key.columns.contains(theirs) {
                return Shape::Absent("its columns refer to one another");
            }
            let source = so_far.sources.get(column).map(|(place, _)| *place);
            let comes_from_owner = column == theirs && source == owner && in_run;
            if source.is_some() && !comes_from_owner {
                return Shape::Absent("it shares a column with another foreign key, which refers to other rows");
            }
        }
        Shape::Earlier { in_run }
    }

    /// The shape of a reference to a table that has rows: those of columns that another reference gives already cannot
    /// be chosen any more.
    fn with_rows(&self, parent: usize, place: usize, table: usize, so_far: &Relations) -> Shape {
        let key = self.references.of[table][place].key;
        if key.columns.iter().any(|column| so_far.sources.contains_key(column)) {
            return Shape::Absent("it shares columns with another foreign key, and its rows are not Blink's");
        }
        Shape::Pick(Population::WithRows(parent))
    }

    /// The shape of a reference that shares columns with one before: the rows that have the same values there.
    fn agreeing(
        &self,
        table: usize,
        parent: usize,
        shared: &[(&String, &String)],
        so_far: &Relations,
        key_columns: usize,
    ) -> Shape {
        let mut shape = None;
        for (column, parent_column) in shared {
            let (Some(own), Some(theirs)) = (
                self.origin_of(table, column, so_far),
                self.origin(parent, parent_column),
            ) else {
                return Shape::Absent("a column that it shares with another foreign key may be NULL");
            };
            if (own.table, &own.column) != (theirs.table, &theirs.column) {
                return Shape::Absent("it shares a column with another foreign key, which refers to other rows");
            }
            let through_own = self.leads_through_own(table, &own.path);
            if through_own && (!theirs.path.is_empty() || shared.len() < key_columns) {
                return Shape::Absent("it shares a column with a foreign key to rows that are your own");
            }
            let this = if theirs.path.is_empty() {
                Shape::Follow(own.path)
            } else if self.is_owner_path(parent, &theirs.path) {
                Shape::Pick(Population::Below {
                    path: own.path,
                    ancestor: own.table,
                    parent,
                })
            } else {
                return Shape::Absent("it shares a column with another foreign key, whose rows are in no order");
            };
            match &shape {
                None => shape = Some(this),
                // What follows is one row: narrower than any range.
                Some(Shape::Follow(_)) => {}
                Some(_) => shape = Some(self.narrower(shape.clone(), this)),
            }
        }
        shape.unwrap_or(Shape::Absent("it shares no column"))
    }

    /// The narrower of two ranges: that below the lower ancestor.
    fn narrower(&self, one: Option<Shape>, other: Shape) -> Shape {
        match (one, other) {
            (
                Some(Shape::Pick(Population::Below {
                    ancestor: a,
                    path,
                    parent,
                })),
                Shape::Pick(Population::Below { ancestor: b, .. }),
            ) if self.owners.ancestors(self.references, a).contains(&b) => Shape::Pick(Population::Below {
                path,
                ancestor: a,
                parent,
            }),
            (_, other) => other,
        }
    }

    /// The shape of a reference that no other constraint ties: within the same tenant if there is one.
    fn by_meaning(&self, table: usize, parent: usize) -> Shape {
        let above = self.owners.ancestors(self.references, table);
        if self.kinds[parent] == Kind::Lookup {
            return Shape::Pick(Population::All(parent));
        }
        let role = party(self.scope.filled[parent]);
        // A second reference to the owner's own table is to another row: from and to, source and target.
        let level = above.iter().position(|one| *one == parent).filter(|level| *level > 0);
        if let (Some(level), true) = (level, role != Party::Actor) {
            return Shape::Follow(self.owner_path(table, level + 1));
        }
        let parents_above = self.owners.ancestors(self.references, parent);
        for (level, ancestor) in above.iter().enumerate().filter(|(_, ancestor)| **ancestor != parent) {
            let path = self.owner_path(table, level + 1);
            if parents_above.contains(ancestor) {
                // Some would have none to pick.
                if self.is_scarce_below(*ancestor, parent) {
                    continue;
                }
                return Shape::Pick(Population::Below {
                    path,
                    ancestor: *ancestor,
                    parent,
                });
            }
            let members = self.members(table, *ancestor, parent);
            if let Some((members, reference)) = members.filter(|(members, _)| !self.scarce.contains(members)) {
                return Shape::Pick(Population::Members {
                    path,
                    ancestor: *ancestor,
                    members,
                    reference,
                });
            }
        }
        Shape::Pick(Population::All(parent))
    }

    /// Returns true if some rows of an ancestor have no rows of a table below them.
    fn is_scarce_below(&self, ancestor: usize, table: usize) -> bool {
        let mut at = table;
        while at != ancestor {
            // A row of another class has none of them.
            if self.scarce.contains(&at) || self.owner_classes[at].is_some() {
                return true;
            }
            let Some(parent) = self.owners.parent(self.references, at) else {
                return false;
            };
            at = parent;
        }
        false
    }

    /// The table whose rows say which people belong to an ancestor, and its reference to them.
    fn members(&self, table: usize, ancestor: usize, people: usize) -> Option<(usize, usize)> {
        let tables = self.references.order.iter().copied();
        let mut before = tables.take_while(|one| *one != table);
        before.find_map(|members| {
            let is_join = self.kinds[members] == Kind::Join;
            let owned = self.owners.parent(self.references, members) == Some(ancestor);
            let references = self.references.of[members].iter();
            let place = references
                .clone()
                .position(|one| !one.is_optional && one.filled_parent() == Some(people))?;
            let pair = self.is_pair(members, place);
            (is_join && owned && pair && members != people).then_some((members, place))
        })
    }

    /// Returns true if no two rows have the same owner and the same parent by this reference.
    fn is_pair(&self, table: usize, place: usize) -> bool {
        let references = &self.references.of[table];
        let Some(owner) = self.owners.of[table] else {
            return false;
        };
        let in_pair = |column: &str| {
            [owner, place]
                .iter()
                .any(|place| references[*place].key.columns.iter().any(|own| own == column))
        };
        let mut sets = self.scope.filled[table].unique_sets.iter();
        sets.any(|set| {
            let columns = set.columns().filter(|_| set.predicate.is_none());
            columns.is_some_and(|columns| columns.into_iter().all(in_pair))
        })
    }

    /// The owning references from a table up to an ancestor.
    fn owner_path(&self, table: usize, levels: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = table;
        for _ in 0..levels {
            let (Some(owner), Some(parent)) = (self.owners.of[at], self.owners.parent(self.references, at)) else {
                break;
            };
            path.push(owner);
            at = parent;
        }
        path
    }

    fn is_owner_path(&self, table: usize, path: &[usize]) -> bool {
        self.owner_path(table, path.len()) == path
    }
}
