//! The only look at a clock: the default end of the span of time that rows come from.

use std::time::SystemTime;

/// The days from 1970-01-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 10_957;

/// The first day of the current month in UTC, in days since 2000-01-01.
pub(crate) fn first_of_this_month() -> i32 {
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let days = i64::try_from(since_1970.as_secs() / 86_400).unwrap_or(DAYS_TO_2000);
    i32::try_from(first_of_month(days - DAYS_TO_2000)).unwrap_or(0)
}

/// The first day of the month of a day, both in days since 2000-01-01.
pub(crate) fn first_of_month(days: i64) -> i64 {
    let (_, day) = of_year(days);
    days - day
}

/// The first day of the year of a day, both in days since 2000-01-01.
pub(crate) fn first_of_year(days: i64) -> i64 {
    let mut first = first_of_month(days);
    while of_year(first).0 != JANUARY {
        first = first_of_month(first - 1);
    }
    first
}

/// The place of January in a year that begins with March.
const JANUARY: i64 = 10;

/// The month in a year that begins with March, and the day in it, both from 0 (Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn of_year(days: i64) -> (i64, i64) {
    let of_era = (days + DAYS_TO_2000 + 719_468).rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    (month, of_year - (153 * month + 2) / 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_with_their_first_day() {
        // 2026-11-30, 2026-11-01, 2024-02-29, 2000-03-01, 1969-12-31.
        for (day, first) in [
            (20_787, 20_758),
            (20_758, 20_758),
            (19_782, 19_754),
            (11_017, 11_017),
            (-1, -31),
        ] {
            assert_eq!(first_of_month(day - DAYS_TO_2000), first - DAYS_TO_2000);
        }
        assert_eq!(first_of_year(0), 0);
        assert_eq!(first_of_year(-1), -365);
        assert_eq!(first_of_year(365), 0);
        assert_eq!(first_of_year(366), 366);
    }
}
