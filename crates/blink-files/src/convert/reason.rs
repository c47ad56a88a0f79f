//! The reasons why a value cannot be stored.

use std::fmt;

use super::styles::Styles;

/// The reason why a value cannot be stored in its column as it is written.
///
/// It does not hold the value, so that equal mistakes are equal and can be counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reason {
    /// Not what the type takes: "an integer", "a date".
    Not(&'static str),
    /// Beyond the values of this type.
    OutOfRange(&'static str),
    /// A number with decimals in a column of whole numbers.
    NotWhole,
    /// A number that reads in other notations.
    NumberStyle(Styles),
    /// More decimals than `numeric(p,s)` keeps.
    TooManyDecimals(i16),
    /// More digits before the point than `numeric(p,s)` has.
    TooManyDigits { precision: u16, scale: i16 },
    /// A number so near to 0 that the type makes 0 of it.
    Underflow(&'static str),
    /// Day, month and year in an order that is not known, or not the one that was said.
    DateOrder { separator: u8, dmy: bool, mdy: bool },
    /// A year of two digits.
    TwoDigitYear,
    /// 31 February.
    NoSuchDay,
    /// A weekday that is not the date's.
    WrongWeekday,
    /// `now`, `tomorrow`: another value tomorrow.
    Relative,
    /// A time in a column of dates.
    TimeOfDate,
    /// The second 60, which PostgreSQL makes the next minute's first.
    LeapSecond,
    /// More decimals of a second than are kept.
    Subseconds(u8),
    /// A time without a zone in a column that needs one.
    NoZone,
    /// A time with a zone in a column that keeps none.
    ZoneNotKept,
    /// A time of day with a zone in a column that keeps none.
    ZoneOfTime,
    /// A zone whose distance from UTC depends on the day, in a time without one.
    ZoneNeedsDate,
    /// A zone that is not known.
    UnknownZone,
    /// `CET`, `EST`: different zones in different places.
    ZoneAbbreviation,
    /// A local time that the clocks show twice.
    LocalTimeTwice,
    /// A local time that the clocks skip.
    LocalTimeSkipped,
    /// A part of an interval that its column does not keep.
    IntervalField,
    /// A part of an interval that cannot be kept exactly: a tenth of a month is three days, a tenth of a year no
    /// number of months.
    IntervalFraction,
    /// Infinite intervals are new in PostgreSQL 17.
    InfiniteInterval,
    /// Text longer than its column.
    TooLong(u32),
    /// Blanks at the end beyond the column's length.
    BlanksCut(u32),
    /// A name of more than 63 bytes.
    NameTooLong,
    /// A NUL byte.
    Nul,
    /// Not JSON, with what is wrong.
    Json(&'static str),
    /// An object of JSON with the same key twice.
    DuplicateKey,
    /// No label of the enum; the nearest one.
    Label(Option<Box<str>>),
    /// Not an array, with what is wrong.
    Array(&'static str),
    /// An element of an array.
    Element(Box<Reason>),
    /// Bits more or fewer than `bit(n)` has.
    BitLength(u32),
    /// More bits than `bit varying(n)` has.
    TooManyBits(u32),
    /// A network with bits behind its mask.
    HostBits,
    /// A type that has no binary form, or none that Blink writes.
    NoBinaryForm,
    /// An amount of money with decimals.
    MoneyDecimals,
}

impl Reason {
    /// The option that makes the value readable, if there is one.
    pub(crate) fn flag(&self) -> Option<&'static str> {
        match self {
            Self::NumberStyle(styles) => styles.flag(),
            Self::DateOrder {
                dmy: true, mdy: true, ..
            } => Some("--dates dmy or --dates mdy"),
            Self::DateOrder { dmy: true, .. } => Some("--dates dmy"),
            Self::DateOrder { mdy: true, .. } => Some("--dates mdy"),
            Self::TwoDigitYear => Some("--two-digit-years 1970"),
            Self::NoZone | Self::ZoneNotKept => Some("--timezone"),
            Self::TooManyDecimals(_)
            | Self::Underflow(_)
            | Self::TimeOfDate
            | Self::LeapSecond
            | Self::ZoneOfTime
            | Self::Subseconds(_)
            | Self::IntervalField
            | Self::IntervalFraction
            | Self::BlanksCut(_)
            | Self::NameTooLong => Some("--round"),
            Self::Element(reason) => reason.flag(),
            _ => None,
        }
    }
}

/// Writes day, month and year in the orders that are possible: `day.month.year`.
fn write_orders(separator: u8, dmy: bool, mdy: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let s = char::from(separator);
    match (dmy, mdy) {
        (true, true) => write!(f, "day{s}month{s}year or month{s}day{s}year"),
        (true, false) => write!(f, "day{s}month{s}year"),
        (false, true) => write!(f, "month{s}day{s}year"),
        (false, false) => f.write_str("no such day in the calendar"),
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Not(what) => return write!(f, "not {what}"),
            Self::OutOfRange(ty) => return write!(f, "out of range for {ty}"),
            Self::NotWhole => "a number with decimals, but the column takes whole numbers",
            Self::NumberStyle(styles) => return write!(f, "a number written as {styles}"),
            Self::TooManyDecimals(scale) => return write!(f, "more decimals than the {scale} that the column keeps"),
            Self::TooManyDigits { precision, scale } => return write!(f, "too large for numeric({precision},{scale})"),
            Self::Underflow(ty) => return write!(f, "so near to 0 that {ty} makes 0 of it"),
            Self::DateOrder { separator, dmy, mdy } => return write_orders(*separator, *dmy, *mdy, f),
            Self::TwoDigitYear => "a year of two digits",
            Self::NoSuchDay => "no such day in the calendar",
            Self::WrongWeekday => "a weekday that is not this date's",
            Self::Relative => "a time that depends on the day of the load",
            Self::TimeOfDate => "a time of day, which a date does not keep",
            Self::LeapSecond => "the second 60, which PostgreSQL stores as the next minute's first",
            Self::Subseconds(0) => "decimals of a second, which the column does not keep",
            Self::Subseconds(kept) => {
                return write!(f, "more decimals of a second than the {kept} that the column keeps");
            }
            Self::NoZone => "a time without a time zone",
            Self::ZoneNotKept | Self::ZoneOfTime => "a time zone, which the column does not keep",
            Self::ZoneNeedsDate => "a time zone whose distance from UTC depends on the date",
            Self::UnknownZone => "an unknown time zone",
            Self::ZoneAbbreviation => {
                "an abbreviated time zone, which has no single meaning: write +01:00 or Europe/Berlin"
            }
            Self::LocalTimeTwice => "a local time that happened twice: the clocks were put back",
            Self::LocalTimeSkipped => "a local time that never was: the clocks were put forward",
            Self::IntervalField => "a part of an interval that the column does not keep",
            Self::IntervalFraction => "a part of an interval that cannot be kept exactly",
            Self::InfiniteInterval => "an infinite interval, which not every version of PostgreSQL has",
            Self::TooLong(limit) => return write!(f, "longer than {limit} {}", characters(*limit)),
            Self::BlanksCut(limit) => return write!(f, "blanks at the end, beyond {limit} {}", characters(*limit)),
            Self::NameTooLong => "longer than the 63 bytes of a name",
            Self::Nul => "a NUL byte, which no text in PostgreSQL can hold",
            Self::Json(what) => return write!(f, "not valid JSON: {what}"),
            Self::DuplicateKey => "a JSON object with the same key twice, of which jsonb keeps one",
            Self::Label(None) => "not a label of the enum",
            Self::Label(Some(nearest)) => {
                return write!(f, "not a label of the enum; nearest is \"{}\"", nearest.escape_debug());
            }
            Self::Array(what) => return write!(f, "not an array: {what}"),
            Self::Element(reason) => return write!(f, "an element of the array: {reason}"),
            Self::BitLength(length) => return write!(f, "not {length} bits"),
            Self::TooManyBits(length) => return write!(f, "more than {length} bits"),
            Self::HostBits => "a network with bits set to the right of its mask",
            Self::NoBinaryForm => "a type that is sent as text",
            Self::MoneyDecimals => {
                "money with decimals, which servers read by their lc_monetary: use numeric, or load whole amounts"
            }
        })
    }
}

fn characters(count: u32) -> &'static str {
    if count == 1 { "character" } else { "characters" }
}
