//! The types timestamp and timestamptz, in microseconds since 2000-01-01.

use blink::__private::calendar::{DAY, Day, SECOND, TIMESTAMPS};

use super::clock::{self, Kept};
use super::date;
use super::date_word::{self, Word};
use super::notation::Notation;
use super::reason::Reason;
use super::scanner::{Scanner, trim};
use super::zone::{self, Zone};

/// 1970-01-01
const EPOCH: i64 = -10_957 * DAY;
const TOO_FAR: Reason = Reason::OutOfRange("timestamp");

/// Reads a date and a time, as the local time and the zone that is written.
#[inline]
fn scan(field: &str, kept: Kept, notation: &Notation) -> Result<Written, Reason> {
    let text = trim(field.as_bytes());
    match date_word::scan(text)? {
        Some(Word::Infinity) => return Ok(Written::Instant(i64::MAX)),
        Some(Word::NegativeInfinity) => return Ok(Written::Instant(i64::MIN)),
        Some(Word::Epoch) => return Ok(Written::Instant(EPOCH)),
        None => {}
    }
    let (text, is_bc) = date_word::split_era(text);
    let mut rest = Scanner(text);
    let day = date::scan(&mut rest, is_bc, notation)?.number();
    let (mut time, mut zone) = (0, None);
    if !rest.is_empty() {
        let is_iso = date::is_iso(text, rest);
        time = clock::scan_after_date(&mut rest, is_iso, kept)?;
        zone = zone::scan(&mut rest)?;
        if !rest.is_empty() {
            return Err(Reason::Not("a timestamp"));
        }
    }
    let local = day
        .checked_mul(DAY)
        .and_then(|day| day.checked_add(time))
        .ok_or(TOO_FAR)?;
    Ok(Written::Local(local, zone))
}

enum Written {
    /// An end of time, or the epoch.
    Instant(i64),
    Local(i64, Option<Zone>),
}

fn checked(value: i64) -> Result<i64, Reason> {
    if TIMESTAMPS.contains(&value) {
        Ok(value)
    } else {
        Err(TOO_FAR)
    }
}

/// Reads a value of the type timestamp. A time with a zone becomes the local time of the file's zone.
#[inline]
pub(super) fn parse(field: &str, kept: Kept, notation: &Notation) -> Result<i64, Reason> {
    match scan(field, kept, notation)? {
        Written::Instant(value) => Ok(value),
        Written::Local(local, None) => checked(local),
        Written::Local(local, Some(written)) => {
            let zone = notation.timezone.as_ref().ok_or(Reason::ZoneNotKept)?;
            checked(zone::local(zone, written.instant(local)?)?)
        }
    }
}

/// Reads a value of the type timestamptz.
#[inline]
pub(super) fn parse_with_zone(field: &str, kept: Kept, notation: &Notation) -> Result<i64, Reason> {
    match scan(field, kept, notation)? {
        Written::Instant(value) => Ok(value),
        Written::Local(local, Some(zone)) => checked(zone.instant(local)?),
        Written::Local(local, None) => {
            let zone = notation.timezone.as_ref().ok_or(Reason::NoZone)?;
            let seconds = zone::offset(zone, local)?;
            checked(local.checked_sub(i64::from(seconds) * SECOND).ok_or(TOO_FAR)?)
        }
    }
}

/// Writes a timestamp, with the zone behind it.
pub(super) fn write(value: i64, zone: &str, out: &mut String) {
    match value {
        i64::MAX => out.push_str("infinity"),
        i64::MIN => out.push_str("-infinity"),
        value => {
            let (day, time) = Day::of_time(value);
            date::write_day(day, out, |out| {
                out.push(' ');
                clock::write(time, out);
                out.push_str(zone);
            });
        }
    }
}
