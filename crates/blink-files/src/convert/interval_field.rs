//! The fields of an interval, added up.

use blink::__private::calendar::{DAY, SECOND};

use super::clock::Kept;
use super::interval_value::{Interval, NOT, Quantity};
use super::reason::Reason;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Millennium,
    Century,
    Decade,
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Field {
    /// The unit of a word (`deltatktbl` in datetime.c).
    pub(super) fn named(word: &[u8]) -> Option<Self> {
        let mut lower = [0; 12];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"mil" | b"mils" | b"millennia" | b"millennium" => Self::Millennium,
            b"c" | b"cent" | b"centuries" | b"century" => Self::Century,
            b"dec" | b"decs" | b"decade" | b"decades" => Self::Decade,
            b"y" | b"yr" | b"yrs" | b"year" | b"years" => Self::Year,
            b"mon" | b"mons" | b"month" | b"months" => Self::Month,
            b"w" | b"week" | b"weeks" => Self::Week,
            b"d" | b"day" | b"days" => Self::Day,
            b"h" | b"hr" | b"hrs" | b"hour" | b"hours" => Self::Hour,
            b"m" | b"min" | b"mins" | b"minute" | b"minutes" => Self::Minute,
            b"s" | b"sec" | b"secs" | b"second" | b"seconds" => Self::Second,
            b"ms" | b"msec" | b"msecs" | b"msecond" | b"mseconds" | b"millisecond" | b"milliseconds" => {
                Self::Millisecond
            }
            b"us" | b"usec" | b"usecs" | b"usecond" | b"useconds" | b"microsecond" | b"microseconds" => {
                Self::Microsecond
            }
            _ => return None,
        })
    }

    fn measure(self) -> Measure {
        match self {
            Self::Millennium => Measure::Months(12_000),
            Self::Century => Measure::Months(1_200),
            Self::Decade => Measure::Months(120),
            Self::Year => Measure::Months(12),
            Self::Month => Measure::Month,
            Self::Week => Measure::Days(7),
            Self::Day => Measure::Days(1),
            Self::Hour => Measure::Microseconds(3_600 * SECOND),
            Self::Minute => Measure::Microseconds(60 * SECOND),
            Self::Second => Measure::Microseconds(SECOND),
            Self::Millisecond => Measure::Microseconds(1_000),
            Self::Microsecond => Measure::Microseconds(1),
        }
    }
}

/// A unit in those that an interval has.
#[derive(Clone, Copy)]
enum Measure {
    Months(i64),
    Month,
    Days(i64),
    Microseconds(i64),
}

/// The parts of an interval that were read so far.
#[derive(Debug)]
pub(super) struct IntervalFields {
    months: i64,
    days: i64,
    microseconds: i64,
    /// A bit for each unit that was there.
    seen: u16,
    kept: Kept,
}

const TOO_LARGE: Reason = Reason::OutOfRange("interval");

impl IntervalFields {
    pub(super) fn new(kept: Kept) -> Self {
        Self {
            months: 0,
            days: 0,
            microseconds: 0,
            seen: 0,
            kept,
        }
    }

    /// Adds a number of a unit. Parts of it go into smaller units as `DecodeInterval` in datetime.c spreads them.
    pub(super) fn add(&mut self, field: Field, quantity: &Quantity<'_>) -> Result<(), Reason> {
        let bit = 1 << field as u16;
        if self.seen & bit != 0 {
            return Err(NOT);
        }
        self.seen |= bit;
        let sign = if quantity.negative { -1 } else { 1 };
        let whole = sign * whole(quantity.whole)?;
        let fraction = Fraction::of(quantity.fraction)?;
        match field.measure() {
            Measure::Months(months) => {
                let part = self.exact(fraction.of_units(months))?;
                self.add_months(whole.checked_mul(months), sign * part)
            }
            Measure::Month => {
                self.add_months(Some(whole), 0)?;
                self.add_days(Some(0), sign, fraction, 30)
            }
            Measure::Days(days) => self.add_days(whole.checked_mul(days), sign, fraction, days),
            Measure::Microseconds(unit) => {
                let (part, is_exact) = fraction.of_units(unit);
                let is_kept = self.kept.rounds() || is_exact && self.kept.keeps(part);
                if !is_kept {
                    return Err(self.kept.fault());
                }
                self.add_microseconds(whole.checked_mul(unit), sign * part)
            }
        }
    }

