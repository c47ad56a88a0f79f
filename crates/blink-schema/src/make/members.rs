//! The members of each group by number.

use super::group::{Group, Member};
use super::shape::{Population, Shape};
use super::walk::Walk;

impl Group {
    /// The place of a row; None where members have no numbers.
    pub(crate) fn member(&self, related: &Walk<'_>, table: usize, row: u64) -> Option<Member> {
        let of_table = related.tables.get(table)?;
        match self {
            Self::All => Some(Member {
                group: 0,
                nth: row,
                of: of_table.rows,
            }),
            Self::Blocks(groups) => {
                let size = of_table.rows.div_ceil((*groups).max(1)).max(1);
                let (group, nth) = (row / size, row % size);
                let of = of_table.rows.saturating_sub(group.saturating_mul(size)).min(size);
                Some(Member { group, nth, of })
            }
            Self::Owner => {
                let position = related.position(table, row)?;
                let (_, run) = of_table.run.as_ref()?;
                Some(Member {
                    group: position.parent,
                    nth: position.nth,
                    of: run.number_of_children(position.parent)?,
                })
            }
            Self::Referring(_) | Self::Dealt { .. } => None,
        }
    }

    /// The number of the row's group.
    pub(crate) fn number(&self, related: &Walk<'_>, table: usize, row: u64) -> Option<u64> {
        match self {
            Self::Referring(relation) => related.parent(table, *relation, row),
            Self::Dealt { nth, tables } => row.checked_mul(*tables)?.checked_add(*nth),
            _ => self.member(related, table, row).map(|member| member.group),
        }
    }

    /// Returns true if a row is the first of its group, which at most one of its rows is.
    pub(crate) fn is_first(&self, related: &Walk<'_>, table: usize, row: u64) -> bool {
        match self {
            Self::Referring(relation) => related.distinct_until(table, *relation).is_some_and(|size| row < size),
            _ => self.member(related, table, row).is_some_and(|member| member.nth == 0),
        }
    }
}

impl Walk<'_> {
    /// The number of a table's first rows that a reference leads to different rows.
    fn distinct_until(&self, table: usize, relation: usize) -> Option<u64> {
        let relation = self.tables.get(table)?.relations.get(relation)?;
        match &relation.shape {
            Shape::Pick(Population::All(parent)) if relation.first_differ => Some(self.tables.get(*parent)?.rows),
            Shape::Pick(Population::WithRows(pool)) if relation.first_differ => self.pools.get(*pool).copied(),
            _ => None,
        }
    }

    /// The place in a population of one of the first rows, which lead to different rows.
    pub(super) fn first_place(&self, table: usize, relation: usize, row: u64) -> Option<u64> {
        let size = self.distinct_until(table, relation)?;
        let key = self.tables.get(table)?.relations.get(relation)?.key;
        blink::Permutation::new(key.derive("first"), size).at(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::birth::Births;
    use crate::make::related::RelatedTables;
    use crate::make::related::by_hand::table;

    #[test]
    fn blocks_number_their_members() {
        let tables = RelatedTables {
            tables: vec![table(10, None)],
            ..RelatedTables::default()
        };
        let births = Births::default();
        let related = Walk::new(&tables, &births);
        let group = Group::Blocks(4);
        let member = |row| group.member(&related, 0, row).unwrap();
        let of = |group, nth, of| Member { group, nth, of };
        assert_eq!(
            (member(0), member(5), member(9)),
            (of(0, 0, 3), of(1, 2, 3), of(3, 0, 1))
        );
        assert_eq!((0..10).filter(|row| group.is_first(&related, 0, *row)).count(), 4);
        assert_eq!(Group::Blocks(0).member(&related, 0, 1), Some(of(0, 1, 10)));
        assert!(Group::All.is_first(&related, 0, 0) && !Group::All.is_first(&related, 0, 1));
        assert!(!Group::Owner.is_first(&related, 0, 0));
    }
}
