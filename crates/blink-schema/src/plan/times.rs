//! The span of time in which the rows of each table come to be.

use std::collections::BTreeMap;

use blink::TableRng;

use super::judging::Judging;
use super::references::References;
use super::shapes::Relations;
use crate::make::birth::{After, Birth, Births};
use crate::make::births::DAY;
use crate::make::shape::Shape;

/// The length of the whole span.
const SPAN: i64 = 3 * 365 * DAY;

/// The part of the span that is left to a table's children and their children, whole.
const LEFT_TO_CHILDREN: i64 = SPAN / 2;

/// The most times that are computed for one: beyond, a table's rows come after all rows of its parents.
const MOST_TIMES: u64 = 24;

/// The decisions by which the times of all tables are planned.
pub(crate) struct Times<'t, 'f> {
    pub(crate) references: &'t References<'f>,
    pub(crate) relations: &'t [Relations],
    /// True of tables whose rows have one.
    pub(crate) has_time: &'t [bool],
    /// The column that tells it, of tables of the user's own.
    pub(crate) own: &'t [Option<usize>],
    pub(crate) until: i64,
    pub(crate) rngs: &'t [TableRng],
    pub(crate) judging: &'t [Judging],
    /// True of tables no two rows of one owner of which have the same.
    pub(crate) is_distinct: &'t [bool],
}

/// The tables of the user's own after whose rows those of each table come, with the seconds between.
type Above = Vec<BTreeMap<usize, i64>>;

impl Times<'_, '_> {
    /// Plans the times.
    pub(crate) fn births(&self) -> Births {
        let parents = self.parents();
        let heights = heights(self.references, &parents);
        let highest = i64::from(heights.iter().copied().max().unwrap_or(0)).max(1);
        let mut costs = vec![1_u64; parents.len()];
        let above = self.above(&parents);
        let mut births = Births {
            tables: vec![None; parents.len()],
        };
        for &table in self.references.order.iter().filter(|table| self.has_time[**table]) {
            let cost = parents[table]
                .iter()
                .map(|(_, parent)| costs[*parent])
                .fold(1_u64, u64::saturating_add);
            let latest = parents[table]
                .iter()
                .filter_map(|(_, parent)| births.tables[*parent].as_ref())
                .map(|birth| birth.last)
                .max();
            let after_all = latest.filter(|_| self.comes_after_all(table, cost));
            let start = self.until - SPAN;
            let is_free = after_all.is_some() || parents[table].is_empty();
            costs[table] = if is_free { 1 } else { cost };
            births.tables[table] = Some(Birth {
                first: after_all.map_or(start, |latest| latest.max(start) + 1),
                last: self.until - LEFT_TO_CHILDREN / highest * i64::from(heights[table]),
                in_order: is_free,
                is_distinct: self.is_distinct[table],
                parents: parents[table]
                    .iter()
                    .filter(|_| !is_free)
                    .map(|(place, _)| *place)
                    .collect(),
                key: self.rngs[table].purpose("birth"),
                own: self.own[table],
                after: self.after(&above[table], after_all.is_some()),
            });
        }
        births
    }

    /// Returns true if a table's rows come after all rows of its parents, and not each after its own.
    fn comes_after_all(&self, table: usize, cost: u64) -> bool {
        let mut shapes = self.relations[table].shapes.iter();
        let is_tree = shapes.any(|shape| matches!(shape, Shape::Earlier { .. } | Shape::Previous));
        is_tree || self.judging[table].has_references() || cost > MOST_TIMES
    }

    /// The parents of each table that have a time: the references to them, and the tables. The user's own rows have their
    /// own times.
    fn parents(&self) -> Vec<Vec<(usize, usize)>> {
        let relations = self.relations.iter().enumerate();
        let parents = relations.map(|(table, of)| match self.own[table] {
            Some(_) => Vec::new(),
            None => timed_parents(table, self.references, of, self.has_time),
        });
        parents.collect()
    }

    fn above(&self, parents: &[Vec<(usize, usize)>]) -> Above {
        let mut above: Above = vec![BTreeMap::new(); parents.len()];
        for &table in &self.references.order {
            let mut of_table = BTreeMap::new();
            for (_, parent) in &parents[table] {
                let own = self.own[*parent].map(|_| (*parent, 1));
                let further = above[*parent]
                    .iter()
                    .map(|(own, seconds)| (*own, seconds.saturating_add(1)));
                for (own, seconds) in own.into_iter().chain(further) {
                    let known = of_table.entry(own).or_insert(seconds);
                    *known = seconds.max(*known);
                }
            }
            above[table] = of_table;
        }
        above
    }

    fn after(&self, above: &BTreeMap<usize, i64>, after_all: bool) -> Vec<After> {
        let above = above.iter().filter(|_| after_all);
        let after = above.filter_map(|(table, seconds)| {
            let part = self.own[*table]?;
            Some(After {
                table: *table,
                part,
                seconds: *seconds,
            })
        });
        after.collect()
    }
}

/// The references to parents that have a time, and come before the table in the order.
fn timed_parents(
    table: usize,
    references: &References<'_>,
    relations: &Relations,
    has_time: &[bool],
) -> Vec<(usize, usize)> {
    let shapes = references.of[table].iter().zip(&relations.shapes).enumerate();
    let parents = shapes.filter_map(|(place, (reference, shape))| {
        let parent = reference.filled_parent()?;
        let refers = !matches!(shape, Shape::Absent(_) | Shape::Earlier { .. } | Shape::Previous);
        let comes_before = references.place(parent) < references.place(table);
        (refers && has_time[parent] && comes_before).then_some((place, parent))
    });
    parents.collect()
}

/// The longest chain of children with a time below each table.
fn heights(references: &References<'_>, parents: &[Vec<(usize, usize)>]) -> Vec<u32> {
    let mut heights = vec![0_u32; parents.len()];
    for &table in references.order.iter().rev() {
        for (_, parent) in &parents[table] {
            heights[*parent] = heights[*parent].max(heights[table].saturating_add(1));
        }
    }
    heights
}
