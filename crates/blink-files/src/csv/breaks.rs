//! Line breaks that do not separate records: those in quotes, and empty lines.

/// Numbers of line breaks within quotes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Breaks {
    pub(super) line_feeds: u64,
    pub(super) carriage_returns: u64,
}

impl Breaks {
    pub(super) const NONE: Self = Self {
        line_feeds: 0,
        carriage_returns: 0,
    };

    pub(super) fn add(&mut self, more: Self) {
        self.line_feeds += more.line_feeds;
        self.carriage_returns += more.carriage_returns;
    }

    pub(super) fn add_some(&mut self, byte: u8, number: u64) {
        if byte == b'\n' {
            self.line_feeds += number;
        } else {
            self.carriage_returns += number;
        }
    }

    /// The number of this character.
    pub(super) fn of(self, byte: u8) -> u64 {
        if byte == b'\n' {
            self.line_feeds
        } else {
            self.carriage_returns
        }
    }
}

/// The records of several lines and the empty lines in a row of records, in two to four bytes each.
#[derive(Clone, Default, Debug)]
pub(super) struct BreakList {
    /// For each: the number of records since the last one's, line feeds, carriage returns.
    bytes: Vec<u8>,
    /// The record of the last one.
    last: u64,
}

/// A record of several lines, or an empty line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Break {
    /// The record, counted from the list's beginning. An empty line is before it.
    pub(super) record: u64,
    /// None for an empty line.
    pub(super) breaks: Option<Breaks>,
}

impl BreakList {
    pub(super) fn push_record(&mut self, record: u64, breaks: Breaks) {
        if breaks != Breaks::NONE {
            self.push(record, breaks);
        }
    }

    pub(super) fn push_empty_line(&mut self, record: u64) {
        self.push(record, Breaks::NONE);
    }

    fn push(&mut self, record: u64, breaks: Breaks) {
        self.put(record.saturating_sub(self.last));
        self.put(breaks.line_feeds);
        self.put(breaks.carriage_returns);
        self.last = record;
    }

    /// Appends a list whose records begin so many records after the beginning of this.
    pub(super) fn append(&mut self, other: &Self, records: u64) {
        for Break { record, breaks } in other.iter() {
            self.push(records + record, breaks.unwrap_or(Breaks::NONE));
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
            let breaks = Breaks {
                line_feeds: take(&mut bytes)?,
                carriage_returns: take(&mut bytes)?,
            };
            let breaks = (breaks != Breaks::NONE).then_some(breaks);
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
