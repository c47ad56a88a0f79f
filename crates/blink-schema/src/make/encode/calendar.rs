//! Dates and times as the server writes them with DateStyle = ISO.

use super::time_unit::DAY;

/// The number of at most so many digits.
pub(super) fn number(digits: &str, most: usize) -> Option<i64> {
    let is_number = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// Reads `2024-02-29` or `0044-03-15 BC` as days since 2000-01-01.
pub(super) fn date(text: &str) -> Option<i32> {
    match text {
        "infinity" => return Some(i32::MAX),
        "-infinity" => return Some(i32::MIN),
        _ => {}
    }
    let (text, is_bc) = match text.strip_suffix(" BC") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let mut parts = text.split('-');
    let (year, month, day) = (
        number(parts.next()?, 7)?,
        number(parts.next()?, 2)?,
        number(parts.next()?, 2)?,
    );
    if parts.next().is_some() || year == 0 || !(1..=12).contains(&month) {
        return None;
    }
    let year = if is_bc { 1 - year } else { year };
    if !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    i32::try_from(days_since_2000(year, month, day)).ok()
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
pub(in crate::make) fn days_since_2000(year: i64, month: i64, day: i64) -> i64 {
    const DAYS_FROM_0000_03_01_TO_2000_01_01: i64 = 730_425;
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - DAYS_FROM_0000_03_01_TO_2000_01_01
}

/// Reads `05:06.7`, `05:06` or `05` as microseconds.
pub(super) fn minutes_and_seconds(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let (minutes, seconds) = (number(minutes, 2)?, number(seconds, 2)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let micros = number(fraction, 6)? * 10_i64.pow(6_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?);
    Some((minutes * 60 + seconds) * 1_000_000 + micros)
}

/// Reads `04:05:06.7` or `04:05` as microseconds of the day.
pub(super) fn time(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let micros = number(hours, 2)? * 3_600_000_000 + minutes_and_seconds(rest)?;
    (0..=DAY).contains(&micros).then_some(micros)
}

/// Reads a time and the offset of its zone, in seconds east of UTC.
pub(super) fn time_with_zone(text: &str) -> Option<(i64, i32)> {
    let at = text.rfind(['+', '-'])?;
    let (clock, zone) = text.split_at_checked(at)?;
    Some((time(clock)?, offset(zone)?))
}

/// Reads `+05:30` as seconds.
fn offset(zone: &str) -> Option<i32> {
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let mut parts = zone.split(':');
    let mut seconds = number(parts.next()?, 2)? * 3_600;
    for unit in [60, 1] {
        let Some(part) = parts.next() else { break };
        seconds += number(part, 2).filter(|part| *part < 60)? * unit;
    }
    // `MAX_TZDISP_HOUR` in timestamp.h.
    let is_offset = parts.next().is_none() && seconds < 16 * 3_600;
    is_offset.then_some(sign * i32::try_from(seconds).ok()?)
}

/// Reads a date, or a date and a time, as microseconds since 2000-01-01.
pub(super) fn timestamp(text: &str) -> Option<i64> {
    zoned(text, |clock| Some((time(clock)?, 0))).or_else(|| date(text).and_then(midnight))
}

/// Reads a date, a time and the offset of its zone, as microseconds since 2000-01-01 in UTC.
pub(super) fn timestamp_with_zone(text: &str) -> Option<i64> {
    zoned(text, |clock| match clock.strip_suffix('Z') {
        Some(clock) => Some((time(clock)?, 0)),
        None => time_with_zone(clock),
    })
    .or_else(|| match date(text)? {
        days @ (i32::MIN | i32::MAX) => midnight(days),
        // A date has no zone but the session's.
        _ => None,
    })
}

fn midnight(days: i32) -> Option<i64> {
    match days {
        i32::MIN => Some(i64::MIN),
        i32::MAX => Some(i64::MAX),
        days => i64::from(days).checked_mul(DAY),
    }
}

fn zoned(text: &str, clock: impl Fn(&str) -> Option<(i64, i32)>) -> Option<i64> {
    let (text, suffix) = match text.strip_suffix(" BC") {
        Some(text) => (text, " BC"),
        None => (text, ""),
    };
    let (day, time) = text.split_once([' ', 'T'])?;
    let days = date(&format!("{day}{suffix}")).filter(|days| ![i32::MIN, i32::MAX].contains(days))?;
    let (micros, east) = clock(time)?;
    midnight(days)?
        .checked_add(micros)?
        .checked_sub(i64::from(east) * 1_000_000)
}
