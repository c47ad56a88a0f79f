//! The values of an ordered discrete type.

use super::extent::Extent;
use super::intervals::Intervals;
use super::progression::Progression;
use super::unit::{DAY, DENSE_SCALE, MONTH, SECOND, Unit};
use crate::value::Value;

/// Values of an ordered discrete type: those of a set of integers that lie at equal distances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrete {
    /// The type, as integers.
    pub unit: Unit,
    /// The integers.
    pub set: Intervals,
    /// The distances at which they lie. Of a dense type, only values that are drawn keep to them.
    pub steps: Progression,
}

impl Discrete {
    /// All values from `first` to `last`.
    pub fn new(unit: Unit, first: i128, last: i128) -> Self {
        Self {
            unit,
            set: Intervals::between(first, last),
            steps: Progression::ALL,
        }
    }

    /// The number of values; of a dense type, of those that are drawn.
    pub fn count(&self) -> u128 {
        self.drawn().count_all()
    }

    /// The number of values on the steps.
    pub(super) fn count_all(&self) -> u128 {
        let parts = self.set.parts().iter();
        parts.fold(0, |sum: u128, (first, last)| {
            sum.saturating_add(self.steps.count(*first, *last))
        })
    }

    /// True if there is no value.
    pub fn is_empty(&self) -> bool {
        let parts = self.set.parts().iter();
        parts
            .into_iter()
            .all(|(first, last)| self.steps.count(*first, *last) == 0)
    }

    /// True if the value is one of them.
    pub fn contains(&self, value: &Value<'_>) -> bool {
        let Some(at) = self.unit.locate(value) else {
            return false;
        };
        if at.exact {
            return self.set.contains(at.floor) && (self.unit.is_dense() || self.steps.contains(at.floor));
        }
        self.unit.is_dense() && self.set.contains(at.floor) && self.set.contains(at.floor.saturating_add(1))
    }

