//! The user's word on a file, where it is not left to be found out.

use jiff::tz::TimeZone;

use crate::convert::DateOrder;
use crate::csv::Escape;
use crate::input::Encoding;

/// The user's word on a CSV file and on its way into a table. The rest is found out, and told.
///
/// ```
/// let options = blink_files::CsvOptions {
///     delimiter: Some(';'),
///     decimal: Some(','),
///     ..Default::default()
/// };
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsvOptions {
    /// Names in the header, and the columns that they stand for.
    pub map: Vec<(String, String)>,
    /// True if columns of the file that the table lacks are left out.
    pub ignore_extra: bool,
    /// The names of the file's columns in their order, in place of a header's.
    pub columns: Option<Vec<String>>,
    /// The lines before the header or the first row that are left out, such as the title of a report.
    pub skip_lines: u32,
    /// True if the first record is a header, false if it is a row.
    pub header: Option<bool>,
    /// The character between fields.
    pub delimiter: Option<char>,
    /// The character around fields; `Some(None)` if there is none.
    pub quote: Option<Option<char>>,
    /// The way of writing a quote within a quoted field.
    pub escape: Option<Escape>,
    /// The encoding of a file without a byte order mark.
    pub encoding: Option<Encoding>,
    /// The words that stand for NULL, unquoted, besides the empty field.
    pub null: Vec<NullWord>,
    /// The meaning of an empty field without quotes in a column of text.
    pub empty_as: EmptyField,
    /// A word for true and one for false, besides PostgreSQL's own.
    pub booleans: Option<(String, String)>,
    /// The order of a date's day, month and year.
    pub dates: Option<DateOrder>,
    /// The first of the hundred years that years of two digits stand for.
    pub two_digit_years: Option<i32>,
    /// The decimal mark.
    pub decimal: Option<char>,
    /// The separator between groups of three digits; `Some(None)` if there is none.
    pub thousands: Option<Option<char>>,
    /// The zone of times that are written without one.
    pub timezone: Option<TimeZone>,
    /// True if PostgreSQL may round, cut and pad values.
    pub round: bool,
}

/// A word that stands for NULL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NullWord {
    /// The word, as it stands in the file without quotes.
    pub word: String,
    /// True if it does so in columns of text, too.
    pub in_text: bool,
}

/// The meaning of an empty field without quotes in a column of text. In other columns it is NULL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyField {
    /// NULL, as COPY reads it.
    #[default]
    Null,
    /// The empty text.
    Text,
}
