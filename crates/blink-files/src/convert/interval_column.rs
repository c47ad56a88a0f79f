//! The fields and decimals that a column of intervals keeps.

use blink::__private::calendar::SECOND;

use super::clock::Kept;
use super::interval_value::Interval;
use super::reason::Reason;

/// The column's modifier, taken apart (`intervaltypmodin` in timestamp.c).
#[derive(Clone, Copy, Debug)]
pub(super) struct IntervalColumn {
    kept: Kept,
    lowest: Lowest,
    /// `INTERVAL MINUTE TO SECOND`, which reads `04:05` as minutes and seconds.
    minute_to_second: bool,
}

/// The lowest field that a column keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lowest {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    /// A column that names no fields.
    Any,
}

impl IntervalColumn {
    pub(super) fn of(typmod: i32, round: bool) -> Self {
        const FULL_RANGE: i32 = 0x7FFF;
        const FULL_PRECISION: i32 = 0xFFFF;
        let (range, precision) = if typmod < 0 {
            (FULL_RANGE, FULL_PRECISION)
        } else {
            ((typmod >> 16) & FULL_RANGE, typmod & FULL_PRECISION)
        };
        // The fields' numbers in datetime.h.
        let has = |field: i32| range & (1 << field) != 0;
        let lowest = match range {
            FULL_RANGE => Lowest::Any,
            _ if has(12) => Lowest::Second,
            _ if has(11) => Lowest::Minute,
            _ if has(10) => Lowest::Hour,
            _ if has(3) => Lowest::Day,
            _ if has(1) => Lowest::Month,
            _ => Lowest::Year,
        };
        Self {
            kept: Kept::new(if precision == FULL_PRECISION { -1 } else { precision }, round),
            lowest,
            minute_to_second: range == (1 << 11 | 1 << 12),
        }
    }

    /// The decimals of a second that the column keeps.
    pub(super) fn kept(self) -> Kept {
        self.kept
    }

    /// True for a column in which a number without a unit counts seconds.
    pub(super) fn has_no_fields(self) -> bool {
        self.lowest == Lowest::Any
    }

    pub(super) fn is_minute_to_second(self) -> bool {
        self.minute_to_second
    }

    /// Makes sure that the column keeps all of a value (`AdjustIntervalForTypmod` in timestamp.c).
    pub(super) fn check(self, value: Interval) -> Result<(), Reason> {
        let has_no_time = value.microseconds == 0;
        let has_no_days = value.days == 0 && has_no_time;
        let is_kept = match self.lowest {
            Lowest::Year => value.months % 12 == 0 && has_no_days,
            Lowest::Month => has_no_days,
            Lowest::Day => has_no_time,
            Lowest::Hour => value.microseconds % (3600 * SECOND) == 0,
            Lowest::Minute => value.microseconds % (60 * SECOND) == 0,
            Lowest::Second | Lowest::Any => true,
        };
        if !is_kept && !self.kept.rounds() {
            return Err(Reason::IntervalField);
        }
        Ok(())
    }
}
