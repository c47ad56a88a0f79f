//! Functions of dates, times and intervals.

use blink::__private::calendar::{DAY, Day, HOUR, MINUTE, SECOND};

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::cast;
use super::dates::{age, date, days_of, interval, interval_of, micros_of, time_of, timestamp, truncated};
use super::numbers::{float, floats};
use crate::expr::types::Type;
use crate::value::{Decimal, Interval, Value, days};

pub(super) fn call(name: &str, arguments: &[Typed], now: i64) -> Answer {
    match (name, arguments) {
        ("date_trunc", [unit, instant]) => trunc(&unit.as_text()?.to_ascii_lowercase(), instant),
        ("extract" | "date_part", [field, of]) => {
            let number = part(&field.as_text()?.to_ascii_lowercase(), of, name == "date_part")?;
            if name == "extract" {
                return Ok(Typed::new(Value::Decimal(number), Type::Numeric));
            }
            Ok(Typed::new(Value::Float(floating(number)?), Type::Float8))
        }
        ("make_date", [year, month, day]) => date(day_of(year, month, day)?.number()),
        ("make_time", [hour, minute, second]) => Ok(Typed::new(Value::Time(clock(hour, minute, second)?), Type::Time)),
        ("make_timestamp", [year, month, day, hour, minute, second]) => {
            let midnight = day_of(year, month, day)?.number().checked_mul(DAY);
            let time = clock(hour, minute, second)?;
            let micros = midnight.and_then(|midnight| midnight.checked_add(time));
            timestamp(micros.or_unknown(OUT_OF_RANGE)?, Type::Timestamp)
        }
        ("make_interval", parts) => make_interval(parts),
        ("age", [later, earlier]) => age(micros_of(&later.value)?, micros_of(&earlier.value)?),
        // From the midnight of today.
        ("age", [earlier]) => age(now - now.rem_euclid(DAY), micros_of(&earlier.value)?),
        ("isfinite", [instant]) => Ok(Typed::bool(match instant.value {
            Value::Date(days) => days != i32::MAX && days != i32::MIN,
            Value::Timestamp(micros) => micros != i64::MAX && micros != i64::MIN,
            _ => return unknown(NOT_KNOWN),
        })),
        ("timezone", [zone, instant]) => time_zone(zone.as_text()?, instant),
        ("to_char", [instant, format]) => to_char(instant, format.as_text()?),
        _ => unknown(NOT_KNOWN),
    }
}

/// A number as `date_part` gives it. Old versions add the parts of a second to the whole ones and round then, so that it
/// is known only where this makes no difference.
fn floating(number: Decimal) -> Answer<f64> {
    let float = |number: Decimal| float(&Value::Decimal(number));
    let whole = number.truncated(0).or_unknown(OUT_OF_RANGE)?;
    let rest = number.checked_sub(whole).or_unknown(OUT_OF_RANGE)?;
    let (at_once, by_parts) = (float(number)?, float(whole)? + float(rest)?);
    if floats(at_once, by_parts).is_ne() {
        return unknown("parts of seconds, which old versions round");
    }
    Ok(at_once)
}

fn day_of(year: &Typed, month: &Typed, day: &Typed) -> Answer<Day> {
    let year = year.as_int()?;
    // Years before Christ are negative, and there is no year 0.
    if year <= 0 {
        return unknown(OUT_OF_RANGE);
    }
    Day::new(year, month.as_int()?, day.as_int()?).or_unknown(OUT_OF_RANGE)
}

fn clock(hour: &Typed, minute: &Typed, second: &Typed) -> Answer<i64> {
    let (hour, minute) = (hour.as_int()?, minute.as_int()?);
    let seconds = whole_seconds(second)?;
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&seconds) {
        return unknown(OUT_OF_RANGE);
    }
    Ok(hour * HOUR + minute * MINUTE + seconds * SECOND)
}

/// Seconds are `double precision`, whose parts are rounded.
fn whole_seconds(second: &Typed) -> Answer<i64> {
    let seconds = float(&second.value)?;
    if seconds.fract() != 0.0 || seconds.abs() > 1e9 {
        return unknown("parts of seconds");
    }
    #[allow(clippy::cast_possible_truncation, reason = "a whole number")]
    Ok(seconds as i64)
}

/// Years, months, weeks, days, hours, minutes and seconds.
fn make_interval(parts: &[Typed]) -> Answer {
    let part = |n: usize| parts.get(n).map_or(Ok(0), Typed::as_int);
    let seconds = parts.get(6).map_or(Ok(0), whole_seconds)?;
    if parts.len() > 7 {
        return unknown(NOT_KNOWN);
    }
    let micros = part(4)?
        .checked_mul(HOUR)
        .and_then(|micros| micros.checked_add(seconds * SECOND))
        .or_unknown(OUT_OF_RANGE)?
        .checked_add(part(5)?.checked_mul(MINUTE).or_unknown(OUT_OF_RANGE)?);
    interval(
        part(0)?.saturating_mul(12).saturating_add(part(1)?),
        part(2)?.saturating_mul(7).saturating_add(part(3)?),
        micros.or_unknown(OUT_OF_RANGE)?,
    )
}

