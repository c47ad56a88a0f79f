//! The size that a file's rows are expected to take, in words and for programs.

use blink_files::{ExpectedSize, StoredSize};
use serde_json::{Value, json};

use crate::terminal::{counted, size};

/// The size in words; None is that of a pipe.
pub(super) fn in_words(expected: Option<&ExpectedSize>) -> String {
    let Some(expected) = expected else {
        return "unknown, since standard input and pipes do not tell their size".to_owned();
    };
    let about = if expected.is_counted { "" } else { "about " };
    let rows = format!("{about}{}", counted(expected.rows, "row"));
    let Some(stored) = &expected.stored else {
        return format!("{rows}; the size is up to who stores them");
    };
    let StoredSize {
        data_bytes,
        index_bytes,
        unknown_indexes,
        has_long_values,
        ..
    } = stored;
    let mut text = format!("{rows}; about {} of data", size(*data_bytes));
    if *index_bytes > 0 {
        text = format!("{text} and {} of indexes", size(*index_bytes));
    }
    if !unknown_indexes.is_empty() {
        text = format!("{text}, without {}", unknown_indexes.join(", "));
    }
    if *has_long_values {
        text.push_str(", less where long values can be compressed");
    }
    text
}

/// The size for programs.
pub(super) fn as_json(expected: Option<&ExpectedSize>) -> Value {
    let Some(expected) = expected else { return Value::Null };
    let stored = expected.stored.as_ref();
    json!({
        "rows": expected.rows,
        "rows_are_counted": expected.is_counted,
        "data_bytes": stored.map(|stored| stored.data_bytes),
        "index_bytes": stored.map(|stored| stored.index_bytes),
        "unknown_indexes": stored.map(|stored| &stored.unknown_indexes),
        "has_long_values": stored.map(|stored| stored.has_long_values),
    })
}
