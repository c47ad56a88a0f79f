//! Days and times as people write them.

use super::timeline::{DAY, SECOND};

/// Days from 1970-01-01 to 2000-01-01.
pub(crate) const EPOCH_DAYS: i64 = 10_957;

/// Year, month and day of a number of days since 2000-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(EPOCH_DAYS).saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day of the week, 1 for Monday.
pub(crate) fn weekday(days: i64) -> i64 {
    // 2000-01-01 was a Saturday.
    days.saturating_add(5).rem_euclid(7) + 1
}

/// Appends `2024-05-01`.
pub(crate) fn write_date(micros: i64, out: &mut String) {
    let (year, month, day) = civil(micros.div_euclid(DAY));
    let _ = std::fmt::Write::write_fmt(out, format_args!("{year:04}-{month:02}-{day:02}"));
}

/// Appends `2024-05-01T12:00:00Z`.
pub(crate) fn write_timestamp(micros: i64, out: &mut String) {
    write_date(micros, out);
    out.push('T');
    write_clock(micros.rem_euclid(DAY), out);
    out.push('Z');
}

/// Appends `12:00:00`.
pub(crate) fn write_clock(micros: i64, out: &mut String) {
    let seconds = micros.rem_euclid(DAY) / SECOND;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let _ = std::fmt::Write::write_fmt(out, format_args!("{hours:02}:{minutes:02}:{seconds:02}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_names() {
        assert_eq!(civil(0), (2000, 1, 1));
        assert_eq!(civil(59), (2000, 2, 29));
        assert_eq!(civil(-10_957), (1970, 1, 1));
        assert_eq!(civil(8_886), (2024, 4, 30));
        assert_eq!((weekday(0), weekday(2), weekday(8_886)), (6, 1, 2));
        let mut text = String::new();
        write_timestamp(-1, &mut text);
        assert_eq!(text, "1999-12-31T23:59:59Z");
        civil(i64::MAX);
        civil(i64::MIN);
    }
}
