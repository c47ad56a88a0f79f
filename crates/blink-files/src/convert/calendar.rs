//! The proleptic Gregorian calendar, in days since 2000-01-01.

pub(super) const SECOND: i64 = 1_000_000;
pub(super) const DAY: i64 = 86_400 * SECOND;

/// A day in the calendar. Year 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "a day of the month is called day")]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// The last year in which a day has a Julian day number that PostgreSQL takes (`JULIAN_MAXYEAR` in timestamp.h).
const MAX_YEAR: i32 = 5_874_898;
/// 4713 BC.
const MIN_YEAR: i32 = -4_713;
const DAYS_IN_ERA: i64 = 146_097;
const DAYS_FROM_0000_03_01_TO_2000_01_01: i64 = 730_425;

fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

impl Day {
    /// Returns the day if there is such a day.
    #[inline]
    pub(super) fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(is_leap_year(year)),
            _ => return None,
        };
        if day == 0 || day > days || !(MIN_YEAR..=MAX_YEAR).contains(&year) {
            return None;
        }
        Some(Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// The number of the day.
    ///
    /// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
    #[inline]
    pub(super) fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_IN_ERA + day_of_era - DAYS_FROM_0000_03_01_TO_2000_01_01
    }

    /// The day of a number; None beyond the years of [`i32`].
    ///
    /// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
    pub(super) fn of_number(number: i64) -> Option<Self> {
        let days = number + DAYS_FROM_0000_03_01_TO_2000_01_01;
        let (era, day_of_era) = (days.div_euclid(DAYS_IN_ERA), days.rem_euclid(DAYS_IN_ERA));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Some(Self {
            year: i32::try_from(year_of_era + era * 400 + i64::from(month <= 2)).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day_of_year - (153 * month_from_march + 2) / 5 + 1).ok()?,
        })
    }

    /// The day of the week; Monday is 0.
    pub(super) fn weekday(self) -> i64 {
        // 2000-01-01 was a Saturday.
        (self.number() + 5).rem_euclid(7)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn every_day_has_its_number() {
        let first = Day::new(-4_713, 11, 24).unwrap().number();
        let mut last = None;
        for number in (first..first + 800_000).chain(2_145_000_000..2_145_031_949) {
            let day = Day::of_number(number).unwrap();
            assert_eq!(day.number(), number);
            assert_eq!(Day::new(day.year, day.month.into(), day.day.into()), Some(day));
            assert_ne!(last.replace(day), Some(day));
        }
        assert_eq!(Day::new(2024, 11, 29).unwrap().weekday(), 4);
        assert_eq!(Day::new(2023, 2, 29), None);
        assert_eq!(Day::new(1900, 2, 29), None);
        assert_eq!(Day::new(2024, 13, 1), None);
        assert_eq!(Day::new(2024, 4, 31), None);
        assert_eq!(Day::new(2024, 4, 0), None);
    }
}
