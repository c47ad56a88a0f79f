//! Some rows of a table, and the size that more like them take.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use super::layout::{self, PAGE, PAGE_HEADER, Slot};
use super::table::{StoredIndex, TableStorage};

/// The length that is assumed of a value that the database makes and whose type has none.
const UNKNOWN_LENGTH: u64 = 8;

/// Rows of a table that were looked at.
#[derive(Debug)]
pub struct Sample<'s> {
    storage: &'s TableStorage,
    slots: Vec<Slot>,
    rows: u64,
    /// The pages that they fill.
    pages: u64,
    /// The bytes that are taken on the page after these.
    taken: u64,
    /// The bytes of values that are stored outside of the rows.
    moved: u64,
    indexes: Vec<SampledIndex<'s>>,
    /// The most distinct values of columns of which that is known.
    most_distinct: HashMap<usize, u64>,
    hasher: RandomState,
}

/// An index whose size can be told.
#[derive(Debug)]
struct SampledIndex<'s> {
    index: &'s StoredIndex,
    places: Vec<usize>,
    /// The bytes of all entries.
    bytes: u64,
    /// The number of times that each key came, if equal keys are stored once.
    keys: HashMap<u64, u32>,
    /// The first value of the last entry, and the number of entries whose first value is not less than that before.
    last: Vec<u8>,
    ascending: u64,
}

/// A value of a row: its stored length and its bytes.
pub type Value = Option<(u64, Vec<u8>)>;

impl<'s> Sample<'s> {
    /// A sample without rows.
    pub fn new(storage: &'s TableStorage) -> Self {
        let index = |index: &'s StoredIndex| {
            Some(SampledIndex {
                index,
                places: index.places()?,
                bytes: 0,
                keys: HashMap::new(),
                last: Vec::new(),
                ascending: 0,
            })
        };
        Self {
            slots: storage.slots(),
            indexes: storage.indexes.iter().filter_map(index).collect(),
            storage,
            rows: 0,
            pages: 0,
            taken: 0,
            moved: 0,
            most_distinct: HashMap::new(),
            hasher: RandomState::new(),
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns true if some values are so long that the server moves them out of their rows.
    pub fn has_long_values(&self) -> bool {
        self.moved > 0
    }

    /// The values of a row for which none are sent: NULL, or what the database makes.
    pub fn unsent(&self) -> Vec<Value> {
        let columns = self.storage.columns.iter();
        let values = columns.map(|column| column.is_filled.then_some((UNKNOWN_LENGTH, Vec::new())));
        values.collect()
    }

    /// The place of the table's column of this name.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.storage.columns.iter().position(|stored| stored.name == column)
    }

    /// A value of the column at a place, by the bytes that are sent; None is NULL.
    pub fn value(&self, place: usize, sent: Option<&[u8]>, is_binary: bool) -> Value {
        let column = self.storage.columns.get(place)?;
        let sent = sent?;
        Some((column.form.length(sent, is_binary), sent.to_vec()))
    }

    /// Says that the column at a place has at most so many distinct values, of which a sample shows too few twice.
    pub fn limit_distinct(&mut self, place: usize, most: u64) {
        self.most_distinct.insert(place, most.max(1));
    }

    /// Adds a row. The values are those of all columns of the table.
    pub fn add(&mut self, values: &[Value]) {
        let lengths = values.iter().map(|value| value.as_ref().map(|(length, _)| *length));
        let size = layout::row(&self.slots, &lengths.collect::<Vec<_>>());
        let room = (PAGE - PAGE_HEADER).saturating_sub(PAGE * (100 - self.storage.fillfactor.min(100)) / 100);
        if self.taken > 0 && self.taken + size.row > room {
            self.pages += 1;
            self.taken = 0;
        }
        self.taken += size.row;
        self.moved += size.moved;
        self.rows += 1;
        for sampled in &mut self.indexes {
            sampled.add(&self.slots, values, &self.hasher);
        }
    }

