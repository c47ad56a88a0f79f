//! The partition trees that the run's tables belong to.

use std::collections::HashMap;

use postgres_types::Oid;

use super::reader::{RowReader, number, with_table_oids};
use super::table::{RelKind, TableInfo};
use super::tables::Tables;
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::TableName;

const PARTITIONS: &str = include_str!("sql/partitions.sql");

/// Tables that are partitioned or partitions, with all of their trees.
#[derive(Debug, Default)]
pub(crate) struct Partitions {
    tables: HashMap<Oid, Partition>,
}

/// A table of a partition tree.
#[derive(Debug)]
pub(crate) struct Partition {
    pub(crate) name: TableName,
    parent: Option<Oid>,
    children: Vec<Oid>,
    pub(crate) is_leaf: bool,
    pub(crate) is_foreign: bool,
    pub(crate) has_index: bool,
    /// True if it has no file, and so no row.
    has_no_file: bool,
    /// True if another session's lock would let a question about its rows wait.
    is_locked: bool,
    /// The tables that its own foreign keys refer to, without those that it has from its parent.
    pub(crate) own_references: Vec<Oid>,
}

impl Partitions {
    pub(crate) fn get(&self, table: Oid) -> Option<&Partition> {
        self.tables.get(&table)
    }

    /// The table and its partitions at any depth, parents first.
    pub(crate) fn tree(&self, table: Oid) -> Vec<Oid> {
        let mut tree = vec![table];
        let mut next = 0;
        while let Some(table) = tree.get(next) {
            tree.extend(self.tables.get(table).into_iter().flat_map(|table| &table.children));
            next += 1;
        }
        tree
    }

    /// The topmost table of which each row comes to a table of the run: `table`, or one that it is a partition of. None
    /// of its partitions may be left out. `known` has the answers about tables that were asked for before.
    pub(crate) fn topmost_filled(
        &self,
        table: Oid,
        is_filled: impl Fn(Oid) -> bool,
        known: &mut HashMap<Oid, bool>,
    ) -> Oid {
        let mut ancestors = Vec::new();
        let mut next = table;
        while let Some(parent) = self.tables.get(&next).and_then(|table| table.parent) {
            ancestors.push(parent);
            next = parent;
        }
        let mut topdown = ancestors.iter().rev();
        let filled = topdown.find(|table| self.gets_all_rows(**table, &is_filled, known));
        filled.copied().unwrap_or(table)
    }

    fn gets_all_rows(&self, table: Oid, is_filled: &impl Fn(Oid) -> bool, known: &mut HashMap<Oid, bool>) -> bool {
        if let Some(answer) = known.get(&table) {
            return *answer;
        }
        let children = self.tables.get(&table).map_or(&[][..], |table| &table.children);
        let mut each = children.iter();
        let all =
            is_filled(table) || !children.is_empty() && each.all(|child| self.gets_all_rows(*child, is_filled, known));
        known.insert(table, all);
        all
    }

    /// Returns true if one table is a partition of another, directly or not.
    pub(crate) fn is_part(&self, part: Oid, of: Oid) -> bool {
        let parent = |table: Oid| self.tables.get(&table).and_then(|table| table.parent);
        std::iter::successors(parent(part), |table| parent(*table)).any(|parent| parent == of)
    }

    fn leaves(&self, table: Oid) -> impl Iterator<Item = &Partition> {
        let tree = self.tree(table).into_iter();
        tree.filter_map(|table| self.tables.get(&table))
            .filter(|table| table.is_leaf)
    }

    /// Adds what follows from the partitions to the facts of a partitioned table.
    fn complete(&self, info: &mut TableInfo) {
        if info.kind == RelKind::PartitionedTable {
            info.can_probe_empty &= self.leaves(info.oid).all(|leaf| !leaf.is_locked && !leaf.is_foreign);
            info.empty = self.leaves(info.oid).all(|leaf| leaf.has_no_file).then_some(true);
        }
    }
}

