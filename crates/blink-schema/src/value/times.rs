//! Dates, times and intervals as the server writes them with DateStyle = ISO and IntervalStyle = postgres.

use blink::__private::calendar::{DATES, DAY, Day, HOUR, MINUTE, SECOND, TIMESTAMPS};

use super::Interval;

/// The number that digits without a sign are, if there are so many of them.
fn number(digits: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let is_number = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// Reads `2024-02-29` or `0044-03-15 BC` as days since 2000-01-01; the ends of the numbers are the infinities.
pub(crate) fn date(text: &str) -> Option<i32> {
    match text {
        "infinity" => Some(i32::MAX),
        "-infinity" => Some(i32::MIN),
        _ => i32::try_from(day(text)?).ok(),
    }
}

fn day(text: &str) -> Option<i64> {
    let (text, is_bc) = match text.strip_suffix(" BC") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let mut parts = text.split('-');
    // Fewer digits may be a month or a day.
    let year = number(parts.next()?, 4..=7).filter(|year| *year != 0)?;
    let (month, day) = (number(parts.next()?, 2..=2)?, number(parts.next()?, 2..=2)?);
    if parts.next().is_some() {
        return None;
    }
    let number = Day::new(if is_bc { 1 - year } else { year }, month, day)?.number();
    DATES.contains(&number).then_some(number)
}

/// Reads `05:06.7`, `05:06` or `05` as microseconds.
fn minutes_and_seconds(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "00"));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let (minutes, seconds) = (number(minutes, 2..=2)?, number(seconds, 2..=2)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let digits = u32::try_from(fraction.len()).ok()?;
    let micros = number(fraction, 1..=6)? * 10_i64.pow(6_u32.checked_sub(digits)?);
    Some(minutes * MINUTE + seconds * SECOND + micros)
}

/// Reads `04:05:06.7` or `04:05` as microseconds of the day, of which 24:00 is the last.
pub(crate) fn time(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let micros = number(hours, 2..=2)? * HOUR + minutes_and_seconds(rest)?;
    (0..=DAY).contains(&micros).then_some(micros)
}

/// Reads a time and the offset of its zone, in seconds east of UTC.
pub(crate) fn time_with_zone(text: &str) -> Option<(i64, i32)> {
    let (clock, zone) = text.split_at_checked(text.rfind(['+', '-'])?)?;
    Some((time(clock)?, offset(zone)?))
}

/// Reads `+05:30` as seconds.
fn offset(zone: &str) -> Option<i32> {
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let mut parts = zone.split(':');
    let mut seconds = number(parts.next()?, 2..=2)? * 3_600;
    for unit in [60, 1] {
        let Some(part) = parts.next() else { break };
        seconds += number(part, 2..=2).filter(|part| *part < 60)? * unit;
    }
    // `MAX_TZDISP_HOUR` in timestamp.h.
    let is_offset = parts.next().is_none() && seconds < 16 * 3_600;
    is_offset.then_some(sign * i32::try_from(seconds).ok()?)
}

/// Reads a date, or a date and a time, as microseconds since 2000-01-01; the ends of the numbers are the infinities.
pub(crate) fn timestamp(text: &str) -> Option<i64> {
    infinity(text)
        .or_else(|| dated(text, |clock| Some((time(clock)?, 0))))
        .or_else(|| within(day(text)?.checked_mul(DAY)?))
}

/// Reads a date, a time and the offset of its zone, as microseconds since 2000-01-01 in UTC. What has no zone is a time in
/// the session's, which is not known.
pub(crate) fn timestamp_with_zone(text: &str) -> Option<i64> {
    let zoned = |clock: &str| match clock.strip_suffix('Z') {
        Some(clock) => Some((time(clock)?, 0)),
        None => time_with_zone(clock),
    };
    infinity(text).or_else(|| dated(text, zoned))
}

fn infinity(text: &str) -> Option<i64> {
    match text {
        "infinity" => Some(i64::MAX),
        "-infinity" => Some(i64::MIN),
        _ => None,
    }
}

fn within(micros: i64) -> Option<i64> {
    TIMESTAMPS.contains(&micros).then_some(micros)
}

fn dated(text: &str, clock: impl Fn(&str) -> Option<(i64, i32)>) -> Option<i64> {
    let (text, era) = match text.strip_suffix(" BC") {
        Some(text) => (text, " BC"),
        None => (text, ""),
    };
    let (date, time) = text.split_once([' ', 'T'])?;
    let (micros, east) = clock(time)?;
    let midnight = day(&format!("{date}{era}"))?.checked_mul(DAY)?;
    within(midnight.checked_add(micros)?.checked_sub(i64::from(east) * SECOND)?)
}

/// Reads `1 year 2 mons -3 days +04:05:06.7`, and the plain units that people write.
pub(crate) fn interval(text: &str) -> Option<Interval> {
    let mut made = Interval::default();
    let mut words = text.split_ascii_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            made.micros = made.micros.checked_add(hours_and_less(word)?)?;
            continue;
        }
        let count = word.parse::<i32>().ok()?;
        let unit = words.next()?.to_ascii_lowercase();
        let micros = |unit: i64, so_far: i64| i64::from(count).checked_mul(unit)?.checked_add(so_far);
        match unit.strip_suffix('s').unwrap_or(&unit) {
            "year" => made.months = count.checked_mul(12)?.checked_add(made.months)?,
            "mon" | "month" => made.months = made.months.checked_add(count)?,
            "week" => made.days = count.checked_mul(7)?.checked_add(made.days)?,
            "day" => made.days = made.days.checked_add(count)?,
            "hour" => made.micros = micros(HOUR, made.micros)?,
            "min" | "minute" => made.micros = micros(MINUTE, made.micros)?,
            "sec" | "second" => made.micros = micros(SECOND, made.micros)?,
            _ => return None,
        }
    }
    Some(made)
}

/// Reads `-04:05:06.7`, with any number of hours.
fn hours_and_less(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, rest) = text.split_once(':')?;
    number(hours, 1..=10)?
        .checked_mul(HOUR)?
        .checked_add(minutes_and_seconds(rest)?)?
        .checked_mul(sign)
}
