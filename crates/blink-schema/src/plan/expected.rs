//! The sizes that tables are expected to take.

use std::collections::BTreeMap;
use std::fmt;

use blink::__private::format_bytes;
use blink::TableName;

/// The size that a table is expected to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedSize {
    /// The bytes of the table, of its indexes and of all that is stored out of line, as `pg_total_relation_size` counts
    /// them.
    pub bytes: u64,
    /// True if fewer rows were stored in a copy and measured; false if it is an estimate by the lengths of some rows.
    pub is_measured: bool,
    /// The indexes that an estimate does not count: they are no B-trees, or are of expressions, or not of all rows.
    pub without: Vec<String>,
}

/// Prints `about 12.3 MB without documents_tags_idx`; what was measured without `about`.
impl fmt::Display for ExpectedSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_measured {
            f.write_str("about ")?;
        }
        f.write_str(&format_bytes(self.bytes))?;
        match self.without.as_slice() {
            [] => Ok(()),
            without => write!(f, " without {}", without.join(", ")),
        }
    }
}

/// The sizes of tables, as far as they are known.
pub(crate) type ExpectedSizes = BTreeMap<TableName, ExpectedSize>;
