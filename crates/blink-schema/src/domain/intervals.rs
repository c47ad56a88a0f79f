//! Sets of integers as disjoint intervals.

/// A set of integers: intervals in ascending order that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervals {
    parts: Vec<(i128, i128)>,
}

impl Intervals {
    /// The integers from `first` to `last`; none if `first` is larger.
    pub fn between(first: i128, last: i128) -> Self {
        let parts = if first <= last { vec![(first, last)] } else { Vec::new() };
        Self { parts }
    }

    /// One integer.
    pub fn point(at: i128) -> Self {
        Self::between(at, at)
    }

    /// All intervals, in whatever order, overlapping or not.
    pub fn of(mut parts: Vec<(i128, i128)>) -> Self {
        parts.retain(|(first, last)| first <= last);
        parts.sort_unstable();
        let mut merged: Vec<(i128, i128)> = Vec::with_capacity(parts.len());
        for (first, last) in parts {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self { parts: merged }
    }

    /// The intervals, in ascending order.
    pub fn parts(&self) -> &[(i128, i128)] {
        &self.parts
    }

    /// True if there is no integer.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// True if `at` is in the set.
    pub fn contains(&self, at: i128) -> bool {
        let behind = self.parts.partition_point(|(first, _)| *first <= at);
        behind > 0 && self.parts.get(behind - 1).is_some_and(|(_, last)| at <= *last)
    }

    /// The smallest and the largest integer.
    pub fn hull(&self) -> Option<(i128, i128)> {
        Some((self.parts.first()?.0, self.parts.last()?.1))
    }

    /// The integers that both sets have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.parts.iter().peekable(), other.parts.iter().peekable());
        let mut parts = Vec::new();
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                parts.push((first, last));
            }
            if a.1 < b.1 {
                left.next();
            } else {
                right.next();
            }
        }
        Self { parts }
    }

    /// The integers that one of the sets has.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.parts.iter().chain(&other.parts).copied().collect())
    }

    /// The integers from `first` to `last` that are not in the set.
    #[must_use]
    pub fn complement(&self, first: i128, last: i128) -> Self {
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        let mut next = Some(first);
        for (from, to) in &self.parts {
            if let Some(next) = next
                && next < *from
            {
                parts.push((next, last.min(from.saturating_sub(1))));
            }
            next = next.and_then(|next| Some(next.max(to.checked_add(1)?)));
        }
        if let Some(next) = next {
            parts.push((next, last));
        }
        Self::of(parts)
    }
}
