//! The type interval.

use super::interval_column::IntervalColumn;
use super::interval_field::{Field, IntervalFields};
use super::interval_value::{Interval, NOT, Quantity};
use super::reason::Reason;
use super::scanner::{Scanner, small_number, trim};

/// Reads an interval: PostgreSQL's words, its short forms, or ISO 8601.
pub(super) fn parse(field: &str, column: IntervalColumn) -> Result<Interval, Reason> {
    let mut rest = Scanner(trim(field.as_bytes()));
    let word = rest.0.strip_prefix(b"-").unwrap_or(rest.0);
    if word.eq_ignore_ascii_case(b"infinity") {
        return Err(Reason::InfiniteInterval);
    }
    let mut fields = IntervalFields::new(column.kept());
    // No white space stands before or behind an interval of ISO 8601 (`interval_in` in timestamp.c).
    if let Some(iso) = field.as_bytes().strip_prefix(b"P") {
        scan_iso(&mut Scanner(iso), &mut fields)?;
    } else {
        scan_words(&mut rest, &mut fields, column)?;
    }
    let value = fields.sum()?;
    column.check(value)?;
    Ok(value)
}

/// Takes `1 year 2 mons 3 days -04:05:06.7`, `@ 5 minutes ago`, `1-2 3 4:05:06`.
fn scan_words(rest: &mut Scanner<'_>, fields: &mut IntervalFields, column: IntervalColumn) -> Result<(), Reason> {
    rest.eat(b'@');
    rest.skip_spaces();
    while !rest.is_empty() {
        let word = rest.word();
        if word.is_empty() {
            scan_field(rest, fields, column)?;
        } else if word.eq_ignore_ascii_case(b"ago") && rest.is_empty() {
            return fields.negate();
        } else {
            return Err(NOT);
        }
        if !rest.skip_spaces() && !rest.is_empty() {
            return Err(NOT);
        }
    }
    Ok(())
}

/// Takes one number with its unit, a time of day, or years and months.
fn scan_field(rest: &mut Scanner<'_>, fields: &mut IntervalFields, column: IntervalColumn) -> Result<(), Reason> {
    let quantity = Quantity::scan(rest)?;
    if quantity.fraction.is_empty() && rest.eat(b':') {
        return scan_time(&quantity, rest, fields, column.is_minute_to_second());
    }
    if quantity.fraction.is_empty() && rest.eat(b'-') {
        let months = Quantity::unsigned(rest, false)?;
        if small_number(months.whole).is_none_or(|months| months > 11) || !months.fraction.is_empty() {
            return Err(NOT);
        }
        fields.add(Field::Year, &quantity)?;
        return fields.add(Field::Month, &months.signed(quantity.negative));
    }
    rest.skip_spaces();
    let unit = rest.word();
    let field = if !unit.is_empty() {
        Field::named(unit).ok_or(NOT)?
    } else if is_time(*rest) {
        Field::Day
    } else if rest.is_empty() && column.has_no_fields() {
        Field::Second
    } else {
        return Err(NOT);
    };
    fields.add(field, &quantity)
}

/// True if a time of day is next.
fn is_time(mut rest: Scanner<'_>) -> bool {
    if !rest.eat(b'-') {
        rest.eat(b'+');
    }
    !rest.digits().is_empty() && rest.eat(b':')
}

/// Takes what follows the hours of a time, or the minutes in `04:05.6` (`DecodeTime` in datetime.c).
fn scan_time(
    first: &Quantity<'_>,
    rest: &mut Scanner<'_>,
    fields: &mut IntervalFields,
    minute_to_second: bool,
) -> Result<(), Reason> {
    let part = |digits: &[u8]| {
        small_number(digits)
            .filter(|n| *n <= 60 && digits.len() <= 2)
            .ok_or(NOT)
    };
    let second = Quantity::unsigned(rest, first.negative)?;
    part(second.whole)?;
    let third = if rest.eat(b':') {
        Some(Quantity::unsigned(rest, first.negative)?)
    } else {
        None
    };
    let (hour, minute, second) = match third {
        Some(third) if second.fraction.is_empty() => (Some(first), second, third),
        None if second.fraction.is_empty() && !minute_to_second => (Some(first), second, Quantity::ZERO),
        // An hour more than 59 is written with its hour.
        None if !second.fraction.is_empty() => (None, first.signed(first.negative), second),
        _ => return Err(NOT),
    };
    if part(minute.whole)? > 59 {
        return Err(Reason::OutOfRange("interval"));
    }
    part(second.whole)?;
    fields.add(Field::Hour, hour.unwrap_or(&Quantity::ZERO))?;
    fields.add(Field::Minute, &minute)?;
    fields.add(Field::Second, &second)
}

/// Takes what follows the P of ISO 8601: `1Y2M3DT4H5M6.7S` or `0001-02-03T04:05:06`.
fn scan_iso(rest: &mut Scanner<'_>, fields: &mut IntervalFields) -> Result<(), Reason> {
    if let Some(alternative) = split_alternative(rest.0) {
        return scan_alternative(alternative, fields);
    }
    let mut in_time = false;
    loop {
        if !in_time && rest.eat(b'T') {
            in_time = true;
        }
        let quantity = Quantity::scan(rest)?;
        let unit = rest.peek();
        rest.skip_one();
        let field = match (unit, in_time) {
            (Some(b'Y'), false) => Field::Year,
            (Some(b'M'), false) => Field::Month,
            (Some(b'W'), false) => Field::Week,
            (Some(b'D'), false) => Field::Day,
            (Some(b'H'), true) => Field::Hour,
            (Some(b'M'), true) => Field::Minute,
            (Some(b'S'), true) => Field::Second,
            _ => return Err(NOT),
        };
        fields.add(field, &quantity)?;
        if rest.is_empty() {
            return Ok(());
        }
    }
}

/// The parts of `0001-02-03` and `04:05:06`.
fn split_alternative(text: &[u8]) -> Option<[&[u8]; 2]> {
    let mut halves = text.splitn(2, |&byte| byte == b'T');
    let date = halves.next()?;
    let is_date =
        date.split(|&byte| byte == b'-').count() == 3 && date.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    is_date.then_some([date, halves.next().unwrap_or_default()])
}

fn scan_alternative([date, time]: [&[u8]; 2], fields: &mut IntervalFields) -> Result<(), Reason> {
    let units = [Field::Year, Field::Month, Field::Day];
    for (digits, unit) in date.split(|&byte| byte == b'-').zip(units) {
        let mut rest = Scanner(digits);
        fields.add(unit, &Quantity::scan(&mut rest)?)?;
    }
    if time.is_empty() {
        return Ok(());
    }
    let mut rest = Scanner(time);
    let hour = Quantity::unsigned(&mut rest, false)?;
    if !hour.fraction.is_empty() || !rest.eat(b':') {
        return Err(NOT);
    }
    scan_time(&hour, &mut rest, fields, false)?;
    if rest.is_empty() { Ok(()) } else { Err(NOT) }
}