/// Reads the trees; asks nothing if no table is in one.
pub(super) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    tables: &mut Tables,
) -> Result<Partitions, Error> {
    let in_trees = tables.all().filter(|table| table.is_in_partition_tree());
    let oids = in_trees.map(|table| table.oid).collect::<Vec<_>>();
    let mut partitions = Partitions::default();
    if oids.is_empty() {
        return Ok(partitions);
    }
    // Parents come before their partitions.
    for row in session
        .query(&with_table_oids(PARTITIONS, oids.iter().copied()))
        .await?
    {
        let (oid, partition) = read_partition(RowReader::new(row))?;
        if let Some(parent) = partition.parent.and_then(|parent| partitions.tables.get_mut(&parent)) {
            parent.children.push(oid);
        }
        partitions.tables.insert(oid, partition);
    }
    for oid in oids {
        if let Some(info) = tables.by_oid_mut(oid) {
            partitions.complete(info);
        }
    }
    Ok(partitions)
}

fn read_partition(mut row: RowReader) -> Result<(Oid, Partition), Error> {
    let oid = row.number()?;
    let partition = Partition {
        parent: row.nullable_text()?.map(|parent| number(&parent)).transpose()?,
        name: TableName::qualified(row.text()?, row.text()?),
        children: Vec::new(),
        is_leaf: row.bool_or_false()?,
        is_foreign: row.bool_or_false()?,
        has_index: row.bool_or_false()?,
        has_no_file: row.bool_or_false()?,
        is_locked: row.bool_or_false()?,
        own_references: row
            .text()?
            .split(',')
            .filter(|oid| !oid.is_empty())
            .map(number)
            .collect::<Result<_, _>>()?,
    };
    row.end()?;
    Ok((oid, partition))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables of a tree, each with its parent.
    fn partitions(tables: &[(Oid, Option<Oid>)]) -> Partitions {
        let partition = |&(oid, parent): &(Oid, Option<Oid>)| {
            let children = tables
                .iter()
                .filter(|(_, parent)| *parent == Some(oid))
                .map(|(child, _)| *child);
            let children = children.collect::<Vec<_>>();
            let partition = Partition {
                name: TableName::new(oid.to_string()),
                parent,
                is_leaf: children.is_empty(),
                is_foreign: false,
                has_index: false,
                children,
                has_no_file: true,
                is_locked: false,
                own_references: Vec::new(),
            };
            (oid, partition)
        };
        Partitions {
            tables: tables.iter().map(partition).collect(),
        }
    }

    #[test]
    fn a_tree_counts_from_the_topmost_table_whose_partitions_are_all_filled() {
        // 1 has 2 and 3; 3 has 4 and 5; 5 is partitioned, but has no partition.
        let tree = partitions(&[(1, None), (2, Some(1)), (3, Some(1)), (4, Some(3)), (5, Some(3))]);
        let topmost =
            |table, filled: &[Oid]| tree.topmost_filled(table, |oid| filled.contains(&oid), &mut HashMap::new());
        assert_eq!(topmost(1, &[1]), 1);
        assert_eq!(topmost(2, &[2]), 2);
        assert_eq!(topmost(4, &[2, 4]), 4);
        assert_eq!(topmost(4, &[4, 5]), 3);
        assert_eq!(topmost(4, &[2, 4, 5]), 1);
        assert_eq!(topmost(4, &[2, 3, 4]), 1);
        assert_eq!(topmost(4, &[1, 4]), 1);
        // A table without partitions is a tree of its own.
        assert_eq!(topmost(9, &[9]), 9);
        assert_eq!(tree.tree(3), [3, 4, 5]);
        assert_eq!(tree.tree(9), [9]);
        assert!(tree.is_part(4, 1) && tree.is_part(4, 3));
        assert!(!tree.is_part(4, 4) && !tree.is_part(1, 4) && !tree.is_part(2, 3) && !tree.is_part(9, 1));
    }
}