    /// The values that both have; `None` if the types differ.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        if self.unit != other.unit {
            return None;
        }
        let set = self.set.intersect(&other.set);
        let (set, steps) = match self.steps.intersect(other.steps) {
            Some(steps) => (set, steps),
            None => (Intervals::default(), Progression::ALL),
        };
        Some(Self {
            unit: self.unit.clone(),
            set,
            steps,
        })
    }

    /// The integer at a place, counted from the lowest.
    pub(super) fn at(&self, mut place: u128) -> Option<i128> {
        for (first, last) in self.set.parts() {
            let count = self.steps.count(*first, *last);
            if place < count {
                let start = self.steps.at_or_after(*first)?;
                let distance = i128::try_from(place).ok()?.checked_mul(self.steps.step())?;
                return start.checked_add(distance);
            }
            place -= count;
        }
        None
    }

    /// The opposite of [`at`](Self::at).
    pub(super) fn place(&self, at: i128) -> Option<u128> {
        if !self.steps.contains(at) {
            return None;
        }
        let mut before: u128 = 0;
        for (first, last) in self.set.parts() {
            if at < *first {
                return None;
            }
            if at <= *last {
                return before.checked_add(self.steps.count(*first, at).checked_sub(1)?);
            }
            before = before.checked_add(self.steps.count(*first, *last))?;
        }
        None
    }

    /// The values that are drawn: of a dense type a grid that the type can tell apart.
    fn drawn(&self) -> Self {
        match self.places() {
            Some(places) => self.with_places(places),
            None => self.clone(),
        }
    }

    /// The digits behind the point that a dense type tells apart in all of the set.
    fn places(&self) -> Option<i16> {
        let (first, last) = self.set.hull()?;
        match self.unit {
            Unit::Numeric => Some(6),
            Unit::Float { digits } => {
                let largest = first.unsigned_abs().max(last.unsigned_abs()) / 10_u128.pow(18);
                let whole = largest.checked_ilog10().map_or(0, |log| log + 1);
                Some(i16::from(digits).saturating_sub(i16::try_from(whole).unwrap_or(i16::MAX)))
            }
            _ => None,
        }
    }

    /// Multiples of `10^-places`, or of a finer grid where none of these is in the set.
    fn with_places(&self, places: i16) -> Self {
        let mut grid = self.clone();
        for places in places.min(DENSE_SCALE)..=DENSE_SCALE {
            let digits = u32::try_from(DENSE_SCALE.saturating_sub(places)).unwrap_or(0);
            let step = 10_i128.checked_pow(digits).unwrap_or(1);
            let Some(steps) = self.steps.intersect(Progression::new(step, 0)) else {
                continue;
            };
            grid.steps = steps;
            if !grid.is_empty() {
                return grid;
            }
        }
        self.clone()
    }

    /// The values to draw from.
    ///
    /// `until` is the end of the time that data may come from, in microseconds since 2000-01-01.
    pub(super) fn narrowed(&self, extent: Extent, until: i64) -> Self {
        let Extent::Whole = extent else {
            return self.sensible(extent == Extent::Natural, i128::from(until));
        };
        self.drawn()
    }

    fn sensible(&self, natural: bool, until: i128) -> Self {
        let year = 365 * DAY;
        let few = if natural { 1_000 } else { i128::from(i32::MAX) };
        let (first, last, step) = match &self.unit {
            Unit::Int => (1, few, 1),
            Unit::Bool | Unit::Enum(_) => return self.clone(),
            Unit::Decimal { scale } => {
                let power = u32::try_from(*scale).ok().and_then(|scale| 10_i128.checked_pow(scale));
                let power = power.unwrap_or(1);
                (power, power.saturating_mul(few), 1)
            }
            Unit::Numeric | Unit::Float { .. } => {
                let one = 10_i128.pow(18);
                (0, one.saturating_mul(if natural { 1_000 } else { 10_000 }), 1)
            }
            Unit::Date => (until.div_euclid(DAY) - 3_652, until.div_euclid(DAY) - 1, 1),
            Unit::Time | Unit::TimeZoned => (0, DAY - 1, if natural { 60 * SECOND } else { SECOND }),
            Unit::Timestamp { .. } => (until - 10 * year, until - 1, SECOND),
            Unit::Interval { months_only: true } => (MONTH, 1_200 * MONTH, MONTH),
            Unit::Interval { .. } => (60 * SECOND, 30 * DAY, if natural { 60 * SECOND } else { SECOND }),
        };
        let mut window = self.clone();
        window.set = self.set.intersect(&self.near(first, last));
        if self.unit.is_dense() {
            // Few values lie in a narrow set on a wide grid.
            let is_narrow = |(first, last): (i128, i128)| last.abs_diff(first) < 10_u128.pow(20);
            let wanted = if window.set.hull().is_some_and(is_narrow) { 4 } else { 2 };
            let places = window.places().map_or(wanted, |places| places.min(wanted));
            return window.with_places(places).or(&self.drawn());
        }
        let Some(steps) = self.steps.intersect(Progression::new(step, 0)) else {
            return window.or(self);
        };
        let coarse = Self {
            steps,
            ..window.clone()
        };
        coarse.or(&window).or(self)
    }

    /// The window itself if the set reaches into it, else as many integers at the end of the set that is nearer.
    fn near(&self, first: i128, last: i128) -> Intervals {
        let window = Intervals::between(first, last);
        let width = last.saturating_sub(first);
        match self.set.hull() {
            Some((lowest, _)) if lowest > last => Intervals::between(lowest, lowest.saturating_add(width)),
            Some((_, highest)) if highest < first => Intervals::between(highest.saturating_sub(width), highest),
            Some((lowest, highest)) if self.set.intersect(&window).is_empty() => Intervals::between(lowest, highest),
            _ => window,
        }
    }

    fn or(&self, other: &Self) -> Self {
        if self.is_empty() { other.clone() } else { self.clone() }
    }
}
