//! Time zones: written behind a time, and the distance of local times from UTC.

use std::sync::LazyLock;

use blink::__private::calendar::{Day, SECOND};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::reason::Reason;
use super::scanner::{Scanner, small_number};

/// A zone as a field names it.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    Named(TimeZone),
}

/// The zones that come with the program, so that they are the same on all machines.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Seconds between 2000-01-01 and 1970-01-01.
const EPOCH: i64 = 946_684_800;
/// The calendar repeats itself after 400 years.
const CYCLE: i64 = 146_097 * 86_400;
/// The last second that jiff is asked for, in the year 9999.
const LAST: i64 = 252_400_000_000;

/// Takes a zone from the front, if there is one.
#[inline]
pub(super) fn scan(rest: &mut Scanner<'_>) -> Result<Option<Zone>, Reason> {
    rest.skip_spaces();
    match rest.peek() {
        Some(sign @ (b'+' | b'-')) => {
            rest.skip_one();
            let seconds = scan_offset(rest)?;
            Ok(Some(Zone::Offset(if sign == b'-' { -seconds } else { seconds })))
        }
        Some(byte) if byte.is_ascii_alphabetic() => scan_name(rest).map(Some),
        // Another byte is no zone: the caller says so.
        _ => Ok(None),
    }
}

/// Takes `02`, `0230`, `02:30` or `02:30:15` (`DecodeTimezone` in datetime.c).
#[inline]
fn scan_offset(rest: &mut Scanner<'_>) -> Result<i32, Reason> {
    let digits = rest.digits();
    let number = small_number(digits).ok_or(Reason::UnknownZone)?;
    let short = |digits: &[u8]| {
        small_number(digits)
            .filter(|_| digits.len() <= 2)
            .ok_or(Reason::UnknownZone)
    };
    let (hours, minutes, seconds) = match digits.len() {
        4 => (number / 100, number % 100, 0),
        1 | 2 => {
            let minutes = if rest.eat(b':') { short(rest.digits())? } else { 0 };
            let seconds = if rest.eat(b':') { short(rest.digits())? } else { 0 };
            (number, minutes, seconds)
        }
        _ => return Err(Reason::UnknownZone),
    };
    // MAX_TZDISP_HOUR in timestamp.h
    if hours > 15 || minutes > 59 || seconds > 59 {
        return Err(Reason::OutOfRange("a time zone"));
    }
    i32::try_from(hours * 3600 + minutes * 60 + seconds).map_err(|_| Reason::UnknownZone)
}

fn scan_name(rest: &mut Scanner<'_>) -> Result<Zone, Reason> {
    let name = rest.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+'));
    let is = |word: &&str| name.eq_ignore_ascii_case(word.as_bytes());
    if ["z", "utc", "gmt", "ut", "zulu"].iter().any(is) {
        return Ok(Zone::Offset(0));
    }
    let name = std::str::from_utf8(name).map_err(|_| Reason::UnknownZone)?;
    if name.len() <= 5 && name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(Reason::ZoneAbbreviation);
    }
    // `UTC+3` is three hours *west* in PostgreSQL, as in POSIX.
    if !name.contains('/') || name.len() > 64 {
        return Err(Reason::UnknownZone);
    }
    ZONES.get(name).map(Zone::Named).map_err(|_| Reason::UnknownZone)
}

impl Zone {
    /// The instant of a local time, both in microseconds since 2000-01-01.
    pub(super) fn instant(&self, local: i64) -> Result<i64, Reason> {
        let seconds = match self {
            Self::Offset(seconds) => *seconds,
            Self::Named(zone) => offset(zone, local)?,
        };
        local
            .checked_sub(i64::from(seconds) * SECOND)
            .ok_or(Reason::OutOfRange("time"))
    }
}

/// The seconds east of UTC of a local time.
pub(super) fn offset(zone: &TimeZone, local: i64) -> Result<i32, Reason> {
    let datetime = civil(local).ok_or(Reason::OutOfRange("time"))?;
    match zone.to_ambiguous_timestamp(datetime).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(offset.seconds()),
        AmbiguousOffset::Gap { .. } => Err(Reason::LocalTimeSkipped),
        AmbiguousOffset::Fold { .. } => Err(Reason::LocalTimeTwice),
    }
}

/// The local time of an instant, if it is that of no other.
pub(super) fn local(zone: &TimeZone, instant: i64) -> Result<i64, Reason> {
    const TOO_FAR: Reason = Reason::OutOfRange("time");
    let mut second = instant.div_euclid(SECOND) + EPOCH;
    if second > LAST {
        second -= ((second - LAST) / CYCLE + 1) * CYCLE;
    }
    let timestamp = Timestamp::from_second(second).map_err(|_| TOO_FAR)?;
    let seconds = zone.to_offset(timestamp).seconds();
    let local = instant.checked_add(i64::from(seconds) * SECOND).ok_or(TOO_FAR)?;
    offset(zone, local).map(|_| local)
}

/// The local time as jiff has it. Past the year 9999 it is a year with the same calendar.
fn civil(local: i64) -> Option<DateTime> {
    let (Day { year, month, day }, time) = Day::of_time(local);
    let year = if year > 9_999 { 9_600 + year % 400 } else { year };
    let second = time / SECOND;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    DateTime::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        0,
    )
    .ok()
}
