//! Writes dates, times and intervals as text.

use std::fmt::Write as _;

use crate::calendar::Day;
use crate::encode::binary::Reader;
use crate::error::BoxError;

const MICROSECONDS_PER_SECOND: u64 = 1_000_000;

/// Writes the end value of a date, a timestamp or an interval.
#[expect(
    clippy::unnecessary_wraps,
    reason = "has the signature of the other writers, which can fail"
)]
pub(super) fn write_infinity(sign: &str, text: &mut String) -> Result<(), BoxError> {
    text.push_str(sign);
    text.push_str("infinity");
    Ok(())
}

/// Writes a day as year, month and day in the proleptic Gregorian calendar. For a timestamp `time_of_day` writes the
/// rest: PostgreSQL puts BC after it. The caller handles the infinite dates.
pub(super) fn write_date(
    Day { year, month, day }: Day,
    time_of_day: impl FnOnce(&mut String) -> Result<(), BoxError>,
    text: &mut String,
) -> Result<(), BoxError> {
    // The calendar's year 0 is 1 BC.
    let (printed_year, suffix) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    write!(text, "{printed_year:04}-{month:02}-{day:02}")?;
    time_of_day(text)?;
    text.push_str(suffix);
    Ok(())
}

/// Writes microseconds since midnight.
pub(super) fn write_time(microseconds: i64, text: &mut String) -> Result<(), BoxError> {
    let microseconds = u64::try_from(microseconds).map_err(|_| "a time of day cannot be negative")?;
    write_clock(microseconds, text)
}

/// Writes microseconds since 2000-01-01, then `zone`.
pub(super) fn write_timestamp(microseconds: i64, zone: &str, text: &mut String) -> Result<(), BoxError> {
    match microseconds {
        i64::MIN => write_infinity("-", text),
        i64::MAX => write_infinity("", text),
        _ => {
            let (day, time) = Day::of_time(microseconds);
            let write_rest = |text: &mut String| {
                text.push(' ');
                write_time(time, text)?;
                text.push_str(zone);
                Ok(())
            };
            write_date(day, write_rest, text)
        }
    }
}

/// Writes a time and the offset of its zone, as `EncodeTimezone` in datetime.c does.
pub(super) fn write_time_with_zone(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    write_time(reader.i64()?, text)?;
    let seconds_west = reader.i32()?;
    let (sign, offset) = (if seconds_west > 0 { '-' } else { '+' }, seconds_west.unsigned_abs());
    let (hours, minutes, seconds) = (offset / 3600, offset / 60 % 60, offset % 60);
    write!(text, "{sign}{hours:02}")?;
    if minutes != 0 || seconds != 0 {
        write!(text, ":{minutes:02}")?;
    }
    if seconds != 0 {
        write!(text, ":{seconds:02}")?;
    }
    Ok(())
}

/// Writes an interval as `EncodeInterval` in datetime.c does with IntervalStyle = postgres. After a negative part the
/// next one has a sign: under IntervalStyle = sql_standard the server takes a single leading minus as the sign of all
/// parts.
pub(super) fn write_interval(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let microseconds = reader.i64()?;
    let (days, months) = (reader.i32()?, reader.i32()?);
    match (microseconds, days, months) {
        (i64::MIN, i32::MIN, i32::MIN) => return write_infinity("-", text),
        (i64::MAX, i32::MAX, i32::MAX) => return write_infinity("", text),
        _ => {}
    }
    let (mut separator, mut positive_sign) = ("", "");
    for (number, unit) in [(months / 12, "year"), (months % 12, "mon"), (days, "day")] {
        if number != 0 {
            let sign = if number > 0 { positive_sign } else { "" };
            let plural = if number == 1 { "" } else { "s" };
            write!(text, "{separator}{sign}{number} {unit}{plural}")?;
            (separator, positive_sign) = (" ", if number < 0 { "+" } else { "" });
        }
    }
    if microseconds == 0 && !separator.is_empty() {
        return Ok(());
    }
    text.push_str(separator);
    text.push_str(if microseconds < 0 { "-" } else { positive_sign });
    write_clock(microseconds.unsigned_abs(), text)
}

/// Writes microseconds as hours, minutes and seconds, without zeros at the end (`AppendSeconds` in datetime.c).
fn write_clock(microseconds: u64, text: &mut String) -> Result<(), BoxError> {
    let (seconds, fraction) = (
        microseconds / MICROSECONDS_PER_SECOND,
        microseconds % MICROSECONDS_PER_SECOND,
    );
    write!(
        text,
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )?;
    if fraction != 0 {
        write!(text, ".{fraction:06}")?;
        text.truncate(text.trim_end_matches('0').len());
    }
    Ok(())
}
