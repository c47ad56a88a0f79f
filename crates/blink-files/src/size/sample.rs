//! The first rows of a file, and the size that more like them take.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use super::layout::{self, PAGE, PAGE_HEADER, Slot};
use super::storage::{Storage, StoredIndex};

/// The rows that were looked at.
#[derive(Debug)]
pub(super) struct Sample<'s> {
    storage: &'s Storage,
    slots: Vec<Slot>,
    pub(super) rows: u64,
    /// The pages that they fill.
    pages: u64,
    /// The bytes that are taken on the page after these.
    taken: u64,
    /// The bytes of values that are stored outside of the rows.
    pub(super) moved: u64,
    indexes: Vec<SampledIndex<'s>>,
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
}

/// A value of a row: its stored length and its bytes.
pub(super) type Value = Option<(u64, Vec<u8>)>;

impl<'s> Sample<'s> {
    pub(super) fn new(storage: &'s Storage) -> Self {
        let index = |index: &'s StoredIndex| {
            Some(SampledIndex {
                index,
                places: index.places()?,
                bytes: 0,
                keys: HashMap::new(),
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
            hasher: RandomState::new(),
        }
    }

    /// The place of the table's column of this name.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.storage.columns.iter().position(|stored| stored.name == column)
    }

    /// For each column of the table, whether the database has a value where none is sent.
    pub(super) fn filled(&self) -> impl Iterator<Item = bool> {
        self.storage.columns.iter().map(|column| column.is_filled)
    }

    /// Adds a row. The values are those of all columns of the table.
    pub(super) fn add(&mut self, values: &[Value]) {
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
    pub(super) fn data(&self, rows: u64) -> u64 {
        let per_page = PAGE - PAGE_HEADER;
        let bytes = u128::from(self.pages) * u128::from(PAGE)
            + u128::from(self.taken) * u128::from(PAGE) / u128::from(per_page);
        let pages = self.scaled(bytes, rows).div_ceil(PAGE);
        // The map of free space has three levels from five pages on (freespace.c), TOAST an index.
        let map = if pages > 4 { 3 + pages / 4_000 } else { 0 };
        let toast = self.scaled(self.moved.into(), rows).div_ceil(PAGE) + u64::from(self.storage.has_toast);
        (pages + map + toast) * PAGE
    }

    /// The bytes of all indexes whose size can be told.
    pub(super) fn indexes(&self, rows: u64) -> u64 {
        let entries = |sampled: &SampledIndex<'_>| {
            // The last 16 bytes of a page are not for entries (`BTPageOpaqueData`).
            let room = (PAGE - PAGE_HEADER - 16).saturating_sub(PAGE * (100 - sampled.index.fillfactor.min(100)) / 100);
            let bytes = self.scaled(sampled.bytes_of(self.rows, rows).into(), rows);
            let leaves = bytes.div_ceil(room.max(1));
            // The upper levels, and the first page, which has none of the entries.
            (leaves + leaves / 250 + 1) * PAGE
        };
        self.indexes.iter().map(entries).sum()
    }

    fn scaled(&self, bytes: u128, rows: u64) -> u64 {
        let scaled = bytes * u128::from(rows) / u128::from(self.rows.max(1));
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
        if self.index.stores_equal_once {
            let times = self.keys.entry(hasher.hash_one(&values)).or_default();
            *times = times.saturating_add(1);
        }
    }

    /// The bytes of the entries of the sample, if all rows are so many. Equal keys share an entry of at most a tenth of a
    /// page, in which each has six bytes (nbtdedup.c).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    fn bytes_of(&self, sample: u64, rows: u64) -> u64 {
        let distinct = self.keys.len() as f64;
        if distinct == 0.0 || sample == 0 {
            return self.bytes;
        }
        // The estimator of Haas and Stokes, which ANALYZE uses.
        let once = self.keys.values().filter(|times| **times == 1).count() as f64;
        let (sample, rows) = (sample as f64, rows.max(sample) as f64);
        let distinct = (sample * distinct / (sample - once + once * sample / rows)).max(1.0);
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
