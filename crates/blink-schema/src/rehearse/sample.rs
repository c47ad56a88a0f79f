//! The rows of each table that are rehearsed, and all that they refer to.

use std::collections::{BTreeMap, BTreeSet};

use crate::make::cells::{Cells, RowCells};
use crate::make::shape::Shape;
use crate::make::walk::Walk;
use crate::plan::TablePlan;

/// The rows of a table: all up to so many, else the first, the last and others in between.
const FEW: u64 = 12;

/// The rows of a table of which something rests on the sample.
const MANY: u64 = 50;

/// The rows that are looked at for one of each way.
const LOOKED_AT: u64 = 256;

/// The most rows of a table with those that others refer to.
const MOST: usize = 500;

/// The numbers of a table's rows that are rehearsed.
pub(super) fn numbers(table: &TablePlan, cells: &Cells, is_sampled: bool) -> BTreeSet<u64> {
    let wanted = if is_sampled { MANY } else { FEW };
    if table.rows <= wanted {
        return (0..table.rows).collect();
    }
    let related = cells.related.tables.get(table.index);
    let relations = related.map_or(&[] as &[_], |related| &related.relations);
    if relations.iter().any(|relation| relation.shape == Shape::Previous) {
        return (0..wanted).collect();
    }
    let last = table.rows - 1;
    let edges = wanted / 4;
    let mut numbers = (0..edges)
        .chain((0..edges / 2).map(|nth| last - nth))
        .collect::<BTreeSet<_>>();
    let between = wanted - edges - edges / 2;
    numbers.extend((1..=between).filter_map(|nth| {
        let place = u128::from(last) * u128::from(nth) / u128::from(between + 1);
        u64::try_from(place).ok()
    }));
    let ways = related.map_or(0, |related| related.ways.len());
    let walk = Walk::new(&cells.related, &cells.births);
    for nth in 0..ways {
        let way = |row: u64| walk.way(table.index, nth, row, 0);
        let mut seen = numbers.iter().map(|row| way(*row)).collect::<BTreeSet<_>>();
        for row in 0..table.rows.min(LOOKED_AT) {
            if numbers.len() as u64 >= MANY {
                break;
            }
            if seen.insert(way(row)) {
                numbers.insert(row);
            }
        }
    }
    numbers
}

/// Adds the rows that rows of the sample refer to. Returns the tables of which there would be too many.
pub(super) fn close(sample: &mut BTreeMap<usize, BTreeSet<u64>>, cells: &Cells) -> BTreeSet<usize> {
    let mut too_many = BTreeSet::new();
    let all = sample
        .iter()
        .flat_map(|(table, rows)| rows.iter().map(|row| (*table, *row)));
    let mut pending = all.collect::<Vec<_>>();
    while let Some((table, row)) = pending.pop() {
        let relations = cells
            .related
            .tables
            .get(table)
            .map_or(&[] as &[_], |related| &related.relations);
        let mut made = RowCells::new(cells, table);
        made.set_row(row);
        for (place, relation) in relations.iter().enumerate() {
            let (Some(parent), Some(number)) = (relation.parent, made.parent_of(place)) else {
                continue;
            };
            let rows = sample.entry(parent).or_default();
            if rows.contains(&number) {
                continue;
            }
            if rows.len() >= MOST {
                too_many.insert(parent);
                continue;
            }
            rows.insert(number);
            pending.push((parent, number));
        }
    }
    too_many
}
