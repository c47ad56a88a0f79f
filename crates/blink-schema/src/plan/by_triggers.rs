//! The keys and unique sets that are others than the catalog says, since triggers store rows.

use std::collections::BTreeMap;

use blink::TableName;

/// The keys and unique sets that come of rows which triggers store.
#[derive(Clone, Debug, Default)]
pub(super) struct ByTriggers {
    /// The unique sets of stored rows that several tables bring.
    pub(super) shared: Vec<SharedSet>,
    /// For keys by their tables and names, why they lead to another table than they say.
    pub(super) leads: BTreeMap<(TableName, String), String>,
}

/// A table's part of a unique set that the rows of several tables share.
#[derive(Clone, Debug)]
pub(super) struct SharedSet {
    /// The table that brings the rows, and its columns.
    pub(super) table: TableName,
    pub(super) columns: Vec<String>,
    /// The table that has the unique set.
    pub(super) of: TableName,
    pub(super) set: String,
    /// The table's number among those that bring such rows, and how many these are.
    pub(super) nth: u64,
    pub(super) tables: u64,
}

impl ByTriggers {
    /// The reason why a key leads to the table whose trigger stores the row that it says.
    pub(super) fn lead(&self, table: &TableName, key: &str) -> Option<&str> {
        self.leads.get(&(table.clone(), key.to_owned())).map(String::as_str)
    }
}
