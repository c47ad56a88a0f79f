//! The tables of a plan, and the shapes in which their rows refer to one another.

use blink::RngKey;

use super::classes::Classes;
use super::group::Group;
use super::run::Run;
use super::shape::{Joint, Shape};

/// The tables of a plan, as far as their rows refer to one another.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelatedTables {
    pub(crate) tables: Vec<RelatedTable>,
    /// The numbers of rows that are known of tables that are not filled.
    pub(crate) pools: Vec<u64>,
    /// The rows of each table to which a rehearsal turns references that may lead to any row; empty in a run.
    pub(crate) sample: Vec<Vec<u64>>,
}

/// A table's rows, and what they refer to.
#[derive(Clone, Debug)]
pub(crate) struct RelatedTable {
    pub(crate) rows: u64,
    /// The rows of each owner: the owning reference, and their numbers.
    pub(crate) run: Option<(usize, Run)>,
    /// The classes of its rows, if they are of subtypes.
    pub(crate) classes: Option<Classes>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) joints: Vec<Joint>,
    /// The ways of which each row takes one.
    pub(crate) ways: Vec<Weights>,
    /// The key of the popularity of this table's rows: who is picked often by one table is by all.
    pub(crate) popularity: RngKey,
}

/// The presence of a reference in the rows that take a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Absent,
    Present,
    Either,
}

/// Ways of which each row takes one.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) key: RngKey,
    /// The group of conditions that another way may be taken for.
    pub(crate) group: Option<usize>,
    pub(crate) of_ways: Vec<u32>,
    /// The groups of which at most the first row takes a way that is theirs.
    pub(crate) firsts: Vec<Group>,
    /// The groups of each way, a bit each.
    pub(crate) first_only: Vec<u64>,
    /// The class whose rows alone take a way.
    pub(crate) of_class: Vec<Option<u64>>,
}

impl Weights {
    /// The way that a row of a class takes in an attempt, which is the first of some groups, a bit each.
    pub(super) fn of(&self, row: u64, class: Option<u64>, firsts: u64, attempt: u64) -> usize {
        let is_open = |way: usize| {
            let of_class = self.of_class.get(way).copied().flatten();
            let is_first = self.first_only.get(way).is_none_or(|only| only & !firsts == 0);
            is_first && (of_class.is_none() || of_class == class)
        };
        let weights = self.of_ways.iter().enumerate().filter(|(way, _)| is_open(*way));
        let sum = weights.clone().map(|(_, weight)| u64::from(*weight)).sum();
        let mut place = self.key.attempt(attempt).below(row, sum);
        for (way, weight) in weights {
            let weight = u64::from(*weight);
            if place < weight {
                return way;
            }
            place -= weight;
        }
        0
    }
}

/// A reference to rows of a table.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) shape: Shape,
    /// The parent among the tables that are filled.
    pub(crate) parent: Option<usize>,
    pub(crate) key: RngKey,
    /// The group of conditions that it is made anew for.
    pub(crate) group: Option<usize>,
    /// The share of rows that refer to none, of 2^64.
    pub(crate) absent: u64,
    /// The rows that refer to none, or to one, by the way that they take.
    pub(crate) by_way: Option<(usize, Vec<Presence>)>,
    /// True if the first row of a tree refers to itself, since it must refer to a row.
    pub(crate) roots_are_own_parents: bool,
    /// True if the first rows lead to different rows, as many as there are.
    pub(crate) first_differ: bool,
}

impl Relation {
    /// Returns true if no row refers to one.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.shape, Shape::Absent(_))
    }
}

#[cfg(test)]
pub(crate) mod by_hand {
    use super::*;

    /// A table whose rows, if they have runs, are those of the first table's rows.
    pub(crate) fn table(rows: u64, run: Option<Run>) -> RelatedTable {
        let owner = run.as_ref().map(|_| Relation {
            shape: Shape::Run,
            parent: Some(0),
            key: RngKey::new(1),
            group: None,
            absent: 0,
            by_way: None,
            roots_are_own_parents: false,
            first_differ: false,
        });
        RelatedTable {
            rows,
            run: run.map(|run| (0, run)),
            classes: None,
            relations: owner.into_iter().collect(),
            joints: Vec::new(),
            ways: Vec::new(),
            popularity: RngKey::new(2),
        }
    }
}
