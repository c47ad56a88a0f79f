//! The proleptic Gregorian calendar, by the days and microseconds since 2000-01-01 in which PostgreSQL counts.

use std::ops::Range;

/// The microseconds of a second.
pub const SECOND: i64 = 1_000_000;
/// The microseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// The microseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// The microseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// The days that the type date holds: `DATETIME_MIN_JULIAN` and `DATE_END_JULIAN` in timestamp.h. The infinities are
/// beyond.
pub const DATES: Range<i64> = -2_451_545..2_145_031_949;
/// The times that the types of timestamps hold: `MIN_TIMESTAMP` and `END_TIMESTAMP` in timestamp.h.
pub const TIMESTAMPS: Range<i64> = -211_813_488_000_000_000..9_223_371_331_200_000_000;
/// The day 1970-01-01.
pub const UNIX_EPOCH: i32 = -10_957;

/// The years in which a day has a Julian day number that PostgreSQL takes (`JULIAN_MINYEAR` and `JULIAN_MAXYEAR` in
/// timestamp.h).
const YEARS: std::ops::RangeInclusive<i64> = -4_713..=5_874_898;

const DAYS_IN_ERA: i64 = 146_097;
const DAYS_FROM_0000_03_01_TO_2000_01_01: i64 = 730_425;

/// A day in the calendar. Year 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// Returns the day if there is such a day, in a year that PostgreSQL knows.
    #[inline]
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        if !YEARS.contains(&year) || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        Some(Self {
            year: i32::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// The day of a number.
    ///
    /// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the years of 2^32 days fit into 32 bits, a month and its day into 8"
    )]
    pub fn of(number: i32) -> Self {
        let days = i64::from(number) + DAYS_FROM_0000_03_01_TO_2000_01_01;
        let (era, day_of_era) = (days.div_euclid(DAYS_IN_ERA), days.rem_euclid(DAYS_IN_ERA));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Self {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
        }
    }

    /// The day of a time, and the microseconds since its midnight.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "2^64 microseconds have fewer than 2^28 days"
    )]
    pub fn of_time(micros: i64) -> (Self, i64) {
        (Self::of(micros.div_euclid(DAY) as i32), micros.rem_euclid(DAY))
    }

    /// The number of the day.
    ///
    /// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
    #[inline]
    pub fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_IN_ERA + day_of_era - DAYS_FROM_0000_03_01_TO_2000_01_01
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self { day: 1, ..self }
    }

    /// The first day of its quarter.
    #[must_use]
    pub fn first_of_quarter(self) -> Self {
        Self {
            month: self.month - (self.month + 2) % 3,
            day: 1,
            ..self
        }
    }

    /// The first day of its year.
    #[must_use]
    pub fn first_of_year(self) -> Self {
        Self {
            month: 1,
            day: 1,
            ..self
        }
    }

    /// The same day so many months later, or the last one of that month.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let all = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        Self::new(year, month, i64::from(self.day).min(days_in_month(year, month)))
    }
}

/// The number of days in a month; 0 of a month that there is not.
#[inline]
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// The day of the week of a day's number: 1 for Monday, 7 for Sunday.
pub fn weekday(number: i64) -> i64 {
    // 2000-01-01 was a Saturday.
    (number.rem_euclid(7) + 5) % 7 + 1
}

/// The year and the week by ISO 8601 of a day's number: the first week has the year's first Thursday.
pub fn iso_week(number: i64) -> Option<(i32, i64)> {
    let thursday = number.checked_add(4 - weekday(number))?;
    let year = Day::of(i32::try_from(thursday).ok()?).year;
    let first = Day { year, month: 1, day: 1 };
    Some((year, (thursday - first.number()) / 7 + 1))
}

#[cfg(test)]
mod tests;
