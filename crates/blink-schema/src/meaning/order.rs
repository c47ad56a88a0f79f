//! Orders between the times of a row.

use super::found::Found;
use crate::words::Meaning;

/// The pairs of columns whose values run forward in every row, by their places: the first is never after the second.
/// Columns of the same meaning have no order.
///
/// The makers of [`crate::words`] keep these orders by themselves; the plan shows them.
pub fn time_order(columns: &[Found]) -> Vec<(usize, usize)> {
    let times = |found: &Found| found.form.is_some() && !found.array;
    let mut pairs = Vec::new();
    for (earlier, one) in columns.iter().enumerate().filter(|(_, found)| times(found)) {
        for (later, two) in columns.iter().enumerate().filter(|(_, found)| times(found)) {
            if one.meaning.not_after(two.meaning) && one.meaning != Meaning::State {
                pairs.push((earlier, later));
            }
        }
    }
    pairs
}
