//! The input of makers.

use crate::words::bits::Bits;
use crate::words::form::Limits;
use crate::words::identity::Identity;
use crate::words::list::List;
use crate::words::made::Made;

/// All that a maker is given: the row, the cell's random numbers, its limits, and room for text.
pub(super) struct Job<'j> {
    pub(super) identity: &'j Identity,
    pub(super) bits: &'j mut Bits,
    pub(super) limits: &'j Limits<'j>,
    pub(super) out: &'j mut String,
}

impl Job<'_> {
    /// An entry of a list: that of the row's place, if the row is an entry of a list itself.
    pub(super) fn listed(&mut self, list: &'static List) -> Made {
        Made::Listed(match self.identity.nth() {
            Some(nth) if nth < list.len() => list.at(nth),
            _ => list.pick(self.bits),
        })
    }

    /// The greatest number of bytes that a text may have.
    pub(super) fn room(&self) -> usize {
        self.limits.max_length.unwrap_or(usize::MAX)
    }

    pub(super) fn write(&mut self, text: &str) -> Made {
        self.out.push_str(text);
        Made::Written
    }

    pub(super) fn format(&mut self, arguments: std::fmt::Arguments<'_>) -> Made {
        // Writing into a `String` cannot fail.
        let _ = std::fmt::Write::write_fmt(self.out, arguments);
        Made::Written
    }
}
