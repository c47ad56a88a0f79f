//! The rows that each row refers to, by arithmetic.

use std::ops::Range;

use blink::{Permutation, RngKey, WidePermutation};

use super::group::Group;
use super::related::{Presence, Relation};
use super::shape::{Joint, Population, Shape};
use super::walk::Walk;

impl Walk<'_> {
    /// The number of the row that a row refers to, from 0; None if it refers to none. Of a table that is not filled, the
    /// place in its pool.
    pub(crate) fn parent(&self, table: usize, relation: usize, row: u64) -> Option<u64> {
        self.parent_in(table, relation, row, 0)
    }

    /// The same in an attempt to meet conditions between columns.
    pub(crate) fn parent_in(&self, table: usize, relation: usize, row: u64, attempt: u64) -> Option<u64> {
        let related = self.tables.get(table)?;
        let reference = related.relations.get(relation)?;
        let presence = reference.by_way.as_ref().and_then(|(ways, by_way)| {
            // What is referred to is made again with the way.
            let group = related.ways.get(*ways).and_then(|weights| weights.group);
            let together = group.is_some() && group == reference.group;
            let way = self.way(table, *ways, row, if together { attempt } else { 0 })?;
            by_way.get(way).copied()
        });
        match presence {
            Some(Presence::Absent) => return None,
            Some(Presence::Present) => {}
            Some(Presence::Either) | None => {
                if reference.absent > 0 && reference.key.nth(ABSENT).number(row) < reference.absent {
                    return None;
                }
            }
        }
        match &reference.shape {
            Shape::Run => self.position(table, row).map(|position| position.parent),
            Shape::Pick(Population::All(parent)) if self.is_turned(reference, *parent) => {
                let sample = self.sample.get(*parent)?;
                let place = high(reference.key.attempt(attempt).number(row), sample.len() as u64);
                sample.get(usize::try_from(place).ok()?).copied()
            }
            Shape::Pick(population) => {
                if let Some(place) = self.first_place(table, relation, row) {
                    return Some(place);
                }
                let range = self.population(table, population, row)?;
                let size = range.end.checked_sub(range.start).filter(|size| *size > 0)?;
                let random = reference.key.attempt(attempt).number(row);
                let place = range.start + self.popular(population, random, size);
                self.member(population, place)
            }
            Shape::Joint { joint, digit } => self.joint(table, related.joints.get(*joint)?, *digit, row, *joint),
            Shape::Follow(path) => self.follow(table, path, row),
            Shape::Earlier { in_run } => self.earlier(table, reference, *in_run, row, attempt),
            // No other row is left for the first one.
            Shape::Previous if reference.roots_are_own_parents => Some(row),
            Shape::Previous => row.checked_sub(1),
            Shape::Absent(_) => None,
        }
    }

    /// The way that a row takes in an attempt to meet conditions.
    pub(crate) fn way(&self, table: usize, ways: usize, row: u64, attempt: u64) -> Option<usize> {
        let related = self.tables.get(table)?;
        let weights = related.ways.get(ways)?;
        let is_first = |group: &Group| u64::from(group.is_first(self, table, row));
        let bits = weights
            .firsts
            .iter()
            .zip(0..u64::BITS)
            .map(|(group, bit)| is_first(group) << bit);
        let class = related.classes.as_ref().map(|classes| classes.class(row));
        Some(weights.of(row, class, bits.fold(0, |all, bit| all | bit), attempt))
    }

    /// Returns true if a rehearsal turns a reference to one of its rows: nothing depends on which.
    fn is_turned(&self, reference: &Relation, parent: usize) -> bool {
        reference.group.is_none()
            && !reference.first_differ
            && self.sample.get(parent).is_some_and(|sample| !sample.is_empty())
    }

    /// The row that a path of references leads to.
    pub(crate) fn follow(&self, table: usize, path: &[usize], row: u64) -> Option<u64> {
        let (mut table, mut row) = (table, row);
        for place in path {
            row = self.parent(table, *place, row)?;
            table = self.tables.get(table)?.relations.get(*place)?.parent?;
        }
        Some(row)
    }

    /// The row's number among those of its owner, from 0; its own number if it has none.
    pub(crate) fn nth(&self, table: usize, row: u64) -> u64 {
        self.position(table, row).map_or(row, |position| position.nth)
    }

    /// The rows of a table below a row of an ancestor.
    pub(crate) fn below(&self, ancestor: usize, row: u64, table: usize) -> Option<Range<u64>> {
        if table == ancestor {
            return Some(row..row.checked_add(1)?);
        }
        let related = self.tables.get(table)?;
        let (owning, run) = related.run.as_ref()?;
        let parent = related.relations.get(*owning)?.parent?;
        let parents = self.below(ancestor, row, parent)?;
        let first = |parent| {
            run.children_of(parent)
                .map_or(run.children(), |children| children.start)
        };
        Some(first(parents.start)..first(parents.end))
    }

    /// The numbers of the rows of a population.
    fn population(&self, table: usize, population: &Population, row: u64) -> Option<Range<u64>> {
        match population {
            Population::All(parent) => Some(0..self.tables.get(*parent)?.rows),
            Population::OfClass { parent, class } => {
                let classes = self.tables.get(*parent)?.classes.as_ref()?;
                Some(0..classes.count(*class))
            }
            Population::WithRows(pool) => Some(0..*self.pools.get(*pool)?),
            Population::Below { path, ancestor, parent } => {
                let above = self.follow(table, path, row)?;
                self.below(*ancestor, above, *parent)
            }
            Population::Members {
                path,
                ancestor,
                members,
                ..
            } => {
                let above = self.follow(table, path, row)?;
                self.below(*ancestor, above, *members)
            }
        }
    }

    /// The parent that a row of a population stands for.
    fn member(&self, population: &Population, row: u64) -> Option<u64> {
        match population {
            Population::Members { members, reference, .. } => self.parent(*members, *reference, row),
            Population::OfClass { parent, class } => self.tables.get(*parent)?.classes.as_ref()?.nth(*class, row),
            Population::All(_) | Population::WithRows(_) | Population::Below { .. } => Some(row),
        }
    }

    /// A place below `size` that some get far more often than others: the square of an even number, in an order that
    /// belongs to the population.
    fn popular(&self, population: &Population, random: u64, size: u64) -> u64 {
        let squared = high(random, random);
        let rank = high(squared, size);
        let table = match population {
            Population::All(parent) | Population::OfClass { parent, .. } | Population::Below { parent, .. } => *parent,
            Population::Members { members, .. } => *members,
            // Any key will do: nothing is known of them.
            Population::WithRows(_) => usize::MAX,
        };
        let key = self.tables.get(table).map_or(RngKey::new(0), |table| table.popularity);
        Permutation::new(key, size).at(rank).unwrap_or(rank)
    }

    /// The parent by a digit of a joint whose rows refer to different rows: of the second digit, or of the only one, the
    /// number that is taken is left out.
    fn different(&self, table: usize, joint: &Joint, digit: usize, row: u64, key: RngKey, place: u64) -> Option<u64> {
        let size = match joint.populations.first()? {
            Population::All(parent) => self.tables.get(*parent)?.rows,
            _ => return None,
        };
        let others = size.checked_sub(1)?;
        let beside = |taken: u64, other: u64| other + u64::from(other >= taken);
        if joint.populations.len() == 1 {
            let taken = self.position(table, row)?.parent;
            let other = Permutation::new(key, others).at(place)?;
            return Some(beside(taken, other));
        }
        let pairs = u128::from(size).checked_mul(u128::from(others))?;
        let pair = WidePermutation::new(key, pairs).at(u128::from(place))?;
        let one = u64::try_from(pair / u128::from(others)).ok()?;
        let other = u64::try_from(pair % u128::from(others)).ok()?;
        Some(if digit == 0 { one } else { beside(one, other) })
    }

    /// The parent by a digit of the row's place in a joint.
    fn joint(&self, table: usize, joint: &Joint, digit: usize, row: u64, nth_joint: usize) -> Option<u64> {
        let related = self.tables.get(table)?;
        let mut key = related.popularity.derive("joint").nth(nth_joint as u64);
        let mut place = row;
        if joint.in_run {
            let position = self.position(table, row)?;
            key = key.nth(position.parent);
            place = position.nth;
        }
        if joint.differ {
            return self.different(table, joint, digit, row, key, place);
        }
        let mut ranges = Vec::with_capacity(joint.populations.len());
        let mut product = 1_u128;
        for population in &joint.populations {
            let range = self.population(table, population, row)?;
            product = product.checked_mul(u128::from(range.end.checked_sub(range.start)?))?;
            ranges.push(range);
        }
        let mut rest = WidePermutation::new(key, product).at(u128::from(place))?;
        for (at, (population, range)) in joint.populations.iter().zip(ranges).enumerate() {
            let size = u128::from(range.end.checked_sub(range.start)?);
            let own = u64::try_from(rest.checked_rem(size)?).ok()?;
            rest = rest.checked_div(size)?;
            if at == digit {
                return self.member(population, range.start.checked_add(own)?);
            }
        }
        None
    }

    /// An earlier row of the same table, among the first half of those before it, so that trees are shallow; the first
    /// row of each owner, and one in ten, is a root.
    fn earlier(&self, table: usize, reference: &Relation, in_run: bool, row: u64, attempt: u64) -> Option<u64> {
        let nth = match self.position(table, row) {
            Some(position) if in_run => position.nth,
            _ => row,
        };
        if nth == 0 {
            return reference.roots_are_own_parents.then_some(row);
        }
        let first = row - nth;
        Some(first + reference.key.attempt(attempt).below(row, nth.div_ceil(2)))
    }
}

/// Separates whether a row refers to none from which row it refers to.
const ABSENT: u64 = 1;

fn high(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    u64::try_from(product >> 64).unwrap_or(u64::MAX)
}
