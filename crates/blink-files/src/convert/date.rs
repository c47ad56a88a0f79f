//! Dates.

use std::fmt::Write as _;

use blink::__private::calendar::{DATES, Day, UNIX_EPOCH, weekday};

use super::clock::{self, Kept};
use super::date_word::{self, Word};
use super::notation::{DateOrder, Notation};
use super::reason::Reason;
use super::scanner::{Scanner, small_number, trim};
use super::zone;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads a date, as the number of its day, or a word for an end of time.
#[inline]
pub(super) fn parse(field: &str, notation: &Notation) -> Result<i32, Reason> {
    let text = trim(field.as_bytes());
    match date_word::scan(text)? {
        Some(Word::Infinity) => return Ok(i32::MAX),
        Some(Word::NegativeInfinity) => return Ok(i32::MIN),
        Some(Word::Epoch) => return Ok(UNIX_EPOCH),
        None => {}
    }
    let (text, is_bc) = date_word::split_era(text);
    let mut rest = Scanner(text);
    let day = scan(&mut rest, is_bc, notation)?;
    if !rest.is_empty() {
        check_time(rest, is_iso(text, rest), notation)?;
    }
    let number = day.number();
    if !DATES.contains(&number) {
        return Err(Reason::OutOfRange("date"));
    }
    i32::try_from(number).map_err(|_| Reason::OutOfRange("date"))
}

/// Makes sure that what follows a date says no more than the date. PostgreSQL leaves a time out silently.
#[cold]
fn check_time(mut rest: Scanner<'_>, is_iso: bool, notation: &Notation) -> Result<(), Reason> {
    let time = clock::scan_after_date(&mut rest, is_iso, Kept::new(-1, true))?;
    let zone = zone::scan(&mut rest)?;
    if !rest.is_empty() {
        return Err(Reason::Not("a date"));
    }
    if (time != 0 || zone.is_some()) && !notation.round {
        return Err(Reason::TimeOfDate);
    }
    Ok(())
}

/// True if the date that was taken from the front of a text is one of ISO 8601, behind which a T can stand.
pub(super) fn is_iso(text: &[u8], rest: Scanner<'_>) -> bool {
    let date = text.get(..text.len() - rest.0.len()).unwrap_or_default();
    date.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// Takes a date from the front.
#[inline]
pub(super) fn scan(rest: &mut Scanner<'_>, is_bc: bool, notation: &Notation) -> Result<Day, Reason> {
    if let Some((date, after)) = rest.0.split_first_chunk::<10>()
        && let [a, b, c, d, b'-', e, f, b'-', g, h] = *date
        && !after.first().is_some_and(u8::is_ascii_digit)
        && let (Some(year), Some(month), Some(day)) = (
            small_number(&[a, b, c, d]),
            small_number(&[e, f]),
            small_number(&[g, h]),
        )
    {
        rest.0 = after;
        return day_in_era(year, month, day, is_bc);
    }
    scan_slowly(rest, is_bc, notation)
}

#[inline]
fn day_in_era(year: u32, month: u32, day: u32, is_bc: bool) -> Result<Day, Reason> {
    let year = i64::from(year);
    if year == 0 {
        return Err(Reason::NoSuchDay);
    }
    if year > 5_874_897 {
        return Err(Reason::OutOfRange("date"));
    }
    Day::new(if is_bc { 1 - year } else { year }, month.into(), day.into()).ok_or(Reason::NoSuchDay)
}

/// A number and the count of its digits.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    length: usize,
}

impl Number {
    fn scan(rest: &mut Scanner<'_>) -> Result<Self, Reason> {
        let digits = rest.digits();
        let value = small_number(digits).ok_or(Reason::Not("a date"))?;
        Ok(Self {
            value,
            length: digits.len(),
        })
    }

    /// The value as a year.
    fn year(self, notation: &Notation) -> Result<u32, Reason> {
        match self.length {
            2 => {}
            4.. => return Ok(self.value),
            _ => return Err(Reason::Not("a date")),
        }
        let first = notation.two_digit_years.ok_or(Reason::TwoDigitYear)?;
        let first = u32::try_from(first).map_err(|_| Reason::TwoDigitYear)?;
        Ok(first + (self.value + 100 - first % 100) % 100)
    }
}

fn scan_slowly(rest: &mut Scanner<'_>, is_bc: bool, notation: &Notation) -> Result<Day, Reason> {
    let mut weekday = None;
    let mut word = rest.word();
    if let Some(n) = find(word, &WEEKDAYS) {
        weekday = Some(n);
        skip_mark(rest);
        word = rest.word();
    }
    let day = if word.is_empty() {
        scan_numbers(rest, is_bc, notation)?
    } else {
        let month = month(word)?;
        let first = skip_mark(rest);
        let day = Number::scan(rest)?;
        check_marks(first, skip_mark(rest))?;
        let year = Number::scan(rest)?;
        named(year, month, day, is_bc, notation)?
    };
    match weekday {
        Some(weekday) if i64::try_from(weekday + 1) != Ok(self::weekday(day.number())) => Err(Reason::WrongWeekday),
        _ => Ok(day),
    }
}

