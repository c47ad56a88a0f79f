//! The columns that are sent, and the conversions of their values.

use postgres_types::Type;

#[derive(Debug)]
pub(crate) struct ColumnPlan {
    pub(crate) name: String,
    pub(crate) rust_type: Option<&'static str>,
    pub(crate) ty: Type,
    pub(crate) sql_type: String,
    pub(crate) conversion: Conversion,
}

/// The conversion of a column's values, as the plan shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    AsIs,
    Converted(String),
    /// Sent as text, which the server's input function parses.
    Text,
    /// Sent as the rows encode it themselves.
    Encoded,
}

/// A column without a default that may not be NULL and gets no value from the rows: a trigger has to fill it.
#[derive(Clone, Debug)]
pub(crate) struct TriggerColumn {
    pub(crate) name: String,
    /// True if the server would store a NULL all the same: COPY does not check the domain of a column that is not sent.
    pub(crate) unchecked: bool,
}
