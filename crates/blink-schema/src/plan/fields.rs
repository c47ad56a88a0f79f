//! The fields of dates that expressions show, as bits.

use crate::make::periods::Period;

const YEAR: u32 = 1;
const QUARTER: u32 = 2;
const MONTH: u32 = 4;
const DAY: u32 = 8;
const DAY_OF_YEAR: u32 = 16;
const ISO_YEAR: u32 = 32;
const WEEK: u32 = 64;
const HOUR: u32 = 128;
const MINUTE: u32 = 256;
const SECOND: u32 = 512;
pub(super) const DATE: u32 = YEAR | MONTH | DAY;

/// The longest period of which two differ in one of the fields.
pub(super) fn period_of(mask: u32) -> Option<Period> {
    let has = |fields: u32| mask & fields == fields;
    let day = has(DATE) || has(YEAR | DAY_OF_YEAR);
    Some(if day && has(HOUR | MINUTE | SECOND) {
        Period::Second
    } else if day && has(HOUR | MINUTE) {
        Period::Minute
    } else if day && has(HOUR) {
        Period::Hour
    } else if day {
        Period::Day
    } else if has(YEAR | MONTH) {
        Period::Month
    } else if has(YEAR | QUARTER) {
        Period::Quarter
    } else if has(YEAR) {
        Period::Year
    } else if has(ISO_YEAR | WEEK) {
        Period::Week
    } else {
        return None;
    })
}

/// The fields that `date_trunc` leaves.
pub(super) fn truncated(field: &str) -> Option<u32> {
    Some(match field {
        "year" => YEAR,
        "quarter" => YEAR | QUARTER,
        "month" => YEAR | MONTH,
        "week" => ISO_YEAR | WEEK,
        "day" => DATE,
        "hour" => DATE | HOUR,
        "minute" => DATE | HOUR | MINUTE,
        "second" => DATE | HOUR | MINUTE | SECOND,
        _ => return None,
    })
}

/// The field that `extract` takes.
pub(super) fn extracted(field: &str) -> Option<u32> {
    Some(match field {
        "year" => YEAR,
        "quarter" => QUARTER,
        "month" => MONTH,
        "day" => DAY,
        "doy" => DAY_OF_YEAR,
        "isoyear" => ISO_YEAR,
        "week" => WEEK,
        "hour" => HOUR,
        "minute" => MINUTE,
        "second" => SECOND,
        _ => return None,
    })
}

/// The fields that `to_char` writes.
pub(super) fn written(format: &str) -> u32 {
    let format = format.to_uppercase();
    let patterns = [
        ("YYYY", YEAR),
        ("IYYY", ISO_YEAR),
        ("MM", MONTH),
        ("DDD", DAY_OF_YEAR),
        ("DD", DAY),
        ("IW", WEEK),
        ("HH24", HOUR),
        ("MI", MINUTE),
        ("SS", SECOND),
        ("Q", QUARTER),
    ];
    let mut rest = format.as_str();
    let mut mask = 0;
    while !rest.is_empty() {
        match patterns.iter().find(|(pattern, _)| rest.starts_with(pattern)) {
            Some((pattern, field)) => {
                mask |= field;
                rest = rest.get(pattern.len()..).unwrap_or("");
            }
            None => rest = rest.get(rest.chars().next().map_or(1, char::len_utf8)..).unwrap_or(""),
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_tell_periods_apart() {
        for (fields, period) in [
            (DATE | HOUR, Some(Period::Hour)),
            (YEAR | DAY_OF_YEAR | HOUR, Some(Period::Hour)),
            (DATE | HOUR | MINUTE | SECOND, Some(Period::Second)),
            (DATE | MINUTE, Some(Period::Day)),
            (YEAR | MONTH | HOUR, Some(Period::Month)),
            (YEAR | QUARTER, Some(Period::Quarter)),
            (ISO_YEAR | WEEK, Some(Period::Week)),
            (YEAR | WEEK, Some(Period::Year)),
            (MONTH | DAY, None),
        ] {
            assert_eq!(period_of(fields), period, "{fields}");
        }
    }

    #[test]
    fn formats_are_read() {
        assert_eq!(written("yyyy-mm"), YEAR | MONTH);
        assert_eq!(written("IYYY-IW"), ISO_YEAR | WEEK);
        assert_eq!(written("YYYYMMDD HH24:MI:SS"), DATE | HOUR | MINUTE | SECOND);
        assert_eq!(written("DDD.é"), DAY_OF_YEAR);
    }
}
