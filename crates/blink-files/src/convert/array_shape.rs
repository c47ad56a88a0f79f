//! The dimensions of arrays.

use super::reason::Reason;
use super::scanner::Scanner;

/// `MAXDIM` in c.h.
pub(super) const MAX_DIMENSIONS: usize = 6;

/// The bounds that an array states: `[0:1][1:3]=`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    bounds: [(i32, i32); MAX_DIMENSIONS],
    count: usize,
}

impl Bounds {
    /// Takes bounds from the front, if there are any.
    pub(super) fn scan(rest: &mut Scanner<'_>) -> Result<Self, Reason> {
        const BOUNDS: Reason = Reason::Array("its bounds are not valid");
        let mut bounds = Self::default();
        while rest.eat(b'[') {
            let first = scan_bound(rest).ok_or(BOUNDS)?;
            let (lower, upper) = if rest.eat(b':') {
                (first, scan_bound(rest).ok_or(BOUNDS)?)
            } else {
                (1, first)
            };
            // PostgreSQL computes with the upper bound plus one.
            if !rest.eat(b']') || upper < lower || upper == i32::MAX {
                return Err(BOUNDS);
            }
            *bounds.bounds.get_mut(bounds.count).ok_or(BOUNDS)? = (lower, upper);
            bounds.count += 1;
            rest.skip_spaces();
        }
        if !bounds.is_empty() {
            if !rest.eat(b'=') {
                return Err(BOUNDS);
            }
            rest.skip_spaces();
        }
        Ok(bounds)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, i32)> {
        self.bounds.iter().take(self.count).copied()
    }
}

fn scan_bound(rest: &mut Scanner<'_>) -> Option<i32> {
    let negative = rest.eat(b'-');
    if !negative {
        rest.eat(b'+');
    }
    let digits = std::str::from_utf8(rest.digits()).ok()?;
    let bound: i64 = digits.parse().ok()?;
    i32::try_from(if negative { -bound } else { bound }).ok()
}

/// The dimensions of an array as far as it has been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    count: usize,
    /// The length of each dimension; 0 until one of its parts is closed.
    lengths: [i32; MAX_DIMENSIONS],
    /// The number of parts of what is open in each dimension.
    parts: [i32; MAX_DIMENSIONS],
    lowers: [i32; MAX_DIMENSIONS],
}

impl Shape {
    pub(super) fn new(count: usize) -> Self {
        Self {
            count,
            lengths: [0; MAX_DIMENSIONS],
            parts: [0; MAX_DIMENSIONS],
            lowers: [1; MAX_DIMENSIONS],
        }
    }

    /// The number of dimensions.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Counts an element, or a part that was closed, of what is open at this depth.
    pub(super) fn count_element(&mut self, depth: usize) -> Result<(), Reason> {
        let parts = depth.checked_sub(1).and_then(|n| self.parts.get_mut(n));
        let Some(parts) = parts else { return Ok(()) };
        *parts = parts.checked_add(1).ok_or(Reason::OutOfRange("an array"))?;
        Ok(())
    }

    /// Closes what is open at this depth. All parts of a dimension have the same length.
    pub(super) fn close(&mut self, depth: usize) -> Result<(), Reason> {
        if self.count == 0 {
            return Ok(());
        }
        let place = depth.checked_sub(1);
        let length = place.and_then(|n| self.lengths.get_mut(n));
        let parts = place.and_then(|n| self.parts.get_mut(n));
        if let (Some(length), Some(parts)) = (length, parts) {
            if *length != 0 && *length != *parts {
                return Err(Reason::Array("its parts are not alike"));
            }
            *length = *parts;
            *parts = 0;
        }
        self.count_element(depth.saturating_sub(1))
    }

    /// Takes over the bounds that the array states, which must be those that it has.
    pub(super) fn set_bounds(&mut self, bounds: &Bounds) -> Result<(), Reason> {
        if bounds.is_empty() {
            return Ok(());
        }
        let lengths = bounds
            .iter()
            .map(|(lower, upper)| i64::from(upper) - i64::from(lower) + 1);
        let own = self.lengths.iter().take(self.count).map(|length| i64::from(*length));
        if !lengths.eq(own) {
            return Err(Reason::Array("its bounds are not those of its elements"));
        }
        for (lower, (stated, _)) in self.lowers.iter_mut().zip(bounds.iter()) {
            *lower = stated;
        }
        Ok(())
    }

    /// The length and the lower bound of each dimension.
    pub(super) fn dimensions(&self) -> impl Iterator<Item = (i32, i32)> {
        self.lengths.iter().copied().zip(self.lowers).take(self.count)
    }
}
