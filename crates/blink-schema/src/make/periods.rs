//! Months, days and such as numbers, for columns whose values are told apart by these.

use blink::__private::calendar::{DAY, Day, SECOND};
use blink::{RngKey, WidePermutation};

use crate::domain::Unit;
use crate::value::Value;

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// 2000-01-03 was a Monday.
const FIRST_MONDAY: i64 = 2;

impl Period {
    /// The number of the period that a time is in, in microseconds since 2000-01-01.
    pub(crate) fn of(self, micros: i64) -> i64 {
        let months = |months: i64| {
            let day = Day::of_time(micros).0;
            (i64::from(day.year) * 12 + i64::from(day.month) - 1).div_euclid(months)
        };
        match self {
            Self::Second => micros.div_euclid(SECOND),
            Self::Minute => micros.div_euclid(60 * SECOND),
            Self::Hour => micros.div_euclid(3_600 * SECOND),
            Self::Day => micros.div_euclid(DAY),
            Self::Week => (micros.div_euclid(DAY) - FIRST_MONDAY).div_euclid(7),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }

    /// The first moment of a period; None beyond what is counted.
    pub(crate) fn start(self, number: i64) -> Option<i64> {
        let months = |months: i64| {
            let first = number.checked_mul(months)?;
            Day::new(first.div_euclid(12), first.rem_euclid(12) + 1, 1)?
                .number()
                .checked_mul(DAY)
        };
        match self {
            Self::Second => number.checked_mul(SECOND),
            Self::Minute => number.checked_mul(60 * SECOND),
            Self::Hour => number.checked_mul(3_600 * SECOND),
            Self::Day => number.checked_mul(DAY),
            Self::Week => number.checked_mul(7)?.checked_add(FIRST_MONDAY)?.checked_mul(DAY),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }
}

/// The times of a column of which each row, or each of an owner, gets a period of its own.
#[derive(Clone, Debug)]
pub(crate) struct Periods {
    pub(crate) period: Period,
    /// The type: dates or timestamps.
    pub(crate) unit: Unit,
    /// The first period, and how many there are.
    pub(crate) first: i64,
    pub(crate) count: u64,
    /// True if only the rows of one owner have to differ.
    pub(crate) in_run: bool,
}

impl Periods {
    /// The time of a row, whose number, or that among its owner's, is `place`: an owner's rows go back from the last
    /// period on.
    pub(crate) fn value(&self, row: u64, place: u64, key: RngKey) -> Option<Value<'static>> {
        let number = if self.in_run {
            self.count.checked_sub(1)?.checked_sub(place)?
        } else {
            let order = WidePermutation::new(key, u128::from(self.count));
            u64::try_from(order.at(u128::from(place))?).ok()?
        };
        let number = self.first.checked_add(i64::try_from(number).ok()?)?;
        let start = self.period.start(number)?;
        let end = self.period.start(number.checked_add(1)?)?;
        let grain = match self.unit {
            Unit::Date => DAY,
            _ if self.period == Period::Second => return self.unit.value(i128::from(start)),
            _ => SECOND,
        };
        let grains = u64::try_from(end.checked_sub(start)? / grain).ok()?;
        let offset = i64::try_from(key.nth(1).below(row, grains)).ok()?;
        let at = i128::from(start) + i128::from(offset) * i128::from(grain);
        match self.unit {
            Unit::Date => self.unit.value(at.div_euclid(i128::from(DAY))),
            _ => self.unit.value(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Period; 8] = [
        Period::Second,
        Period::Minute,
        Period::Hour,
        Period::Day,
        Period::Week,
        Period::Month,
        Period::Quarter,
        Period::Year,
    ];

    #[test]
    fn periods_begin_where_the_one_before_ends() {
        for period in ALL {
            for micros in [0, 1, -1, 59 * DAY, 8_886 * DAY + 5, -10_957 * DAY] {
                let number = period.of(micros);
                let (start, end) = (period.start(number).unwrap(), period.start(number + 1).unwrap());
                assert!(start <= micros && micros < end, "{period:?} {micros}");
                assert_eq!((period.of(start), period.of(end - 1)), (number, number));
            }
            assert!(period.start(i64::MAX).is_none(), "{period:?}");
            assert!(period.start(i64::MIN).is_none(), "{period:?}");
        }
    }

    #[test]
    fn each_row_has_a_period_of_its_own() {
        for period in ALL {
            for in_run in [false, true] {
                for unit in [Unit::Date, Unit::Timestamp { zoned: false }] {
                    if unit == Unit::Date && period < Period::Day {
                        continue;
                    }
                    let first = period.of(0);
                    let periods = Periods {
                        period,
                        unit,
                        first,
                        count: 50,
                        in_run,
                    };
                    let number = |row: u64| match periods.value(row, row, RngKey::new(3)).unwrap() {
                        Value::Date(days) => period.of(i64::from(days) * DAY),
                        Value::Timestamp(micros) => period.of(micros),
                        other => panic!("{other:?}"),
                    };
                    let mut all = (0..50).map(number).collect::<Vec<_>>();
                    all.sort_unstable();
                    assert_eq!(all, (first..first + 50).collect::<Vec<_>>(), "{period:?}");
                    assert!(periods.value(50, 50, RngKey::new(3)).is_none());
                }
            }
        }
    }
}
