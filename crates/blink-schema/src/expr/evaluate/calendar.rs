//! Days and microseconds since 2000-01-01, and the dates of the calendar.

/// The microseconds of a second.
pub(super) const SECOND: i64 = 1_000_000;
/// The microseconds of a minute.
pub(super) const MINUTE: i64 = 60 * SECOND;
/// The microseconds of an hour.
pub(super) const HOUR: i64 = 60 * MINUTE;
/// The microseconds of a day.
pub(super) const DAY: i64 = 24 * HOUR;

/// The days from the civil epoch of the algorithms below, 0000-03-01, to 2000-01-01.
const DAYS_TO_2000: i64 = 730_425;
const DAYS_OF_ERA: i64 = 146_097;

/// A day of the Gregorian calendar; the year 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

impl Civil {
    /// The day so many days after 2000-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    pub(super) fn of(days: i64) -> Self {
        let days = days + DAYS_TO_2000;
        let era = days.div_euclid(DAYS_OF_ERA);
        let day_of_era = days.rem_euclid(DAYS_OF_ERA);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
        }
    }

    /// The days since 2000-01-01; `None` if there is no such day.
    pub(super) fn days(self) -> Option<i64> {
        let is_day = (1..=12).contains(&self.month) && (1..=days_of_month(self.year, self.month)).contains(&self.day);
        if !is_day || self.year.abs() > 6_000_000 {
            return None;
        }
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let day_of_year = (153 * shifted_month + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(era * DAYS_OF_ERA + day_of_era - DAYS_TO_2000)
    }

    /// The same day so many months later, or the last one of that month.
    pub(super) fn plus_months(self, months: i64) -> Self {
        let all = self.year * 12 + self.month - 1 + months;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        Self {
            year,
            month,
            day: self.day.min(days_of_month(year, month)),
        }
    }
}

pub(super) fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day of the week, Sunday as 0.
pub(super) fn day_of_week(days: i64) -> i64 {
    // 2000-01-01 was a Saturday.
    (days + 6).rem_euclid(7)
}

/// The day of the week, Monday as 1, Sunday as 7.
pub(super) fn iso_day_of_week(days: i64) -> i64 {
    (days + 5).rem_euclid(7) + 1
}

/// The year and the week by ISO 8601: the first week has the year's first Thursday.
pub(super) fn iso_week(days: i64) -> (i64, i64) {
    let thursday = days + 4 - iso_day_of_week(days);
    let year = Civil::of(thursday).year;
    let first = Civil { year, month: 1, day: 1 }.days().unwrap_or(thursday);
    (year, (thursday - first) / 7 + 1)
}

/// Whole days, and microseconds of the day.
pub(super) fn split(micros: i64) -> (i64, i64) {
    (micros.div_euclid(DAY), micros.rem_euclid(DAY))
}
