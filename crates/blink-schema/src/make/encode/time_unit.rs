//! Dates and times of day, and the decimals of their seconds.

use blink::__private::calendar::{DATES, DAY, TIMESTAMPS};
use blink::BoxError;

/// The least time that a type keeps, in microseconds: `timestamp(3)` keeps thousands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit(i64);

impl Unit {
    /// The unit of a type with this number of decimals as its modifier; -1 if there is none.
    pub(super) fn of(decimals: i32) -> Self {
        let dropped = u32::try_from(decimals)
            .ok()
            .and_then(|decimals| 6_u32.checked_sub(decimals));
        Self(10_i64.pow(dropped.unwrap_or(0)))
    }

    pub(super) fn check(self, micros: i64) -> Result<i64, BoxError> {
        if micros % self.0 == 0 {
            return Ok(micros);
        }
        Err(format!(
            "{micros} microseconds are not whole units of {}, as the column keeps them",
            self.0
        )
        .into())
    }

    /// The time of a day, of which 24:00 is one.
    pub(super) fn time(self, micros: i64) -> Result<i64, BoxError> {
        if (0..=DAY).contains(&micros) {
            return self.check(micros);
        }
        Err(format!("{micros} microseconds are no time of day").into())
    }

    /// The timestamp (`IS_VALID_TIMESTAMP` in timestamp.h); the ends of the numbers are the infinities.
    pub(super) fn timestamp(self, micros: i64) -> Result<i64, BoxError> {
        match micros {
            i64::MIN | i64::MAX => Ok(micros),
            _ if TIMESTAMPS.contains(&micros) => self.check(micros),
            _ => Err(format!("{micros} microseconds from 2000-01-01 are outside of what a timestamp holds").into()),
        }
    }
}

/// The date (`IS_VALID_DATE` in date.h); the ends of the numbers are the infinities.
pub(super) fn date(days: i32) -> Result<i32, BoxError> {
    match days {
        i32::MIN | i32::MAX => Ok(days),
        _ if DATES.contains(&i64::from(days)) => Ok(days),
        _ => Err(format!("{days} days from 2000-01-01 are outside of what a date holds").into()),
    }
}