    fn add_months(&mut self, months: Option<i64>, part: i64) -> Result<(), Reason> {
        self.months = sum([Some(self.months), months, Some(part)])?;
        Ok(())
    }

    fn add_days(&mut self, days: Option<i64>, sign: i64, fraction: Fraction, unit: i64) -> Result<(), Reason> {
        let time = self.exact(fraction.of_units(unit * DAY))?;
        self.days = sum([Some(self.days), days, Some(sign * (time / DAY))])?;
        self.add_microseconds(Some(0), sign * (time % DAY))
    }

    fn add_microseconds(&mut self, microseconds: Option<i64>, part: i64) -> Result<(), Reason> {
        self.microseconds = sum([Some(self.microseconds), microseconds, Some(part)])?;
        Ok(())
    }

    /// The nearest whole number, which must be exact unless rounding is allowed.
    fn exact(&self, (nearest, is_exact): (i64, bool)) -> Result<i64, Reason> {
        if is_exact || self.kept.rounds() {
            Ok(nearest)
        } else {
            Err(Reason::IntervalFraction)
        }
    }

    pub(super) fn negate(&mut self) -> Result<(), Reason> {
        if self.seen == 0 {
            return Err(NOT);
        }
        self.months = -self.months;
        self.days = -self.days;
        self.microseconds = self.microseconds.checked_neg().ok_or(TOO_LARGE)?;
        Ok(())
    }

    pub(super) fn sum(&self) -> Result<Interval, Reason> {
        if self.seen == 0 {
            return Err(NOT);
        }
        Ok(Interval {
            months: i32::try_from(self.months).map_err(|_| TOO_LARGE)?,
            days: i32::try_from(self.days).map_err(|_| TOO_LARGE)?,
            microseconds: self.microseconds,
        })
    }
}

fn sum(terms: [Option<i64>; 3]) -> Result<i64, Reason> {
    let sum = terms.into_iter().try_fold(0_i64, |sum, term| sum.checked_add(term?));
    // Months and days are added up within these bounds, so that they can be negated.
    sum.filter(|sum| *sum != i64::MIN).ok_or(TOO_LARGE)
}

fn whole(digits: &[u8]) -> Result<i64, Reason> {
    digits.iter().try_fold(0_i64, |value, digit| {
        value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit - b'0')))
            .ok_or(TOO_LARGE)
    })
}

/// The digits after a point, as a fraction.
#[derive(Clone, Copy)]
struct Fraction {
    numerator: i128,
    denominator: i128,
    /// Digits were left out that are too small to matter but for exactness.
    is_cut: bool,
}

impl Fraction {
    fn of(digits: &[u8]) -> Result<Self, Reason> {
        const MOST: usize = 18;
        let kept = digits.get(..MOST.min(digits.len())).ok_or(NOT)?;
        let mut fraction = Self {
            numerator: 0,
            denominator: 1,
            is_cut: digits.iter().skip(MOST).any(|&digit| digit != b'0'),
        };
        for digit in kept {
            fraction.numerator = fraction.numerator * 10 + i128::from(digit - b'0');
            fraction.denominator *= 10;
        }
        Ok(fraction)
    }

    /// The fraction of so many units, as the nearest whole number, and whether it is exact.
    fn of_units(self, units: i64) -> (i64, bool) {
        let product = self.numerator * i128::from(units);
        let (quotient, remainder) = (product / self.denominator, product % self.denominator);
        let is_up = match (2 * remainder).cmp(&self.denominator) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => self.is_cut || quotient % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        // Less than the units, or all of them.
        let nearest = i64::try_from(quotient + i128::from(is_up)).unwrap_or(units);
        (nearest, remainder == 0 && !self.is_cut)
    }
}
