//! The foreign keys between the tables of a run, and an order in which parents come first.

use std::collections::BTreeSet;

use super::scope::{Place, Scope};
use crate::facts::{Column, ForeignKey, Table};

/// A foreign key of a table that is filled.
#[derive(Clone, Debug)]
pub(crate) struct Reference<'f> {
    pub(crate) key: &'f ForeignKey,
    /// The parent; None if it has no rows and gets none.
    pub(crate) parent: Option<Place>,
    /// True if a row need not refer to a parent: a column of its own, which no other foreign key has, may be NULL.
    pub(crate) is_optional: bool,
    /// True if the reference closes a cycle and is left NULL, or refers only to rows of the same table.
    pub(crate) is_cut: bool,
}

impl Reference<'_> {
    /// The parent's index among the filled tables.
    pub(crate) fn filled_parent(&self) -> Option<usize> {
        match self.parent {
            Some(Place::Filled(parent)) => Some(parent),
            _ => None,
        }
    }
}

/// The references of all tables that are filled, and the order of the tables.
#[derive(Debug)]
pub(crate) struct References<'f> {
    /// Of each table by its index.
    pub(crate) of: Vec<Vec<Reference<'f>>>,
    /// The indexes of the tables, parents before children but for references that are cut.
    pub(crate) order: Vec<usize>,
    /// The place of each table in the order.
    places: Vec<usize>,
}

impl<'f> References<'f> {
    pub(crate) fn new(scope: &Scope<'f>) -> Self {
        let mut of = scope
            .filled
            .iter()
            .map(|table| references_of(table, scope))
            .collect::<Vec<_>>();
        cut_cycles(&mut of);
        let is_pair = |table: usize| is_pair(scope.filled[table], &of[table]);
        let order = order(&of, is_pair);
        let mut places = vec![0; of.len()];
        for (place, table) in order.iter().enumerate() {
            places[*table] = place;
        }
        Self { of, order, places }
    }

    /// The place of a table in the order.
    pub(crate) fn place(&self, table: usize) -> usize {
        self.places.get(table).copied().unwrap_or(usize::MAX)
    }
}

fn references_of<'f>(table: &'f Table, scope: &Scope<'f>) -> Vec<Reference<'f>> {
    // A row that refers to itself by its own key always does.
    let keys = table.foreign_keys.iter();
    let keys = keys.filter(|key| key.parent != table.name || key.columns != key.parent_columns);
    let keys = keys.map(|key| Reference {
        key,
        parent: scope.parent(key),
        is_optional: is_optional(table, key),
        is_cut: false,
    });
    keys.collect()
}

/// Returns true if the key's own columns can be NULL, so that nothing is referred to.
fn is_optional(table: &Table, key: &ForeignKey) -> bool {
    let nullable = |name: &String| column(table, name).is_some_and(|column| !column.not_null);
    let in_primary_key = |name: &String| {
        table
            .unique_sets
            .iter()
            .any(|set| set.kind == crate::facts::UniqueKind::PrimaryKey && set.has_column(name))
    };
    if key.match_full {
        return key.columns.iter().all(|name| nullable(name) && !in_primary_key(name));
    }
    key.columns.iter().any(|name| {
        let shared = table.foreign_keys.iter().any(|other| {
            other.name != key.name && other.columns.contains(name) && other.columns.len() < key.columns.len()
        });
        nullable(name) && !shared
    })
}

fn column<'t>(table: &'t Table, name: &str) -> Option<&'t Column> {
    table.columns.iter().find(|column| column.name == name)
}