    /// The bytes of a table with so many rows like these, with what is moved out of them.
    pub fn data(&self, rows: u64) -> u64 {
        let per_page = PAGE - PAGE_HEADER;
        let bytes = u128::from(self.pages) * u128::from(PAGE)
            + u128::from(self.taken) * u128::from(PAGE) / u128::from(per_page);
        let pages = self.scaled(bytes, rows).div_ceil(PAGE);
        // The map of free space has three levels from five pages on (freespace.c), TOAST an index.
        let map = if pages > 4 { 3 + pages / 4_000 } else { 0 };
        let toast = self.scaled(self.moved.into(), rows).div_ceil(PAGE) + u64::from(self.storage.has_toast);
        pages.saturating_add(map).saturating_add(toast).saturating_mul(PAGE)
    }

    /// The bytes of all indexes whose size can be told, built after the rows or filled with them.
    pub fn indexes(&self, rows: u64, are_built_afterwards: bool) -> u64 {
        let entries = |sampled: &SampledIndex<'_>| {
            // The last 16 bytes of a page are not for entries (`BTPageOpaqueData`).
            let all = PAGE - PAGE_HEADER - 16;
            let room = if are_built_afterwards || sampled.is_ascending(self.rows) {
                all.saturating_sub(PAGE * (100 - sampled.index.fillfactor.min(100)) / 100)
            } else {
                // Pages that are split in the middle are between half full and full.
                all * 7 / 10
            };
            let limits = sampled
                .places
                .iter()
                .map(|place| self.most_distinct.get(place).copied());
            let most = limits
                .map(|limit| limit.unwrap_or(u64::MAX))
                .fold(1, u64::saturating_mul);
            let bytes = self.scaled(sampled.bytes_of(self.rows, rows, most).into(), rows);
            let leaves = bytes.div_ceil(room.max(1));
            // The upper levels, and the first page, which has none of the entries.
            leaves.saturating_add(leaves / 250 + 1).saturating_mul(PAGE)
        };
        self.indexes.iter().map(entries).fold(0, u64::saturating_add)
    }

    fn scaled(&self, bytes: u128, rows: u64) -> u64 {
        let scaled = bytes.saturating_mul(rows.into()) / u128::from(self.rows.max(1));
        u64::try_from(scaled).unwrap_or(u64::MAX)
    }
}

impl SampledIndex<'_> {
    fn add(&mut self, slots: &[Slot], values: &[Value], hasher: &RandomState) {
        let own = self
            .places
            .iter()
            .filter_map(|place| Some((slots.get(*place)?, values.get(*place)?)));
        let (slots, values): (Vec<_>, Vec<_>) = own.unzip();
        let lengths = values.iter().map(|value| value.as_ref().map(|(length, _)| *length));
        self.bytes += layout::entry(&slots, &lengths.collect::<Vec<_>>());
        let first = values.first().and_then(|value| value.as_ref());
        let first = first.map_or(&[][..], |(_, bytes)| bytes.as_slice());
        self.ascending += u64::from(self.last.as_slice() <= first);
        self.last = first.to_vec();
        if self.index.stores_equal_once {
            let times = self.keys.entry(hasher.hash_one(&values)).or_default();
            *times = times.saturating_add(1);
        }
    }

    /// Returns true if entries come in their order, so that pages are split at their end.
    fn is_ascending(&self, sample: u64) -> bool {
        self.ascending >= sample.saturating_sub(sample / 10)
    }

    /// The bytes of the entries of the sample, if all rows are so many. Equal keys share an entry of at most a tenth of a
    /// page, in which each has six bytes (nbtdedup.c).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    fn bytes_of(&self, sample: u64, rows: u64, most_distinct: u64) -> u64 {
        let distinct = self.keys.len() as f64;
        if distinct == 0.0 || sample == 0 {
            return self.bytes;
        }
        // The estimator of Haas and Stokes, which ANALYZE uses.
        let once = self.keys.values().filter(|times| **times == 1).count() as f64;
        let (sample, rows) = (sample as f64, rows.max(sample) as f64);
        let distinct = sample * distinct / (sample - once + once * sample / rows);
        let distinct = distinct.min(most_distinct as f64).max(1.0);
        let group = (rows / distinct).max(1.0);
        let entry = self.bytes as f64 / sample;
        let most = ((PAGE as f64 / 10.0 - entry) / 6.0).max(1.0);
        let bytes = if group < 1.5 {
            entry
        } else {
            6.0 + entry / group.min(most)
        };
        (bytes.min(entry) * sample) as u64
    }
}
