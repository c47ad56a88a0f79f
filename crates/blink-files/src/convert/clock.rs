//! Times of day.

use std::fmt::Write as _;

use blink::__private::calendar::{DAY, SECOND};

use super::notation::Notation;
use super::reason::Reason;
use super::scanner::{Scanner, small_number, trim};
use super::zone::{self, Zone};

const NO_TIME: Reason = Reason::Not("a time");

/// The decimals of a second that a column keeps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    decimals: u8,
    /// The microseconds of the last decimal.
    unit: i64,
    round: bool,
}

impl Kept {
    /// The decimals of `timestamp(p)`, whose modifier is p; six if there is none.
    pub(super) fn new(typmod: i32, round: bool) -> Self {
        let decimals = u8::try_from(typmod).map_or(6, |p| p.min(6));
        let unit = 10_i64.pow(u32::from(6 - decimals));
        Self { decimals, unit, round }
    }

    /// The microseconds of the digits after the point. The server rounds them to the column's decimals.
    #[inline]
    pub(super) fn microseconds(self, digits: &[u8]) -> Result<i64, Reason> {
        let mut microseconds = 0;
        for place in 0..6 {
            let digit = digits.get(place).map_or(0, |digit| i64::from(digit - b'0'));
            microseconds = microseconds * 10 + digit;
        }
        let has_more = digits.iter().skip(6).any(|&digit| digit != b'0');
        if !has_more && microseconds % self.unit == 0 {
            return Ok(microseconds);
        }
        if !self.round {
            return Err(self.fault());
        }
        Ok(if has_more { rounded(digits) } else { microseconds })
    }

    /// The reason why a time with more decimals is not stored.
    pub(super) fn fault(self) -> Reason {
        Reason::Subseconds(self.decimals)
    }

    /// True if rounding is allowed.
    pub(super) fn rounds(self) -> bool {
        self.round
    }

    /// True if the column keeps all of these microseconds.
    pub(super) fn keeps(self, microseconds: i64) -> bool {
        self.round || microseconds % self.unit == 0
    }
}

/// The microseconds nearest to a fraction, as `ParseFractionalSecond` in datetime.c computes them: `rint` of a double.
#[cold]
fn rounded(digits: &[u8]) -> i64 {
    let digits = String::from_utf8_lossy(digits);
    let seconds: f64 = format!("0.{digits}").parse().unwrap_or(0.0);
    format!("{:.0}", seconds * 1e6).parse().unwrap_or(0)
}

/// Takes a time from the front, in microseconds since midnight.
#[inline]
pub(super) fn scan(rest: &mut Scanner<'_>, kept: Kept) -> Result<i64, Reason> {
    let (mut hour, minute, second) = scan_numbers(rest)?;
    let mut microseconds = 0;
    if second.is_some() && rest.eat(b'.') {
        let digits = rest.digits();
        if digits.is_empty() {
            return Err(NO_TIME);
        }
        microseconds = kept.microseconds(digits)?;
    }
    let mut second = second.unwrap_or(0);
    if let Some(b' ' | b'a' | b'A' | b'p' | b'P') = rest.peek() {
        hour = scan_meridian(rest, hour)?;
    }
    if hour > 24 || minute > 59 || second > 60 {
        return Err(Reason::OutOfRange("time"));
    }
    if second == 60 && !kept.round {
        return Err(Reason::LeapSecond);
    }
    second += hour * 3600 + minute * 60;
    let time = i64::from(second) * SECOND + microseconds;
    if time > DAY {
        return Err(Reason::OutOfRange("time"));
    }
    Ok(time)
}

