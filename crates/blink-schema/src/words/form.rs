//! The form that a cell must have, and its limits.

/// The type of a cell, as far as makers care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `text` and its like.
    Text,
    /// An integer; of a time, the seconds since 1970.
    Int,
    /// An integer; of a time, the milliseconds since 1970.
    Millis,
    /// A floating-point number.
    Float,
    /// `numeric` and `money` with so many digits behind the point.
    Decimal(u8),
    /// `boolean`.
    Bool,
    /// `date`.
    Date,
    /// `time`.
    Time,
    /// `timestamp` and `timestamptz`.
    Timestamp,
    /// `interval`.
    Interval,
    /// `uuid`.
    Uuid,
    /// `json` and `jsonb`.
    Json,
    /// `bytea`.
    Bytes,
    /// `inet`.
    Inet,
    /// `cidr`.
    Cidr,
    /// `macaddr`.
    Mac,
    /// `macaddr8`.
    Mac8,
    /// `point`.
    Point,
    /// `xml`.
    Xml,
}

/// A label with its weight among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The label.
    pub label: String,
    /// The weight.
    pub weight: u32,
}

/// The form and the limits of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits<'c> {
    /// The form.
    pub form: Form,
    /// True if the cell is an array of values of the form.
    pub array: bool,
    /// The least number of characters of a text.
    pub min_length: usize,
    /// The greatest number of characters of a text.
    pub max_length: Option<usize>,
    /// The least value, in the unit of the form: 1, the last digit behind the point, days or microseconds since 2000.
    pub low: Option<i128>,
    /// The greatest value, in the same unit.
    pub high: Option<i128>,
    /// The number of true values in a thousand.
    pub true_share: u32,
    /// The labels of a [`State`](super::Meaning::State).
    pub choices: &'c [Choice],
    /// The hash that all get who log in, which [`super::hash_password`] makes once a run.
    pub password_hash: &'c str,
}

impl Limits<'_> {
    /// A form without limits.
    pub const fn of(form: Form) -> Self {
        Self {
            form,
            array: false,
            min_length: 0,
            max_length: None,
            low: None,
            high: None,
            true_share: 500,
            choices: &[],
            password_hash: "",
        }
    }

    /// A form with a greatest length.
    #[must_use]
    pub const fn within(mut self, max_length: usize) -> Self {
        self.max_length = Some(max_length);
        self
    }
}
