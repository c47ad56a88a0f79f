//! The columns of a condition.

use std::collections::BTreeMap;

use crate::domain::values::{Domain, Values};

/// The columns that a condition may be about, and when it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// The values that the type of each column allows, by its name; `VALUE` of a domain type.
    pub types: &'a BTreeMap<String, Domain>,
    /// The time that `now()` is taken for, in microseconds since 2000-01-01 UTC: the end of the time that data comes from. The real
    /// time is later.
    pub until: i64,
}

impl Columns<'_> {
    pub(super) fn values(&self, column: &str) -> Option<&Values> {
        self.types.get(column).map(|domain| &domain.values)
    }
}
