//! Sequences.

use blink::TableName;

/// The sequence that a column has its values from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The name, with its schema.
    pub name: TableName,
    /// True if the column owns it (`serial`, identity, `OWNED BY`); false if the column's default only names it.
    pub is_owned: bool,
    /// The first value.
    pub start: i64,
    /// The step, which may be negative.
    pub increment: i64,
    /// The lowest value.
    pub min: i64,
    /// The highest value.
    pub max: i64,
    /// True if it begins anew behind its last value.
    pub cycles: bool,
    /// The number of values that a session takes at once.
    pub cache: i64,
    /// The value that it gives next; None if it has no more, or if this role may not read it.
    pub next: Option<i64>,
}

impl Sequence {
    /// The value that follows what the sequence's row holds.
    pub(super) fn next_value(&self, last_value: i64, is_called: bool) -> Option<i64> {
        if !is_called {
            return Some(last_value);
        }
        let (end, begin) = if self.increment < 0 {
            (self.min, self.max)
        } else {
            (self.max, self.min)
        };
        let next = last_value.checked_add(self.increment);
        let within = next.filter(|next| if self.increment < 0 { *next >= end } else { *next <= end });
        within.or(self.cycles.then_some(begin))
    }
}
