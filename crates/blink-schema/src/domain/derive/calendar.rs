//! The days of the calendar that conditions want.

use crate::domain::intervals::Intervals;

/// The days from 1970 to 2099 that are wanted; `None` if one cannot be told.
pub(super) fn days_where(wanted: impl Fn(i32) -> Option<bool>) -> Option<Intervals> {
    let mut parts: Vec<(i128, i128)> = Vec::new();
    for number in -10_957..36_525 {
        if !wanted(number)? {
            continue;
        }
        let number = i128::from(number);
        match parts.last_mut() {
            Some(last) if last.1 + 1 == number => last.1 = number,
            _ => parts.push((number, number)),
        }
    }
    Some(Intervals::of(parts))
}
