//! Rows in classes: the subtypes of a table.

use blink::{Permutation, RngKey};

/// The classes of a table's rows: of as many consecutive rows as there are classes each has one of each, in an order by
/// chance.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    rows: u64,
    count: u64,
    key: RngKey,
}

impl Classes {
    pub(crate) fn new(rows: u64, classes: u64, key: RngKey) -> Self {
        let count = classes.max(1);
        Self { rows, count, key }
    }

    /// The class of a row.
    pub(crate) fn class(&self, row: u64) -> u64 {
        self.order(row / self.count).at(row % self.count).unwrap_or(0)
    }

    /// The number of rows of a class.
    pub(crate) fn count(&self, class: u64) -> u64 {
        self.before(class, self.rows)
    }

    /// The number of rows of a class before a row.
    pub(crate) fn before(&self, class: u64, row: u64) -> u64 {
        let block = row / self.count;
        let place = self.order(block).place_of(class);
        block + u64::from(place.is_some_and(|place| place < row % self.count))
    }

    /// The nth row of a class; None if there are not as many.
    pub(crate) fn nth(&self, class: u64, nth: u64) -> Option<u64> {
        let place = self.order(nth).place_of(class)?;
        let row = nth.checked_mul(self.count)?.checked_add(place)?;
        (row < self.rows).then_some(row)
    }

    /// The classes of a block of rows.
    fn order(&self, block: u64) -> Permutation {
        Permutation::new(self.key.nth(block), self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_one_of_its_class() {
        for (rows, of) in [(0, 3), (1, 3), (2, 2), (100, 3), (101, 7), (5, 1), (4, 0)] {
            let classes = Classes::new(rows, of, RngKey::new(rows));
            let counts = (0..of.max(1)).map(|class| classes.count(class)).collect::<Vec<_>>();
            assert_eq!(counts.iter().sum::<u64>(), rows);
            assert!(counts.iter().all(|count| rows / of.max(1) <= *count));
            for row in 0..rows {
                let class = classes.class(row);
                assert_eq!(classes.nth(class, classes.before(class, row)), Some(row));
            }
            for (class, count) in counts.iter().enumerate() {
                assert_eq!(classes.nth(class as u64, *count), None);
            }
        }
    }
}
