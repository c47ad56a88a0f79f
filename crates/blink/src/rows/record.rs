//! Rows whose columns are known only at run time.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use crate::encode::value::RecordValue;
use crate::encode::{EncodeError, RowEncoder};

/// A row whose columns are known only at run time, for [`Table::records`](crate::Table::records).
///
/// A list has its values in the order of the columns; a map has them by name, in any order. Either must have exactly
/// one value for each column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a run-time record",
    label = "expected a list or a map of values",
    note = "a list: `Vec<V>`, `[V; N]`; a map: `HashMap<String, V>`, `BTreeMap<String, V>`, with the feature `json` a JSON object",
    note = "`V` is `blink::Value`, `String`, `&str`, an `Option` of them, or with the feature `json` `serde_json::Value`"
)]
pub trait Record {
    /// Sends the values, one for each of the columns.
    ///
    /// # Errors
    /// If the record lacks a value for a column, has one too many, or has one that cannot be written.
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError>;
}

impl<V: RecordValue> Record for [V] {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        let columns = row.names().count();
        if self.len() != columns {
            return Err(EncodeError::row(format!(
                "the record has {} values, but {columns} columns were declared",
                self.len()
            )));
        }
        self.iter().try_for_each(|value| row.value(value))
    }
}

impl<V: RecordValue> Record for Vec<V> {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        self.as_slice().encode(row)
    }
}

impl<V: RecordValue, const N: usize> Record for [V; N] {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        self.as_slice().encode(row)
    }
}

impl<V: RecordValue, S: BuildHasher> Record for HashMap<String, V, S> {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        by_name(self.len(), || self.keys(), |name| self.get(name), row)
    }
}

impl<V: RecordValue> Record for BTreeMap<String, V> {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        by_name(self.len(), || self.keys(), |name| self.get(name), row)
    }
}

#[cfg(feature = "json")]
impl Record for serde_json::Map<String, serde_json::Value> {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        by_name(self.len(), || self.keys(), |name| self.get(name), row)
    }
}

#[cfg(feature = "json")]
impl Record for serde_json::Value {
    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Object(members) => members.encode(row),
            Self::Array(values) => values.encode(row),
            other => Err(EncodeError::row(format!(
                "a record is a JSON object or array, but this is {other}"
            ))),
        }
    }
}

fn by_name<'v, V: RecordValue + 'v, K: Iterator<Item = &'v String>>(
    len: usize,
    keys: impl Fn() -> K,
    get: impl Fn(&str) -> Option<&'v V>,
    row: &mut RowEncoder<'_>,
) -> Result<(), EncodeError> {
    let mut names = row.names();
    if len != row.names().count() || names.any(|name| get(name).is_none()) {
        return Err(column_mismatch(keys(), |name| get(name).is_some(), row));
    }
    for name in row.names() {
        if let Some(value) = get(name) {
            row.value(value)?;
        }
    }
    Ok(())
}

#[cold]
fn column_mismatch<'v>(
    keys: impl Iterator<Item = &'v String>,
    has: impl Fn(&str) -> bool,
    row: &RowEncoder<'_>,
) -> EncodeError {
    let missing = row.names().filter(|name| !has(name)).collect::<Vec<_>>();
    let mut extra = keys
        .map(String::as_str)
        .filter(|key| row.names().all(|name| name != *key))
        .collect::<Vec<_>>();
    extra.sort_unstable();
    let mut message = String::from("the record's keys are not the declared columns");
    for (what, names) in [("missing", missing), ("extra", extra)] {
        if !names.is_empty() {
            message.push_str("; ");
            message.push_str(what);
            message.push_str(": ");
            message.push_str(&names.join(", "));
        }
    }
    EncodeError::row(message)
}