/// Cuts optional references until no cycle is left but those that have none: their rows refer to one another by number,
/// and the server checks them at the end.
fn cut_cycles(of: &mut [Vec<Reference<'_>>]) {
    let mut closed = Vec::new();
    loop {
        let open = |component: &Vec<usize>| component.len() > 1 && !closed.contains(component);
        let Some(component) = components(of).into_iter().find(open) else {
            return;
        };
        let members = component.iter().copied().collect::<BTreeSet<_>>();
        if let Some((table, reference)) = weakest(of, &component, &members) {
            of[table][reference].is_cut = true;
        } else {
            closed.push(component);
        }
    }
}

/// The optional reference within a cycle that is best left NULL: from the table that others refer to most, whose rows
/// so exist before those that it points back to (a post's `last_comment_id`).
fn weakest(of: &[Vec<Reference<'_>>], component: &[usize], members: &BTreeSet<usize>) -> Option<(usize, usize)> {
    let referred = |table: usize| {
        let within = component.iter().flat_map(|other| &of[*other]);
        within
            .filter(|reference| !reference.is_optional && reference.filled_parent() == Some(table))
            .count()
    };
    let candidates = component.iter().flat_map(|table| {
        let references = of[*table].iter().enumerate();
        references
            .filter(|(_, reference)| {
                let parent = reference.filled_parent();
                reference.is_optional
                    && !reference.is_cut
                    && parent.is_some_and(|parent| parent != *table && members.contains(&parent))
            })
            .map(|(place, _)| (*table, place))
    });
    candidates.max_by_key(|(table, place)| (referred(*table), std::cmp::Reverse((*table, *place))))
}

/// The tables sorted into cycles: each component holds tables that refer to one another, directly or not (Tarjan,
/// "Depth-first search and linear graph algorithms", 1972); parents come first.
fn components(of: &[Vec<Reference<'_>>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        of,
        next: 0,
        number: vec![None; of.len()],
        low: vec![0; of.len()],
        on_stack: vec![false; of.len()],
        stack: Vec::new(),
        found: Vec::new(),
    };
    for table in 0..of.len() {
        search.visit(table);
    }
    search.found
}

struct Search<'s, 'f> {
    of: &'s [Vec<Reference<'f>>],
    next: usize,
    number: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_, '_> {
    /// Visits a table and all that it refers to; by a stack of its own, since chains may be long.
    fn visit(&mut self, start: usize) {
        if self.number[start].is_some() {
            return;
        }
        self.enter(start);
        let mut path = vec![(start, 0)];
        while let Some((table, next)) = path.pop() {
            let parents = &self.of[table];
            if let Some(reference) = parents.get(next) {
                path.push((table, next + 1));
                let parent = reference.filled_parent().filter(|_| !reference.is_cut);
                match parent {
                    Some(parent) if self.number[parent].is_none() => {
                        self.enter(parent);
                        path.push((parent, 0));
                    }
                    Some(parent) if self.on_stack[parent] => {
                        self.low[table] = self.low[table].min(self.number[parent].unwrap_or(0));
                    }
                    _ => {}
                }
            } else {
                self.leave(table);
                if let Some((child, _)) = path.last() {
                    self.low[*child] = self.low[*child].min(self.low[table]);
                }
            }
        }
    }

    fn enter(&mut self, table: usize) {
        self.number[table] = Some(self.next);
        self.low[table] = self.next;
        self.next += 1;
        self.stack.push(table);
        self.on_stack[table] = true;
    }

    fn leave(&mut self, table: usize) {
        if self.number[table] != Some(self.low[table]) {
            return;
        }
        let mut component = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack[member] = false;
            component.push(member);
            if member == table {
                break;
            }
        }
        component.sort_unstable();
        self.found.push(component);
    }
}

/// An order with parents first; tables of a cycle that cannot be cut stand together. Those whose rows are pairs, such as
/// the members of a team, come as early as they can, first those with the fewest above them: other tables refer to
/// members.
fn order(of: &[Vec<Reference<'_>>], is_pair: impl Fn(usize) -> bool) -> Vec<usize> {
    let components = components(of);
    let mut place_of = vec![0; of.len()];
    for (place, tables) in components.iter().enumerate() {
        for table in tables {
            place_of[*table] = place;
        }
    }
    let parents = |place: usize| {
        let references = components[place].iter().flat_map(|table| &of[*table]);
        let parents = references.filter(|reference| !reference.is_cut);
        let parents = parents
            .filter_map(Reference::filled_parent)
            .map(|table| place_of[table]);
        parents.filter(|parent| *parent < place).collect::<BTreeSet<_>>()
    };
    let mut depths: Vec<usize> = Vec::new();
    for place in 0..components.len() {
        depths.push(
            parents(place)
                .iter()
                .map(|parent| depths[*parent] + 1)
                .max()
                .unwrap_or(0),
        );
    }
    let mut wanted = (0..components.len()).collect::<Vec<_>>();
    let is_early = |place: &usize| components[*place].iter().any(|table| is_pair(*table));
    wanted.sort_by_key(|place| {
        if is_early(place) {
            (0, depths[*place], *place)
        } else {
            (1, 0, *place)
        }
    });
    let mut placed = BTreeSet::new();
    let mut order = Vec::new();
    for place in wanted {
        // With all above it, of which each stands before its children.
        let mut above = BTreeSet::from([place]);
        let mut open = vec![place];
        while let Some(at) = open.pop() {
            let more = parents(at).into_iter().filter(|parent| !placed.contains(parent));
            open.extend(more.filter(|parent| above.insert(*parent)));
        }
        for at in above {
            if placed.insert(at) {
                order.extend(&components[at]);
            }
        }
    }
    order
}

/// Returns true if references alone, two or more, make the rows of a table distinct.
fn is_pair(table: &Table, references: &[Reference<'_>]) -> bool {
    table
        .unique_sets
        .iter()
        .filter(|set| set.predicate.is_none())
        .any(|set| {
            let in_set = references
                .iter()
                .filter(|reference| reference.key.columns.iter().all(|column| set.has_column(column)))
                .collect::<Vec<_>>();
            let referring = |column: &String| in_set.iter().any(|reference| reference.key.columns.contains(column));
            let columns = set.columns().filter(|_| in_set.len() > 1);
            columns.is_some_and(|columns| columns.into_iter().all(|column| referring(&column.to_owned())))
        })
}
