//! Ranges by number.

use super::discrete::Discrete;
use super::extent::Extent;
use super::intervals::Intervals;
use super::language::Language;
use super::numbered::Numbered;
use super::text::Text;
use super::unit::{DAY, SECOND, Unit};
use super::values::{Domain, RangeOf, Values};
use crate::value::{Range, Value};

/// Ranges by number.
#[derive(Clone, Debug)]
pub(super) enum Ranges<N> {
    /// The place is that of the lower bound, and all have the same width.
    OfWidth(Steps),
    /// Both bounds have a place, and every lower one is less than every upper one.
    Apart {
        /// The lower bounds.
        lower: Box<N>,
        /// The upper ones.
        upper: Box<N>,
    },
}

/// Lower bounds, and the distance to the upper ones.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    lower: Discrete,
    width: i128,
}

impl<N: Numbered> Ranges<N> {
    /// The ranges of a domain; `numbering` numbers the values of bounds that are texts.
    pub(super) fn new(
        range: &RangeOf,
        extent: Extent,
        until: i64,
        numbering: impl Fn(&Domain) -> Option<N>,
    ) -> Option<Self> {
        match (&range.lower.values, &range.upper.values) {
            (Values::Discrete(lower), Values::Discrete(upper)) => {
                Steps::new(lower, upper, extent, until).map(Self::OfWidth)
            }
            (Values::Text(_), Values::Text(_)) => {
                let between = |first, last| {
                    let texts = Text::matching(Language::beginning_between(first, last));
                    Domain::of(Values::Text(texts), "the same order in every collation")
                };
                Some(Self::Apart {
                    lower: Box::new(numbering(&range.lower.intersect(&between('a', 'm')))?),
                    upper: Box::new(numbering(&range.upper.intersect(&between('n', 'z')))?),
                })
            }
            _ => None,
        }
    }

    pub(super) fn capacity(&self) -> u128 {
        match self {
            Self::OfWidth(steps) => steps.lower.count_all(),
            Self::Apart { lower, upper } => lower.capacity().saturating_mul(upper.capacity()),
        }
    }

    pub(super) fn range(&self, place: u128) -> Option<Value<'static>> {
        let (lower, upper) = match self {
            Self::OfWidth(steps) => steps.bounds(place)?,
            Self::Apart { lower, upper } => {
                let (first, second) = (place % lower.capacity(), place / lower.capacity());
                (lower.value(first)?, upper.value(second)?)
            }
        };
        Some(between(lower, upper))
    }

    pub(super) fn sample(&self, random: &mut dyn FnMut() -> u64) -> Option<Value<'static>> {
        match self {
            Self::OfWidth(_) => {
                let number = u128::from(random()) << 64 | u128::from(random());
                self.range(number.checked_rem(self.capacity())?)
            }
            Self::Apart { lower, upper } => Some(between(lower.sample(random)?, upper.sample(random)?)),
        }
    }

    pub(super) fn place(&self, value: &Value<'_>) -> Option<u128> {
        let Value::Range(range) = value else {
            return None;
        };
        let Range::Between {
            lower: Some((first, true)),
            upper: Some((last, false)),
        } = range.as_ref()
        else {
            return None;
        };
        let place = match self {
            Self::OfWidth(steps) => steps.lower.place(steps.lower.unit.locate(first)?.floor)?,
            Self::Apart { lower, upper } => {
                let above = upper.place_of(last)?.checked_mul(lower.capacity())?;
                above.checked_add(lower.place_of(first)?)?
            }
        };
        (self.range(place).as_ref() == Some(value)).then_some(place)
    }
}

fn between(lower: Value<'static>, upper: Value<'static>) -> Value<'static> {
    Value::Range(Box::new(Range::Between {
        lower: Some((lower, true)),
        upper: Some((upper, false)),
    }))
}

impl Steps {
    fn new(lower: &Discrete, upper: &Discrete, extent: Extent, until: i64) -> Option<Self> {
        let one = 10_i128.pow(18);
        let widths = match lower.unit {
            Unit::Int => [10, 1],
            Unit::Date => [7, 1],
            Unit::Timestamp { .. } | Unit::Time | Unit::TimeZoned => [3_600 * SECOND, SECOND],
            Unit::Numeric | Unit::Float { .. } => [one, one / 100],
            Unit::Interval { .. } => [DAY, SECOND],
            _ => [1, 1],
        };
        widths.into_iter().find_map(|width| {
            let shift = |(first, last): &(i128, i128)| (first.saturating_sub(width), last.saturating_sub(width));
            let mut lowers = lower.clone();
            let shifted = Intervals::of(upper.set.parts().iter().map(shift).collect());
            lowers.set = lower.set.intersect(&shifted);
            let lower = lowers.narrowed(extent, until);
            (!lower.is_empty()).then_some(Self { lower, width })
        })
    }

    fn bounds(&self, place: u128) -> Option<(Value<'static>, Value<'static>)> {
        let lower = self.lower.at(place)?;
        let upper = self.lower.unit.value(lower.checked_add(self.width)?)?;
        Some((self.lower.unit.value(lower)?, upper))
    }
}