fn trunc(unit: &str, instant: &Typed) -> Answer {
    match &instant.ty {
        // A date is cast to timestamptz.
        Type::Date => timestamp(truncated(unit, micros_of(&instant.value)?)?, Type::TimestampTz),
        Type::Timestamp | Type::TimestampTz => {
            timestamp(truncated(unit, micros_of(&instant.value)?)?, instant.ty.clone())
        }
        Type::Interval => {
            let Interval { months, days, micros } = interval_of(instant)?;
            let (months, days, micros) = (i64::from(months), i64::from(days), micros);
            match unit {
                "year" => interval(months - months % 12, 0, 0),
                "month" => interval(months, 0, 0),
                "day" => interval(months, days, 0),
                "hour" => interval(months, days, micros - micros % HOUR),
                "minute" => interval(months, days, micros - micros % MINUTE),
                "second" => interval(months, days, micros - micros % SECOND),
                _ => unknown("this unit"),
            }
        }
        _ => unknown(NOT_KNOWN),
    }
}

fn whole(number: i64) -> Decimal {
    Decimal::from(number)
}

/// Microseconds as seconds.
fn seconds(micros: i64) -> Decimal {
    Decimal {
        unscaled: micros.into(),
        scale: 6,
    }
}

fn part(field: &str, of: &Typed, is_floating: bool) -> Answer<Decimal> {
    match &of.ty {
        Type::Date => {
            let days = days_of(&of.value)?;
            match field {
                "epoch" => Ok(whole(days * 86_400 + UNIX_EPOCH)),
                "hour" | "minute" | "second" => unknown("times of a date, which new versions refuse"),
                _ => of_day(field, days),
            }
        }
        Type::Timestamp | Type::TimestampTz => {
            let micros = micros_of(&of.value)?;
            let (day, time) = Day::of_time(micros);
            match field {
                "epoch" => Ok(seconds(
                    micros.checked_add(UNIX_EPOCH * SECOND).or_unknown(OUT_OF_RANGE)?,
                )),
                "hour" | "minute" | "second" => of_time(field, time),
                _ => of_day(field, day.number()),
            }
        }
        Type::Time => match field {
            "epoch" => Ok(seconds(time_of(of)?)),
            _ => of_time(field, time_of(of)?),
        },
        Type::Interval => of_interval(field, interval_of(of)?, is_floating),
        _ => unknown(NOT_KNOWN),
    }
}

/// Seconds from 1970-01-01 to 2000-01-01.
const UNIX_EPOCH: i64 = 946_684_800;

fn of_day(field: &str, number: i64) -> Answer<Decimal> {
    let number = i32::try_from(number).ok().or_unknown(OUT_OF_RANGE)?;
    Ok(whole(days::field(field, number).or_unknown("this field")?))
}

fn of_time(field: &str, micros: i64) -> Answer<Decimal> {
    match field {
        "hour" => Ok(whole(micros / HOUR)),
        "minute" => Ok(whole(micros % HOUR / MINUTE)),
        "second" => Ok(seconds(micros % MINUTE)),
        _ => unknown("this field"),
    }
}

fn of_interval(field: &str, interval: Interval, is_floating: bool) -> Answer<Decimal> {
    let (months, days) = (i64::from(interval.months), i64::from(interval.days));
    match field {
        "year" => Ok(whole(months / 12)),
        "month" => Ok(whole(months % 12)),
        "day" => Ok(whole(days)),
        // A year is 365.25 days, and a month of the rest 30.
        // Old versions add this as floating point numbers, one by one.
        "epoch" if is_floating && interval.micros % SECOND != 0 => {
            unknown("parts of seconds, which old versions round")
        }
        "epoch" => {
            let seconds_of_years = months / 12 * 31_557_600;
            let whole = seconds_of_years + (months % 12 * 30 + days) * 86_400;
            Ok(seconds(
                whole
                    .checked_mul(SECOND)
                    .and_then(|micros| micros.checked_add(interval.micros))
                    .or_unknown(OUT_OF_RANGE)?,
            ))
        }
        "hour" | "minute" | "second" => of_time(field, interval.micros),
        _ => unknown("this field"),
    }
}

/// UTC alone: other zones have rules.
fn time_zone(zone: &str, instant: &Typed) -> Answer {
    let is_utc = ["utc", "gmt", "etc/utc", "etc/gmt", "z", "zulu"].contains(&zone.to_ascii_lowercase().as_str());
    if !is_utc {
        return unknown("time zones other than UTC");
    }
    match (&instant.value, &instant.ty) {
        (Value::Timestamp(_), Type::Timestamp) => cast::to(instant, &Type::TimestampTz),
        (Value::Timestamp(_) | Value::Date(_), Type::TimestampTz | Type::Date) => cast::to(instant, &Type::Timestamp),
        _ => unknown(NOT_KNOWN),
    }
}

/// Numbers of years, months, days, hours, minutes and seconds with marks between them.
fn to_char(instant: &Typed, format: &str) -> Answer {
    if !matches!(instant.ty, Type::Date | Type::Timestamp | Type::TimestampTz) {
        return unknown("numbers and intervals as text");
    }
    let (Day { year, month, day }, time) = Day::of_time(micros_of(&instant.value)?);
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let fields = [
            ("YYYY", format!("{year:04}")),
            ("MM", format!("{month:02}")),
            ("DD", format!("{day:02}")),
            ("HH24", format!("{:02}", time / HOUR)),
            ("MI", format!("{:02}", time % HOUR / MINUTE)),
            ("SS", format!("{:02}", time % MINUTE / SECOND)),
        ];
        let field = fields
            .into_iter()
            .find_map(|(name, text)| Some((rest.strip_prefix(name)?, text)));
        match field {
            // `MMM` and `SSSS` are other fields.
            Some((after, text)) if !after.starts_with(first) => {
                out.push_str(&text);
                rest = after;
            }
            None if "-/.:, ".contains(first) => {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
            _ => return unknown("a format that is not understood"),
        }
    }
    Ok(Typed::text(out))
}
