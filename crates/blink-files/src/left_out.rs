//! Rows of a file that are not sent.

use std::ops::RangeInclusive;

/// The rows of a file that are left out, because an earlier run has stored them; counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeftOutRows {
    /// In order, with rows in between.
    ranges: Vec<RangeInclusive<u64>>,
}

impl LeftOutRows {
    /// The rows of these ranges, in any order.
    pub(crate) fn new(rows: impl IntoIterator<Item = RangeInclusive<u64>>) -> Self {
        let mut all = rows.into_iter().filter(|rows| !rows.is_empty()).collect::<Vec<_>>();
        all.sort_by_key(|rows| *rows.start());
        let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
        for rows in all {
            match ranges.last_mut() {
                Some(last) if *rows.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=*last.end().max(rows.end());
                }
                _ => ranges.push(rows),
            }
        }
        Self { ranges }
    }

    pub(crate) fn contains(&self, row: u64) -> bool {
        let behind = self.ranges.partition_point(|rows| *rows.start() <= row);
        let before = behind.checked_sub(1).and_then(|n| self.ranges.get(n));
        before.is_some_and(|rows| rows.contains(&row))
    }

    /// The number of rows of this range that are left out.
    pub(crate) fn count_in(&self, rows: &RangeInclusive<u64>) -> u64 {
        let common = self.meeting(rows);
        common.map(|rows| rows.end() - rows.start() + 1).sum()
    }

    /// The number, in the file, of a row that is the n-th of those that are sent.
    pub(crate) fn in_file(&self, sent: u64) -> u64 {
        self.ranges.iter().fold(sent, |row, left_out| {
            if *left_out.start() <= row {
                row + (left_out.end() - left_out.start() + 1)
            } else {
                row
            }
        })
    }

    /// The rows of the file that are these of those that are sent.
    pub(crate) fn ranges_in_file(&self, sent: &RangeInclusive<u64>) -> Vec<RangeInclusive<u64>> {
        if sent.is_empty() {
            return Vec::new();
        }
        let (mut from, last) = (self.in_file(*sent.start()), self.in_file(*sent.end()));
        let mut ranges = Vec::new();
        for left_out in self.meeting(&(from..=last)) {
            ranges.push(from..=left_out.start() - 1);
            from = left_out.end() + 1;
        }
        ranges.push(from..=last);
        ranges
    }

    /// The parts of the ranges that lie in this one.
    fn meeting<'r>(&'r self, rows: &'r RangeInclusive<u64>) -> impl Iterator<Item = RangeInclusive<u64>> + 'r {
        let first = self.ranges.partition_point(|left_out| left_out.end() < rows.start());
        let from = self.ranges.get(first..).unwrap_or_default();
        from.iter()
            .map(|left_out| *left_out.start().max(rows.start())..=*left_out.end().min(rows.end()))
            .take_while(|common| !common.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_sent_or_left_out(
            ranges in prop::collection::vec((1_u64..60, 0_u64..9), 0..9),
            from in 1_usize..30,
            count in 0_usize..30,
        ) {
            let ranges = ranges.into_iter().map(|(start, more)| start..=start + more).collect::<Vec<_>>();
            let is_left_out = |row: &u64| ranges.iter().any(|range| range.contains(row));
            let left_out = LeftOutRows::new(ranges.clone());
            for row in 0..90 {
                prop_assert_eq!(left_out.contains(row), is_left_out(&row));
            }
            let sent = (1..300).filter(|row| !is_left_out(row)).collect::<Vec<_>>();
            for (n, row) in (1..200).zip(&sent) {
                prop_assert_eq!(left_out.in_file(n), *row);
            }
            let rows = from as u64..=(from + count) as u64;
            prop_assert_eq!(left_out.count_in(&rows), rows.clone().filter(is_left_out).count() as u64);
            let found = left_out.ranges_in_file(&rows).into_iter().flatten().collect::<Vec<_>>();
            prop_assert_eq!(found, &sent[from - 1..from + count]);
        }
    }

    #[test]
    fn nothing_is_left_out_of_no_rows() {
        let left_out = LeftOutRows::new([5..=9, 3..=4]);
        let (first, last) = (1, 0);
        assert_eq!(left_out.ranges_in_file(&(first..=last)), []);
        assert_eq!(left_out.ranges_in_file(&(1..=3)), [1..=2, 10..=10]);
    }
}
