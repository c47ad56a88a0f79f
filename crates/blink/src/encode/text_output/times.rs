//! Times as text.

use std::fmt::Write as _;

use crate::encode::binary::Reader;
use crate::error::BoxError;

#[expect(clippy::unnecessary_wraps, reason = "one of a family")]
pub(super) fn infinity(sign: &str, text: &mut String) -> Result<(), BoxError> {
    text.push_str(sign);
    text.push_str("infinity");
    Ok(())
}

/// Writes a day as year, month and day in the proleptic Gregorian calendar, then `rest`, then the era.
///
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
pub(super) fn date(
    days_since_2000: i64,
    rest: impl FnOnce(&mut String) -> Result<(), BoxError>,
    text: &mut String,
) -> Result<(), BoxError> {
    const DAYS_FROM_0000_03_01_TO_2000_01_01: i64 = 730_425;
    let days = days_since_2000 + DAYS_FROM_0000_03_01_TO_2000_01_01;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // The calendar's year 0 is 1 BC.
    let (shown, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    write!(text, "{shown:04}-{month:02}-{day:02}")?;
    rest(text)?;
    text.push_str(era);
    Ok(())
}

pub(super) fn time(microseconds: i64, text: &mut String) -> Result<(), BoxError> {
    let seconds = microseconds / 1_000_000;
    write!(
        text,
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )?;
    Ok(write!(text, ".{:06}", microseconds % 1_000_000)?)
}

pub(super) fn timestamp(microseconds: i64, zone: &str, text: &mut String) -> Result<(), BoxError> {
    const A_DAY: i64 = 86_400_000_000;
    match microseconds {
        i64::MIN => infinity("-", text),
        i64::MAX => infinity("", text),
        _ => date(
            microseconds.div_euclid(A_DAY),
            |text| {
                text.push(' ');
                time(microseconds.rem_euclid(A_DAY), text)?;
                text.push_str(zone);
                Ok(())
            },
            text,
        ),
    }
}

pub(super) fn time_with_zone(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    time(reader.i64()?, text)?;
    let west = reader.i32()?;
    let (sign, zone) = (if west > 0 { '-' } else { '+' }, west.unsigned_abs());
    Ok(write!(
        text,
        "{sign}{:02}:{:02}:{:02}",
        zone / 3600,
        zone / 60 % 60,
        zone % 60
    )?)
}

/// Writes an interval. Every part has its own sign, so that IntervalStyle = sql_standard does not apply the first one
/// to all.
pub(super) fn interval(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let microseconds = reader.i64()?;
    let (days, months) = (reader.i32()?, reader.i32()?);
    match (microseconds, days, months) {
        (i64::MIN, i32::MIN, i32::MIN) => return infinity("-", text),
        (i64::MAX, i32::MAX, i32::MAX) => return infinity("", text),
        _ => {}
    }
    let sign = if microseconds < 0 { '-' } else { '+' };
    let rest = microseconds.unsigned_abs();
    write!(text, "{months:+} mons {days:+} days {sign}{}", rest / 3_600_000_000)?;
    Ok(write!(
        text,
        ":{:02}:{:02}.{:06}",
        rest / 60_000_000 % 60,
        rest / 1_000_000 % 60,
        rest % 1_000_000
    )?)
}
