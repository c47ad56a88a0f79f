//! The size that a file's rows are expected to take in their table.

use std::fmt;

use blink::__private::storage::{Sample, TableStorage};
use blink::{BoxError, Connection};

use crate::csv::{Blocks, Dialect, Record};
use crate::input::{Encoding, Input, Reopener};
use crate::read_failure::ReadFailure;
use crate::reading::{Reading, Scratch};
use crate::target::{Relation, Target};

/// The bytes of text that are looked at.
const LOOKED_AT: usize = 1 << 20;

/// The number of rows in a file, and the size that they are expected to take.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectedSize {
    /// The number of rows.
    pub rows: u64,
    /// True if the rows were counted, false if their number is an estimate by those that were read of the first megabyte.
    pub is_counted: bool,
    /// The reason why the first megabyte could not be read to its end, which the load is to stop at: the number of rows is an
    /// estimate by those before it.
    pub unread: Option<ReadFailure>,
    /// The size in the table; None if the rows are not stored in a table of this database.
    pub stored: Option<StoredSize>,
}

/// The size that rows take in a table, estimated by the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredSize {
    /// The bytes of the rows, with long values that are stored outside of them.
    pub data_bytes: u64,
    /// The bytes of the indexes but for `unknown_indexes`.
    pub index_bytes: u64,
    /// The indexes whose size cannot be told: they are no B-trees, or are of expressions, or not of all rows.
    pub unknown_indexes: Vec<String>,
    /// True if some values are so long that the server compresses them, which is not taken into account.
    pub has_long_values: bool,
}

/// The way to look at a regular file again.
pub(crate) struct SecondLook {
    file: Reopener,
    total_bytes: u64,
    dialect: Dialect,
    has_header: bool,
}

impl fmt::Debug for SecondLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondLook").finish_non_exhaustive()
    }
}

impl SecondLook {
    /// None if the input is no regular file.
    pub(crate) fn new(input: &Input, dialect: Dialect, has_header: bool) -> Option<Self> {
        Some(Self {
            file: input.reopener()?,
            total_bytes: input.total_bytes()?,
            dialect,
            has_header,
        })
    }

    pub(crate) async fn expected_size<C: Connection>(
        &self,
        reading: &Reading,
        target: &Target,
        conn: &mut C,
    ) -> Result<ExpectedSize, BoxError> {
        let storage = TableStorage::read(conn, std::slice::from_ref(&target.name)).await?;
        let storage = storage.into_iter().flatten().next();
        let storage = storage.ok_or_else(|| format!("there is no table {} any more", target.name))?;
        let mut sample = Sample::new(&storage);
        let looked_at = self.look(reading, &mut sample)?;
        let rows = looked_at.rows(sample.rows(), self.total_bytes);
        let is_stored = matches!(target.relation, Relation::Table | Relation::Partitioned { .. });
        Ok(ExpectedSize {
            rows,
            is_counted: looked_at.is_whole,
            unread: looked_at.unread,
            stored: is_stored.then(|| StoredSize {
                data_bytes: sample.data(rows),
                index_bytes: sample.indexes(rows, true),
                unknown_indexes: storage.unknown_indexes(),
                has_long_values: sample.has_long_values(),
            }),
        })
    }

    /// Reads the first megabyte, and adds its rows to a sample.
    fn look(&self, reading: &Reading, sample: &mut Sample<'_>) -> Result<LookedAt, BoxError> {
        let input = Input::reopen(&self.file)?;
        let encoding = input.encoding();
        let mut blocks = Blocks::new(input, self.dialect);
        let mut looked_at = LookedAt::default();
        if self.has_header
            && let Some(header) = blocks.header()?
        {
            looked_at.before = written_bytes(encoding, header.text());
        }
        let mut scratch = Scratch::default();
        let mut bytes = 0;
        looked_at.is_whole = loop {
            if bytes >= LOOKED_AT {
                break false;
            }
            let block = match blocks.next() {
                None => break true,
                Some(Ok(block)) => block,
                Some(Err(error)) => {
                    looked_at.unread = Some(ReadFailure::from(&error));
                    break false;
                }
            };
            bytes += block.text().len();
            looked_at.records += written_bytes(encoding, block.text());
            let mut records = block.records(Some(reading.fields));
            while let Some(record) = records.next() {
                let Ok(record) = record else { continue };
                add(&record, reading, sample, &mut scratch);
            }
        };
        Ok(looked_at)
    }
}

/// Adds a row to a sample. A column that the file lacks has the value of its default.
fn add(record: &Record<'_>, reading: &Reading, sample: &mut Sample<'_>, scratch: &mut Scratch) {
    let mut values = sample.unsent();
    reading.measure(record, scratch, |column, sent, is_binary| {
        let Some(place) = sample.place(column) else { return };
        if let Some(value) = values.get_mut(place) {
            *value = sample.value(place, sent, is_binary);
        }
    });
    sample.add(&values);
}

/// The part of a file that was looked at, in bytes of the file.
#[derive(Default)]
struct LookedAt {
    /// Those of the header.
    before: u64,
    /// Those of the rows.
    records: u64,
    is_whole: bool,
    unread: Option<ReadFailure>,
}

impl LookedAt {
    /// The number of rows in the file, if these many rows have the bytes that were looked at.
    fn rows(&self, seen: u64, total: u64) -> u64 {
        if self.is_whole || self.records == 0 {
            return seen;
        }
        let left = u128::from(total.saturating_sub(self.before));
        u64::try_from(left * u128::from(seen) / u128::from(self.records)).unwrap_or(u64::MAX)
    }
}

/// The bytes of a text in an encoding.
fn written_bytes(encoding: Encoding, text: &str) -> u64 {
    let bytes = match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16Le | Encoding::Utf16Be => 2 * text.encode_utf16().count(),
        Encoding::Latin1 | Encoding::Windows1252 => text.chars().count(),
        Encoding::Other(other) => other.encode(text).0.len(),
    };
    bytes as u64
}
