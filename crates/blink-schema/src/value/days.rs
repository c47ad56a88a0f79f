//! Days as the functions of the server count with them.

use blink::__private::calendar::{DAY, Day, TIMESTAMPS, iso_week, weekday};

use super::Interval;

/// A field of `extract` of a day since 2000-01-01 (`timestamp_part_common` in timestamp.c); `None` of other fields.
pub(crate) fn field(field: &str, number: i32) -> Option<i64> {
    let day = Day::of(number);
    let (year, month) = (i64::from(day.year), i64::from(day.month));
    // There is no year 0: before 1 is -1.
    let counted = |year: i64| if year > 0 { year } else { year - 1 };
    // Centuries and millennia begin with their second year, before Christ with their last.
    let group = |years: i64| {
        if year > 0 {
            (year + years - 1) / years
        } else {
            -((years - counted(year) - 1) / years)
        }
    };
    Some(match field {
        "year" => counted(year),
        "quarter" => (month + 2) / 3,
        "month" => month,
        "day" => day.day.into(),
        "decade" => year.div_euclid(10),
        "century" => group(100),
        "millennium" => group(1000),
        "dow" => weekday(number.into()) % 7,
        "isodow" => weekday(number.into()),
        "doy" => i64::from(number) - day.first_of_year().number() + 1,
        "week" => iso_week(number.into())?.1,
        "isoyear" => counted(iso_week(number.into())?.0.into()),
        _ => return None,
    })
}

/// The day with which a day's unit begins, as `date_trunc` has it; `None` of other units.
pub(crate) fn first_of(unit: &str, number: i32) -> Option<i64> {
    let day = Day::of(number);
    Some(match unit {
        "day" => number.into(),
        "week" => i64::from(number) + 1 - weekday(number.into()),
        "month" => day.first_of_month().number(),
        "quarter" => day.first_of_quarter().number(),
        "year" => day.first_of_year().number(),
        _ => return None,
    })
}

/// A time and an interval after it, as the server adds them to times without a zone: months, then days, then the rest.
pub(crate) fn later(at: i64, by: Interval) -> Option<i64> {
    if !TIMESTAMPS.contains(&at) {
        return None;
    }
    let (day, time) = Day::of_time(at);
    let day = match by.months {
        0 => day,
        months => day.plus_months(months.into())?,
    };
    let micros = day
        .number()
        .checked_add(by.days.into())?
        .checked_mul(DAY)?
        .checked_add(time)?
        .checked_add(by.micros)?;
    TIMESTAMPS.contains(&micros).then_some(micros)
}