/// Takes a date that begins with a number.
fn scan_numbers(rest: &mut Scanner<'_>, is_bc: bool, notation: &Notation) -> Result<Day, Reason> {
    let first = Number::scan(rest)?;
    let separator = rest.peek();
    if first.length == 8 && !matches!(separator, Some(b'-' | b'/' | b'.')) {
        // 20240403
        return day_in_era(first.value / 10_000, first.value / 100 % 100, first.value % 100, is_bc);
    }
    let mut after = *rest;
    let mark = skip_mark(&mut after);
    let word = after.word();
    if !word.is_empty() {
        *rest = after;
        let month = month(word)?;
        check_marks(mark, skip_mark(rest))?;
        let last = Number::scan(rest)?;
        return if first.length >= 4 {
            named(first, month, last, is_bc, notation)
        } else {
            named(last, month, first, is_bc, notation)
        };
    }
    let Some(separator @ (b'-' | b'/' | b'.')) = separator else {
        return Err(Reason::Not("a date"));
    };
    rest.skip_one();
    let second = Number::scan(rest)?;
    if !rest.eat(separator) {
        return Err(Reason::Not("a date"));
    }
    let third = Number::scan(rest)?;
    if first.length >= 4 && second.length <= 2 && third.length <= 2 {
        return day_in_era(first.value, second.value, third.value, is_bc);
    }
    if first.length > 2 || second.length > 2 {
        return Err(Reason::Not("a date"));
    }
    ordered([first, second, third], separator, is_bc, notation)
}

/// The date of three numbers that do not show their order.
fn ordered(numbers: [Number; 3], separator: u8, is_bc: bool, notation: &Notation) -> Result<Day, Reason> {
    let [first, second, third] = numbers;
    if notation.dates == Some(DateOrder::Ymd) && third.length <= 2 {
        return day_in_era(first.year(notation)?, second.value, third.value, is_bc);
    }
    let year = third.year(notation)?;
    let dmy = day_in_era(year, second.value, first.value, is_bc);
    let mdy = day_in_era(year, first.value, second.value, is_bc);
    let (chosen, other) = match notation.dates {
        Some(DateOrder::Dmy) => (&dmy, &mdy),
        Some(DateOrder::Mdy) => (&mdy, &dmy),
        _ if dmy == mdy => return dmy,
        _ => (
            &Err(Reason::NoSuchDay),
            &Ok(Day {
                year: 0,
                month: 0,
                day: 0,
            }),
        ),
    };
    match (chosen, other) {
        (Ok(day), _) => Ok(*day),
        (Err(reason), Err(_)) => Err(reason.clone()),
        (Err(_), Ok(_)) => Err(Reason::DateOrder {
            separator,
            dmy: dmy.is_ok(),
            mdy: mdy.is_ok(),
        }),
    }
}

/// The date with a month that is a word.
fn named(year: Number, month: u32, day: Number, is_bc: bool, notation: &Notation) -> Result<Day, Reason> {
    if day.length > 2 {
        return Err(Reason::Not("a date"));
    }
    day_in_era(year.year(notation)?, month, day.value, is_bc)
}

fn month(word: &[u8]) -> Result<u32, Reason> {
    find(word, &MONTHS)
        .and_then(|n| u32::try_from(n + 1).ok())
        .ok_or(Reason::Not("a date"))
}

/// The place of a name that is written out, or as its first three letters (`Sept` and `Tues` have four).
fn find(word: &[u8], names: &[&str]) -> Option<usize> {
    let is = |name: &&str| {
        let shortest = 3..=if matches!(*name, "september" | "tuesday") { 4 } else { 3 };
        name.len() == word.len() && name.as_bytes().eq_ignore_ascii_case(word)
            || shortest.contains(&word.len())
                && name
                    .as_bytes()
                    .get(..word.len())
                    .is_some_and(|short| short.eq_ignore_ascii_case(word))
    };
    names.iter().position(is)
}

/// Skips what stands between the parts of a date with a word: blanks, a mark, a comma and blanks, or nothing.
fn skip_mark(rest: &mut Scanner<'_>) -> Option<u8> {
    let mark = rest.peek();
    if let Some(b'-' | b'/' | b'.' | b',') = mark {
        rest.skip_one();
        if mark == Some(b',') {
            rest.skip_spaces();
        }
        mark
    } else {
        rest.skip_spaces().then_some(b' ')
    }
}

/// Makes sure that two marks belong to one date: `Apr 3, 2024` has two kinds.
fn check_marks(first: Option<u8>, second: Option<u8>) -> Result<(), Reason> {
    if first == second || (first, second) == (Some(b' '), Some(b',')) {
        Ok(())
    } else {
        Err(Reason::Not("a date"))
    }
}

/// Writes a day as ISO 8601 does, then what `time` writes, then the era.
pub(super) fn write_day(Day { year, month, day }: Day, out: &mut String, time: impl FnOnce(&mut String)) {
    let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    // A String takes all that is written to it.
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
    time(out);
    out.push_str(era);
}

/// Writes a value of the type date.
pub(super) fn write(number: i32, out: &mut String) {
    match number {
        i32::MAX => out.push_str("infinity"),
        i32::MIN => out.push_str("-infinity"),
        number => write_day(Day::of(number), out, |_| ()),
    }
}
