//! The numbers of rows.

use super::kind::Kind;
use super::references::{Reference, References};

/// The number of rows that a table of the largest kind gets if the user says none: a first run of any schema ends
/// within seconds.
pub const DEFAULT_ROWS: u64 = 1_000;

/// The fewer parents than children, a level.
const CHILDREN_EACH: u64 = 3;

/// The levels that count: parents of parents are no fewer beyond.
const LEVELS: u32 = 4;

/// The numbers of rows of all tables, before what their keys can hold is looked at.
pub(crate) fn numbers_of_rows(largest: u64, kinds: &[Kind], references: &References<'_>) -> Vec<u64> {
    let heights = heights(references);
    let mut rows = vec![0; kinds.len()];
    // Parents first: what is one to one has no more rows than its parent.
    for &table in &references.order {
        rows[table] = match kinds[table] {
            Kind::Lookup => largest.min(lookup_rows(largest)),
            Kind::OneToOne => parents(references, table)
                .map(|parent| rows[parent])
                .min()
                .unwrap_or(largest),
            Kind::Join => largest,
            Kind::Root | Kind::Child => {
                let fewer = CHILDREN_EACH.pow(heights[table].min(LEVELS));
                largest.div_ceil(fewer)
            }
        };
    }
    rows
}

/// More for larger databases, but few: 5 of less than a hundred rows, 10 of a hundred, 15 of a thousand, 30 of a million.
fn lookup_rows(largest: u64) -> u64 {
    let digits = u64::from(largest.checked_ilog10().unwrap_or(0));
    (digits * 5).max(5)
}

fn parents(references: &References<'_>, table: usize) -> impl Iterator<Item = usize> {
    references.of[table]
        .iter()
        .filter(move |reference| !reference.is_optional)
        .filter_map(Reference::filled_parent)
        .filter(move |parent| *parent != table)
}

/// The longest chain of children below each table.
fn heights(references: &References<'_>) -> Vec<u32> {
    let mut heights = vec![0_u32; references.of.len()];
    for &table in references.order.iter().rev() {
        for parent in parents(references, table) {
            heights[parent] = heights[parent].max(heights[table].saturating_add(1));
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::lookup_rows;

    #[test]
    fn lists_grow_slowly() {
        assert_eq!([1, 99, 100, 1_000, 1_000_000].map(lookup_rows), [5, 5, 10, 15, 30]);
    }
}
