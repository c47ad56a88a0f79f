//! The calendar: days, times and intervals as the server prints them.

use crate::domain::intervals::Intervals;
use crate::domain::unit::{DAY, SECOND};
use crate::value::Interval;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    number: i64,
    year: i64,
    month: i64,
    of_month: i64,
}

/// The days from 0000-03-01 to 2000-01-01.
const EPOCH: i64 = 730_425;

impl Day {
    /// The day of this number of days since 2000-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    pub(super) fn of(number: i64) -> Self {
        let z = number + EPOCH;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Self {
            number,
            year,
            month,
            of_month: day,
        }
    }

    /// The number of days since 2000-01-01; `None` of a date that there is not.
    pub(super) fn number(year: i64, month: i64, day: i64) -> Option<i64> {
        if !(1..=12).contains(&month) || !(-5_000..=6_000_000).contains(&year) {
            return None;
        }
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let of_era = shifted_year.rem_euclid(400);
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let number = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
        let made = Self::of(number);
        (made.month == month && made.of_month == day && made.year == year).then_some(number)
    }

    /// The number of days since 2000-01-01.
    pub(super) fn since_2000(self) -> i64 {
        self.number
    }

    /// The day that `date_trunc` makes of it.
    pub(super) fn truncated(self, unit: &str) -> Option<i64> {
        let month = match unit {
            "day" => return Some(self.number),
            "week" => return Some(self.number - i64::from(self.field("isodow")?) + 1),
            "month" => self.month,
            "quarter" => (self.month - 1) / 3 * 3 + 1,
            "year" => 1,
            _ => return None,
        };
        Self::number(self.year, month, 1)
    }

    /// A field of `extract`.
    pub(super) fn field(self, field: &str) -> Option<i32> {
        let weekday = (self.number + 6).rem_euclid(7);
        let number = match field {
            "year" => self.year,
            "quarter" => (self.month + 2) / 3,
            "month" => self.month,
            "day" => self.of_month,
            "dow" => weekday,
            "isodow" => (weekday + 6) % 7 + 1,
            "doy" => self.number - Self::number(self.year, 1, 1)? + 1,
            _ => return None,
        };
        i32::try_from(number).ok()
    }

    /// True if it is the first of a unit of `date_trunc`.
    pub(super) fn begins(self, unit: &str) -> Option<bool> {
        Some(self.truncated(unit)? == self.number)
    }
}

/// The days from 1970 to 2099 that are wanted; `None` if one cannot be told.
pub(super) fn days_where(wanted: impl Fn(Day) -> Option<bool>) -> Option<Intervals> {
    let mut parts: Vec<(i128, i128)> = Vec::new();
    for number in -10_957..36_525 {
        if !wanted(Day::of(number))? {
            continue;
        }
        let number = i128::from(number);
        match parts.last_mut() {
            Some(last) if last.1 + 1 == number => last.1 = number,
            _ => parts.push((number, number)),
        }
    }
    Some(Intervals::of(parts))
}

/// A date as the server prints it in ISO style, in days since 2000-01-01.
pub(super) fn date(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
    };
    Day::number(digits(year)?, digits(month)?, digits(day)?)
}

/// A timestamp as the server prints it in ISO style, in microseconds since 2000-01-01; `zoned`: in UTC.
pub(super) fn timestamp(text: &str, zoned: bool) -> Option<i64> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let (time, zone) = match time.find(['+', '-', 'Z']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, ""),
    };
    let at = i128::from(date(day)?) * DAY + clock(time)?;
    let offset = match (zoned, zone) {
        // In the zone of whoever asks: not known.
        (true, "") => return None,
        (false, _) | (true, "Z") => 0,
        (true, zone) => {
            let (sign, digits) = zone.split_at_checked(1)?;
            let seconds = clock(digits)?;
            if sign == "-" { -seconds } else { seconds }
        }
    };
    i64::try_from(at - offset).ok()
}

/// `HH`, `HH:MM`, `HH:MM:SS.ffffff` in microseconds.
fn clock(text: &str) -> Option<i128> {
    let mut parts = text.splitn(3, ':');
    let whole = |part: Option<&str>| part.map_or(Some(0), |part| part.parse::<u8>().ok()).map(i128::from);
    let (hours, minutes) = (whole(parts.next())?, whole(parts.next())?);
    let (seconds, fraction) = match parts.next() {
        None => ("0", ""),
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "")),
    };
    let micros = format!("{fraction:0<6}").get(..6)?.parse::<u32>().ok()?;
    Some((hours * 3_600 + minutes * 60 + whole(Some(seconds))?) * SECOND + i128::from(micros))
}

/// An interval as the server prints it (`1 year 2 mons 3 days 04:05:06`), or as people write it.
pub(super) fn interval(text: &str) -> Option<Interval> {
    let mut made = Interval::default();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            let (sign, digits) = match word.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => (1, word.trim_start_matches('+')),
            };
            made.micros = made.micros.checked_add(i64::try_from(sign * clock(digits)?).ok()?)?;
            continue;
        }
        let count = word.parse::<i32>().ok()?;
        let second = i64::try_from(SECOND).ok()?;
        match words.next()?.trim_end_matches(',').trim_end_matches('s') {
            "year" => made.months = made.months.checked_add(count.checked_mul(12)?)?,
            "mon" | "month" => made.months = made.months.checked_add(count)?,
            "week" => made.days = made.days.checked_add(count.checked_mul(7)?)?,
            "day" => made.days = made.days.checked_add(count)?,
            "hour" => made.micros = made.micros.checked_add(i64::from(count).checked_mul(3_600 * second)?)?,
            "min" | "minute" => made.micros = made.micros.checked_add(i64::from(count).checked_mul(60 * second)?)?,
            "sec" | "second" => made.micros = made.micros.checked_add(i64::from(count).checked_mul(second)?)?,
            _ => return None,
        }
    }
    Some(made)
}

/// A time and an interval after it, as the server adds them: the day of a month that is too short is its last.
pub(super) fn later(at: i64, interval: Interval) -> Option<i64> {
    let day = i64::try_from(DAY).ok()?;
    let (number, of_day) = (at.div_euclid(day), at.rem_euclid(day));
    let date = Day::of(number);
    let months = date
        .year
        .checked_mul(12)?
        .checked_add(date.month - 1)?
        .checked_add(i64::from(interval.months))?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let number = (0..4).find_map(|less| Day::number(year, month, date.of_month - less))?;
    number
        .checked_add(i64::from(interval.days))?
        .checked_mul(day)?
        .checked_add(of_day)?
        .checked_add(interval.micros)
}
