//! Days and times as people write them.

use blink::__private::calendar::{DAY, Day, SECOND};

/// Appends `2024-05-01`.
pub(crate) fn write_date(micros: i64, out: &mut String) {
    let Day { year, month, day } = Day::of_time(micros).0;
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
    fn times_are_written_to_the_ends_of_the_numbers() {
        for (micros, expected) in [
            (-1, "1999-12-31T23:59:59Z"),
            (8_886 * DAY, "2024-04-30T00:00:00Z"),
            (i64::MAX, "294277-01-09T04:00:54Z"),
            (i64::MIN, "-290278-12-22T19:59:05Z"),
        ] {
            let mut text = String::new();
            write_timestamp(micros, &mut text);
            assert_eq!(text, expected);
        }
    }
}
