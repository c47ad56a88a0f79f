//! Values of PostgreSQL's types.

pub(crate) mod days;
mod decimal;
pub(crate) mod times;

use std::borrow::Cow;

pub use decimal::Decimal;

/// A value of a column, as it is computed with and encoded.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// `boolean`.
    Bool(bool),
    /// `smallint`, `integer`, `bigint` and `oid`.
    Int(i64),
    /// `real` and `double precision`.
    Float(f64),
    /// `numeric` and `money`.
    Decimal(Decimal),
    /// `text`, `varchar`, `char(n)`, `name`, `citext`, and labels of enums.
    Text(Cow<'a, str>),
    /// `bytea`.
    Bytes(Cow<'a, [u8]>),
    /// `date`: days since 2000-01-01.
    Date(i32),
    /// `time`: microseconds of the day.
    Time(i64),
    /// `timestamp` and `timestamptz`: microseconds since 2000-01-01, of the latter in UTC.
    Timestamp(i64),
    /// `interval`.
    Interval(Interval),
    /// `uuid`.
    Uuid(u128),
    /// `json` and `jsonb`: the text.
    Json(Cow<'a, str>),
    /// An array of one dimension or, of arrays of the same length, of several.
    Array(Vec<Value<'a>>),
    /// A composite value.
    Row(Vec<Value<'a>>),
    /// A range.
    Range(Box<Range<'a>>),
    /// A value of any other type: the text that the type's input function reads.
    Literal(Cow<'a, str>),
}

impl Value<'_> {
    /// The value without what it borrows.
    pub fn into_owned(self) -> Value<'static> {
        let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let all = |values: Vec<Value<'_>>| values.into_iter().map(Value::into_owned).collect();
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Float(value) => Value::Float(value),
            Self::Decimal(value) => Value::Decimal(value),
            Self::Text(value) => Value::Text(text(value)),
            Self::Bytes(value) => Value::Bytes(Cow::Owned(value.into_owned())),
            Self::Date(value) => Value::Date(value),
            Self::Time(value) => Value::Time(value),
            Self::Timestamp(value) => Value::Timestamp(value),
            Self::Interval(value) => Value::Interval(value),
            Self::Uuid(value) => Value::Uuid(value),
            Self::Json(value) => Value::Json(text(value)),
            Self::Array(values) => Value::Array(all(values)),
            Self::Row(values) => Value::Row(all(values)),
            Self::Range(range) => Value::Range(Box::new(range.into_owned())),
            Self::Literal(value) => Value::Literal(text(value)),
        }
    }
}

impl Range<'_> {
    /// The range without what its bounds borrow.
    pub fn into_owned(self) -> Range<'static> {
        let bound = |bound: Option<(Value<'_>, bool)>| bound.map(|(value, is_in)| (value.into_owned(), is_in));
        match self {
            Self::Empty => Range::Empty,
            Self::Between { lower, upper } => Range::Between {
                lower: bound(lower),
                upper: bound(upper),
            },
        }
    }
}

/// A length of time as the server stores it: months, days and microseconds are not turned into one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Months.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

impl Interval {
    /// The interval whose sum with this one is nothing.
    pub(crate) fn checked_neg(self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }

    /// The sum with another.
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            micros: self.micros.checked_add(other.micros)?,
        })
    }
}

/// A range of values; a bound that is absent is infinite.
#[derive(Clone, Debug, PartialEq)]
pub enum Range<'a> {
    /// The range without values.
    Empty,
    /// The values between two bounds.
    Between {
        /// The lower bound; true if it is part of the range.
        lower: Option<(Value<'a>, bool)>,
        /// The upper bound; true if it is part of the range.
        upper: Option<(Value<'a>, bool)>,
    },
}
