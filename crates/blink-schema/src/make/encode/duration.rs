//! The type interval.

use blink::BoxError;
use bytes::{BufMut, BytesMut};

use super::time_unit::Unit;
use crate::value::Interval;

/// The parts that `interval hour to minute` and the like keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct IntervalFields {
    finest: Field,
    unit: Unit,
}

/// The finest part that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    /// A part of the time, of so many microseconds.
    Time(i64),
}

impl IntervalFields {
    /// Reads a type's modifier: the fields of datetime.h above, and the decimals of the seconds below.
    pub(super) fn of(modifier: i32) -> Self {
        let has = |field: u32| modifier >= 0 && modifier >> 16 & 0x7fff != 0x7fff && modifier >> 16 & (1 << field) != 0;
        let (is_month, is_year, is_day, is_hour, is_minute, is_second) =
            (has(1), has(2), has(3), has(10), has(11), has(12));
        let finest = if is_second {
            Field::Time(1)
        } else if is_minute {
            Field::Time(60_000_000)
        } else if is_hour {
            Field::Time(3_600_000_000)
        } else if is_day {
            Field::Day
        } else if is_month {
            Field::Month
        } else if is_year {
            Field::Year
        } else {
            Field::Time(1)
        };
        let decimals = if modifier < 0 { -1 } else { modifier & 0xffff };
        Self {
            finest,
            unit: Unit::of(decimals),
        }
    }

    /// Refuses what the type would drop (`AdjustIntervalForTypmod` in timestamp.c).
    fn check(self, interval: Interval) -> Result<(), BoxError> {
        let Interval { months, days, micros } = interval;
        let keeps = match self.finest {
            Field::Year => months % 12 == 0 && days == 0 && micros == 0,
            Field::Month => days == 0 && micros == 0,
            Field::Day => micros == 0,
            Field::Time(unit) => micros % unit == 0,
        };
        if !keeps {
            return Err(format!(
                "{months} months, {days} days and {micros} microseconds have parts that the column drops"
            )
            .into());
        }
        self.unit.check(micros).map(drop)
    }

    /// Writes the binary form: `interval_send` in timestamp.c.
    pub(super) fn write(self, interval: Interval, out: &mut BytesMut) -> Result<(), BoxError> {
        self.check(interval)?;
        out.put_i64(interval.micros);
        out.put_i32(interval.days);
        out.put_i32(interval.months);
        Ok(())
    }
}
