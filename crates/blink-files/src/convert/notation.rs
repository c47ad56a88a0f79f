//! The notation of a file's values.

use jiff::tz::TimeZone;

/// The notation of a file's values, where that is not settled by the values alone.
#[derive(Clone, Debug)]
pub struct Notation {
    /// The order of day, month and year in `03.04.2024`. Dates that begin with a year of four digits, or name the
    /// month, need none.
    pub dates: Option<DateOrder>,
    /// The decimal mark, `.` or `,`.
    pub decimal: char,
    /// The separator between groups of three digits.
    pub thousands: Option<char>,
    /// A word for true and one for false, besides PostgreSQL's own.
    pub booleans: Option<(String, String)>,
    /// The zone of times that are written without one.
    pub timezone: Option<TimeZone>,
    /// True if values that PostgreSQL would round, cut or pad are accepted.
    pub round: bool,
    /// The first of the hundred years that years of two digits stand for.
    pub two_digit_years: Option<i32>,
}

impl Default for Notation {
    fn default() -> Self {
        Self {
            dates: None,
            decimal: '.',
            thousands: None,
            booleans: None,
            timezone: None,
            round: false,
            two_digit_years: None,
        }
    }
}

/// The order of a date's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Year, month, day: matters for years of two digits only.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}