/// Takes hours, minutes and perhaps seconds: `10:11`, `10:11:12`, `101112`. (`10:11.5` has no hours in PostgreSQL.)
#[inline]
fn scan_numbers(rest: &mut Scanner<'_>) -> Result<(u32, u32, Option<u32>), Reason> {
    let first = rest.digits();
    let number = small_number(first).ok_or(NO_TIME)?;
    if !rest.eat(b':') {
        return match first.len() {
            6 => Ok((number / 10_000, number / 100 % 100, Some(number % 100))),
            _ => Err(NO_TIME),
        };
    }
    let short = |digits: &[u8]| small_number(digits).filter(|_| digits.len() <= 2).ok_or(NO_TIME);
    let hour = short(first)?;
    let minute = short(rest.digits())?;
    let second = if rest.eat(b':') {
        Some(short(rest.digits())?)
    } else {
        None
    };
    Ok((hour, minute, second))
}

/// Takes `AM` or `PM`, if it is there.
#[cold]
fn scan_meridian(rest: &mut Scanner<'_>, hour: u32) -> Result<u32, Reason> {
    let mut after = *rest;
    after.skip_spaces();
    let word = after.word();
    let is_pm = word.eq_ignore_ascii_case(b"pm");
    if !is_pm && !word.eq_ignore_ascii_case(b"am") {
        return Ok(hour);
    }
    *rest = after;
    match (hour, is_pm) {
        (13.., _) => Err(Reason::OutOfRange("time")),
        (12, false) => Ok(0),
        (0..=11, true) => Ok(hour + 12),
        _ => Ok(hour),
    }
}

/// Takes the time that follows a date, behind blanks, or behind a T if the date is one of ISO 8601.
#[inline]
pub(super) fn scan_after_date(rest: &mut Scanner<'_>, is_iso: bool, kept: Kept) -> Result<i64, Reason> {
    let has_letter = is_iso && (rest.eat(b'T') || rest.eat(b't'));
    if !has_letter && !rest.skip_spaces() {
        return Err(NO_TIME);
    }
    scan(rest, kept)
}

/// Takes a time of day that stands alone.
#[inline]
fn scan_alone(field: &str, kept: Kept) -> Result<(i64, Scanner<'_>), Reason> {
    let mut rest = Scanner(trim(field.as_bytes()));
    if !rest.eat(b'T') {
        rest.eat(b't');
    }
    let time = scan(&mut rest, kept)?;
    Ok((time, rest))
}

/// Reads a value of the type time.
#[inline]
pub(super) fn parse(field: &str, kept: Kept) -> Result<i64, Reason> {
    let (time, mut rest) = scan_alone(field, kept)?;
    if !rest.is_empty() {
        let zone = zone::scan(&mut rest)?;
        if !rest.is_empty() {
            return Err(NO_TIME);
        }
        if zone.is_some() && !kept.round {
            return Err(Reason::ZoneOfTime);
        }
    }
    Ok(time)
}

/// Reads a value of the type timetz: the time of day, and its seconds east of UTC.
pub(super) fn parse_with_zone(field: &str, kept: Kept, notation: &Notation) -> Result<(i64, i32), Reason> {
    let (time, mut rest) = scan_alone(field, kept)?;
    let zone = match zone::scan(&mut rest)? {
        Some(zone) => zone,
        None => Zone::Named(notation.timezone.clone().ok_or(Reason::NoZone)?),
    };
    if !rest.is_empty() {
        return Err(NO_TIME);
    }
    match zone {
        Zone::Offset(seconds) => Ok((time, seconds)),
        Zone::Named(zone) => match zone.to_fixed_offset() {
            Ok(offset) => Ok((time, offset.seconds())),
            Err(_) => Err(Reason::ZoneNeedsDate),
        },
    }
}

/// Writes a time of day.
pub(super) fn write(time: i64, out: &mut String) {
    let seconds = time / SECOND;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    // A String takes all that is written to it.
    let _ = write!(out, "{hour:02}:{minute:02}:{second:02}");
    let microseconds = time % SECOND;
    if microseconds != 0 {
        let _ = write!(out, ".{microseconds:06}");
    }
}

/// Writes seconds east of UTC.
pub(super) fn write_offset(seconds: i32, out: &mut String) {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let _ = write!(out, "{sign}{hours:02}:{minutes:02}:{seconds:02}");
}
