//! Line ends that do not end records: those in quotes, and empty lines.

use std::num::NonZeroU64;

/// The records of several lines and the empty lines in a row of records, in two bytes each, mostly.
#[derive(Clone, Default, Debug)]
pub(super) struct BreakList {
    /// For each: the number of records since the last one's, and the line ends in quotes, 0 for an empty line.
    bytes: Vec<u8>,
    /// The record of the last one.
    last: u64,
}

/// A record of several lines, or an empty line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Break {
    /// The record, counted from the list's beginning. An empty line is before it.
    pub(super) record: u64,
    /// The line ends in its quotes; None for an empty line.
    pub(super) breaks: Option<NonZeroU64>,
}

impl BreakList {
    pub(super) fn push_record(&mut self, record: u64, breaks: u64) {
        if breaks != 0 {
            self.push(record, breaks);
        }
    }

    pub(super) fn push_empty_line(&mut self, record: u64) {
        self.push(record, 0);
    }

    fn push(&mut self, record: u64, breaks: u64) {
        self.put(record.saturating_sub(self.last));
        self.put(breaks);
        self.last = record;
    }

    /// Appends a list whose records begin so many records after the beginning of this.
    pub(super) fn append(&mut self, other: &Self, records: u64) {
        for Break { record, breaks } in other.iter() {
            self.push(records + record, breaks.map_or(0, NonZeroU64::get));
        }
    }

    /// The bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.capacity()
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Break> {
        let mut bytes = self.bytes.iter();
        let mut record = 0;
        std::iter::from_fn(move || {
            record += take(&mut bytes)?;
            let breaks = NonZeroU64::new(take(&mut bytes)?);
            Some(Break { record, breaks })
        })
    }

    /// Appends a number, seven bits a byte.
    #[expect(clippy::cast_possible_truncation, reason = "the other bits follow")]
    fn put(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

fn take(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = bytes.next()?;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}
