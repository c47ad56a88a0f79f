//! The numbers of children that parents have.

use std::collections::BTreeMap;

use super::planned::{Plan, TablePlan};
use super::relation::{Children, RelationPlan};

/// The children whose parents are looked at: enough to see the shape.
const LOOKED_AT: u64 = 2_000;

impl Plan {
    /// The numbers of children that each parent of a table has by a relation in which parents have consecutive rows; None of
    /// another one. Of many rows the first ones tell it.
    pub fn children(&self, table: &TablePlan, relation: &RelationPlan) -> Option<Children> {
        let related = self.cells.related.tables.get(table.index)?;
        let (owning, run) = related.run.as_ref()?;
        if *owning != relation.place || run.children() == 0 {
            return None;
        }
        let parents = related.relations.get(*owning)?.parent?;
        let parents = self.cells.related.tables.get(parents)?.rows;
        let mut cursor = run.cursor();
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        for child in 0..run.children().min(LOOKED_AT) {
            let position = cursor.parent_of(child)?;
            let children = found.entry(position.parent).or_default();
            *children = children.saturating_add(1);
        }
        let is_exact = run.children() <= LOOKED_AT;
        let looked_at = if is_exact {
            parents
        } else if found.len() > 1 {
            // The last may have more than were looked at.
            found.pop_last()?.0
        } else {
            return None;
        };
        let without = looked_at.saturating_sub(found.len() as u64);
        let least = if without > 0 { 0 } else { *found.values().min()? };
        let mean = run.children() as f64 / parents.max(1) as f64;
        Some(Children {
            least,
            most: *found.values().max()?,
            mean,
            without: without.saturating_mul(100).checked_div(looked_at)?,
            is_exact,
        })
    }

    /// A relation as people read it: the numbers of children where they are known, else the shape.
    pub fn shape_of(&self, table: &TablePlan, relation: &RelationPlan) -> String {
        match self.children(table, relation) {
            Some(children) => children.to_string(),
            None => relation.shape.clone(),
        }
    }
}
