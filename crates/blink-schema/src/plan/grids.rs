//! The grids on which the slots of exclusion constraints lie.

use crate::domain::{Domain, Progression, Values};
use crate::make::slot::Grid;

/// The grid of a range column.
pub(super) fn of_range(domain: &Domain) -> Option<Grid> {
    match &domain.values {
        Values::Range(range) => of_bounds(&range.lower, &range.upper, false),
        _ => None,
    }
}

/// The grid of two columns, or of one.
pub(super) fn of_bounds(lower: &Domain, upper: &Domain, has_upper: bool) -> Option<Grid> {
    let (Values::Discrete(lower), Values::Discrete(upper)) = (&lower.values, &upper.values) else {
        return None;
    };
    if lower.unit != upper.unit {
        return None;
    }
    // Without gaps: the largest part that both have.
    let largest = |parts: &[(i128, i128)]| {
        parts
            .iter()
            .copied()
            .max_by_key(|(first, last)| last.saturating_sub(*first))
    };
    let (first, last_lower) = largest(lower.set.parts())?;
    let (first_upper, last) = largest(upper.set.parts())?;
    Some(Grid {
        unit: lower.unit.clone(),
        first: first.max(first_upper.saturating_sub(1)),
        last: last.min(last_lower.saturating_add(1)),
        steps: if lower.unit.is_dense() {
            Progression::ALL
        } else {
            lower.steps
        },
        has_upper,
    })
}
